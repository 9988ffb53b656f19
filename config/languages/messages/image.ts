import type { Message, StaffText } from './wording.ts';

/** Why `letan image build` makes no image. */
export const imageMessages = {
  unreadable: {
    vi: { needs: 'không đọc được {file} ({code})', repair: 'kiểm tra tên tệp và quyền đọc' },
    en: { needs: '{file} cannot be read ({code})', repair: 'check its name and who may read it' },
  },
  packedOtherwise: {
    vi: { needs: '{file} nén theo cách khác .xz', repair: 'giải nén trước (gunzip, unzip, unzstd), rồi đưa tệp .img' },
    en: {
      needs: '{file} is packed otherwise than .xz',
      repair: 'unpack it first (gunzip, unzip, unzstd), give the .img',
    },
  },
  noTable: {
    vi: { needs: '{file} không có bảng phân vùng', repair: 'đưa tệp .img hoặc .img.xz của Raspberry Pi OS 64-bit' },
    en: { needs: '{file} has no partition table', repair: 'give an .img or .img.xz of Raspberry Pi OS, 64-bit' },
  },
  guidTable: {
    vi: {
      needs: '{file} dùng bảng phân vùng GPT: cần MBR',
      repair: 'đưa ảnh Raspberry Pi OS; máy mini-PC thì dùng “letan install”',
    },
    en: {
      needs: '{file} has a GPT: an MBR is needed',
      repair: 'give an image of Raspberry Pi OS; for a mini-PC use “letan install”',
    },
  },
  partitions: {
    vi: {
      needs: '{file} có các phân vùng {found}: cần đúng hai, FAT32 (0x0c) rồi Linux (0x83)',
      repair: 'đưa ảnh gốc của Raspberry Pi OS, chưa chạy lần nào và chưa qua “letan image build”',
    },
    en: {
      needs: '{file} has partitions {found}: exactly two are needed, FAT32 (0x0c), then Linux (0x83)',
      repair: 'give Raspberry Pi OS as its makers publish it, never started and not made by “letan image build”',
    },
  },
  cut: {
    vi: { needs: '{file} bị cắt: cần {expected} byte, chỉ có {found}', repair: 'tải lại tệp' },
    en: { needs: '{file} is cut short: {expected} bytes are due, {found} are there', repair: 'fetch it again' },
  },
  noExt4: {
    vi: { needs: 'phân vùng thứ hai của {file} không phải ext4', repair: 'đưa ảnh Raspberry Pi OS' },
    en: { needs: 'the second partition of {file} is no ext4', repair: 'give an image of Raspberry Pi OS' },
  },
  notABase: {
    vi: {
      needs: '{file} không phải hệ điều hành đầy đủ: thiếu {missing}',
      repair: 'đưa ảnh Raspberry Pi OS Lite hoặc Desktop',
    },
    en: {
      needs: '{file} holds no whole system: {missing} is missing',
      repair: 'give Raspberry Pi OS, Lite or Desktop',
    },
  },
  otherArch: {
    vi: {
      needs: '{file} là hệ {base}, bản phát hành là cho {release}',
      repair: 'dùng Raspberry Pi OS 64-bit, hoặc bản phát hành đúng bộ xử lý (letan release build --arch)',
    },
    en: {
      needs: '{file} is a system for {base}, the release is for {release}',
      repair: 'take Raspberry Pi OS 64-bit, or a release for that processor (letan release build --arch)',
    },
  },
  noZone: {
    vi: {
      needs: '{file} không biết múi giờ {zone}',
      repair: 'viết --timezone như trong /usr/share/zoneinfo, ví dụ Asia/Ho_Chi_Minh',
    },
    en: {
      needs: '{file} knows no time zone {zone}',
      repair: 'write --timezone as in /usr/share/zoneinfo, Asia/Ho_Chi_Minh',
    },
  },
  otherBoard: {
    vi: {
      needs: 'cấu hình {device} nói bo mạch là {board}: thẻ này dành cho Raspberry Pi',
      repair: 'sửa board: trong tệp thiết bị, hoặc dùng “letan install” cho máy đó',
    },
    en: {
      needs: 'the configuration of {device} says its board is {board}: a card is for a Raspberry Pi',
      repair: 'put board: right in the device’s file, or use “letan install” for that machine',
    },
  },
  otherData: {
    vi: {
      needs: 'thiết bị {device} giữ dữ liệu ở {found}: thiết bị đã cài giữ ở {expected}',
      repair: 'bỏ dataDir: trong tệp thiết bị',
    },
    en: {
      needs: '{device} keeps its data in {found}: an installed device keeps them in {expected}',
      repair: "take dataDir: out of the device's file",
    },
  },
  noDevice: {
    vi: {
      needs: 'không có thiết bị {device} trong {directory}; có: {known}',
      repair: 'viết --device đúng tên tệp trong devices/',
    },
    en: {
      needs: '{directory} has no device {device}; it has: {known}',
      repair: 'write --device as the file in devices/ is called',
    },
  },
  noRelease: {
    vi: {
      needs: 'không có bản phát hành {file}',
      repair: 'tạo: npx letan release build --key letan-signing.pem, hoặc chỉ tệp bằng --release',
    },
    en: {
      needs: 'there is no release {file}',
      repair: 'build one: npx letan release build --key letan-signing.pem, or name one by --release',
    },
  },
  option: {
    vi: { needs: '--{option} là “{value}”: cần {expected}', repair: 'sửa rồi chạy lại' },
    en: { needs: '--{option} is “{value}”: expected {expected}', repair: 'put it right and run again' },
  },
  optionNeeds: {
    vi: { needs: 'có --{option} mà không có --{other}', repair: 'thêm --{other}' },
    en: { needs: '--{option} is given without --{other}', repair: 'add --{other}' },
  },
  exists: {
    vi: { needs: '{file} đã có', repair: 'chọn tên khác bằng --out, hoặc xóa tệp đó' },
    en: { needs: '{file} is there already', repair: 'choose another name by --out, or remove it' },
  },
  write: {
    vi: { needs: 'không ghi được {file} ({code})', repair: 'cần chỗ trống bằng khoảng hai lần ảnh gốc, và quyền ghi' },
    en: {
      needs: '{file} cannot be written ({code})',
      repair: 'there must be room for about twice the base, and the right to write',
    },
  },
  noRoom: {
    vi: { needs: '{where}: cần {needed} MB trống, chỉ có {free}', repair: 'dọn đĩa rồi chạy lại' },
    en: { needs: '{where}: {needed} MB must be free, {free} are', repair: 'make room and run again' },
  },
  tool: {
    vi: {
      needs: 'chương trình {program} báo: {said}',
      repair: 'cài e2fsprogs, mtools, dosfstools, xz-utils; nếu đã có, tải lại ảnh gốc',
    },
    en: {
      needs: 'the program {program} says: {said}',
      repair: 'install e2fsprogs, mtools, dosfstools, xz-utils; if they are there, fetch the base again',
    },
  },
  releaseChanged: {
    vi: {
      needs: 'bản phát hành đổi trong khi đọc, hoặc đĩa ghi sai: {said}',
      repair: 'chép lại bản phát hành rồi chạy lại',
    },
    en: {
      needs: 'the release changed while it was read, or the disk wrote it wrong: {said}',
      repair: 'copy the release again and run again',
    },
  },
} as const satisfies Record<string, Message>;

/** What the build tells while it works. */
export const imageSteps = {
  config: { vi: 'cấu hình đúng: {device} của {site}', en: 'configuration right: {device} of {site}' },
  release: {
    vi: 'letan {version} cho {arch}: chữ ký đúng, nguyên vẹn',
    en: 'letan {version} for {arch}: signed and whole',
  },
  unpacking: { vi: 'giải nén ảnh gốc', en: 'unpacking the base' },
  root: {
    vi: 'hệ thống: {megabytes} MB, đủ cho hai bản phát hành',
    en: 'system: {megabytes} MB, room for two releases',
  },
  laid: { vi: 'đã đặt {count} tệp; bật: {units}', en: 'laid {count} files; enabled: {units}' },
  joining: { vi: 'ghép ảnh', en: 'joining the image' },
  bootLines: { vi: 'config.txt: {lines}', en: 'config.txt: {lines}' },
  access: {
    vi: 'đăng nhập bằng khóa SSH: {account}@{host}, không có mật khẩu',
    en: 'log in by SSH key: {account}@{host}, no password',
  },
  noAccess: {
    vi: 'không có khóa SSH (--ssh-key): không ai đăng nhập từ xa được',
    en: 'no SSH key (--ssh-key): nobody can log in from afar',
  },
  noBrowser: {
    vi: 'ảnh gốc không có cage và chromium: màn hình sẽ không hiện trang; cài chúng vào ảnh gốc (RASPBERRY-PI.md)',
    en: 'the base has no cage and chromium: the panel will show no page; put them into the base (RASPBERRY-PI.md)',
  },
  noSecret: {
    vi: 'cấu hình cần tệp bí mật {file}: đặt vào thư mục --secrets, hoặc đặt trên thiết bị sau',
    en: 'the configuration names a secret file {file}: put it into the folder --secrets, or on the device later',
  },
  done: {
    vi: '{file}: {megabytes} MB, {system}, tên máy {host}, {seconds} giây',
    en: '{file}: {megabytes} MB, {system}, host name {host}, {seconds} s',
  },
} as const satisfies Record<string, StaffText>;

/** What an option was expected to be. */
export const imageExpected = {
  hostName: {
    vi: 'chữ thường, số và gạch nối, nhiều nhất 63',
    en: 'lower-case letters, digits and dashes, 63 at most',
  },
  size: { vi: 'một cỡ như 512MiB hoặc 2GiB, ít nhất 16MiB', en: 'a size like 512MiB or 2GiB, 16MiB at least' },
  address: { vi: 'địa chỉ và độ dài mạng, 10.20.0.11/24', en: 'an address with its prefix, 10.20.0.11/24' },
  ipv4: { vi: 'một địa chỉ IPv4, 10.20.0.1', en: 'an IPv4 address, 10.20.0.1' },
  ssid: { vi: 'tên Wi-Fi từ 1 đến 32 byte', en: 'a Wi-Fi name of 1 to 32 bytes' },
  passphrase: {
    vi: 'tệp có một dòng: mật khẩu WPA 8 đến 63 ký tự ASCII, hoặc khóa 64 chữ số hex',
    en: 'a file of one line: a WPA passphrase of 8 to 63 ASCII characters, or the key in 64 hexadecimal digits',
  },
  country: { vi: 'mã nước hai chữ hoa, VN', en: 'a country in two capitals, VN' },
  sshKey: { vi: 'tệp khóa công khai (id_ed25519.pub)', en: 'a public key file (id_ed25519.pub)' },
  directory: { vi: 'một thư mục', en: 'a directory' },
} as const satisfies Record<string, StaffText>;
