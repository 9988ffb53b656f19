import type { Message, StaffText } from './wording.ts';

/** What `letan manual` refuses. */
export const manualMessages = {
  language: {
    vi: { needs: 'không có sách hướng dẫn bằng “{found}”', repair: 'chọn --language vi hoặc --language en' },
    en: { needs: 'there is no manual in “{found}”', repair: 'take --language vi or --language en' },
  },
  unwritable: {
    vi: { needs: 'không ghi được {file} ({code})', repair: 'kiểm tra thư mục và quyền ghi, hoặc đổi --out' },
    en: { needs: '{file} cannot be written ({code})', repair: 'check the folder and its rights, or change --out' },
  },
} as const satisfies Readonly<Record<string, Message>>;

/** Chapters, paragraphs and table heads of the manual. */
export const manualWords = {
  title: { vi: 'letan {version}: lắp đặt và sửa chữa', en: 'letan {version}: installing and repairing' },
  about: {
    vi: 'Dành cho người lắp và sửa máy lấy số. Máy báo lỗi bằng mã, ví dụ D-26: D là thiết bị gắn vào máy, L là sổ ghi số, M là chính máy, S là lần khởi động. Bảng ở cuối nói nghĩa của từng mã và cách sửa.',
    en: 'For whoever installs and repairs the machines. A machine names its faults by codes such as D-26: D is a device at it, L the ledger of its numbers, M the machine itself, S its start. The table at the end says what each code means and what to do.',
  },
  partsTitle: { vi: 'Máy gồm những gì', en: 'What the machine is made of' },
  parts: {
    vi: 'Một Raspberry Pi hoặc mini-PC với thẻ nhớ; màn hình cảm ứng; máy in phiếu; loa; cảm biến thấy người đến; có thể có đèn, nút, bàn phím số, đầu đọc mã và bảng số ở quầy. Thiếu máy in, loa, đèn hoặc một cảm biến thì máy vẫn phục vụ bằng những bộ phận còn lại. Phiếu đấu dây của từng máy:',
    en: 'A Raspberry Pi or a mini-PC with its card; a touch screen; a slip printer; a loudspeaker; sensors that see people come; perhaps a lamp, buttons, a number pad, a code reader and signs over counters. Without its printer, loudspeaker, lamp or one sensor it serves with the others. The wiring sheet of a machine:',
  },
  installTitle: { vi: 'Lắp máy từ thẻ nhớ', en: 'Installing from a card' },
  installCheck: {
    vi: 'Ở bàn làm việc, có mã nguồn letan. Kiểm tra cấu hình; mọi lỗi hiện ra một lượt:',
    en: 'At the desk, with letan’s sources. Check the configuration; all its faults are shown at once:',
  },
  installImage: {
    vi: 'Tạo ảnh thẻ cho một máy; tệp hệ điều hành gốc chỉ được đọc:',
    en: 'Make the image of one machine; the operating system’s own file is only read:',
  },
  installFlash: {
    vi: 'Cắm thẻ vào đầu đọc, xem tên thẻ, rồi ghi. Chỉ ghi vào thẻ tháo rời được và chưa gắn; ghi xong thẻ được đọc lại. Rút giữa chừng thì phải ghi lại từ đầu:',
    en: 'Put the card into its reader, see what it is called, then write. Only a removable card that is not mounted is written; then it is read back. Pulled out in between, it must be written again:',
  },
  installStart: {
    vi: 'Cắm thẻ vào máy rồi mới cắm nguồn. Sau một hai phút trang lấy số hiện ra. Cho máy tự khám trước khi mở cửa:',
    en: 'Put the card into the machine, then plug the power in. After a minute or two its page is there. Have it look itself over before the doors open:',
  },
  pinTitle: {
    vi: 'Đặt PIN quản lý; không có PIN thì không mở bảo trì bằng PIN được:',
    en: 'Set the manager’s PIN; without one no PIN opens maintenance:',
  },
  dailyTitle: { vi: 'Việc hằng ngày', en: 'Daily care' },
  dailyPaper: {
    vi: 'Giấy: trước giờ mở cửa xem cuộn giấy; thay khi có vạch màu ở mép. Mở nắp, đặt cuộn đúng chiều, kéo ra ngoài vài xentimét, đóng nắp đến khi nghe tiếng tách.',
    en: 'Paper: look at the roll before opening; change it when its edge is coloured. Open the cover, lay the roll in the right way round, pull some centimetres out, close the cover until it clicks.',
  },
  dailyClean: {
    vi: 'Lau: màn hình bằng khăn mềm hơi ẩm; mắt cảm biến và khe thoáng khí bằng khăn khô. Không xịt nước vào máy. Đầu in lau bằng cồn khi máy in đã tắt và nguội.',
    en: 'Cleaning: the screen with a soft, slightly damp cloth; sensors and vents with a dry one. Spray nothing at the machine. The printer’s head with alcohol, switched off and cold.',
  },
  dailyPower: {
    vi: 'Mất điện lúc nào cũng được: số đã cấp không mất và không cấp trùng. Không cần tắt máy buổi tối.',
    en: 'The power may fail at any moment: numbers that were given are kept, and none is given twice. It need not be switched off in the evening.',
  },
  seesTitle: { vi: 'Đèn và màn hình nói gì', en: 'What lamp and screen mean' },
  lampIntro: { vi: 'Đèn vòng (không bao giờ nhấp nháy):', en: 'The ring lamp (it never flashes):' },
  lamp: { vi: 'Đèn', en: 'Lamp' },
  meaning: { vi: 'Nghĩa', en: 'It means' },
  lampNotice: { vi: 'một phần tư, vàng mờ', en: 'a quarter, dim amber' },
  lampNoticeMeans: { vi: 'máy thấy có người', en: 'it sees somebody' },
  lampInvite: { vi: 'cả vòng, trắng ấm', en: 'the whole ring, warm white' },
  lampInviteMeans: { vi: 'mời đến máy', en: 'it invites' },
  lampAttend: { vi: 'ba phần tư, xanh lục', en: 'three quarters, green' },
  lampAttendMeans: { vi: 'đang phục vụ một người', en: 'somebody is being served' },
  lampCall: { vi: 'cả vòng, cam', en: 'the whole ring, orange' },
  lampCallMeans: { vi: 'đang gọi số', en: 'a number is being called' },
  screenIntro: {
    vi: 'Dòng chữ nhỏ trên màn hình nói với người dân điều gì đang thiếu; mã ở cột phải dẫn tới cách sửa:',
    en: 'A line on the screen tells visitors what is missing; the codes at its right lead to the remedy:',
  },
  onScreen: { vi: 'Trên màn hình', en: 'On the screen' },
  code: { vi: 'Mã', en: 'Code' },
  safeTitle: { vi: 'Chế độ an toàn và bảo trì', en: 'Safe mode and maintenance' },
  safe: {
    vi: 'Khởi động hỏng {times} lần liền (safeMode.afterBadStarts) thì máy không cấp số nữa mà hiện mã lỗi, cách sửa và mã QR; quét bằng điện thoại là đọc được, không cần mạng. Máy tự thử lại sau {minutes} phút (safeMode.tryAgainAfter).',
    en: 'After {times} bad starts in a row (safeMode.afterBadStarts) it gives no numbers and shows the fault’s code, the remedy and a QR code that any phone reads without a network. It tries again by itself after {minutes} min (safeMode.tryAgainAfter).',
  },
  safeOpen: {
    vi: 'Mở bảo trì: ở chế độ an toàn, chạm “{open}” rồi nhập PIN quản lý. Hoặc bất cứ lúc nào: khởi động lại máy và bấm nút bảo trì trong {seconds} giây sau khi letan bắt đầu chạy (nút ghi ở safeMode.button; trong cấu hình mẫu chưa có nút nào).',
    en: 'To open maintenance: in safe mode touch “{open}” and type the manager’s PIN. Or at any time: restart the machine and press the maintenance button within {seconds} s of letan’s start (the button that safeMode.button names; the shipped configurations name none).',
  },
  safeWrong: {
    vi: 'Cấu hình sai, thư mục dữ liệu không ghi được, sổ ghi không mở được hoặc cổng màn hình bị chiếm: máy cũng nghỉ như vậy, màn hình nói đúng tệp và dòng sai, và máy tự chạy lại khi lỗi đã được sửa. Khi máy vẫn phục vụ mà thiếu một bộ phận, mã lỗi nằm ở cuối màn hình của khách; chạm vào đó để đọc cách sửa.',
    en: 'A wrong config, data that cannot be written, a ledger that cannot be opened, a port that another program holds: it rests in the same way, names the file and the line, and goes on by itself once that is put right. While it serves without one of its parts, the fault’s code stands at the foot of the visitors’ screen; touch it to read the remedy.',
  },
  safeStick: {
    vi: 'Hoặc cắm USB bảo trì do điểm ký: bảo trì mở không cần PIN khi USB còn cắm; rút ra thì máy phục vụ lại. USB hết hạn, của điểm khác hoặc không có chữ ký thì màn hình nói vì sao không mở. Tạo USB ở bàn làm việc:',
    en: 'Or plug in a maintenance stick that the site signed: maintenance is open without a PIN for as long as it is plugged in; pulled out, the machine serves again. One that has run out, is of another site or unsigned is refused on the screen with the reason. Make it at the desk:',
  },
  safeMenu: { vi: 'Trong bảo trì có thể:', en: 'In maintenance you can:' },
  safeForgotten: {
    vi: 'Không ai chạm trong mười phút thì bảo trì tự đóng.',
    en: 'Left alone for ten minutes, maintenance closes itself.',
  },
  logsTitle: { vi: 'Lấy nhật ký gửi nơi bảo trì', en: 'Taking the logs for support' },
  logs: {
    vi: 'Trong bảo trì chọn “{logs}” rồi cắm USB (FAT32). Hoặc tại dòng lệnh. Trong tệp không có dữ liệu cá nhân.',
    en: 'In maintenance choose “{logs}” and plug a stick in (FAT32). Or at a shell. Nothing personal is in the file.',
  },
  updateTitle: { vi: 'Cập nhật và quay về bản cũ', en: 'Updates and the way back' },
  update: {
    vi: 'Cắm USB có tệp .letan. Tệp được kiểm tra chữ ký trước khi ghi; --when-idle chờ đến khi đóng cửa và không còn ai. Bản mới không chạy ổn thì máy tự quay về bản cũ; sổ ghi giữ nguyên.',
    en: 'Plug in the stick with the .letan file. Its signature is checked before anything is written; --when-idle waits until the place is closed and nobody is there. If the new one does not run well, the machine goes back by itself; its ledger stays.',
  },
  faultsTitle: { vi: 'Bảng mã lỗi', en: 'Fault codes' },
  faults: {
    vi: 'Chữ trong ‹…› là chỗ máy ghi tên, địa chỉ hoặc số đo thật. Máy tự khám bằng letan doctor.',
    en: 'In the place of ‹…› the machine writes the real name, address or measurement. It looks itself over with letan doctor.',
  },
  needs: { vi: 'Máy nói', en: 'The machine says' },
  repair: { vi: 'Việc cần làm', en: 'What to do' },
  written: { vi: 'đã ghi {file}', en: 'wrote {file}' },
} as const satisfies Readonly<Record<string, StaffText>>;

/** What stands in the table of codes for each value that a machine fills in. */
export const manualSlots: Readonly<Record<string, StaffText>> = {
  board: { vi: '‹bo mạch›', en: '‹board›' },
  bytes: { vi: '‹số byte›', en: '‹bytes›' },
  code: { vi: '‹mã›', en: '‹code›' },
  count: { vi: '‹số lần›', en: '‹count›' },
  degrees: { vi: '‹nhiệt độ›', en: '‹degrees›' },
  detail: { vi: '‹chi tiết›', en: '‹detail›' },
  device: { vi: '‹thiết bị›', en: '‹device›' },
  driver: { vi: '‹driver›', en: '‹driver›' },
  file: { vi: '‹tệp›', en: '‹file›' },
  found: { vi: '‹tìm thấy›', en: '‹found›' },
  free: { vi: '‹còn trống›', en: '‹free›' },
  from: { vi: '‹từ›', en: '‹from›' },
  group: { vi: '‹nhóm›', en: '‹group›' },
  hint: { vi: '‹gợi ý›', en: '‹hint›' },
  kept: { vi: '‹số sự kiện›', en: '‹events›' },
  name: { vi: '‹tên›', en: '‹name›' },
  path: { vi: '‹đường dẫn›', en: '‹path›' },
  percent: { vi: '‹phần trăm›', en: '‹percent›' },
  place: { vi: '‹tệp:dòng›', en: '‹file:line›' },
  position: { vi: '‹vị trí›', en: '‹position›' },
  question: { vi: '‹câu hỏi›', en: '‹question›' },
  said: { vi: '‹lời cuối›', en: '‹last words›' },
  to: { vi: '‹đến›', en: '‹to›' },
  todo: { vi: '‹cách sửa›', en: '‹what to do›' },
  total: { vi: '‹tổng›', en: '‹total›' },
  wanted: { vi: '‹cần có›', en: '‹wanted›' },
  what: { vi: '‹điều sai›', en: '‹what is wrong›' },
  where: { vi: '‹vị trí›', en: '‹place›' },
};
