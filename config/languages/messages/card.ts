import type { Message, StaffText } from './wording.ts';

/** Why `letan flash` writes nothing, or what went wrong while it wrote. */
export const cardMessages = {
  imageUnreadable: {
    vi: { needs: 'không đọc được {file} ({code})', repair: 'kiểm tra tên tệp và quyền đọc' },
    en: { needs: '{file} cannot be read ({code})', repair: 'check its name and who may read it' },
  },
  imagePacked: {
    vi: { needs: '{file} đang được nén', repair: 'giải nén trước (unxz, gunzip, unzip), rồi ghi tệp .img' },
    en: { needs: '{file} is compressed', repair: 'unpack it first (unxz, gunzip, unzip), then write the .img file' },
  },
  noImage: {
    vi: {
      needs: '{file} không phải ảnh thẻ nhớ: không có bảng phân vùng',
      repair: 'chọn tệp .img do “letan image build” tạo ra',
    },
    en: {
      needs: '{file} is no image of a card: it has no partition table',
      repair: 'take the .img file that “letan image build” made',
    },
  },
  imageCut: {
    vi: { needs: '{file} bị cắt: cần {expected} byte, chỉ có {found}', repair: 'chép hoặc tạo lại tệp' },
    en: { needs: '{file} is cut short: {expected} bytes are due, {found} are there', repair: 'copy or build it again' },
  },
  noTarget: {
    vi: { needs: 'chưa nói ghi vào thẻ nào', repair: 'thêm --to với một thẻ ở trên, ví dụ --to {example}' },
    en: { needs: 'no card was named', repair: 'add --to with one of the above, for example --to {example}' },
  },
  bothTargets: {
    vi: { needs: 'có cả --to và --to-file', repair: 'chọn một' },
    en: { needs: 'both --to and --to-file are given', repair: 'choose one' },
  },
  noDisk: {
    vi: {
      needs: '{path} không phải ổ đĩa của máy này',
      repair: 'xem các thẻ: npx letan flash; ghi vào tệp: --to-file',
    },
    en: {
      needs: '{path} is no disk of this computer',
      repair: 'see the cards: npx letan flash; to write into a file: --to-file',
    },
  },
  partition: {
    vi: { needs: '{path} là một phân vùng của {disk}', repair: 'ghi cả thẻ: --to {disk}' },
    en: { needs: '{path} is a partition of {disk}', repair: 'write the whole card: --to {disk}' },
  },
  system: {
    vi: {
      needs: '{path} ({model}) là ổ hệ thống của máy này: {where}',
      repair: 'không bao giờ ghi vào đó; chọn thẻ nhớ',
    },
    en: {
      needs: '{path} ({model}) is what this computer runs from: {where}',
      repair: 'it is never written; choose the card',
    },
  },
  fixed: {
    vi: { needs: '{path} ({model}) là ổ gắn trong, không phải thẻ tháo được', repair: 'dùng đầu đọc thẻ và chọn thẻ' },
    en: {
      needs: '{path} ({model}) is a fixed disk, no removable card',
      repair: 'put the card into a reader and name that',
    },
  },
  inUse: {
    vi: { needs: '{path} ({model}) đang được dùng: {where}', repair: 'tháo ra trước (umount), rồi chạy lại' },
    en: { needs: '{path} ({model}) is in use: {where}', repair: 'unmount it first, then run again' },
  },
  readOnly: {
    vi: { needs: '{path} ({model}) chỉ đọc', repair: 'gạt lẫy khóa bên cạnh thẻ hoặc bộ chuyển' },
    en: { needs: '{path} ({model}) is read-only', repair: 'move the lock on the side of the card or its adapter' },
  },
  size: {
    vi: {
      needs: '{path} ({model}) có {found} MB: thẻ của thiết bị có từ {least} đến {most} MB',
      repair: 'kiểm tra đúng thẻ chưa; thẻ mới 16 đến 128 GB là hợp',
    },
    en: {
      needs: '{path} ({model}) has {found} MB: a device’s card has {least} to {most} MB',
      repair: 'look whether it is the right one; a new card of 16 to 128 GB is good',
    },
  },
  noFile: {
    vi: { needs: '{path} không phải một tệp thường', repair: 'tạo trước: truncate -s 8G {path}' },
    en: { needs: '{path} is no regular file', repair: 'make it first: truncate -s 8G {path}' },
  },
  sameFile: {
    vi: { needs: '{path} chính là tệp ảnh', repair: 'chọn tệp khác làm thẻ' },
    en: { needs: '{path} is the image itself', repair: 'choose another file as the card' },
  },
  busy: {
    vi: { needs: '{path} đang được chương trình khác dùng', repair: 'đóng chương trình đó hoặc tháo thẻ (umount)' },
    en: { needs: '{path} is in use by another program', repair: 'close that, or unmount the card' },
  },
  denied: {
    vi: { needs: 'không mở được {path} để ghi ({code})', repair: 'chạy với quyền root (sudo) hoặc vào nhóm disk' },
    en: { needs: '{path} cannot be opened for writing ({code})', repair: 'run as root (sudo), or join the group disk' },
  },
  tooSmall: {
    vi: { needs: '{path} chỉ có {found} MB, ảnh cần {needed} MB', repair: 'dùng thẻ lớn hơn' },
    en: { needs: '{path} has {found} MB, the image takes {needed} MB', repair: 'take a larger card' },
  },
  write: {
    vi: {
      needs: 'không ghi được {path} ở MB thứ {at} ({code})',
      repair: 'thẻ nay trống, không khởi động; thử thẻ khác',
    },
    en: {
      needs: '{path} could not be written at MB {at} ({code})',
      repair: 'the card is blank and starts nothing; try another',
    },
  },
  image: {
    vi: {
      needs: 'không đọc được tệp ảnh ở MB thứ {at} ({code})',
      repair: 'thẻ nay trống; chép lại tệp ảnh rồi ghi lại',
    },
    en: {
      needs: 'the image could not be read at MB {at} ({code})',
      repair: 'the card is blank; copy the image again, then write again',
    },
  },
  readBack: {
    vi: {
      needs: '{path} đọc lại khác với đã ghi, từ MB thứ {at}',
      repair: 'thẻ nay trống; bỏ thẻ này (hỏng hoặc dung lượng giả), dùng thẻ khác',
    },
    en: {
      needs: '{path} reads back otherwise than it was written, from MB {at} on',
      repair: 'the card is blank; throw it away (worn, or a false size) and take another',
    },
  },
  readBackFailed: {
    vi: { needs: 'không đọc lại được {path}: {said}', repair: 'thẻ nay trống; thử lại, rồi thử thẻ hoặc đầu đọc khác' },
    en: {
      needs: '{path} could not be read back: {said}',
      repair: 'the card is blank; try again, then another card or reader',
    },
  },
  stopped: {
    vi: { needs: 'đã dừng theo yêu cầu', repair: '{path} nay trống, không khởi động; chạy lại để ghi' },
    en: { needs: 'stopped as asked', repair: '{path} is blank and starts nothing; run again to write it' },
  },
} as const satisfies Record<string, Message>;

/** What `letan flash` tells while it works. */
export const cardTexts = {
  writing: { vi: 'ghi', en: 'writing' },
  reading: { vi: 'đọc lại', en: 'reading back' },
  target: { vi: '{path}: {model}, {megabytes} MB', en: '{path}: {model}, {megabytes} MB' },
  done: {
    vi: '{path}: đã ghi {megabytes} MB trong {seconds} giây, đọc lại từ chính thẻ và đúng, sha256 {hash}',
    en: '{path}: {megabytes} MB written in {seconds} s, read back from the card itself and right, sha256 {hash}',
  },
  doneCached: {
    vi: '{path}: đã ghi {megabytes} MB trong {seconds} giây; hệ tệp ở đây chỉ cho đọc lại qua bộ nhớ máy, và đúng, sha256 {hash}',
    en: '{path}: {megabytes} MB written in {seconds} s; its file system lets it be read back through this computer’s memory only, and that is right, sha256 {hash}',
  },
  cards: { vi: 'thẻ có thể ghi', en: 'cards that can be written' },
  noCards: {
    vi: 'không thấy thẻ nào ghi được: cắm đầu đọc thẻ vào',
    en: 'no card that could be written: plug a card reader in',
  },
  others: { vi: 'không ghi', en: 'never written' },
  unknownModel: { vi: 'không rõ tên', en: 'no name' },
} as const satisfies Record<string, StaffText>;
