import { textWith, type SlotValue, type StaffText } from './wording.ts';

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
  'service-not-heard': {
    vi: 'Máy này mất liên lạc nên chưa biết {number} làm thủ tục gì. Xin chọn thủ tục để chuyển.',
    en: 'This device is cut off and has not heard what {number} came for. Choose a service to transfer to.',
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
  'booking-unknown': {
    vi: 'Không có lịch hẹn với mã này cho hôm nay. Xin xem lại mã.',
    en: 'There is no booking with this code for today. Look at the code again.',
  },
  'booking-cancelled': {
    vi: 'Lịch hẹn này đã hủy. Có thể tiếp tại quầy như khách không có số.',
    en: 'This booking was cancelled. A counter may serve them as a walk-in.',
  },
  'booking-taken': {
    vi: 'Lịch hẹn này đã nhận số {number}.',
    en: 'This booking has its number already: {number}.',
  },
  'booking-early': {
    vi: 'Chưa đến giờ hẹn {minute}: nhận được từ {from}.',
    en: 'Too early: booked for {minute}, checked in from {from}.',
  },
  'booking-late': {
    vi: 'Quá giờ hẹn {minute} (nhận đến {until}). Có thể tiếp tại quầy như khách không có số.',
    en: 'Too late: booked for {minute}, checked in until {until}. A counter may serve them as a walk-in.',
  },
  'booking-other-day': {
    vi: 'Lịch hẹn này là ngày {day}, lúc {minute}.',
    en: 'This booking is for {day}, {minute}.',
  },
  'dossier-code': {
    vi: '“{code}” không phải mã hồ sơ. Mã có dạng H26.18.14-260105-0001, ngày trong mã là ngày nộp. Xin gõ lại.',
    en: '“{code}” is no dossier code. It looks like H26.18.14-260105-0001, with the day of filing in it. Type it again.',
  },
  'no-city-system': {
    vi: 'Máy chủ của sảnh chưa nối với hệ thống thành phố nên không gắn được hồ sơ. Xin báo kỹ thuật.',
    en: 'The hall’s hub has no way to the city’s system, so no dossier can be tied. Tell the technician.',
  },
  'already-rated': {
    vi: 'Số {number} đã cho ý kiến rồi.',
    en: 'The holder of {number} has given their opinion already.',
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
  'new-card': {
    vi: 'Máy này mới thay thẻ nhớ, đang hỏi các máy khác những gì nó đã làm hôm nay. Xin đợi một phút rồi nhấn lại.',
    en: 'This device has a new card and is asking the others what it did today. Wait a minute, then press again.',
  },
  'asking-others': {
    vi: 'Máy đang hỏi các máy khác đã gọi ai, để không gọi trùng. Lệnh chưa thực hiện, xin nhấn lại sau vài giây.',
    en: 'The device is asking the others who was called, so that nobody is called twice. Nothing was done; press again in some seconds.',
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
    vi: 'Mã PIN chưa đúng. Xin đợi {wait} rồi gõ lại.',
    en: 'Wrong PIN. Wait {wait}, then try again.',
  },
  locked: {
    vi: 'Sai mã PIN nhiều lần. Xin đợi {wait}.',
    en: 'Too many wrong PINs. Wait {wait}.',
  },
  'no-pins': {
    vi: 'Máy này chưa đặt mã PIN cho ai. Kỹ thuật viên gõ lệnh sau trên máy này:',
    en: 'No PIN has been set on this device. A technician types this on it:',
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

const waits = {
  seconds: { vi: '{n} giây', en: '{n} s' },
  minutes: { vi: '{n} phút', en: '{n} minutes' },
} as const satisfies Readonly<Record<string, StaffText>>;

/** Under a PIN that was wrong more than once: it may have been forgotten, or set for other roles only. */
export const pinForgotten: StaffText = {
  vi: 'Quên mã, hoặc chưa ai đặt mã cho vai trò này? Kỹ thuật viên gõ lệnh sau trên máy này:',
  en: 'Forgotten, or never set for this role? A technician types this on the device:',
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

const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** A refusal as one kind sentence that says what to do. A kind that is not known here is named, so that it can be told on. */
export const refusalText = (refusal: Readonly<Record<string, unknown>>): StaffText => {
  const kind = String(refusal['kind']);
  const wait = refusal['waitMs'];
  const text = refusals[kind === 'wrong-pin' && typeof wait === 'number' && wait > 0 ? 'wrong-pin-wait' : kind];
  if (text === undefined) return { vi: `Chưa thực hiện được (${kind}).`, en: `Not done (${kind}).` };
  const values: Record<string, SlotValue> = {};
  for (const [name, value] of Object.entries(refusal))
    if (typeof value === 'string' || typeof value === 'number') values[name] = value;
  // Minutes of the day, as a clock shows them.
  for (const name of ['minute', 'from', 'until', 'now'])
    if (typeof refusal[name] === 'number') values[name] = clockOf(refusal[name]);
  const phase = phases[String(refusal['phase'])];
  if (phase !== undefined) values['phase'] = phase;
  if (typeof wait === 'number') {
    const seconds = Math.max(1, Math.ceil(wait / 1000));
    values['seconds'] = seconds;
    values['wait'] = textWith(seconds < 120 ? waits.seconds : waits.minutes, {
      n: seconds < 120 ? seconds : Math.ceil(seconds / 60),
    });
  }
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
  'new-card': 'Máy vừa khởi động, xin đợi.',
  'asking-others': 'Đang hỏi các máy khác, xin đợi.',
};
export const padRefusal = (kind: string): string => spoken[kind] ?? 'Không làm được.';
/** What a pad without a screen says was done, where nothing else tells. */
export const padDone = {
  'mute-greetings': 'Đã tắt lời chào.',
  'unmute-greetings': 'Đã bật lời chào.',
} as const;
