import type { Message, StaffText } from './wording.ts';

/** Why a stick opens no maintenance: one line on the screen. */
export const stickFaultMessages = {
  'no-trust': {
    vi: {
      needs: 'máy này chưa có khóa bảo trì của điểm, nên USB nào cũng không mở được',
      repair: 'đặt maintenance.pub vào thư mục của điểm (letan stick key --site) rồi cài lại cấu hình',
    },
    en: {
      needs: 'this machine has no maintenance key of its site, so no stick opens it',
      repair: 'put maintenance.pub into the site’s folder (letan stick key --site) and install the config again',
    },
  },
  'no-key': {
    vi: { needs: 'tệp khóa trên USB bị hỏng', repair: 'tạo lại USB: letan stick make' },
    en: { needs: 'the key file on the stick is damaged', repair: 'make the stick again: letan stick make' },
  },
  foreign: {
    vi: { needs: 'USB này không do điểm này ký', repair: 'dùng USB bảo trì của điểm này' },
    en: { needs: 'this stick was not signed for this site', repair: 'use this site’s maintenance stick' },
  },
  'other-site': {
    vi: { needs: 'USB này dành cho điểm {site}', repair: 'dùng USB bảo trì của điểm này' },
    en: { needs: 'this stick is for the site {site}', repair: 'use this site’s maintenance stick' },
  },
  'other-device': {
    vi: { needs: 'USB này chỉ dành cho {devices}', repair: 'dùng USB của máy này' },
    en: { needs: 'this stick is for {devices} only', repair: 'use the stick of this machine' },
  },
  'not-yet': {
    vi: { needs: 'USB này dùng được từ {date}', repair: 'chờ đến ngày đó, hoặc chỉnh đồng hồ của máy' },
    en: { needs: 'this stick opens from {date} on', repair: 'wait for that day, or set the machine’s clock' },
  },
  expired: {
    vi: { needs: 'USB này đã hết hạn ngày {date}', repair: 'tạo USB mới: letan stick make' },
    en: { needs: 'this stick ran out on {date}', repair: 'make a new one: letan stick make' },
  },
} as const satisfies Readonly<Record<string, Message>>;

/** What `letan stick` refuses. */
export const stickMessages = {
  noKey: {
    vi: { needs: 'không đọc được khóa {file} ({code})', repair: 'tạo khóa: letan stick key --out keys' },
    en: { needs: 'the key {file} cannot be read ({code})', repair: 'make one: letan stick key --out keys' },
  },
  unwritable: {
    vi: { needs: 'không ghi được {file} ({code})', repair: 'kiểm tra USB đã gắn và còn chỗ, hoặc đổi --to' },
    en: {
      needs: '{file} cannot be written ({code})',
      repair: 'see that the stick is mounted and has room, or change --to',
    },
  },
  notTrusted: {
    vi: {
      needs: 'điểm {site} chưa tin khóa này: {file} không có nó',
      repair: 'letan stick key --out … --site {site}, rồi cài lại cấu hình cho các máy',
    },
    en: {
      needs: 'the site {site} does not trust this key: it is not in {file}',
      repair: 'letan stick key --out … --site {site}, then install the config on its devices again',
    },
  },
  noDevice: {
    vi: { needs: 'điểm {site} không có máy {device}', repair: 'các máy: {known}' },
    en: { needs: 'the site {site} has no device {device}', repair: 'its devices: {known}' },
  },
  half: {
    vi: {
      needs: 'chỉ có một nửa cặp khóa trong {folder}',
      repair: 'lấy lại nửa kia từ bản sao, hoặc dùng thư mục khác',
    },
    en: {
      needs: 'only one half of the pair is in {folder}',
      repair: 'bring the other back from its copy, or take another folder',
    },
  },
  notMounted: {
    vi: { needs: 'không mở được USB {device}: {said}', repair: 'dùng USB định dạng FAT32 hoặc ext4' },
    en: { needs: 'the stick {device} could not be opened: {said}', repair: 'take one formatted as FAT32 or ext4' },
  },
} as const satisfies Readonly<Record<string, Message>>;

/** What `letan stick` says when all is well. */
export const stickWords = {
  keys: {
    vi: 'khóa ký {secret} (giữ kín), khóa công khai {open}',
    en: 'the signing key {secret} (keep it secret), the public one {open}',
  },
  trusted: { vi: 'điểm {site} tin khóa này: {file}', en: 'the site {site} trusts it: {file}' },
  made: {
    vi: 'đã ghi {file}: mở bảo trì ở {site} ({devices}) đến {date}. Ai có tệp này đều mở được, hãy giữ USB cẩn thận.',
    en: 'wrote {file}: opens maintenance at {site} ({devices}) until {date}. Whoever has this file can; keep the stick safe.',
  },
  allDevices: { vi: 'mọi máy', en: 'every device' },
  offered: { vi: 'USB {device}: {count} tệp khóa', en: 'stick {device}: {count} [key file|key files]' },
} as const satisfies Readonly<Record<string, StaffText>>;
