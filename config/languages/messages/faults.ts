import type { Message } from './wording.ts';

/**
 * What keeps a device from serving, by the kind of its fault, whichever driver told it. `device` is its name in the config, `where`
 * the line, address or socket, `detail` what else the fault says.
 */
export const faultMessages = {
  absent: {
    vi: {
      needs: '{device}: không thấy ở {where}',
      repair: 'kiểm tra nguồn và dây theo phiếu đấu dây (letan wiring), địa chỉ và cổng trong cấu hình',
    },
    en: {
      needs: '{device}: nobody answers at {where}',
      repair: 'check its power and wires by the wiring sheet (letan wiring), and address and port in the config',
    },
  },
  permission: {
    vi: {
      needs: '{device}: không có quyền mở {where}',
      repair:
        'thêm người dùng letan vào nhóm của cổng đó (gpio, i2c, spi, dialout, lp, input, audio), rồi khởi động lại',
    },
    en: {
      needs: '{device}: {where} may not be opened',
      repair:
        'add the user letan to the group of that node (gpio, i2c, spi, dialout, lp, input, audio) and start again',
    },
  },
  busy: {
    vi: {
      needs: '{device}: {where} đang bị chương trình khác giữ ({detail})',
      repair: 'dừng chương trình đó; nếu là letan đang chạy: systemctl stop letan',
    },
    en: {
      needs: '{device}: {where} is held by somebody else ({detail})',
      repair: 'stop that program; if it is letan itself: systemctl stop letan',
    },
  },
  claimed: {
    vi: {
      needs: '{device}: driver của nhân đang giữ chip ở {where} ({detail})',
      repair: 'bỏ dòng dtoverlay của chip đó trong config.txt',
    },
    en: {
      needs: '{device}: a driver of the kernel has the chip at {where} ({detail})',
      repair: "remove that chip's dtoverlay line from config.txt",
    },
  },
  stuck: {
    vi: {
      needs: '{device}: bus ở {where} bị giữ ở mức thấp ({detail})',
      repair: 'rút từng thiết bị trên bus để tìm thiết bị hỏng, kiểm tra SDA và SCL có chạm nhau không',
    },
    en: {
      needs: '{device}: the bus at {where} is held low ({detail})',
      repair: 'unplug its devices one by one to find the broken one; look for SDA and SCL touching',
    },
  },
  unsupported: {
    vi: {
      needs: '{device}: {where} không làm được trên máy này ({detail})',
      repair: 'dùng driver: gpiochip, hoặc xem letan config check',
    },
    en: {
      needs: '{device}: {where} cannot do this on this machine ({detail})',
      repair: 'take driver: gpiochip, or see letan config check',
    },
  },
  unplugged: {
    vi: { needs: '{device}: đã bị rút khỏi {where}', repair: 'cắm lại, kiểm tra cáp; thiết bị tự nhận lại' },
    en: {
      needs: '{device}: unplugged from {where}',
      repair: 'plug it in again and check the cable; it comes back by itself',
    },
  },
  timeout: {
    vi: {
      needs: '{device}: {where} không trả lời kịp',
      repair: 'kiểm tra cáp và nguồn; với mạng, kiểm tra địa chỉ và tường lửa',
    },
    en: {
      needs: '{device}: {where} did not answer in time',
      repair: 'check cable and power; on a network, address and firewall',
    },
  },
  'no-answer': {
    vi: { needs: '{device}: {where} không trả lời ({detail})', repair: 'kiểm tra nguồn, dây và tốc độ truyền' },
    en: { needs: '{device}: {where} does not answer ({detail})', repair: 'check power, wires and speed' },
  },
  silent: {
    vi: {
      needs: '{device}: {where} có trả lời nhưng không có số đo ({detail})',
      repair: 'rút nguồn cảm biến 10 giây rồi cắm lại; nếu vẫn vậy, thay cảm biến',
    },
    en: {
      needs: '{device}: {where} answers, and no measurement comes ({detail})',
      repair: 'take its power away for ten seconds; if that does not help, replace it',
    },
  },
  'wrong-chip': {
    vi: {
      needs: '{device}: ở {where} là chip khác ({detail})',
      repair: 'sửa driver hoặc địa chỉ trong cấu hình cho đúng chip đang lắp',
    },
    en: {
      needs: '{device}: another chip is at {where} ({detail})',
      repair: 'correct driver or address in the config to what is mounted',
    },
  },
  'wrong-baud': {
    vi: {
      needs: '{device}: {where} có dữ liệu nhưng đọc không ra ({detail})',
      repair: 'sửa tốc độ truyền (baud), kiểm tra dây GND chung',
    },
    en: {
      needs: '{device}: bytes come at {where} and make no sense ({detail})',
      repair: 'correct its baud rate; check the common ground',
    },
  },
  garbled: {
    vi: {
      needs: '{device}: dữ liệu ở {where} không phải là chữ ({detail})',
      repair: 'sửa tốc độ baud; đặt máy quét gửi UTF-8',
    },
    en: {
      needs: '{device}: what comes at {where} is no text ({detail})',
      repair: 'correct the baud rate; set the reader to send UTF-8',
    },
  },
  'too-long': {
    vi: {
      needs: '{device}: dữ liệu dài hơn nhân nhận một lần ở {where} ({detail})',
      repair: 'thêm spidev.bufsiz=65536 vào cmdline.txt, hoặc bớt số đèn',
    },
    en: {
      needs: '{device}: more than the kernel takes at once at {where} ({detail})',
      repair: 'add spidev.bufsiz=65536 to cmdline.txt, or have fewer LEDs',
    },
  },
  'wrong-device': {
    vi: {
      needs: '{device}: {where} là thiết bị khác',
      repair: 'sửa đường dẫn; dùng tên trong /dev/serial/by-id hoặc /dev/input/by-id',
    },
    en: {
      needs: '{device}: {where} is another device',
      repair: 'correct the path; use the names of /dev/serial/by-id or /dev/input/by-id',
    },
  },
  'not-started': {
    vi: {
      needs: '{device}: {where} không khởi động xong ({detail})',
      repair: 'kiểm tra nguồn có đủ dòng không, dây có quá dài không',
    },
    en: {
      needs: '{device}: {where} did not finish its start ({detail})',
      repair: 'check that its supply is strong enough and its wires are short',
    },
  },
  'no-firmware': {
    vi: {
      needs: '{device}: thiếu tệp chương trình của chip ({detail})',
      repair: 'tải tệp từ hãng về và ghi đường dẫn vào cấu hình',
    },
    en: {
      needs: "{device}: the chip's program file is missing ({detail})",
      repair: 'fetch it from the maker and name its path in the config',
    },
  },
  'wrong-firmware': {
    vi: { needs: '{device}: tệp chương trình của chip không đúng ({detail})', repair: 'tải lại tệp từ hãng' },
    en: {
      needs: "{device}: the chip's program file is none ({detail})",
      repair: 'fetch the file from the maker once more',
    },
  },
  refused: {
    vi: { needs: '{device}: {where} từ chối kết nối ({detail})', repair: 'kiểm tra địa chỉ, cổng, tên và mật khẩu' },
    en: {
      needs: '{device}: {where} refuses the connection ({detail})',
      repair: 'check address, port, name and password',
    },
  },
  unreachable: {
    vi: { needs: '{device}: không tới được {where} ({detail})', repair: 'kiểm tra cáp mạng và địa chỉ' },
    en: { needs: '{device}: {where} cannot be reached ({detail})', repair: 'check the network cable and the address' },
  },
  offline: {
    vi: { needs: '{device}: ngoại tuyến ở {where} ({detail})', repair: 'bật máy, bấm nút Feed/Online, kiểm tra cáp' },
    en: {
      needs: '{device}: offline at {where} ({detail})',
      repair: 'switch it on, press Feed/Online, check the cable',
    },
  },
  'write-only': {
    vi: {
      needs: '{device}: {where} chỉ ghi được, không đọc được trạng thái',
      repair: 'dùng cáp hai chiều, hoặc ghi status: none (sẽ không ai biết khi hết giấy)',
    },
    en: {
      needs: '{device}: {where} can be written only, its state is not known',
      repair: 'use a two-way cable, or write status: none (nobody is then told of an empty roll)',
    },
  },
  'garbled-answer': {
    vi: {
      needs: '{device}: {where} trả lời không đúng ({detail})',
      repair: 'kiểm tra có đúng máy in ESC/POS không, tốc độ truyền',
    },
    en: {
      needs: '{device}: {where} answers what cannot be understood ({detail})',
      repair: 'check that it is an ESC/POS printer, and its speed',
    },
  },
  hardware: {
    vi: { needs: '{device}: lỗi phần cứng ở {where} ({detail})', repair: 'tắt rồi bật lại; nếu vẫn lỗi, gọi hãng' },
    en: {
      needs: '{device}: an error of its own at {where} ({detail})',
      repair: 'switch it off and on; if it stays, call its maker',
    },
  },
  overheated: {
    vi: { needs: '{device}: đầu in quá nóng', repair: 'chờ vài phút; kiểm tra khe thoáng khí của tủ' },
    en: { needs: '{device}: its head is too hot', repair: "wait some minutes; check the cabinet's vents" },
  },
  'paper-out': {
    vi: { needs: '{device}: hết giấy', repair: 'thay cuộn giấy, đóng nắp' },
    en: { needs: '{device}: out of paper', repair: 'put in a new roll and close the cover' },
  },
  'paper-low': {
    vi: { needs: '{device}: sắp hết giấy', repair: 'chuẩn bị cuộn mới trước giờ mở cửa' },
    en: { needs: '{device}: paper is running out', repair: 'have a new roll ready before opening' },
  },
  'cover-open': {
    vi: { needs: '{device}: nắp đang mở', repair: 'đóng nắp cho tới khi nghe tiếng tách' },
    en: { needs: '{device}: its cover is open', repair: 'close it until it clicks' },
  },
  'cutter-jam': {
    vi: { needs: '{device}: dao cắt bị kẹt', repair: 'tắt máy in, mở nắp, gỡ giấy kẹt, bật lại' },
    en: {
      needs: '{device}: the cutter is jammed',
      repair: 'switch the printer off, open it, take the paper out, switch it on',
    },
  },
  'no-voice': {
    vi: {
      needs: '{device}: không có giọng cho ngôn ngữ {detail}',
      repair: 'cài espeak-ng, hoặc bỏ ngôn ngữ đó khỏi calling.languages',
    },
    en: {
      needs: '{device}: no voice for {detail}',
      repair: 'install espeak-ng, or remove the language from calling.languages',
    },
  },
  crashed: {
    vi: {
      needs: '{device}: chương trình con bị dừng ({detail})',
      repair: 'cài lại espeak-ng; xem journalctl -u letan',
    },
    en: { needs: '{device}: its program died ({detail})', repair: 'install espeak-ng again; see journalctl -u letan' },
  },
  'no-device': {
    vi: {
      needs: '{device}: không có thiết bị âm thanh đó ({detail})',
      repair: 'xem aplay -L và sửa output; cắm loa USB',
    },
    en: {
      needs: '{device}: there is no such sound device ({detail})',
      repair: 'see aplay -L and correct output; plug the loudspeaker in',
    },
  },
  full: {
    vi: { needs: '{device}: đĩa đầy ({where})', repair: 'xóa tệp cũ, hoặc thay thẻ lớn hơn' },
    en: { needs: '{device}: the disk is full ({where})', repair: 'remove old files, or put in a larger card' },
  },
  'no-file': {
    vi: {
      needs: '{device}: không mở được tệp {where}',
      repair: 'tạo thư mục dữ liệu và giao cho người dùng letan (dataDir)',
    },
    en: {
      needs: '{device}: the file {where} cannot be made',
      repair: 'make the data directory and give it to the user letan (dataDir)',
    },
  },
  'read-only': {
    vi: { needs: '{device}: đĩa chỉ đọc ({where})', repair: 'thẻ hỏng: sao lưu và thay thẻ' },
    en: {
      needs: '{device}: the disk is read-only ({where})',
      repair: 'the card is failing: back it up and replace it',
    },
  },
  'model-missing': {
    vi: {
      needs: '{device}: không có mô hình ở {where}; luật đơn giản thay thế',
      repair: 'cài lại letan, hoặc ghi behaviours.presence.intention: rule',
    },
    en: {
      needs: '{device}: there is no model at {where}; the rule takes over',
      repair: 'install letan again, or write behaviours.presence.intention: rule',
    },
  },
  'model-corrupt': {
    vi: { needs: '{device}: mô hình ở {where} bị hỏng ({detail}); luật đơn giản thay thế', repair: 'cài lại letan' },
    en: {
      needs: '{device}: the model at {where} is damaged ({detail}); the rule takes over',
      repair: 'install letan again',
    },
  },
  'no-backend': {
    vi: {
      needs: '{device}: máy không chạy được mô hình ({detail}); luật đơn giản thay thế',
      repair: 'cài lại bằng npm ci, hoặc ghi behaviours.presence.intention: rule',
    },
    en: {
      needs: '{device}: nothing here can run the model ({detail}); the rule takes over',
      repair: 'run npm ci again, or write behaviours.presence.intention: rule',
    },
  },
  'newer-schema': {
    vi: {
      needs: '{device}: sổ ghi {where} do bản letan mới hơn ghi ra ({detail}); bản này không đọc được',
      repair: 'cài lại bản mới đó (letan update apply); không xóa sổ ghi: các số đã phát nằm trong đó',
    },
    en: {
      needs: '{device}: the ledger {where} was written by a newer letan ({detail}); this one cannot read it',
      repair: 'install that newer release again (letan update apply); do not remove the ledger: it holds all numbers',
    },
  },
  damaged: {
    vi: {
      needs: '{device}: {where} bị hỏng và không tự dựng lại được ({detail})',
      repair:
        'sao chép tệp và tệp -wal ra nơi khác, thay thẻ nhớ, gửi bản sao cho nơi bảo trì; không xóa khi chưa sao chép',
    },
    en: {
      needs: '{device}: {where} is damaged and could not be built again ({detail})',
      repair: 'copy it and its -wal file elsewhere, replace the card, send the copy to support; remove nothing before',
    },
  },
  unprintable: {
    vi: {
      needs: '{device}: máy in không in được nội dung này ({detail})',
      repair: 'in phiếu thử; nếu phiếu thử in tốt, gửi nhật ký cho nơi bảo trì',
    },
    en: {
      needs: '{device}: the printer cannot print this ({detail})',
      repair: 'print a test slip; if that comes out well, send the logs to support',
    },
  },
  interrupted: {
    vi: { needs: '{device}: việc đang làm bị ngắt giữa chừng', repair: 'thử lại; nếu vẫn bị ngắt, kiểm tra cáp' },
    en: { needs: '{device}: it was interrupted', repair: 'try again; if it happens again, check the cable' },
  },
  'warming-up': {
    vi: { needs: '{device}: cảm biến ở {where} đang khởi động ({detail})', repair: 'chờ một phút' },
    en: { needs: '{device}: the sensor at {where} is warming up ({detail})', repair: 'wait a minute' },
  },
  closed: {
    vi: { needs: '{device}: {where} đã đóng', repair: 'khởi động lại thiết bị; nếu còn, gửi nhật ký cho nơi bảo trì' },
    en: {
      needs: '{device}: {where} is closed',
      repair: 'start the device again; if it stays, send the logs to support',
    },
  },
  'not-open': {
    vi: { needs: '{device}: chưa được mở', repair: 'khởi động lại thiết bị; nếu còn, gửi nhật ký cho nơi bảo trì' },
    en: {
      needs: '{device}: it was not opened',
      repair: 'start the device again; if it stays, send the logs to support',
    },
  },
  'too-large': {
    vi: {
      needs: '{device}: tin gửi tới {where} quá lớn ({detail})',
      repair: 'nâng giới hạn gói tin của máy chủ tin (max_packet_size)',
    },
    en: {
      needs: '{device}: a message to {where} is too large ({detail})',
      repair: 'raise the limit of the broker (max_packet_size)',
    },
  },
  'not-permitted': {
    vi: {
      needs: '{device}: {where} không cho phép ({detail})',
      repair: 'kiểm tra tài khoản và quyền mà hệ thống của thành phố cấp cho điểm này',
    },
    en: {
      needs: '{device}: {where} does not permit it ({detail})',
      repair: 'check the account and the rights that the city’s system gave this site',
    },
  },
  'model-other-shape': {
    vi: {
      needs: '{device}: mô hình ở {where} không hợp với bản letan này ({detail}); luật đơn giản thay thế',
      repair: 'cài lại letan',
    },
    en: {
      needs: '{device}: the model at {where} does not fit this letan ({detail}); the rule takes over',
      repair: 'install letan again',
    },
  },
  io: {
    vi: {
      needs: '{device}: lỗi vào ra ở {where} ({detail})',
      repair: 'rút ra cắm lại; nếu vẫn lỗi, thay cáp hoặc thiết bị',
    },
    en: {
      needs: '{device}: input/output error at {where} ({detail})',
      repair: 'unplug and plug it in again; if it stays, replace cable or device',
    },
  },
  other: {
    vi: { needs: '{device}: {detail}', repair: 'xem nhật ký: journalctl -u letan' },
    en: { needs: '{device}: {detail}', repair: 'see the log: journalctl -u letan' },
  },
} as const satisfies Readonly<Record<string, Message>>;
