import type { Message, StaffText } from './wording.ts';

/** What `letan hub` says when it cannot do what was asked, and what to do about it. */
export const hubMessages = {
  noBroker: {
    vi: {
      needs: 'điểm {site} không có mục broker:',
      repair: 'thêm broker: vào site.yaml, với {host} đứng đầu at',
    },
    en: {
      needs: 'the site {site} has no broker:',
      repair: 'add broker: to site.yaml, with {host} first in at',
    },
  },
  noSuchName: {
    vi: { needs: 'không có thiết bị hay chương trình nào tên {name}; có: {known}', repair: 'kiểm tra tên' },
    en: { needs: 'there is no device or program named {name}; there are: {known}', repair: 'check the name' },
  },
  notCarrier: {
    vi: { needs: 'không có thiết bị nào tên {name}; có: {known}', repair: 'chọn một thiết bị của điểm' },
    en: { needs: 'there is no device named {name}; there are: {known}', repair: 'name a device of the site' },
  },
  authorityTorn: {
    vi: {
      needs: 'chứng thư và khóa của cơ quan chứng thực trong {path} không đi đôi',
      repair: 'lấy lại thư mục này từ bản sao lưu; hoặc dùng --out khác, khi đó mọi thiết bị phải nhận tệp mới',
    },
    en: {
      needs: 'certificate and key of the authority in {path} do not belong together, or one is missing',
      repair:
        'bring the folder back from its copy; or begin anew with another --out, then every device needs new files',
    },
  },
  registerUnreadable: {
    vi: {
      needs: 'không đọc được danh sách chứng thư đã cấp {path}: {reason}',
      repair: 'lấy lại tệp này từ bản sao lưu: không có nó thì không thu hồi được chứng thư nào',
    },
    en: {
      needs: 'the list of certificates given out {path} cannot be read: {reason}',
      repair: 'bring the file back from its copy: without it no certificate can be revoked',
    },
  },
  cannotWrite: {
    vi: { needs: 'không ghi được {path} ({code})', repair: 'chạy với người dùng có quyền, hoặc chọn --out khác' },
    en: { needs: '{path} cannot be written ({code})', repair: 'run it as a user who may, or choose another --out' },
  },
  cityPassword: {
    vi: { needs: 'không đọc được mật khẩu của thành phố {path} ({code})', repair: 'kiểm tra broker.city.passwordFile' },
    en: { needs: 'the city’s password {path} cannot be read ({code})', repair: 'check broker.city.passwordFile' },
  },
} as const satisfies Record<string, Message>;

/** What `letan hub broker` tells of what it did. */
export const hubTexts = {
  authorityMade: {
    vi: 'đã lập cơ quan chứng thực mới trong {path}; giữ một bản sao ở nơi an toàn: ai có khóa này thì lập được thiết bị giả',
    en: 'made a new authority in {path}; keep a copy in a safe place: whoever has its key can make a false device',
  },
  made: { vi: '{name} ({kind}): chứng thư mới, {why}', en: '{name} ({kind}): new certificate, {why}' },
  server: { vi: 'broker', en: 'broker' },
  client: { vi: 'thiết bị', en: 'device' },
  'why.new': { vi: 'chưa có', en: 'had none' },
  'why.expiring': { vi: 'chứng thư cũ sắp hết hạn', en: 'the old one ends soon' },
  'why.addresses': { vi: 'địa chỉ đã đổi', en: 'its addresses have changed' },
  'why.revoked': { vi: 'chứng thư cũ đã bị thu hồi', en: 'the old one is revoked' },
  'why.foreign': {
    vi: 'chứng thư cũ không do cơ quan này cấp hoặc bị hỏng',
    en: 'the old one is not of this authority, or damaged',
  },
  'why.asked': { vi: 'theo yêu cầu', en: 'as asked' },
  revoked: { vi: '{name}: đã thu hồi {count} chứng thư', en: '{name}: {count} certificates revoked' },
  copy: { vi: 'chép {from} vào {to} trên {name}', en: 'copy {from} to {to} on {name}' },
  give: { vi: 'giao {from} cho chương trình {name}', en: 'give {from} to the program {name}' },
  installed: { vi: 'đã ghi vào {path}: {files}', en: 'written to {path}: {files}' },
  stranger: {
    vi: '{name} vẫn có chứng thư nhưng không còn trong site.yaml: dùng --revoke {name} nếu đã bỏ',
    en: '{name} has a certificate and is not in the site any more: --revoke {name} if it is gone',
  },
  nothing: { vi: 'mọi thứ đã đúng, không có gì thay đổi', en: 'all is as it should be, nothing changed' },
} as const satisfies Record<string, StaffText>;
