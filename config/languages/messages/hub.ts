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
  notRunning: {
    vi: { needs: 'thiết bị {device} không trả lời trên máy này', repair: 'khởi động nó trước: systemctl start letan' },
    en: {
      needs: 'the device {device} does not answer on this machine',
      repair: 'start it first: systemctl start letan',
    },
  },
  hubAnswers: {
    vi: {
      needs: 'thiết bị chính {hub} vẫn trả lời; thay nó bây giờ không cần thiết',
      repair: 'xem `letan hub status`; nếu vẫn muốn đổi thiết bị chính, thêm --although-it-answers',
    },
    en: {
      needs: 'the hub {hub} still answers; there is no need to replace it',
      repair: 'look at `letan hub status`; to change the hub all the same, add --although-it-answers',
    },
  },
  cannotCarry: {
    vi: {
      needs: '{device} không có trong broker.at của site.yaml: các thiết bị khác sẽ không tìm thấy nó',
      repair: 'chọn một trong: {known}',
    },
    en: {
      needs: '{device} is not in broker.at of site.yaml: the other devices would not find it',
      repair: 'promote one of: {known}',
    },
  },
  noFiles: {
    vi: {
      needs: '{device} chưa có tệp của broker trong {path}',
      repair: 'chạy `letan hub broker --site …` và chép thư mục devices/{device} vào đó, rồi thử lại',
    },
    en: {
      needs: '{device} has no broker files in {path}',
      repair: 'run `letan hub broker --site …` and copy its folder devices/{device} there, then try again',
    },
  },
  noProgram: {
    vi: { needs: 'máy này chưa cài mosquitto', repair: 'apt-get install mosquitto, rồi thử lại' },
    en: { needs: 'mosquitto is not installed on this machine', repair: 'apt-get install mosquitto, then try again' },
  },
  refused: {
    vi: { needs: '{device} từ chối: {reason}', repair: 'xem `letan doctor --config {config}`; sổ ghi phải ghi được' },
    en: {
      needs: '{device} refuses: {reason}',
      repair: 'look at `letan doctor --config {config}`; its ledger must be writable',
    },
  },
  notLinked: {
    vi: {
      needs: '{device} đã là thiết bị chính (nhiệm kỳ {term}) nhưng broker chưa chạy sau {seconds} giây',
      repair: 'xem nhật ký (journalctl -u letan): dòng broker.said; các thiết bị khác vẫn phát số riêng',
    },
    en: {
      needs: '{device} is the hub (term {term}) but its broker does not run after {seconds} s',
      repair:
        'look at the log (journalctl -u letan): lines broker.said; the others give numbers by themselves meanwhile',
    },
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
  revoked: { vi: '{name}: đã thu hồi {count} chứng thư', en: '{name}: {count} [certificate|certificates] revoked' },
  copy: { vi: 'chép {from} vào {to} trên {name}', en: 'copy {from} to {to} on {name}' },
  give: { vi: 'giao {from} cho chương trình {name}', en: 'give {from} to the program {name}' },
  installed: { vi: 'đã ghi vào {path}: {files}', en: 'written to {path}: {files}' },
  stranger: {
    vi: '{name} vẫn có chứng thư nhưng không còn trong site.yaml: dùng --revoke {name} nếu đã bỏ',
    en: '{name} has a certificate and is not in the site any more: --revoke {name} if it is gone',
  },
  promoted: {
    vi: '{device} là thiết bị chính từ bây giờ (nhiệm kỳ {term}); broker chạy tại {at}. Thiết bị cũ, nếu trở lại, sẽ theo',
    en: '{device} is the hub from now on (term {term}); its broker runs at {at}. The old one obeys, should it return',
  },
  already: {
    vi: '{device} đã là thiết bị chính (nhiệm kỳ {term}); không có gì thay đổi',
    en: '{device} is the hub already (term {term}); nothing changed',
  },
  'status.hub': { vi: 'thiết bị chính: {hub}, nhiệm kỳ {term}', en: 'hub: {hub}, term {term}' },
  'status.self': { vi: 'đây là thiết bị chính', en: 'this device is the hub' },
  'status.together': { vi: 'thiết bị chính trả lời', en: 'the hub answers' },
  'status.apart': {
    vi: 'không liên lạc được với thiết bị chính: phát số riêng, gọi được số của máy này',
    en: 'the hub cannot be reached: gives numbers by itself, calls those of this device',
  },
  'status.unread': { vi: 'sổ ghi chưa đọc được', en: 'the ledger has not been read' },
  'status.linked': { vi: 'nối với broker tại {at}', en: 'linked to the broker at {at}' },
  'status.unlinked': { vi: 'chưa nối được broker nào', en: 'linked to no broker' },
  'status.carries': { vi: 'đang mang broker của điểm', en: 'carries the site’s broker' },
  'status.mayCarry': { vi: 'có thể thay làm thiết bị chính', en: 'may be promoted to hub' },
  'status.mayNotCarry': {
    vi: 'không thể làm thiết bị chính (không có trong broker.at)',
    en: 'cannot become hub (not in broker.at)',
  },
  'status.waiting': { vi: '{waiting} người đang chờ', en: '{waiting} people wait' },
  nothing: { vi: 'mọi thứ đã đúng, không có gì thay đổi', en: 'all is as it should be, nothing changed' },
} as const satisfies Record<string, StaffText>;
