import type { Message, StaffText } from './wording.ts';

/** What `letan support bundle` refuses. */
export const supportMessages = {
  noStick: {
    vi: { needs: 'không thấy USB nào', repair: 'cắm USB (FAT hoặc ext4) rồi chạy lại' },
    en: { needs: 'no USB stick is plugged in', repair: 'plug one in (FAT or ext4) and run this again' },
  },
  notMounted: {
    vi: { needs: 'không mở được USB để ghi: {said}', repair: 'dùng USB khác, định dạng FAT32' },
    en: {
      needs: 'the stick could not be opened for writing: {said}',
      repair: 'take another stick, formatted as FAT32',
    },
  },
  notWritten: {
    vi: { needs: 'không ghi được {file}: {said}', repair: 'kiểm tra chỗ trống và quyền ghi, hoặc dùng USB khác' },
    en: {
      needs: '{file} could not be written: {said}',
      repair: 'check its free space and rights, or take another stick',
    },
  },
  where: {
    vi: { needs: 'chưa nói ghi vào đâu', repair: 'thêm --out TỆP hoặc --usb' },
    en: { needs: 'nobody said where to write it', repair: 'add --out FILE or --usb' },
  },
} as const satisfies Readonly<Record<string, Message>>;

export const supportWords = {
  taken: { vi: 'đã lấy {name}: {bytes}', en: 'took {name}: {bytes}' },
  without: { vi: 'không lấy được {name}: {said}', en: 'without {name}: {said}' },
  written: {
    vi: 'đã ghi {file} ({bytes}). Không có dữ liệu cá nhân trong đó. Gửi tệp này cho nơi bảo trì.',
    en: 'wrote {file} ({bytes}). Nothing personal is in it. Send this file to support.',
  },
} as const satisfies Readonly<Record<string, StaffText>>;
