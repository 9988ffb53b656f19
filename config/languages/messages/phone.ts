import type { Message } from './wording.ts';

/** What may be wrong where visitors' phones are served. */
export const phoneMessages = {
  'proxy.form': {
    vi: {
      needs: 'cần một địa chỉ IP hoặc dải địa chỉ từ /8 trở lên',
      repair: 'viết địa chỉ máy chủ của thành phố, ví dụ 10.1.2.3 hoặc 10.1.0.0/16',
    },
    en: {
      needs: 'must be an IP address, or a block of /8 or smaller',
      repair: "write the address of the city's server, such as 10.1.2.3 or 10.1.0.0/16",
    },
  },
  'public.samePort': {
    vi: { needs: 'cổng này đã dùng cho trang nội bộ (web.port)', repair: 'chọn cổng khác, ví dụ 8090' },
    en: { needs: "the device's own pages (web.port) listen there", repair: 'take another port, such as 8090' },
  },
  'public.noBase': {
    vi: {
      needs: 'trang cho điện thoại cần địa chỉ công khai trong site.yaml, nếu không mã QR trên phiếu không dẫn tới đâu',
      repair: 'thêm publicBase: https://… vào site.yaml hoặc xóa web.public',
    },
    en: {
      needs: "a page for phones needs the public address in site.yaml, else the slips' codes lead nowhere",
      repair: 'add publicBase: https://… to site.yaml, or remove web.public',
    },
  },
} satisfies Readonly<Record<string, Message>>;
