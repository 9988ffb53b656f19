import type { StaffText } from './wording.ts';

/** What `letan bench-kit` and its suites say to whoever stands at the bench. */
export const benchWords = {
  noConfig: {
    vi: 'bench-kit cần --config: tệp cấu hình của thiết bị trên bàn thử',
    en: 'bench-kit needs --config: the file of the device on the bench',
  },
  noCheckout: {
    vi: 'bench-kit chạy từ mã nguồn đầy đủ: git clone, npm ci, rồi chạy lại',
    en: 'bench-kit runs from a full checkout: git clone, npm ci, then run it again',
  },
  noReport: {
    vi: 'các bài thử không chạy tới cuối; xem thông báo ở trên',
    en: 'the suites did not run to their end; see above',
  },
  notAccepted: {
    vi: 'không đạt: có bài thử hỏng, hoặc không có thiết bị thật nào được thử',
    en: 'not accepted: something failed, or no real device was tried',
  },
} as const satisfies Readonly<Record<string, StaffText>>;
