import type { StaffText } from './wording.ts';

/*
 * How the simulator's page names what the firmware and the world call by an identifier. What has no name here keeps its identifier.
 */

/** People of the world, by what their identifier begins with; `{n}` is the number behind it. */
export const personTexts: Readonly<Record<string, StaffText>> = {
  come: { vi: 'khách {n}', en: 'visitor {n}' },
  placed: { vi: 'khách mẫu {n}', en: 'sample visitor {n}' },
  pass: { vi: 'người qua {n}', en: 'passer-by {n}' },
  track: { vi: 'người ghi {n}', en: 'recorded person {n}' },
};

/** Screens of the visitor's page. */
export const screenTexts: Readonly<Record<string, StaffText>> = {
  asleep: { vi: 'màn hình nghỉ', en: 'at rest' },
  notice: { vi: 'để ý thấy có người', en: 'somebody noticed' },
  invite: { vi: 'mời lấy số', en: 'invitation' },
  services: { vi: 'chọn thủ tục', en: 'services' },
  priority: { vi: 'hỏi diện ưu tiên', en: 'priority question' },
  code: { vi: 'nhập mã', en: 'code entry' },
  wait: { vi: 'xin chờ', en: 'please wait' },
  ticket: { vi: 'số thứ tự', en: 'the number' },
  way: { vi: 'chỉ đường', en: 'the way' },
  help: { vi: 'gọi hỗ trợ', en: 'help' },
  time: { vi: 'hỏi thêm thời gian', en: 'more time?' },
  language: { vi: 'chọn ngôn ngữ', en: 'languages' },
  closed: { vi: 'ngoài giờ', en: 'closed' },
  paused: { vi: 'tạm dừng', en: 'paused' },
  'out-of-order': { vi: 'máy hỏng', en: 'out of order' },
  thanks: { vi: 'cảm ơn', en: 'thanks' },
};

/** What is touched on the visitor's page, beside the services. */
export const actionTexts: Readonly<Record<string, StaffText>> = {
  start: { vi: 'Lấy số thứ tự', en: 'Take a number' },
  touch: { vi: 'mặt kính', en: 'the glass' },
  yes: { vi: 'Có, thuộc diện ưu tiên', en: 'Yes, priority' },
  no: { vi: 'Không', en: 'No' },
  more: { vi: 'Thủ tục khác', en: 'Other services' },
  back: { vi: 'Quay lại', en: 'Back' },
  booked: { vi: 'Đã đặt lịch', en: 'I have a booking' },
  unsure: { vi: 'Chưa rõ thủ tục', en: 'Not sure which' },
  without: { vi: 'Không có mã', en: 'Without a code' },
  delete: { vi: 'Xóa', en: 'Delete' },
  print: { vi: 'In lại phiếu', en: 'Print again' },
  way: { vi: 'Chỉ đường đến quầy', en: 'Show the way' },
  finish: { vi: 'Tôi đã xong', en: 'I am done' },
  stay: { vi: 'Cần thêm thời gian', en: 'More time' },
  retry: { vi: 'Thử lại', en: 'Try again' },
  help: { vi: 'Gọi nhân viên hỗ trợ', en: 'Call staff' },
  done: { vi: 'Xong', en: 'Done' },
  close: { vi: 'Đóng', en: 'Close' },
  cancel: { vi: 'Thôi', en: 'Cancel' },
  'chrome.language': { vi: 'Ngôn ngữ', en: 'Language' },
  'chrome.larger': { vi: 'Chữ to hơn', en: 'Larger text' },
  'chrome.listen': { vi: 'Nghe đọc', en: 'Listen' },
  'chrome.help': { vi: 'Gọi nhân viên hỗ trợ', en: 'Call staff' },
  'chrome.back': { vi: 'Quay lại', en: 'Back' },
  'chrome.low': { vi: 'Hạ thấp', en: 'Lower' },
};

/** Buttons of a device, as the shipped profiles call them. */
export const buttonTexts: Readonly<Record<string, StaffText>> = {
  start: { vi: 'Lấy số', en: 'Take a number' },
};

/** The behaviours whose charts the page shows. */
export const machineTexts: Readonly<Record<string, StaffText>> = {
  reception: { vi: 'Điều phối màn hình, loa, bánh xe', en: 'Who has screen, voice, wheels' },
  hours: { vi: 'Giờ làm việc', en: 'Hours' },
  calling: { vi: 'Gọi số', en: 'Calls' },
  assistance: { vi: 'Gọi hỗ trợ', en: 'Help' },
  guidance: { vi: 'Chỉ đường', en: 'The way' },
  ticketing: { vi: 'Cấp số', en: 'Numbers' },
  greeting: { vi: 'Chào khách', en: 'Greeting' },
  presence: { vi: 'Có người trước máy', en: 'Somebody there' },
  ladder: { vi: 'Nhận định về khách', en: 'Beliefs' },
};
