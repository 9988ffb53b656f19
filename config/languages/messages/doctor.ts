import type { Message, StaffText } from './wording.ts';

/** What `letan doctor` finds wrong with the machine itself, and what to do about it. */
export const doctorMessages = {
  'board.other': {
    vi: {
      needs: 'máy này là {found}, cấu hình nói {board}',
      repair: 'sửa board.model, rồi chạy lại letan config check',
    },
    en: {
      needs: 'this machine is a {found}; the config says {board}',
      repair: 'correct board.model, then run letan config check',
    },
  },
  'kernel.older': {
    vi: { needs: 'nhân {found} cũ hơn {wanted}', repair: 'cập nhật hệ điều hành: apt full-upgrade' },
    en: { needs: 'kernel {found} is older than {wanted}', repair: 'bring the system up to date: apt full-upgrade' },
  },
  'pins.noChip': {
    vi: {
      needs: 'nhân không có /dev/gpiochip* nào',
      repair: 'dùng nhân của Raspberry Pi OS; kiểm tra nhân có GPIO_CDEV',
    },
    en: {
      needs: 'the kernel shows no /dev/gpiochip*',
      repair: 'use the kernel of Raspberry Pi OS; check for GPIO_CDEV',
    },
  },
  'pins.otherLabel': {
    vi: { needs: 'không có gpiochip tên {wanted}; có: {found}', repair: 'sửa chip: hoặc board.model' },
    en: { needs: 'no gpiochip is called {wanted}; there are: {found}', repair: 'correct chip: or board.model' },
  },
  'pins.noSysfs': {
    vi: { needs: 'nhân không có /sys/class/gpio mà {driver} cần', repair: 'dùng driver: gpiochip' },
    en: { needs: 'the kernel has no /sys/class/gpio, which {driver} needs', repair: 'take driver: gpiochip' },
  },
  'pins.sysfsBase': {
    vi: { needs: 'sysfs đánh số chân từ {found}, rpi-gpio chỉ chạy khi từ 0', repair: 'dùng driver: gpiochip' },
    en: { needs: 'sysfs counts its lines from {found}; rpi-gpio works from 0 only', repair: 'take driver: gpiochip' },
  },
  'node.absent': {
    vi: { needs: '{device}: không có {path}', repair: 'cắm thiết bị; {hint}' },
    en: { needs: '{device}: there is no {path}', repair: 'plug it in; {hint}' },
  },
  'node.permission': {
    vi: {
      needs: '{device}: không có quyền mở {path}',
      repair: 'thêm người dùng letan vào nhóm {group} (usermod -aG {group} letan), rồi khởi động lại',
    },
    en: {
      needs: '{device}: {path} may not be opened',
      repair: 'add the user letan to the group {group} (usermod -aG {group} letan) and start again',
    },
  },
  'power.underVoltage': {
    vi: {
      needs: 'điện áp đang thấp (dưới 4,63 V)',
      repair: 'dùng bộ nguồn chính hãng và dây ngắn; bớt thiết bị trên USB',
    },
    en: {
      needs: 'the supply is too low now (below 4.63 V)',
      repair: "use the maker's adapter and a short cable; take load off USB",
    },
  },
  'power.wasLow': {
    vi: { needs: 'điện áp đã từng thấp từ khi khởi động', repair: 'dùng bộ nguồn chính hãng và dây ngắn' },
    en: { needs: 'the supply has been too low since the start', repair: "use the maker's adapter and a short cable" },
  },
  'power.throttled': {
    vi: { needs: 'bộ xử lý đang bị giảm tốc', repair: 'kiểm tra nguồn và thoáng khí' },
    en: { needs: 'the processor is slowed down now', repair: 'check supply and cooling' },
  },
  'power.wasThrottled': {
    vi: { needs: 'bộ xử lý đã từng bị giảm tốc từ khi khởi động', repair: 'kiểm tra nguồn và thoáng khí' },
    en: { needs: 'the processor was slowed down since the start', repair: 'check supply and cooling' },
  },
  'heat.high': {
    vi: {
      needs: 'bộ xử lý {degrees} °C, từ 80 °C bị giảm tốc',
      repair: 'lau quạt và khe thoáng khí, kiểm tra tản nhiệt',
    },
    en: {
      needs: 'the processor has {degrees} °C; from 80 °C on it is slowed down',
      repair: 'clean fan and vents, check the heat sink',
    },
  },
  'memory.low': {
    vi: { needs: 'chỉ còn {free} MB bộ nhớ trên {total} MB', repair: 'tắt chương trình khác; khởi động lại máy' },
    en: { needs: 'only {free} MB of memory of {total} MB are left', repair: 'end other programs; restart the machine' },
  },
  'disk.low': {
    vi: {
      needs: '{path}: chỉ còn {free} MB ({percent} %)',
      repair: 'xóa tệp cũ (journalctl --vacuum-size=100M), hoặc thay thẻ lớn hơn',
    },
    en: {
      needs: '{path}: only {free} MB ({percent} %) are free',
      repair: 'remove old files (journalctl --vacuum-size=100M), or put in a larger card',
    },
  },
  'disk.readOnly': {
    vi: { needs: '{path} chỉ đọc được: thẻ đang hỏng, hoặc hệ tập tin bị lỗi', repair: 'sao lưu sổ ghi rồi thay thẻ' },
    en: {
      needs: '{path} can only be read: the card is failing, or its file system is',
      repair: 'back the ledger up and replace the card',
    },
  },
  'disk.errors': {
    vi: { needs: 'hệ tập tin {name} đã có {count} lỗi', repair: 'sao lưu sổ ghi, chạy fsck khi tắt, thay thẻ' },
    en: {
      needs: 'the file system {name} has counted {count} [error|errors]',
      repair: 'back the ledger up, run fsck while it is off, replace the card',
    },
  },
  'disk.missing': {
    vi: { needs: 'không có thư mục dữ liệu {path}', repair: 'tạo thư mục và giao cho người dùng letan' },
    en: { needs: 'there is no data directory {path}', repair: 'make it and give it to the user letan' },
  },
  'card.worn': {
    vi: { needs: '{name}: đã dùng khoảng {percent} % tuổi thọ ghi', repair: 'sao lưu và thay trong vài tuần tới' },
    en: {
      needs: '{name}: some {percent} % of its life is written away',
      repair: 'back it up and replace it within weeks',
    },
  },
  'card.endOfLife': {
    vi: { needs: '{name}: hết tuổi thọ ghi', repair: 'sao lưu và thay ngay' },
    en: { needs: '{name}: its life is written away', repair: 'back it up and replace it now' },
  },
  'clock.notSet': {
    vi: {
      needs: 'đồng hồ chưa được tin: chưa có NTP từ khi khởi động, và không có đồng hồ phần cứng đúng giờ',
      repair: 'nối mạng (timedatectl), hoặc lắp RTC có pin',
    },
    en: {
      needs: 'the clock is not believed: no NTP since the start, and no hardware clock that agrees',
      repair: 'connect the network (timedatectl), or fit an RTC with a battery',
    },
  },
  'clock.noRtc': {
    vi: { needs: 'không có đồng hồ phần cứng: mất mạng là mất giờ', repair: 'lắp DS3231 hoặc pin RTC của Pi 5' },
    en: {
      needs: 'there is no hardware clock: without network there is no time',
      repair: "fit a DS3231, or the Pi 5's RTC battery",
    },
  },
  'sound.noCard': {
    vi: { needs: 'không có card âm thanh {wanted}; có: {found}', repair: 'cắm loa USB, hoặc sửa output theo aplay -L' },
    en: {
      needs: 'there is no sound card {wanted}; there are: {found}',
      repair: 'plug the loudspeaker in, or correct output by aplay -L',
    },
  },
  'sound.none': {
    vi: { needs: 'máy không có card âm thanh nào', repair: 'cắm loa USB, hoặc bật dtparam=audio=on' },
    en: { needs: 'the machine has no sound card', repair: 'plug a USB loudspeaker in, or set dtparam=audio=on' },
  },
  'network.down': {
    vi: { needs: 'không có mạng: {found}', repair: 'cắm cáp mạng, xem đèn ở ổ cắm' },
    en: { needs: 'no network: {found}', repair: 'plug the cable in and look at the lamps of its socket' },
  },
  'watchdog.absent': {
    vi: {
      needs: 'không có /dev/watchdog: máy treo sẽ không tự khởi động lại',
      repair: 'bật dtparam=watchdog=on (Pi) hoặc watchdog trong BIOS',
    },
    en: {
      needs: 'there is no /dev/watchdog: a hung machine would not restart by itself',
      repair: "set dtparam=watchdog=on (Pi), or switch it on in the PC's setup",
    },
  },
  'person.no': {
    vi: { needs: '{question} Người kiểm tra trả lời: không', repair: 'xem phiếu đấu dây và chạy lại letan doctor' },
    en: { needs: '{question} The person says: no', repair: 'see the wiring sheet and run letan doctor again' },
  },
} as const satisfies Readonly<Record<string, Message>>;
export type DoctorKey = keyof typeof doctorMessages;

/** The words around the findings. */
export const doctorWords = {
  title: { vi: 'Khám thiết bị', en: 'Check-up' },
  check: { vi: 'Mục', en: 'Check' },
  state: { vi: 'Kết quả', en: 'Result' },
  value: { vi: 'Đo được', en: 'Found' },
  well: { vi: 'tốt', en: 'well' },
  warning: { vi: 'chú ý', en: 'warning' },
  fault: { vi: 'LỖI', en: 'FAULT' },
  unknown: { vi: 'không biết', en: 'unknown' },
  allWell: { vi: 'Tất cả đều tốt.', en: 'All is well.' },
  yesNo: { vi: '[c]ó / [k]hông / Enter: bỏ qua', en: '[y]es / [n]o / Enter: skip' },
  start: { vi: 'khởi động', en: 'start' },
  board: { vi: 'bo mạch', en: 'board' },
  kernel: { vi: 'nhân', en: 'kernel' },
  version: { vi: 'phiên bản', en: 'version' },
  pins: { vi: 'chân GPIO', en: 'GPIO lines' },
  nodes: { vi: 'cổng', en: 'nodes' },
  power: { vi: 'nguồn', en: 'power' },
  heat: { vi: 'nhiệt độ', en: 'temperature' },
  memory: { vi: 'bộ nhớ', en: 'memory' },
  disk: { vi: 'đĩa', en: 'disk' },
  card: { vi: 'thẻ nhớ', en: 'card' },
  clock: { vi: 'đồng hồ', en: 'clock' },
  sound: { vi: 'âm thanh', en: 'sound' },
  network: { vi: 'mạng', en: 'network' },
  watchdog: { vi: 'giám sát treo', en: 'watchdog' },
  device: { vi: 'thiết bị', en: 'device' },
  paper: { vi: 'giấy', en: 'paper' },
  classifier: { vi: 'bộ phán đoán', en: 'classifier' },
  person: { vi: 'người kiểm tra', en: 'person' },
} as const satisfies Readonly<Record<string, StaffText>>;
