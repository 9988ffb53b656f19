import type { Message } from './wording.ts';

/** What may be wrong in how the city's system is configured. */
export const cityConfigMessages = {
  'city.topic': {
    vi: { needs: 'cần một chủ đề MQTT không có # và +', repair: 'ví dụ letan/ba-dinh' },
    en: { needs: 'must be an MQTT topic without # and +', repair: 'such as letan/ba-dinh' },
  },
  'city.nothing': {
    vi: { needs: 'lối này không gửi gì và không nhận gì', repair: 'thêm {keys} hoặc xóa thiết bị này' },
    en: { needs: 'this way sends nothing and fetches nothing', repair: 'add {keys}, or remove this device' },
  },
  'city.plain': {
    vi: { needs: 'dữ liệu ra khỏi trung tâm phải được mã hóa', repair: 'dùng {scheme}://' },
    en: { needs: 'what leaves the centre must be encrypted', repair: 'use {scheme}://' },
  },
  'city.noCode': {
    vi: { needs: 'địa chỉ tra hồ sơ cần {slot} tại chỗ của mã hồ sơ', repair: 'ví dụ https://…/ho-so/{slot}' },
    en: {
      needs: 'the address of dossiers needs {slot} where the code goes',
      repair: 'such as https://…/dossiers/{slot}',
    },
  },
  'city.noSuchService': {
    vi: { needs: 'trung tâm không có dịch vụ này; các dịch vụ có: {known}', repair: 'sửa tên dịch vụ' },
    en: { needs: 'the site has no such service; known: {known}', repair: 'correct the name' },
  },
} as const satisfies Record<string, Message>;

/** What may be wrong in a document that the city handed over: told to whoever reads the log, one for each record. */
export const cityDocumentMessages = {
  'open-quote': {
    vi: { needs: 'dấu ngoặc kép mở mà không đóng', repair: 'đóng ngoặc kép ở dòng này' },
    en: { needs: 'a quote is opened and never closed', repair: 'close the quote in this line' },
  },
  'too-many-cells': {
    vi: { needs: 'nhiều ô hơn dòng tiêu đề', repair: 'đặt ô có dấu phân cách trong ngoặc kép' },
    en: { needs: 'has more cells than the header', repair: 'put a cell that holds the delimiter in quotes' },
  },
  'too-few-cells': {
    vi: { needs: 'ít ô hơn dòng tiêu đề', repair: 'thêm ô còn thiếu, có thể để trống' },
    en: { needs: 'has fewer cells than the header', repair: 'add the missing cells, empty if need be' },
  },
  'no-header': {
    vi: { needs: 'cần dòng tiêu đề với tên các cột', repair: 'thêm dòng tiêu đề ở đầu tệp' },
    en: { needs: 'needs a first line with the names of the columns', repair: 'add that line at the top' },
  },
  'column-twice': {
    vi: { needs: 'tên cột xuất hiện hai lần', repair: 'đổi tên hoặc bỏ một cột' },
    en: { needs: 'names a column twice', repair: 'rename or remove one of them' },
  },
  'no-json': {
    vi: { needs: 'không phải JSON hợp lệ', repair: 'kiểm tra dấu ngoặc và dấu phẩy' },
    en: { needs: 'is no valid JSON', repair: 'check brackets and commas' },
  },
  'no-list': {
    vi: {
      needs: 'cần một danh sách lịch hẹn tại {list}',
      repair: 'sửa bookings.list trong cấu hình hoặc tệp của thành phố',
    },
    en: {
      needs: 'needs a list of bookings at {list}',
      repair: "correct bookings.list in the config, or the city's document",
    },
  },
  'no-record': {
    vi: { needs: 'mỗi lịch hẹn phải là một đối tượng', repair: 'bỏ mục này' },
    en: { needs: 'each booking must be an object', repair: 'remove this item' },
  },
  missing: {
    vi: { needs: 'thiếu trường này', repair: 'thêm {field}, hoặc ghi tên đúng trong cấu hình' },
    en: { needs: 'this field is missing', repair: 'add {field}, or give its right name in the config' },
  },
  code: {
    vi: { needs: 'mã hẹn cần 6 đến 64 chữ cái không dấu và chữ số', repair: 'kiểm tra mã' },
    en: { needs: 'a code is 6 to 64 letters without marks, and digits', repair: 'check the code' },
  },
  day: {
    vi: { needs: 'cần ngày có thật dạng {form}', repair: 'kiểm tra ngày hoặc bookings.days' },
    en: { needs: 'must be a real date as {form}', repair: 'check the date, or bookings.days' },
  },
  time: {
    vi: { needs: 'cần giờ dạng HH:mm', repair: 'ví dụ 08:30' },
    en: { needs: 'must be a time as HH:mm', repair: 'such as 08:30' },
  },
  service: {
    vi: { needs: 'không có dịch vụ này; các dịch vụ có: {known}', repair: 'thêm vào bookings.services trong cấu hình' },
    en: { needs: 'there is no such service; known: {known}', repair: 'add it to bookings.services in the config' },
  },
  registered: {
    vi: { needs: 'cần thời điểm dạng ISO 8601 có múi giờ', repair: 'ví dụ 2026-08-03T08:30:00+07:00' },
    en: { needs: 'must be an ISO 8601 instant with its zone', repair: 'such as 2026-08-03T08:30:00+07:00' },
  },
  twice: {
    vi: { needs: 'mã này đã có ở trên ({where}) với nội dung khác', repair: 'giữ lại một dòng' },
    en: { needs: 'the code stands above ({where}) with other content', repair: 'keep one of them' },
  },
  'booking-known': {
    vi: { needs: 'đã có lịch hẹn khác với mã này', repair: 'hủy lịch cũ hoặc dùng mã khác' },
    en: { needs: 'another booking has this code', repair: 'take that one back, or use another code' },
  },
  'booking-day': {
    vi: { needs: 'chỉ nhận lịch hẹn cho hôm nay và {days} ngày tới', repair: 'bỏ lịch này' },
    en: { needs: 'bookings are taken for today and the next {days} days', repair: 'leave this one out' },
  },
  'no-bookings': {
    vi: { needs: 'trung tâm không nhận lịch hẹn', repair: 'thêm bookings: vào site.yaml' },
    en: { needs: 'this site takes no bookings', repair: 'add bookings: to site.yaml' },
  },
  'unknown-booking': {
    vi: { needs: 'không có lịch hẹn này để hủy', repair: 'không cần làm gì' },
    en: { needs: 'there is no such booking to take back', repair: 'nothing need be done' },
  },
  'booking-over': {
    vi: { needs: 'lịch hẹn đã dùng hoặc đã hủy', repair: 'không cần làm gì' },
    en: { needs: 'the booking has been used or taken back', repair: 'nothing need be done' },
  },
  quota: {
    vi: { needs: 'đã hết chỗ trong ngày', repair: 'chọn ngày khác' },
    en: { needs: 'there is no place left on that day', repair: 'choose another day' },
  },
  refused: {
    vi: { needs: 'trung tâm chưa nhận được ({kind})', repair: 'gửi lại sau' },
    en: { needs: 'the site could not take it ({kind})', repair: 'send it again later' },
  },
} as const satisfies Record<string, Message>;
