import type { Message, StaffText } from './wording.ts';

/** Why `letan install` does not install. */
export const installMessages = {
  noSsh: {
    vi: { needs: 'không vào được {host} bằng SSH: {said}', repair: 'thử: ssh {host}; cần khóa, không hỏi mật khẩu' },
    en: {
      needs: '{host} cannot be reached by SSH: {said}',
      repair: 'try: ssh {host}; it must let your key in without a password',
    },
  },
  lost: {
    vi: {
      needs: 'mất kết nối với {host} khi đang {doing}: {said}',
      repair: 'chạy lại: máy đó còn như trước hoặc đã cài xong, không dở dang',
    },
    en: {
      needs: 'the connection to {host} was lost while {doing}: {said}',
      repair: 'run again: that machine is as it was or done, never half',
    },
  },
  noRoot: {
    vi: {
      needs: '{user} trên {host} không có quyền root',
      repair: 'dùng --user root, hoặc cho {user} dùng sudo không mật khẩu',
    },
    en: {
      needs: '{user} on {host} may not act as root',
      repair: 'use --user root, or let {user} use sudo without a password',
    },
  },
  noArch: {
    vi: { needs: '{host} có bộ xử lý {found}: letan chạy trên aarch64 và x86_64', repair: 'dùng hệ điều hành 64-bit' },
    en: { needs: '{host} has a {found} processor: letan runs on aarch64 and x86_64', repair: 'take a 64-bit system' },
  },
  otherArch: {
    vi: {
      needs: '{host} là {found}, bản phát hành là cho {release}',
      repair: 'đưa bản phát hành cho {found} bằng --release',
    },
    en: { needs: '{host} is {found}, the release is for {release}', repair: 'give a release for {found} by --release' },
  },
  oldSystem: {
    vi: {
      needs: '{host} ({system}) có {part} {found}: cần từ {expected}',
      repair: 'nâng lên Debian 12, Raspberry Pi OS bookworm, Ubuntu 22.04 hoặc mới hơn',
    },
    en: {
      needs: '{host} ({system}) has {part} {found}: {expected} or newer is needed',
      repair: 'take Debian 12, Raspberry Pi OS bookworm, Ubuntu 22.04 or newer',
    },
  },
  noProgram: {
    vi: { needs: '{host} ({system}) thiếu {programs}', repair: 'cài chúng trên máy đó' },
    en: { needs: '{host} ({system}) lacks {programs}', repair: 'install them there' },
  },
  noRoom: {
    vi: { needs: '{host}: {where} còn {free} MB, cần {needed} MB', repair: 'dọn đĩa trên máy đó' },
    en: { needs: '{host}: {where} has {free} MB free, {needed} MB are needed', repair: 'make room there' },
  },
  badCopy: {
    vi: {
      needs: 'bản phát hành chép sang {host} không giống bản gốc',
      repair: 'chạy lại; nếu lặp lại, thử đĩa và mạng của máy đó',
    },
    en: {
      needs: 'the release that arrived on {host} is not the one that was sent',
      repair: 'run again; if it happens again, look at that machine’s disk and network',
    },
  },
  notRunning: {
    vi: { needs: 'Node của bản phát hành không chạy trên {host}: {said}', repair: 'xem hệ điều hành của máy đó' },
    en: { needs: 'the release’s own Node does not run on {host}: {said}', repair: 'look at that machine’s system' },
  },
  otherRelease: {
    vi: {
      needs: '{host} đang chạy letan {found} ({commit})',
      repair: 'cập nhật bằng “letan update apply”; cài đè: thêm --again',
    },
    en: {
      needs: '{host} runs letan {found} ({commit})',
      repair: 'update it by “letan update apply”; to lay this one over it add --again',
    },
  },
  busy: {
    vi: { needs: 'trên {host} đang có lần cài hoặc cập nhật khác', repair: 'chờ xong rồi chạy lại' },
    en: { needs: 'another installation or update is under way on {host}', repair: 'wait for it, then run again' },
  },
  failed: {
    vi: { needs: '{host}: {said}', repair: 'sửa rồi chạy lại; máy đó còn như trước' },
    en: { needs: '{host}: {said}', repair: 'put it right and run again; that machine is as it was' },
  },
  notGood: {
    vi: {
      needs: 'đã cài trên {host}, nhưng letan chưa chạy tốt sau {seconds} giây ({said})',
      repair: 'trên máy đó: journalctl -u letan -n 50, và letan doctor',
    },
    en: {
      needs: 'laid on {host}, but letan does not run well after {seconds} s ({said})',
      repair: 'there: journalctl -u letan -n 50, and letan doctor',
    },
  },
} as const satisfies Record<string, Message>;

/** What the installation tells on its way. */
export const installSteps = {
  machine: { vi: '{host}: {system}, {arch}, {model}', en: '{host}: {system}, {arch}, {model}' },
  sending: { vi: 'chép bản phát hành', en: 'sending the release' },
  verified: {
    vi: '{host}: bản phát hành nguyên vẹn, đúng chữ ký, Node của nó chạy được',
    en: '{host}: the release is whole and signed, its own Node runs',
  },
  release: { vi: 'đã đặt letan {version} vào khe {slot}', en: 'laid letan {version} into slot {slot}' },
  sameRelease: { vi: 'letan {version} đã có sẵn, nguyên vẹn', en: 'letan {version} is there already, whole' },
  site: { vi: 'đã đặt cấu hình {device} của {site}', en: 'laid the configuration of {device}, {site}' },
  sameSite: { vi: 'cấu hình không đổi', en: 'the configuration is as it was' },
  units: { vi: 'bật: {units}', en: 'enabled: {units}' },
  boot: { vi: 'config.txt: {lines}; cần khởi động lại máy', en: 'config.txt: {lines}; the machine must be restarted' },
  noBrowser: {
    vi: 'máy này có màn hình nhưng chưa có cage và chromium: sudo apt install cage chromium',
    en: 'this machine has a panel and no cage and chromium: sudo apt install cage chromium',
  },
  starting: { vi: 'khởi động, chờ chạy tốt', en: 'starting, waiting for it to run well' },
  good: { vi: 'letan chạy tốt', en: 'letan runs well' },
  done: { vi: '{host}: xong sau {seconds} giây', en: '{host}: done in {seconds} s' },
  nothing: { vi: '{host}: không có gì phải đổi ({seconds} giây)', en: '{host}: nothing had to change ({seconds} s)' },
} as const satisfies Record<string, StaffText>;

/** What was being done when a connection was lost. */
export const installDoings = {
  asking: { vi: 'hỏi máy', en: 'asking the machine' },
  sending: { vi: 'chép', en: 'sending' },
  verifying: { vi: 'kiểm tra', en: 'verifying' },
  laying: { vi: 'đặt', en: 'laying' },
} as const satisfies Record<string, StaffText>;
