import type { Message } from './wording.ts';

/** What `letan run` has to say about starting a device, and what to do about it. */
export const runMessages = {
  simulatedParts: {
    vi: {
      needs: 'thiết bị chạy mà không có các bộ phận mô phỏng: {parts}',
      repair: 'chọn driver phần cứng trong tệp cấu hình; muốn chạy đủ bộ phận mô phỏng thì dùng `letan sim page`',
    },
    en: {
      needs: 'the device runs without its simulated parts: {parts}',
      repair: 'choose hardware drivers in the config file; to run the simulated parts use `letan sim page`',
    },
  },
  dataDir: {
    vi: {
      needs: 'không ghi được vào thư mục dữ liệu {path} ({code})',
      repair: 'tạo thư mục và cấp quyền cho người dùng chạy letan, hoặc sửa dataDir',
    },
    en: {
      needs: 'the data directory {path} cannot be written ({code})',
      repair: 'create it and give it to the user that runs letan, or change dataDir',
    },
  },
  webPort: {
    vi: {
      needs: 'không mở được trang màn hình tại {where} ({code})',
      repair: 'tìm chương trình đang giữ cổng (ss -ltnp) hoặc sửa web.port; thiết bị vẫn chạy, màn hình được thử lại',
    },
    en: {
      needs: 'the screen’s page cannot be served at {where} ({code})',
      repair: 'find who holds the port (ss -ltnp) or change web.port; the device runs on and tries again',
    },
  },
} as const satisfies Record<string, Message>;
