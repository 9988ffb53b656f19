import type { Message, StaffText } from './wording.ts';

/** Why `letan update` did not do it. Nothing was written to a slot, or what was written is not what runs. */
export const updateMessages = {
  keys: {
    vi: {
      needs: 'không đọc được khóa tin cậy {file} ({code})',
      repair: 'chép khóa công khai của nơi phát hành (letan-release.pub) vào đó',
    },
    en: {
      needs: 'the trusted key {file} cannot be read ({code})',
      repair: 'put the public key of who makes the releases (letan-release.pub) there',
    },
  },
  config: {
    vi: { needs: 'không biết cấu hình của thiết bị: {file} không có LETAN_CONFIG', repair: 'thêm --config TỆP' },
    en: { needs: 'which device this is cannot be known: no LETAN_CONFIG in {file}', repair: 'add --config FILE' },
  },
  root: {
    vi: { needs: 'không ghi được vào {where} ({code})', repair: 'chạy lại với sudo' },
    en: { needs: '{where} cannot be written to ({code})', repair: 'run it again with sudo' },
  },
  locked: {
    vi: { needs: 'một lần cập nhật khác đang chạy', repair: 'đợi xong rồi xem: letan update status' },
    en: { needs: 'another update is under way', repair: 'wait for its end, then look: letan update status' },
  },
  'not-installed': {
    vi: { needs: '{home} chưa có letan được cài', repair: 'cài trước: letan install, hoặc ghi thẻ mới' },
    en: { needs: 'no letan is installed at {home}', repair: 'install it first: letan install, or write a card' },
  },
  'on-trial': {
    vi: {
      needs: 'bản ở khe {slot} còn đang chạy thử',
      repair: 'đợi vài phút; thiết bị tự giữ lại hoặc tự quay về bản cũ',
    },
    en: {
      needs: 'the release in slot {slot} is still on trial',
      repair: 'wait some minutes: the device keeps it or goes back by itself',
    },
  },
  same: {
    vi: { needs: 'bản {version} ({commit}) đang chạy rồi', repair: 'không cần làm gì' },
    en: { needs: 'version {version} ({commit}) is what runs', repair: 'nothing to do' },
  },
  older: {
    vi: {
      needs: 'bản {offered} ({offeredOn}) cũ hơn bản đang chạy {running} ({runningOn})',
      repair: 'lấy bản mới hơn; để quay về bản trước: letan update rollback',
    },
    en: {
      needs: 'version {offered} ({offeredOn}) is older than what runs, {running} ({runningOn})',
      repair: 'take a newer one; to go back to the one before: letan update rollback',
    },
  },
  'other-arch': {
    vi: { needs: 'bản này cho máy {arch}, thiết bị là {own}', repair: 'lấy tệp .letan dành cho {own}' },
    en: { needs: 'this release is for {arch}, and the device is {own}', repair: 'take the .letan file for {own}' },
  },
  ledger: {
    vi: {
      needs: 'bản {version} chỉ đọc được sổ ghi đến phiên bản {reads}, sổ của thiết bị là {ledger}',
      repair: 'lấy bản mới hơn: cài bản này thì các số đã phát không đọc lại được',
    },
    en: {
      needs: 'version {version} reads ledgers up to version {reads}, and this device’s is {ledger}',
      repair: 'take a newer one: with this one the numbers that were given could not be read',
    },
  },
  'no-source': {
    vi: { needs: 'không đọc được {where} ({code})', repair: 'kiểm tra tên tệp, hoặc cắm lại USB' },
    en: { needs: '{where} cannot be read ({code})', repair: 'check the name, or plug the stick in again' },
  },
  'no-stick': {
    vi: { needs: 'không thấy USB nào', repair: 'cắm USB có tệp .letan rồi chạy lại' },
    en: { needs: 'no USB stick is plugged in', repair: 'plug in the one that holds the .letan file, then run again' },
  },
  'not-mounted': {
    vi: { needs: 'không mở được {where}: {said}', repair: 'dùng USB định dạng FAT32 hoặc exFAT, rồi thử lại' },
    en: { needs: '{where} cannot be mounted: {said}', repair: 'use a stick with FAT32 or exFAT, then try again' },
  },
  'none-fits': {
    vi: {
      needs: '{where}: không có bản nào cho thiết bị này ({seen} tệp .letan)',
      repair: 'chép vào đó tệp .letan đúng loại máy, do nơi phát hành ký',
    },
    en: {
      needs: '{where}: no release for this device ({seen} .letan files)',
      repair: 'copy the .letan file for this processor there, signed by who makes the releases',
    },
  },
  several: {
    vi: {
      needs: '{where}: có {count} bản phù hợp, không rõ bản nào',
      repair: 'chỉ để lại một bản, hoặc nêu tên; mới nhất là {newest}',
    },
    en: {
      needs: '{where}: {count} releases fit, and which is meant is not clear',
      repair: 'leave one, or name it; the newest is {newest}',
    },
  },
  'no-address': {
    vi: { needs: 'địa chỉ {url} không đúng', repair: 'viết như https://máy/letan.letan' },
    en: { needs: '{url} is no address', repair: 'write it as https://host/letan.letan' },
  },
  answered: {
    vi: { needs: '{url}: máy chủ trả lời {status}, ở đó không có tệp', repair: 'kiểm tra địa chỉ với nơi phát hành' },
    en: { needs: '{url}: the server answers {status}, no file is there', repair: 'check the address with who made it' },
  },
  'not-allowed': {
    vi: { needs: '{url}: máy chủ không cho tải ({status})', repair: 'hỏi người quản lý máy chủ, hoặc dùng USB' },
    en: { needs: '{url}: the server lets nobody have it ({status})', repair: 'ask who keeps it, or use a stick' },
  },
  certificate: {
    vi: {
      needs: '{url}: chứng chỉ của máy chủ không được tin ({code})',
      repair: 'xem giờ của thiết bị (timedatectl); nếu đúng giờ thì hỏi người quản lý máy chủ, hoặc dùng USB',
    },
    en: {
      needs: '{url}: the server’s certificate is not believed ({code})',
      repair: 'look at this device’s clock (timedatectl); if it is right, ask who keeps the server, or use a stick',
    },
  },
  'not-fetched': {
    vi: { needs: '{url}: không tải được ({said})', repair: 'kiểm tra địa chỉ và chuyển hướng của máy chủ' },
    en: { needs: '{url}: cannot be fetched ({said})', repair: 'check the address and where the server redirects it' },
  },
  unreachable: {
    vi: {
      needs: '{url}: không tải được sau {tries} lần ({code})',
      repair: 'kiểm tra mạng rồi chạy lại: phần đã tải được giữ nguyên',
    },
    en: {
      needs: '{url}: not fetched in {tries} tries ({code})',
      repair: 'check the network, then run again: what was fetched is kept',
    },
  },
  'too-large': {
    vi: {
      needs: '{url}: {bytes} MB, bản phát hành nhiều nhất là {most} MB',
      repair: 'đó không phải bản letan: kiểm tra địa chỉ',
    },
    en: {
      needs: '{url}: {bytes} MB, and a release has {most} MB at most',
      repair: 'that is no release of letan: check the address',
    },
  },
  'no-room-here': {
    vi: { needs: 'không ghi được vào {where} ({code})', repair: 'dọn chỗ trống, hoặc thay thẻ nhớ' },
    en: { needs: '{where} cannot be written to ({code})', repair: 'make room, or replace the card' },
  },
  'no-room': {
    vi: { needs: '{where}: cần {needed} MB trống, còn {free} MB', repair: 'dọn chỗ trống hoặc dùng thẻ lớn hơn' },
    en: { needs: '{where}: {needed} MB are needed, {free} MB are free', repair: 'make room or use a larger card' },
  },
  changed: {
    vi: { needs: '{file} đã thay đổi trong lúc đọc', repair: 'cắm lại USB hoặc chép lại tệp; bản đang chạy không đổi' },
    en: {
      needs: '{file} changed while it was read',
      repair: 'plug the stick in again or copy the file again; what runs is untouched',
    },
  },
  'no-tar': {
    vi: { needs: '{file} có phần không đọc được ở byte {at}', repair: 'hỏi nơi phát hành; bản đang chạy không đổi' },
    en: { needs: '{file} holds what cannot be read at byte {at}', repair: 'ask who made it; what runs is untouched' },
  },
  'not-as-written': {
    vi: {
      needs: '{where}: đọc lại không giống đã ghi ({fault})',
      repair: 'thẻ nhớ có thể hỏng: letan doctor, thay thẻ; bản đang chạy không đổi',
    },
    en: {
      needs: '{where}: what is read back is not what was written ({fault})',
      repair: 'the card may be failing: letan doctor, replace it; what runs is untouched',
    },
  },
  disk: {
    vi: { needs: '{where}: đĩa báo lỗi {code}', repair: 'letan doctor, rồi thay thẻ nhớ; bản đang chạy không đổi' },
    en: {
      needs: '{where}: the disk says {code}',
      repair: 'letan doctor, then replace the card; what runs is untouched',
    },
  },
  'not-now': {
    vi: {
      needs: 'chưa phải lúc: {why}',
      repair: 'chạy ngoài giờ, hoặc thêm --when-idle để đợi, hoặc --now nếu anh/chị đứng tại máy và chịu trách nhiệm',
    },
    en: {
      needs: 'not now: {why}',
      repair: 'run it out of hours, or add --when-idle to wait, or --now if you stand there and answer for it',
    },
  },
  'no-kept': {
    vi: { needs: 'khe kia không dùng được ({fault})', repair: 'cài lại từ tệp .letan: letan update apply' },
    en: { needs: 'the other slot is of no use ({fault})', repair: 'install from a .letan file: letan update apply' },
  },
  'given-up': {
    vi: {
      needs: 'khe kia là bản {version}, đã thử và không đạt',
      repair: 'không có bản trước để quay về; cài từ tệp .letan: letan update apply',
    },
    en: {
      needs: 'the other slot holds {version}, which was tried and given up',
      repair: 'there is none before to go back to; install from a .letan file: letan update apply',
    },
  },
  returned: {
    vi: {
      needs: 'bản {version} không đạt ({why}); thiết bị đã quay về bản {from}',
      repair: 'gửi nhật ký cho nơi phát hành: journalctl -u letan',
    },
    en: {
      needs: 'version {version} was not found good ({why}); the device is back at {from}',
      repair: 'send the journal to who made it: journalctl -u letan',
    },
  },
  request: {
    vi: { needs: 'yêu cầu cập nhật {file} không đọc được', repair: 'không cần làm gì: yêu cầu đã bị bỏ' },
    en: { needs: 'the request for an update {file} cannot be read', repair: 'nothing to do: it was dropped' },
  },
} as const satisfies Record<string, Message>;

/** What speaks against an update now. */
export const obstacleTexts = {
  starting: { vi: 'thiết bị chưa chạy ổn định ({lifecycle})', en: 'the device is {lifecycle}' },
  clock: { vi: 'đồng hồ chưa được đồng bộ', en: 'the clock is not set' },
  open: { vi: 'đang trong giờ làm việc', en: 'the place is open' },
  'opens-soon': { vi: 'sẽ mở cửa sau {minutes} phút', en: 'it opens in {minutes} min' },
  waiting: { vi: '{count} người đang chờ', en: '{count} waiting to be called' },
  'at-counters': { vi: '{count} người đang ở quầy', en: '{count} at the counters' },
  'at-machine': { vi: 'có người đang dùng máy', en: 'somebody is using the machine' },
  silent: { vi: 'thiết bị không trả lời', en: 'the device does not answer' },
} as const satisfies Record<string, StaffText>;

/** Why a release on trial was given up. */
export const returnTexts = {
  tries: { vi: 'khởi động {tries} lần không được', en: '{tries} starts failed' },
  'bad-start': { vi: 'thiết bị tự thấy không ổn', en: 'the device itself says so' },
  'too-late': { vi: 'quá lâu vẫn chưa ổn', en: 'it took too long' },
  'unit-failed': { vi: 'dịch vụ dừng hẳn', en: 'the service ended for good' },
  tree: { vi: 'tệp trong khe bị hỏng', en: 'the slot’s files are damaged' },
  asked: { vi: 'theo yêu cầu', en: 'as was asked' },
} as const satisfies Record<string, StaffText>;

/** What is wrong with a slot. */
export const slotTexts = {
  empty: { vi: 'trống', en: 'empty' },
  foreign: { vi: 'chữ ký lạ', en: 'foreign signature' },
  'no-release': { vi: 'không phải bản letan', en: 'no release of letan' },
  'other-arch': { vi: 'cho máy {arch}', en: 'for {arch}' },
  tree: { vi: 'hỏng: {path}', en: 'damaged: {path}' },
} as const satisfies Record<string, StaffText>;

/** What is told on the way. */
export const updateSteps = {
  download: { vi: 'tải', en: 'fetching' },
  fetched: { vi: 'đã tải {megabytes} MB, {seconds} giây', en: 'fetched {megabytes} MB in {seconds} s' },
  again: {
    vi: 'không có kết nối ({code}); thử lại sau {seconds} giây, tiếp từ chỗ đã tải',
    en: 'no connection ({code}); again in {seconds} s, going on where it was',
  },
  good: {
    vi: 'bản {version} ({commit}) cho {arch}: chữ ký đúng, nguyên vẹn',
    en: 'version {version} ({commit}) for {arch}: signed and whole',
  },
  waiting: { vi: 'đợi: {why}', en: 'waiting: {why}' },
  despite: { vi: 'làm ngay theo lệnh của {by}, dù {why}', en: 'now, because {by} says so, although {why}' },
  unpack: { vi: 'ghi vào khe {slot}', en: 'writing to slot {slot}' },
  sync: { vi: 'chờ thẻ ghi xong', en: 'waiting for the card' },
  check: { vi: 'đọc lại', en: 'reading back' },
  prepared: { vi: 'khe {slot} đã sẵn sàng sau {seconds} giây', en: 'slot {slot} is ready after {seconds} s' },
  wasThere: { vi: 'khe {slot} đã có sẵn bản này, nguyên vẹn', en: 'slot {slot} holds it already, whole' },
  started: {
    vi: 'khởi động bản {version}; còn {seconds} giây để thiết bị tự thấy ổn (lần {tries}/{most})',
    en: 'starting {version}; {seconds} s are left for the device to find it good (start {tries} of {most})',
  },
  confirmed: {
    vi: 'xong: đang chạy bản {version}, {seconds} giây sau khi chuyển; bản {from} được giữ ở khe {slot}',
    en: 'done: {version} runs, {seconds} s after the switch; {from} is kept in slot {slot}',
  },
  asked: {
    vi: 'đã ghi yêu cầu: dịch vụ letan-update tự cài ngoài giờ, khi không còn ai chờ (xem: letan update status)',
    en: 'noted: the service letan-update does it out of hours, once nobody is served (see: letan update status)',
  },
  nothing: { vi: 'không có gì để làm', en: 'nothing to do' },
} as const satisfies Record<string, StaffText>;

/** `letan update status`. */
export const updateStatusTexts = {
  runs: { vi: 'đang chạy: khe {slot}, bản {version} ({commit})', en: 'runs: slot {slot}, {version} ({commit})' },
  onTrial: {
    vi: 'đang chạy thử: khe {slot}, bản {version}, đã khởi động {tries}/{most} lần',
    en: 'on trial: slot {slot}, {version}, {tries} of {most} starts',
  },
  kept: { vi: 'giữ lại: khe {slot}, bản {version} ({commit})', en: 'kept: slot {slot}, {version} ({commit})' },
  givenUp: {
    vi: 'khe {slot}: bản {version} ({commit}), đã thử và không đạt',
    en: 'slot {slot}: {version} ({commit}), tried and given up',
  },
  slotFault: { vi: 'khe {slot}: {fault}', en: 'slot {slot}: {fault}' },
  whole: { vi: 'khe {slot}: nguyên vẹn, đã đọc hết', en: 'slot {slot}: whole, every byte was read' },
  free: { vi: 'có thể cập nhật ngay', en: 'an update may be made now' },
  busy: { vi: 'chưa thể cập nhật: {why}', en: 'no update now: {why}' },
  confirmed: {
    vi: '{at}: {from} → {to}, đạt (do {by})',
    en: '{at}: {from} → {to}, found good (by {by})',
  },
  returned: {
    vi: '{at}: {from} → {to}, đã quay về: {why} (do {by})',
    en: '{at}: {from} → {to}, went back: {why} (by {by})',
  },
  interrupted: {
    vi: '{at}: {from} → {to}, bị cắt trước khi chuyển (do {by})',
    en: '{at}: {from} → {to}, cut short before the switch (by {by})',
  },
  despite: { vi: '   dù lúc đó {why}', en: '   although at the time {why}' },
} as const satisfies Record<string, StaffText>;
