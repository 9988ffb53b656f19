import { textWith, type SlotValue, type StaffText } from './wording.ts';

/** What the clerk's page says. `{name}` is filled in by the page. */
export const counterTexts = {
  title: { vi: 'Quầy', en: 'Counter' },
  otherLanguage: { vi: 'English', en: 'Tiếng Việt' },
  signIn: { vi: 'Đăng nhập', en: 'Sign in' },
  signOut: { vi: 'Thoát', en: 'Sign out' },
  role: { vi: 'Vai trò', en: 'Role' },
  pin: { vi: 'Mã PIN', en: 'PIN' },
  pinHint: {
    vi: 'Gõ mã PIN rồi Enter. Phím + đổi vai trò.',
    en: 'Type the PIN, then Enter. The + key changes the role.',
  },
  demoPins: {
    vi: 'Mã PIN của bản mô phỏng này',
    en: 'PINs of this simulation',
  },
  clerk: { vi: 'Cán bộ quầy', en: 'Clerk' },
  volunteer: { vi: 'Tình nguyện viên', en: 'Volunteer' },
  post: { vi: 'Nhân viên bưu điện', en: 'Post office' },
  manager: { vi: 'Quản lý', en: 'Manager' },
  signedOut: { vi: 'Đã thoát.', en: 'Signed out.' },
  sessionOver: {
    vi: 'Phiên làm việc đã hết. Xin đăng nhập lại.',
    en: 'The session is over. Please sign in again.',
  },
  sessionEnds: {
    vi: 'Phiên sẽ hết sau {minutes} phút nếu không thao tác.',
    en: 'The session ends in {minutes} min unless something is done.',
  },

  chooseCounter: { vi: 'Bạn ngồi quầy nào?', en: 'Which counter is yours?' },
  counter: { vi: 'Quầy {id}', en: 'Counter {id}' },
  changeCounter: { vi: 'Đổi quầy', en: 'Change counter' },
  noCounter: { vi: 'Không ngồi quầy', en: 'No counter' },
  open: { vi: 'đang mở', en: 'open' },
  paused: { vi: 'tạm dừng', en: 'paused' },
  closed: { vi: 'đã đóng', en: 'closed' },

  nobody: { vi: 'Chưa gọi ai', en: 'Nobody called' },
  called: { vi: 'Đang gọi', en: 'Called' },
  serving: { vi: 'Đang phục vụ', en: 'Serving' },
  waiting: { vi: 'Đang chờ', en: 'Waiting' },
  parked: { vi: 'Tạm gác', en: 'Put aside' },
  'no-show': { vi: 'Vắng mặt', en: 'No-show' },
  callsMade: { vi: 'gọi lần {count}', en: 'call {count}' },
  sinceCalled: { vi: 'gọi cách đây {time}', en: 'called {time} ago' },
  sinceArrived: { vi: 'phục vụ được {time}', en: 'served for {time}' },
  waited: { vi: 'chờ {time}', en: 'waited {time}' },
  further: { vi: 'còn {count} thủ tục nữa', en: '{count} more services' },
  priority: { vi: 'Ưu tiên', en: 'Priority' },
  declared: { vi: 'Ưu tiên', en: 'Priority' },
  elderly: { vi: 'Người cao tuổi', en: 'Elderly' },
  disability: { vi: 'Người khuyết tật', en: 'Disability' },
  pregnancy: { vi: 'Phụ nữ mang thai', en: 'Pregnancy' },
  child: { vi: 'Có con nhỏ', en: 'Small child' },
  merit: { vi: 'Người có công', en: 'Person of merit' },
  noClass: { vi: 'Không ưu tiên', en: 'No priority' },
  unconfirmed: { vi: 'chưa xác nhận', en: 'not confirmed' },
  apart: { vi: 'cấp khi mất kết nối', en: 'given while cut off' },
  toCounter: { vi: 'chờ quầy {id}', en: 'for counter {id}' },
  list: { vi: 'Danh sách', en: 'List' },
  listEmpty: { vi: 'Không có ai trong sảnh', en: 'Nobody in the hall' },
  waitingFor: { vi: 'chờ quầy này', en: 'wait for this counter' },
  waitingAll: { vi: 'cả sảnh', en: 'in the hall' },
  others: { vi: 'Các quầy', en: 'Counters' },
  number: { vi: 'Số', en: 'Number' },
  service: { vi: 'Thủ tục', en: 'Service' },

  next: { vi: 'Gọi số tiếp theo', en: 'Call next' },
  recall: { vi: 'Gọi lại', en: 'Recall' },
  arrived: { vi: 'Đã đến quầy', en: 'Arrived' },
  noShow: { vi: 'Vắng mặt', en: 'No-show' },
  finish: { vi: 'Xong', en: 'Finish' },
  menu: { vi: 'Việc khác', en: 'More' },
  back: { vi: 'Quay lại', en: 'Back' },
  clear: { vi: 'Xóa', en: 'Clear' },
  erase: { vi: 'Xóa một chữ số', en: 'Erase a digit' },
  park: { vi: 'Tạm gác số này', en: 'Put aside' },
  transferService: { vi: 'Chuyển sang thủ tục khác', en: 'Transfer to another service' },
  transferCounter: { vi: 'Chuyển sang quầy khác', en: 'Transfer to another counter' },
  extend: { vi: 'Thêm một thủ tục', en: 'Add a service' },
  walkIn: { vi: 'Tiếp khách không có số', en: 'Serve somebody without a number' },
  pause: { vi: 'Tạm dừng quầy', en: 'Pause the counter' },
  openCounter: { vi: 'Mở quầy, chọn thủ tục', en: 'Open, choose services' },
  help: { vi: 'Gọi đồng nghiệp', en: 'Call a colleague' },
  accept: { vi: 'Nhận lời gọi hỗ trợ', en: 'Answer a call for help' },
  close: { vi: 'Đóng quầy', en: 'Close the counter' },
  closeDay: { vi: 'Kết thúc ngày làm việc', en: 'Close the day' },
  promote: { vi: 'Cho máy này làm máy chủ của sảnh', en: 'Make this device the hub' },
  call: { vi: 'Gọi số này', en: 'Call this number' },
  return: { vi: 'Cho vào hàng lại', en: 'Back in line' },
  class: { vi: 'Xác nhận ưu tiên', en: 'Confirm priority' },
  defer: { vi: 'Nhường lượt, chờ thêm', en: 'Let others go first' },
  cancel: { vi: 'Hủy số', en: 'Cancel the number' },
  enter: { vi: 'Nhập số dự phòng', en: 'Enter a contingency number' },
  enterTime: { vi: 'Giờ ghi trên phiếu {number}, ví dụ 0920', en: 'Time written on slip {number}, e.g. 0920' },
  choose: { vi: 'Gõ số thứ tự để chọn', en: 'Type its digit to choose' },
  confirm: { vi: 'Xác nhận', en: 'Confirm' },
  pages: { vi: 'trang {page}/{pages}: phím + và −', en: 'page {page}/{pages}: keys + and −' },
  toggle: { vi: 'Chọn hoặc bỏ', en: 'Choose or drop' },
  openNow: { vi: 'Mở quầy', en: 'Open the counter' },
  keys: { vi: 'Phím số', en: 'Number pad' },
  typed: { vi: 'Số đang gõ', en: 'Number typed' },
  digits: { vi: 'Gõ số để gọi ngoài lượt', en: 'Type a number to call it' },
  whichNumber: { vi: 'Số nào?', en: 'Which number?' },

  papers: { vi: 'Bổ sung giấy tờ', en: 'Papers are missing' },
  checking: { vi: 'Chờ kiểm tra', en: 'Being checked' },
  errand: { vi: 'Đi nộp tiền, sao chụp', en: 'Paying, copying' },
  break: { vi: 'Nghỉ ngắn', en: 'Short break' },
  lunch: { vi: 'Nghỉ trưa', en: 'Lunch' },
  meeting: { vi: 'Họp', en: 'Meeting' },
  trouble: { vi: 'Sự cố máy', en: 'Equipment trouble' },
  other: { vi: 'Lý do khác', en: 'Another reason' },

  helpFrom: { vi: '{place} cần hỗ trợ', en: '{place} calls for help' },
  helpTaken: { vi: '{place}: {role} đang đến', en: '{place}: {role} is coming' },
  helpAccept: { vi: 'Tôi đến ngay', en: 'I am coming' },
  helpDone: { vi: 'Đã xong', en: 'Done' },

  linked: { vi: 'Đang kết nối', en: 'Connected' },
  lost: {
    vi: 'Mất kết nối từ {time} trước. Những gì đang thấy là cũ; chưa gọi được ai.',
    en: 'No connection since {time} ago. What is shown is old; nobody can be called.',
  },
  connecting: { vi: 'Đang kết nối…', en: 'Connecting…' },
  sending: { vi: 'Đang gửi…', en: 'Sending…' },
  notSent: {
    vi: 'Chưa gửi được vì mất kết nối, lệnh không được thực hiện. Xin nhấn lại khi có kết nối.',
    en: 'Not sent, the connection is lost; nothing was done. Please press again once it is back.',
  },
  unknownOutcome: {
    vi: 'Mất kết nối khi đang gửi. Xin xem tình trạng hiện tại rồi nhấn lại nếu cần.',
    en: 'The connection broke while sending. Please look at what is shown now and press again if needed.',
  },
  apartFromHub: {
    vi: 'Máy chủ của sảnh ({hub}) không trả lời từ {time} trước. Quầy này chỉ gọi được số do máy này cấp khi mất kết nối và số ghi trên phiếu trong tay khách: gõ số rồi Enter.',
    en: 'The hall’s hub ({hub}) has not answered for {time}. This page can call numbers that this device gave while cut off, and a number from the slip in the visitor’s hand: type it, then Enter.',
  },
  away: { vi: 'Không liên lạc được: {devices}', en: 'Out of reach: {devices}' },
  dayClosed: { vi: 'Ngày làm việc đã kết thúc.', en: 'The day is closed.' },
  notReady: {
    vi: 'Máy đang đọc sổ ghi. Trang sẽ tự cập nhật.',
    en: 'The device is reading its ledger. This page follows by itself.',
  },
  small: { vi: 'Cửa sổ nhỏ', en: 'Small window' },
  done: { vi: 'Đã thực hiện', en: 'Done' },
  finishedNobody: {
    vi: 'Xong: {number}. Không còn ai chờ quầy này.',
    en: 'Finished: {number}. Nobody waits for this counter.',
  },
  doneNumber: { vi: '{act}: {number}', en: '{act}: {number}' },
  updated: { vi: 'Trang đã có bản mới', en: 'A new version is ready' },
} as const satisfies Record<string, StaffText>;

/** Why something was not done, and what to do: by the kind of the refusal. `{name}` is a field of the refusal. */
const refusals: Readonly<Record<string, StaffText>> = {
  'unknown-counter': {
    vi: 'Không có quầy {counter}. Xin chọn quầy khác.',
    en: 'There is no counter {counter}. Choose another.',
  },
  'unknown-service': { vi: 'Không có thủ tục này tại trung tâm.', en: 'The centre has no such service.' },
  'unknown-ticket': {
    vi: 'Chưa ai có số này hôm nay. Xin xem lại số trên phiếu.',
    en: 'Nobody has this number today. Please look at the slip again.',
  },
  'unknown-class': { vi: 'Trung tâm không có diện ưu tiên này.', en: 'The centre has no such class.' },
  'counter-shut': {
    vi: 'Quầy đang nghỉ. Nhấn / rồi 7 để mở quầy trước.',
    en: 'The counter is shut. Press / then 7 to open it first.',
  },
  'counter-busy': {
    vi: 'Quầy đang phục vụ {number}. Nhấn dấu chấm để kết thúc trước.',
    en: '{number} is at the counter. Press the point key to finish first.',
  },
  'nobody-waiting': {
    vi: 'Không còn ai chờ quầy này.',
    en: 'Nobody waits for this counter.',
  },
  'nobody-called': {
    vi: 'Quầy chưa gọi ai. Nhấn Enter để gọi.',
    en: 'Nobody is called. Press Enter to call.',
  },
  'too-few-calls': {
    vi: '{number} mới được gọi {calls} lần. Xin gọi đủ {needed} lần (phím +) rồi báo vắng.',
    en: '{number} was called {calls} times only. Call {needed} times (the + key) before a no-show.',
  },
  'too-soon': {
    vi: 'Vừa gọi {number} xong. Xin đợi {seconds} giây rồi gọi lại.',
    en: '{number} was called just now. Wait {seconds} s, then recall.',
  },
  'just-called': {
    vi: 'Vừa gọi {number}. Nếu khách đã xong thật, xin nhấn lại sau {seconds} giây.',
    en: '{number} was called just now. If they are really done, press again in {seconds} s.',
  },
  'already-there': {
    vi: '{number} đã ở quầy rồi.',
    en: '{number} is at the counter already.',
  },
  'wrong-phase': {
    vi: 'Số {number} hiện không làm được việc này ({phase}).',
    en: 'That does not go with {number} now ({phase}).',
  },
  'last-in-line': {
    vi: 'Không có ai sau {number} để nhường lượt.',
    en: 'Nobody waits behind {number}.',
  },
  'same-place': {
    vi: 'Khách đang ở đúng quầy này rồi. Xin chọn quầy hoặc thủ tục khác.',
    en: 'They are here already. Choose another counter or service.',
  },
  'no-bookings': {
    vi: 'Trung tâm không nhận đặt lịch. Kỹ thuật thêm bookings: vào site.yaml nếu cần.',
    en: 'The site takes no bookings. A technician adds bookings: to site.yaml where they are wanted.',
  },
  'booking-code': {
    vi: 'Mã đặt lịch {code} không đúng dạng: 6–64 chữ không dấu hoặc chữ số.',
    en: 'Booking code {code} has another form: 6–64 letters without marks, or digits.',
  },
  'booking-day': {
    vi: 'Chỉ nhận đặt lịch từ {today} đến {daysAhead} ngày sau; {day} không được.',
    en: 'Bookings are taken from {today} to {daysAhead} days later; {day} is not.',
  },
  'booking-known': {
    vi: 'Mã đặt lịch {code} đã có. Xin xem lại mã.',
    en: 'Booking code {code} is here already. Look at the code again.',
  },
  'unknown-booking': {
    vi: 'Không có lịch hẹn với mã {code}. Xin xem lại mã.',
    en: 'There is no booking {code}. Look at the code again.',
  },
  'booking-over': {
    vi: 'Lịch hẹn {code} đã nhận số hoặc đã hủy.',
    en: 'Booking {code} has its number already, or was cancelled.',
  },
  quota: {
    vi: 'Đã hết số trong ngày (tối đa {most}). Có thể cấp số tại quầy bằng “khách chưa có số”.',
    en: 'No more numbers of the day (at most {most}). A counter may serve them as a walk-in.',
  },
  'priority-only': {
    vi: 'Tại chỗ chỉ cấp số cho diện ưu tiên. Có thể cấp số tại quầy bằng “khách chưa có số”.',
    en: 'Here numbers are for people with priority. A counter may serve them as a walk-in.',
  },
  'day-closed': {
    vi: 'Ngày làm việc đã kết thúc, không gọi thêm ai.',
    en: 'The day is closed; nobody is called any more.',
  },
  'not-of-strip': {
    vi: '{number} không phải số dự phòng ({from}–{to}). Xin xem lại phiếu.',
    en: '{number} is no contingency number ({from}–{to}). Look at the slip again.',
  },
  'already-entered': {
    vi: 'Số dự phòng {number} đã được nhập rồi.',
    en: 'Contingency number {number} has been entered before.',
  },
  'in-the-future': {
    vi: 'Giờ ghi trên phiếu muộn hơn bây giờ. Xin gõ lại giờ.',
    en: 'The time on the slip is later than now. Type it again.',
  },
  'numbers-exhausted': {
    vi: 'Máy này đã hết số của nhóm {series}. Xin lấy số tại máy khác.',
    en: 'This device has no more numbers of series {series}. Use another device.',
  },
  'ledger-refused': {
    vi: 'Sổ ghi của máy không ghi được, lệnh chưa thực hiện. Xin báo kỹ thuật và nhấn lại.',
    en: 'The device could not write its ledger; nothing was done. Tell the technician and press again.',
  },
  'not-host': {
    vi: 'Máy {host} quyết định việc gọi số. Xin mở trang quầy của máy đó.',
    en: 'Device {host} decides who is called. Open its counter page.',
  },
  'hub-away': {
    vi: 'Máy chủ của sảnh ({hub}) không trả lời. Chỉ gọi được số trên phiếu trong tay khách: gõ số rồi Enter.',
    en: 'The hub ({hub}) does not answer. Only a number from the visitor’s slip can be called: type it, then Enter.',
  },
  'no-hall': {
    vi: 'Máy này chưa có sổ số. Xin đợi hoặc mở trang quầy của máy khác.',
    en: 'This device has no queue now. Wait, or open another device’s page.',
  },
  expired: {
    vi: 'Lệnh đến quá muộn nên không thực hiện. Xin xem tình trạng rồi nhấn lại.',
    en: 'That came too late and was not done. Look at what is shown and press again.',
  },
  forbidden: {
    vi: 'Vai trò của bạn không được làm việc này. Xin nhờ cán bộ quầy hoặc quản lý.',
    en: 'Your role may not do this. Ask a clerk or the manager.',
  },
  payload: { vi: 'Lệnh không hợp lệ. Xin tải lại trang.', en: 'Not understood. Please load the page again.' },
  'no-answer': {
    vi: 'Chưa có trả lời. Xin xem tình trạng hiện tại rồi nhấn lại nếu cần.',
    en: 'No answer yet. Look at what is shown now and press again if needed.',
  },
  'no-such-key': { vi: 'Phím này không dùng được lúc này.', en: 'That key does nothing now.' },
  'wrong-pin': { vi: 'Mã PIN chưa đúng. Xin gõ lại.', en: 'Wrong PIN. Please try again.' },
  'wrong-pin-wait': {
    vi: 'Mã PIN chưa đúng. Xin đợi {seconds} giây rồi gõ lại.',
    en: 'Wrong PIN. Wait {seconds} s, then try again.',
  },
  locked: {
    vi: 'Sai mã PIN nhiều lần. Xin đợi {seconds} giây.',
    en: 'Too many wrong PINs. Wait {seconds} s.',
  },
  'no-pins': {
    vi: 'Máy này chưa đặt mã PIN. Kỹ thuật chạy: npx letan staff set-pin --config TỆP --role clerk',
    en: 'No PIN is set on this device. A technician runs: npx letan staff set-pin --config FILE --role clerk',
  },
  busy: { vi: 'Máy đang bận. Xin thử lại sau vài giây.', en: 'The device is busy. Try again in a few seconds.' },
  'pins-unreadable': {
    vi: 'Không đọc được tệp mã PIN. Xin báo kỹ thuật.',
    en: 'The file of PINs cannot be read. Tell the technician.',
  },
  'too-many-requests': {
    vi: 'Quá nhiều yêu cầu. Xin đợi vài giây.',
    en: 'Too many requests. Wait some seconds.',
  },
};

const phases: Readonly<Record<string, StaffText>> = {
  waiting: { vi: 'đang chờ', en: 'waiting' },
  called: { vi: 'đang được gọi', en: 'called' },
  serving: { vi: 'đang được phục vụ', en: 'being served' },
  parked: { vi: 'đang tạm gác', en: 'put aside' },
  finished: { vi: 'đã xong', en: 'finished' },
  'no-show': { vi: 'đã báo vắng', en: 'no-show' },
  cancelled: { vi: 'đã hủy', en: 'cancelled' },
  void: { vi: 'đã hết hiệu lực', en: 'void' },
};

/** A refusal as one kind sentence that says what to do. A kind that is not known here is named, so that it can be told on. */
export const refusalText = (refusal: Readonly<Record<string, unknown>>): StaffText => {
  const kind = String(refusal['kind']);
  const wait = refusal['waitMs'];
  const text = refusals[kind === 'wrong-pin' && typeof wait === 'number' && wait > 0 ? 'wrong-pin-wait' : kind];
  if (text === undefined) return { vi: `Chưa thực hiện được (${kind}).`, en: `Not done (${kind}).` };
  const values: Record<string, SlotValue> = {};
  for (const [name, value] of Object.entries(refusal))
    if (typeof value === 'string' || typeof value === 'number') values[name] = value;
  const phase = phases[String(refusal['phase'])];
  if (phase !== undefined) values['phase'] = phase;
  if (typeof wait === 'number') values['seconds'] = Math.max(1, Math.ceil(wait / 1000));
  return textWith(text, values);
};

/** How a number pad without a screen says why nothing was done: aloud, with no figure in it. */
export const padSpoken = { language: 'vi', volume: 0.6 } as const;
const spoken: Readonly<Record<string, string>> = {
  'nobody-waiting': 'Không còn ai chờ quầy này.',
  'nobody-called': 'Quầy chưa gọi ai.',
  'counter-shut': 'Quầy đang nghỉ.',
  'counter-busy': 'Quầy đang phục vụ.',
  'too-few-calls': 'Chưa gọi đủ số lần.',
  'too-soon': 'Vừa gọi xong, xin đợi.',
  'just-called': 'Vừa gọi xong, xin đợi.',
  'already-there': 'Khách đã ở quầy.',
  'unknown-ticket': 'Không có số này.',
  'hub-away': 'Máy chủ không trả lời.',
  'ledger-refused': 'Máy không ghi được.',
};
export const padRefusal = (kind: string): string => spoken[kind] ?? 'Không làm được.';
