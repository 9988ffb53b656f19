import type { Message, StaffText } from './wording.ts';

/** What was put right in the ledger, for the log, the status and `letan ledger`. */
export const ledgerRepairMessages = {
  'torn-tail': {
    vi: {
      needs: 'đã cắt {bytes} byte ghi dở ở cuối {where} (mất điện hoặc tiến trình bị dừng giữa chừng)',
      repair: 'không cần làm gì: những gì đã báo cho khách đều còn',
    },
    en: {
      needs:
        'cut {bytes} bytes of an unfinished write off the end of {where} (a power cut, or a process that was killed)',
      repair: 'nothing to do: all that visitors were told is there',
    },
  },
  quarantined: {
    vi: {
      needs: 'sự kiện {from} đến {to} trong {where} không đúng như đã ghi; đã để riêng trong bảng quarantine',
      repair: 'sao lưu tệp, kiểm tra thẻ nhớ (letan doctor); số đã phát không bị phát lại',
    },
    en: {
      needs:
        'events {from} to {to} of {where} are not what was written; they were moved aside, into the table quarantine',
      repair: 'copy the file, look at the card (letan doctor); no number is given again',
    },
  },
  missing: {
    vi: {
      needs: 'sự kiện {from} đến {to} không còn trong {where}',
      repair: 'sao lưu tệp, kiểm tra thẻ nhớ (letan doctor); số đã phát không bị phát lại',
    },
    en: {
      needs: 'events {from} to {to} are no longer in {where}',
      repair: 'copy the file, look at the card (letan doctor); no number is given again',
    },
  },
  relinked: {
    vi: {
      needs: 'mắt xích của sự kiện {position} trong {where} bị hỏng; sự kiện còn nguyên và đã được nối lại',
      repair: 'kiểm tra thẻ nhớ (letan doctor)',
    },
    en: {
      needs: 'the link of event {position} in {where} was spoilt; the event is whole and was linked again',
      repair: 'look at the card (letan doctor)',
    },
  },
  rebuilt: {
    vi: {
      needs: 'sổ ghi bị hỏng và đã được dựng lại với {kept} sự kiện; bản hỏng nguyên vẹn nằm ở {where}',
      repair: 'giữ thư mục đó để kiểm tra, thay thẻ nhớ; số đã phát không bị phát lại',
    },
    en: {
      needs:
        'the ledger was damaged and was built again with {kept} events; the damaged files lie untouched in {where}',
      repair: 'keep that folder for inspection, replace the card; no number is given again',
    },
  },
  rebuildable: {
    vi: {
      needs: 'sổ ghi bị hỏng; khi khởi động, thiết bị sẽ giữ nguyên bản hỏng bên cạnh và dựng lại với {kept} sự kiện',
      repair: 'sao lưu tệp và tệp -wal bên cạnh, kiểm tra thẻ nhớ (letan doctor)',
    },
    en: {
      needs:
        'the ledger is damaged; at its next start the device keeps it as it is beside it and builds it again with {kept} events',
      repair: 'copy it and the -wal file beside it, look at the card (letan doctor)',
    },
  },
  migrated: {
    vi: { needs: 'sổ ghi {where} đã được chuyển từ phiên bản {from} lên {to}', repair: 'không cần làm gì' },
    en: { needs: 'the ledger {where} was brought from version {from} to {to}', repair: 'nothing to do' },
  },
} as const satisfies Record<string, Message>;

/** The disk is full; the reserve lets the day end in order. */
export const ledgerRoom = {
  vi: {
    needs: 'thẻ nhớ đầy: không phát thêm số, chỉ còn đủ chỗ để gọi và kết thúc những số đã phát',
    repair: 'xóa tệp cũ (journalctl --vacuum-size=100M) hoặc thay thẻ; việc phát số tự chạy lại khi có chỗ',
  },
  en: {
    needs: 'the disk is full: no more numbers are given, there is room to call and finish those that are out',
    repair:
      'remove old files (journalctl --vacuum-size=100M) or replace the card; numbers are given again once there is room',
  },
} as const satisfies Message;

/** Why `letan ledger` cannot do what was asked. */
export const ledgerMessages = {
  absent: {
    vi: { needs: 'không có sổ ghi ở {where}', repair: 'xem dataDir và tên của ledger trong tệp cấu hình' },
    en: { needs: 'there is no ledger at {where}', repair: 'see dataDir and the name of the ledger in the config file' },
  },
  newer: {
    vi: {
      needs: 'sổ ghi {where} thuộc phiên bản {found}, chương trình này đọc đến phiên bản {known}',
      repair: 'cập nhật letan; đừng xóa tệp',
    },
    en: {
      needs: 'the ledger {where} is of version {found}; this program reads up to version {known}',
      repair: 'update letan; do not remove the file',
    },
  },
  unreadable: {
    vi: {
      needs: 'không đọc được sổ ghi {where}: {reason}',
      repair: 'sao lưu tệp và tệp -wal bên cạnh, rồi báo kỹ thuật',
    },
    en: {
      needs: 'the ledger {where} cannot be read: {reason}',
      repair: 'copy it and the -wal file beside it, then call a technician',
    },
  },
  busy: {
    vi: {
      needs: 'thiết bị đang dùng sổ ghi {where}',
      repair: 'dừng dịch vụ letan trước, hoặc chờ: thiết bị tự lưu trữ mỗi ngày',
    },
    en: {
      needs: 'the device is using the ledger {where}',
      repair: 'stop the letan service first, or wait: the device archives each day by itself',
    },
  },
  moving: {
    vi: { needs: 'sổ ghi {where} thay đổi liên tục, không sao chép được', repair: 'thử lại khi vắng khách' },
    en: { needs: 'the ledger {where} keeps changing and could not be copied', repair: 'try again when it is quiet' },
  },
  noDay: {
    vi: { needs: '--day cần một ngày dạng 2026-08-03', repair: 'viết năm-tháng-ngày' },
    en: { needs: '--day needs a date as 2026-08-03', repair: 'write year-month-day' },
  },
  noLedger: {
    vi: {
      needs: 'thiết bị {device} không có ledger với driver sqlite',
      repair: 'dùng --db TỆP để chỉ thẳng một sổ ghi',
    },
    en: { needs: 'the device {device} has no ledger with driver sqlite', repair: 'name a ledger with --db FILE' },
  },
  noStrip: {
    vi: {
      needs: 'điểm này không có contingency: trong site.yaml',
      repair: 'thêm contingency: { series: D, printer: … }',
    },
    en: { needs: 'this site has no contingency: in site.yaml', repair: 'add contingency: { series: D, printer: … }' },
  },
  noPrinter: {
    vi: { needs: 'thiết bị {device} không có máy in phiếu thật', repair: 'chạy lệnh trên thiết bị có máy in' },
    en: { needs: 'the device {device} has no real slip printer', repair: 'run the command on the device that has one' },
  },
  notPrinted: {
    vi: {
      needs: 'dải số chưa in được: {reason}',
      repair: 'xem giấy và nắp máy in; nếu dịch vụ đang chạy, bấm in từ trang quầy',
    },
    en: {
      needs: 'the strip was not printed: {reason}',
      repair: 'see paper and cover; while the service runs, print from the counter’s page',
    },
  },
} as const satisfies Record<string, Message>;

/** What `letan ledger` says when all is well. */
export const ledgerWords = {
  whole: {
    vi: '{where}: nguyên vẹn, {events} sự kiện, vị trí cuối {head}, phiên bản {schema}',
    en: '{where}: whole, {events} events, last position {head}, version {schema}',
  },
  damaged: { vi: '{where}: có hỏng hóc, xem bên trên', en: '{where}: damaged, see above' },
  archived: { vi: 'đã lưu trữ {from}–{to} vào {file}', en: 'archived {from}–{to} into {file}' },
  nothingToArchive: { vi: 'không có gì mới để lưu trữ', en: 'nothing new to archive' },
  stripPrinted: {
    vi: 'đã in dải {count} số dự phòng {series}',
    en: 'printed a strip of {count} contingency numbers {series}',
  },
} as const satisfies Record<string, StaffText>;

/** What stands on the contingency strip, for staff. */
export const stripWords = {
  title: { vi: 'SỐ DỰ PHÒNG', en: 'CONTINGENCY NUMBERS' },
  use: {
    vi: 'Chỉ dùng khi máy lấy số không hoạt động. Xé theo thứ tự, ghi giờ và dịch vụ.',
    en: 'Only while no kiosk works. Tear off in order, write time and service.',
  },
  later: {
    vi: 'Khi máy chạy lại: nhập từng số ở trang quầy (Nhập số giấy).',
    en: 'Afterwards: enter each number on the counter’s page.',
  },
  row: { vi: 'giờ ___:___  dịch vụ ____________', en: 'time / service' },
} as const satisfies Record<string, StaffText>;
