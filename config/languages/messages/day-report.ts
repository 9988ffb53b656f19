import type { StaffText } from './wording.ts';

/** The words of a day's report (`letan sim run … --report`). `{name}` is filled in. */
export const dayReportTexts = {
  title: { vi: 'BÁO CÁO NGÀY LÀM VIỆC: {site}', en: 'A DAY’S REPORT: {site}' },
  when: {
    vi: '{date}, từ {from} đến {to}, {counters} quầy, {devices} thiết bị (mô phỏng, hạt giống {seed})',
    en: '{date}, {from} to {to}, {counters} counters, {devices} devices (simulated, seed {seed})',
  },
  people: { vi: 'Khách', en: 'Visitors' },
  came: {
    vi: '{came} người đến làm thủ tục; {given} người nhận số, {turnedAway} người về không nhận số (ngoài giờ, bỏ dở)',
    en: '{came} came for something; {given} got a number, {turnedAway} left without one (out of hours, gave up)',
  },
  served: {
    vi: '{finished} số được phục vụ xong, {noShows} số vắng mặt sau {calls} lần gọi, {cancelled} số hủy, {voided} số hết hiệu lực',
    en: '{finished} numbers served, {noShows} did not come after {calls} calls, {cancelled} cancelled, {voided} void',
  },
  cameBack: {
    vi: '{cameBack} người đến muộn được xếp lại vào hàng',
    en: '{cameBack} who came late were taken back into line',
  },
  lost: { vi: 'Số bị mất: {lost}', en: 'Numbers lost: {lost}' },
  calls: { vi: 'Gọi số', en: 'Calls' },
  called: {
    vi: '{called} số được gọi, {recalled} lần gọi lại; từ lúc gọi đến lúc tới quầy: một nửa trong {walk}',
    en: '{called} numbers called, {recalled} calls repeated; from the call to the counter: half within {walk}',
  },
  waits: { vi: 'Thời gian chờ (từ lúc nhận số đến lần gọi đầu)', en: 'Waits (from the number to the first call)' },
  waitHead: {
    vi: 'một nửa / chín phần mười / lâu nhất, phút',
    en: 'half / nine in ten / longest, minutes',
  },
  wait: {
    vi: '{service}: {given} số, chờ {half} / {nine} / {most}',
    en: '{service}: {given} numbers, waited {half} / {nine} / {most}',
  },
  faults: { vi: 'Sự cố', en: 'What broke' },
  noFaults: { vi: 'không có', en: 'nothing' },
  broke: { vi: '{time} hỏng: {what}', en: '{time} broke: {what}' },
  mended: { vi: '{time} trở lại: {what}', en: '{time} is back: {what}' },
  apart: {
    vi: '{apart} số do thiết bị tự cấp khi không nối được với máy chủ của điểm',
    en: '{apart} numbers were given by a device that could not reach the hub',
  },
  starts: { vi: '{starts} lần thiết bị khởi động', en: 'devices started {starts} times' },
  city: {
    vi: 'thành phố nhận {heard} trong {events} sự kiện',
    en: 'the city heard {heard} of {events} events',
  },
  interventions: { vi: 'Việc phải có người can thiệp: {count}', en: 'What a person had to do: {count}' },
  printer: {
    vi: '{time} {device}: xử lý máy in (giấy, nắp, phích cắm)',
    en: '{time} {device}: saw to the printer (paper, cover, plug)',
  },
  hub: { vi: '{time} {device}: chỉ định làm máy chủ', en: '{time} {device}: raised to be the hub' },
  retry: { vi: '{time} {device}: thử lại một bộ phận bằng tay', en: '{time} {device}: tried a part again by hand' },
  strip: { vi: '{time} {device}: nhập số dự phòng', en: '{time} {device}: typed in contingency numbers' },
  verdict: { vi: 'Kiểm tra độc lập', en: 'Independent check' },
  kept: {
    vi: '{rules} quy tắc được giữ sau từng sự kiện của {lines} dòng nhật ký',
    en: '{rules} invariants kept after each event of {lines} lines of the trace',
  },
  broken: { vi: 'VI PHẠM {count} lần', en: 'BROKEN {count} times' },
} as const satisfies Readonly<Record<string, StaffText>>;
