import type { Message, StaffText } from './wording.ts';

/** Why a device is in safe mode, or in the technician's hands. */
export const startMessages = {
  'start.bug': {
    vi: {
      needs: 'phần mềm đã tự dừng vì lỗi {count} lần liền: {said}',
      repair: 'lấy nhật ký ra USB rồi gửi nơi bảo trì; nếu vừa cập nhật: letan update rollback',
    },
    en: {
      needs: 'the firmware ended by a bug {count} times in a row: {said}',
      repair: 'take the logs to a USB stick and send them to support; after an update: letan update rollback',
    },
  },
  'start.ended': {
    vi: {
      needs: 'máy đã bị ngắt {count} lần liền trước khi chạy ổn định, không để lại thông báo lỗi',
      repair: 'kiểm tra nguồn điện và dây; nếu nguồn tốt, lấy nhật ký ra USB rồi gửi nơi bảo trì',
    },
    en: {
      needs: 'the device was cut off {count} times in a row before it ran steadily, and left no word of why',
      repair: 'check supply and cable; if they are good, take the logs to a USB stick and send them to support',
    },
  },
  'start.config': {
    vi: {
      needs: 'cấu hình sai ở {place}: {what} (tất cả {count} lỗi)',
      repair: '{todo}. Xem mọi lỗi: letan config check {file}. Máy tự chạy lại khi tệp đã đúng',
    },
    en: {
      needs: 'the config is wrong at {place}: {what} ({count} in all)',
      repair: '{todo}. All of them: letan config check {file}. The device starts by itself once the file is right',
    },
  },
  'start.dataDir': {
    vi: {
      needs: 'không ghi được vào thư mục dữ liệu {path} ({code})',
      repair:
        'xem thẻ nhớ có hỏng hay đầy không (letan doctor), thư mục có thuộc người dùng letan không. Máy tự chạy lại khi ghi được',
    },
    en: {
      needs: 'the data directory {path} cannot be written ({code})',
      repair:
        'see whether the card failed or is full (letan doctor), and whether the folder is the user letan’s. The device starts by itself once it can write',
    },
  },
  'start.port': {
    vi: {
      needs: 'chương trình khác đang giữ cổng {where} của màn hình ({code})',
      repair: 'tìm chương trình đó (sudo ss -ltnp) và dừng nó, hoặc sửa web.port. Màn hình tự trở lại',
    },
    en: {
      needs: 'another program holds the screen’s port {where} ({code})',
      repair: 'find it (sudo ss -ltnp) and stop it, or change web.port. The screen comes back by itself',
    },
  },
  'start.byHand': {
    vi: { needs: 'có người mở chế độ bảo trì', repair: 'chọn Khởi động lại khi xong việc' },
    en: { needs: 'somebody opened maintenance', repair: 'choose Restart when the work is done' },
  },
} as const satisfies Readonly<Record<string, Message>>;

/** What a technician at the device is refused, or told. */
export const repairMessages = {
  noPin: {
    vi: {
      needs: 'máy này chưa có PIN quản lý nên không mở bảo trì bằng PIN được',
      repair: 'nhấn nút bảo trì trong vài giây đầu khi bật máy, hoặc đặt PIN: letan staff set-pin --role manager',
    },
    en: {
      needs: 'no manager’s PIN was ever set here, so no PIN opens maintenance',
      repair: 'press the maintenance button in the first seconds of a start, or letan staff set-pin --role manager',
    },
  },
  wrongPin: {
    vi: { needs: 'PIN không đúng', repair: 'nhập lại PIN quản lý' },
    en: { needs: 'that is not the PIN', repair: 'type the manager’s PIN again' },
  },
  wait: {
    vi: { needs: 'đã nhập sai nhiều lần', repair: 'thử lại sau {seconds} giây' },
    en: { needs: 'too many wrong PINs', repair: 'try again in {seconds} seconds' },
  },
  busy: {
    vi: { needs: 'một phép thử đang chạy', repair: 'chờ phép thử xong' },
    en: { needs: 'a test is running', repair: 'wait for it to end' },
  },
  locked: {
    vi: { needs: 'bảo trì chưa mở', repair: 'nhập PIN quản lý' },
    en: { needs: 'maintenance is not open', repair: 'type the manager’s PIN' },
  },
} as const satisfies Readonly<Record<string, Message>>;

/** What stands on the glass in safe mode and in maintenance. */
export const repairWords = {
  resting: { vi: 'Máy đang tạm nghỉ', en: 'This machine is resting' },
  elsewhere: {
    vi: 'Xin mời quý khách lấy số ở máy khác hoặc hỏi nhân viên tại quầy hướng dẫn.',
    en: 'Please take a number at another machine, or ask the staff at the information desk.',
  },
  triesAgain: { vi: 'Máy tự thử lại sau {minutes} phút', en: 'It tries again by itself in {minutes} min' },
  watches: { vi: 'Máy tự chạy lại khi lỗi đã được sửa', en: 'It goes on by itself once this is put right' },
  languageFile: { vi: 'tệp ngôn ngữ bị hỏng', en: 'a language file is damaged' },
  correctFile: { vi: 'sửa tệp này', en: 'correct this file' },
  stickRefused: { vi: 'USB bảo trì không mở được', en: 'The maintenance stick opens nothing' },
  faultCode: { vi: 'Mã lỗi', en: 'Fault' },
  scan: {
    vi: 'Quét mã này bằng điện thoại để đọc cách sửa, không cần mạng',
    en: 'Scan this with a phone to read the remedy; it needs no network',
  },
  remedy: { vi: 'Cách sửa', en: 'Remedy' },
  open: { vi: 'Bảo trì', en: 'Maintenance' },
  pin: { vi: 'PIN quản lý', en: 'Manager’s PIN' },
  enter: { vi: 'Mở', en: 'Open' },
  erase: { vi: 'Xóa', en: 'Erase' },
  back: { vi: 'Quay lại', en: 'Back' },
  title: { vi: 'Bảo trì', en: 'Maintenance' },
  look: { vi: 'Kiểm tra lại', en: 'Check again' },
  looking: { vi: 'Đang kiểm tra máy …', en: 'Looking the device over …' },
  allWell: { vi: 'Không thấy lỗi nào', en: 'Nothing is wrong' },
  print: { vi: 'In phiếu thử', en: 'Print a test slip' },
  sound: { vi: 'Thử loa', en: 'Sound the chime' },
  light: { vi: 'Thử đèn', en: 'Light the lamp' },
  sign: { vi: 'Thử bảng số', en: 'Test the sign' },
  touch: { vi: 'Thử cảm ứng', en: 'Test the touch panel' },
  touchHint: {
    vi: 'Chạm từng ô đến khi cả màn hình đổi màu',
    en: 'Touch each square until the whole screen has changed',
  },
  logs: { vi: 'Lấy nhật ký ra USB', en: 'Take the logs to a USB stick' },
  logsAsked: {
    vi: 'Cắm USB và chờ: đèn USB ngừng nháy là xong',
    en: 'Plug a stick in and wait until its lamp stops flashing',
  },
  restart: { vi: 'Khởi động lại', en: 'Restart' },
  restarting: { vi: 'Đang khởi động lại …', en: 'Restarting …' },
  sensors: { vi: 'Cảm biến và phím, ngay lúc này', en: 'Sensors and keys, just now' },
  nothingYet: { vi: 'chưa báo gì', en: 'nothing yet' },
  running: { vi: 'đang thử …', en: 'running …' },
  done: { vi: 'đã làm; xem và nghe có đúng không', en: 'done; look and listen whether it is right' },
  version: { vi: 'Phiên bản', en: 'Version' },
} as const satisfies Readonly<Record<string, StaffText>>;
