import type { Message, StaffText } from './wording.ts';

/** What `letan panel` says. */
export const panelMessages = {
  noGlass: {
    vi: {
      needs: 'thiết bị {device} không có màn hình cho khách (port: display)',
      repair: 'tắt dịch vụ: systemctl disable --now letan-panel',
    },
    en: {
      needs: 'device {device} has no screen for visitors (port: display)',
      repair: 'switch the service off: systemctl disable --now letan-panel',
    },
  },
  noPort: {
    vi: { needs: 'web.port là 0 nên trình duyệt không biết cổng', repair: 'ghi một cổng cố định, ví dụ 8080' },
    en: { needs: 'web.port is 0, so the browser cannot know the port', repair: 'write a port down, say 8080' },
  },
  notOurs: {
    vi: {
      needs: 'trang chỉ mở tại {host}, còn trình duyệt của màn hình chỉ tới được chính máy này',
      repair: 'đặt web.host là 127.0.0.1, hoặc 0.0.0.0 nếu máy khác cũng xem trang',
    },
    en: {
      needs: 'the page is served at {host} alone, and the panel’s browser reaches only this machine itself',
      repair: 'set web.host to 127.0.0.1, or to 0.0.0.0 where other machines look at the pages too',
    },
  },
  noProgram: {
    vi: { needs: 'chưa cài {programs}', repair: 'cài: apt-get install {packages}' },
    en: { needs: '{programs} not installed', repair: 'install: apt-get install {packages}' },
  },
  noFolder: {
    vi: { needs: 'không ghi được vào {path} ({code})', repair: 'chạy bằng dịch vụ letan-panel, hoặc chọn --out khác' },
    en: {
      needs: '{path} cannot be written ({code})',
      repair: 'run it by the service letan-panel, or take another --out',
    },
  },
} as const satisfies Record<string, Message>;

export const panelWords = {
  waiting: { vi: 'chờ trang {address}', en: 'waiting for the page {address}' },
  there: { vi: 'trang {address} đã sẵn sàng', en: 'the page {address} is there' },
} as const satisfies Record<string, StaffText>;
