import type { Message, StaffText } from './wording.ts';

/** What `letan release` says. */
export const releaseMessages = {
  dirty: {
    vi: {
      needs: 'mã nguồn có {count} tệp chưa commit: {first}',
      repair: 'commit rồi chạy lại, hoặc thêm --dirty để thử',
    },
    en: {
      needs: '{count} [file is|files are] not committed: {first}',
      repair: 'commit, then run again, or add --dirty to try it out',
    },
  },
  tool: {
    vi: { needs: 'chương trình {program} báo lỗi: {said}', repair: 'sửa theo lời báo trên rồi chạy lại' },
    en: { needs: 'the program {program} says: {said}', repair: 'put right what it says, then run again' },
  },
  missing: {
    vi: { needs: 'máy này thiếu {programs}', repair: 'cài một lần: apt-get install {packages}' },
    en: { needs: 'this machine lacks {programs}', repair: 'install once: apt-get install {packages}' },
  },
  noKey: {
    vi: { needs: 'không đọc được khóa {file} ({code})', repair: 'tạo khóa: npx letan release key --out THƯ-MỤC' },
    en: { needs: 'the key {file} cannot be read ({code})', repair: 'make one: npx letan release key --out DIRECTORY' },
  },
  noPublicKey: {
    vi: {
      needs: 'không đọc được khóa công khai {file} ({code})',
      repair: 'lấy letan-release.pub của nơi phát hành (do “letan release key” tạo), đặt vào đó',
    },
    en: {
      needs: 'the public key {file} cannot be read ({code})',
      repair: 'get letan-release.pub from who makes the releases (“letan release key” made it) and put it there',
    },
  },
  keyThere: {
    vi: { needs: '{file} đã có', repair: 'dùng khóa đó, hoặc chọn thư mục khác: thiết bị chỉ tin một khóa' },
    en: { needs: '{file} is there already', repair: 'use it, or choose another directory: devices believe one key' },
  },
  unwritable: {
    vi: { needs: 'không ghi được {file} ({code})', repair: 'chọn một thư mục có sẵn và ghi được' },
    en: { needs: '{file} cannot be written ({code})', repair: 'choose a directory that is there and yours' },
  },
  native: {
    vi: {
      needs: 'mô-đun {name} không chạy được trên {arch}: {said}',
      repair: 'xem lại trình biên dịch chéo, rồi chạy lại',
    },
    en: {
      needs: 'module {name} does not load on {arch}: {said}',
      repair: 'look at the cross compiler, then run again',
    },
  },
  unreadable: {
    vi: { needs: 'không đọc được {file} ({code})', repair: 'kiểm tra tên tệp và quyền đọc' },
    en: { needs: '{file} cannot be read ({code})', repair: 'check its name and who may read it' },
  },
  'no-release': {
    vi: { needs: '{file} không phải bản phát hành letan', repair: 'chọn tệp .letan do “letan release build” tạo ra' },
    en: { needs: '{file} is no release of letan', repair: 'take the .letan file that “letan release build” made' },
  },
  older: {
    vi: {
      needs: '{file} cũ hơn bản đã có: {version} ({made}), đã có {than} ({thanMade})',
      repair: 'chọn bản mới hơn; muốn quay lại thì dùng bản trước còn trên thiết bị',
    },
    en: {
      needs: '{file} is older than what is there: {version} ({made}), there is {than} ({thanMade})',
      repair: 'take a newer one; to go back use the one before, which is still on the device',
    },
  },
  foreign: {
    vi: { needs: 'chữ ký của {file} không phải của khóa này', repair: 'hỏi nơi phát hành, không cài tệp này' },
    en: { needs: 'the signature of {file} is not by this key', repair: 'ask who made it, and do not install it' },
  },
  damaged: {
    vi: { needs: '{file} bị hỏng: cần {expected}, gặp {found}', repair: 'chép hoặc tải lại tệp' },
    en: { needs: '{file} is damaged: expected {expected}, found {found}', repair: 'copy or fetch it again' },
  },
  'cut-short': {
    vi: { needs: '{file} bị cắt: cần {expected} byte, chỉ có {found}', repair: 'chép hoặc tải lại tệp' },
    en: { needs: '{file} is cut short: {expected} bytes are due, {found} are there', repair: 'copy or fetch it again' },
  },
} as const satisfies Record<string, Message>;

/** What the build tells while it works; {seconds} since the line before. */
export const releaseSteps = {
  compiled: {
    vi: '{seconds} s: đã biên dịch {modules} mô-đun, {pages} trang',
    en: '{seconds} s: compiled {modules} modules, {pages} pages',
  },
  node: { vi: '{seconds} s: đã tải Node {version} cho {arch}', en: '{seconds} s: fetched Node {version} for {arch}' },
  packages: { vi: '{seconds} s: đã gom {count} gói', en: '{seconds} s: gathered {count} packages' },
  native: { vi: '{seconds} s: đã dựng {name} cho {arch}', en: '{seconds} s: built {name} for {arch}' },
  kept: {
    vi: '{seconds} s: lấy lại {count} gói và mô-đun gốc cho {arch} của lần dựng trước (--fresh: dựng lại)',
    en: '{seconds} s: took {count} packages and native modules for {arch} from an earlier build (--fresh builds them anew)',
  },
  loaded: {
    vi: '{seconds} s: {count} mô-đun gốc chạy được trên {arch}',
    en: '{seconds} s: {count} native modules load on {arch}',
  },
  packed: {
    vi: '{seconds} s: đã gói {files} tệp: chương trình {app} MB, Node {node} MB, nén còn {megabytes} MB',
    en: '{seconds} s: packed {files} files: programs {app} MB, Node {node} MB, {megabytes} MB compressed',
  },
  written: {
    vi: '{seconds} s: {file}: {megabytes} MB, sha256 {hash}',
    en: '{seconds} s: {file}: {megabytes} MB, sha256 {hash}',
  },
  total: { vi: 'tổng cộng {seconds} s', en: '{seconds} s in all' },
  good: {
    vi: '{file}: letan {version} cho {arch}, commit {commit}, chữ ký đúng, nguyên vẹn',
    en: '{file}: letan {version} for {arch}, commit {commit}, signed by this key and whole',
  },
  keys: {
    vi: 'khóa ký (giữ kín): {secret}\nkhóa của thiết bị: {open}',
    en: 'signing key (keep it secret): {secret}\nthe devices’ key: {open}',
  },
} as const satisfies Record<string, StaffText>;
