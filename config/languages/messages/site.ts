import type { Message } from './wording.ts';

/** What may be wrong across a site's file and its language files. */
export const siteMessages = {
  // Across a site's file
  'site.directory': {
    vi: { needs: 'tên phải bằng tên thư mục ({directory})', repair: 'sửa site: hoặc đổi tên thư mục' },
    en: {
      needs: 'must equal the name of its directory ({directory})',
      repair: 'correct site: or rename the directory',
    },
  },
  'name.twice': {
    vi: { needs: '{name} đã có ở trên', repair: 'đặt tên khác hoặc xóa' },
    en: { needs: '{name} stands above already', repair: 'use another name or remove it' },
  },
  'service.noCounter': {
    vi: { needs: 'không có quầy nào phục vụ {service}', repair: 'thêm {service} vào services của một quầy' },
    en: { needs: 'no counter serves {service}', repair: "add {service} to a counter's services" },
  },
  'counter.noSuchService': {
    vi: { needs: 'không có dịch vụ này; các dịch vụ có: {known}', repair: 'thêm vào services hoặc xóa ở quầy' },
    en: { needs: 'there is no such service; known: {known}', repair: 'add it to services or remove it here' },
  },
  'counter.misspelledService': {
    vi: { needs: 'không có dịch vụ này', repair: 'có phải {repair}?' },
    en: { needs: 'there is no such service', repair: 'did you mean {repair}?' },
  },
  'quotas.nobodyKnown': {
    vi: {
      needs: 'muốn đếm theo người thì máy phải hỏi mã của người đó',
      repair: 'thêm askCode: true hoặc bỏ dòng này',
    },
    en: { needs: 'a person is counted only by a code of theirs', repair: 'add askCode: true or remove this' },
  },
  'quotas.fieldTwice': {
    vi: {
      needs: 'dịch vụ này đã thuộc lĩnh vực {field}; mỗi dịch vụ chỉ đếm vào một lĩnh vực',
      repair: 'giữ ở một lĩnh vực và xóa ở lĩnh vực kia',
    },
    en: {
      needs: 'this service is in the field {field} already; a service is counted in one field',
      repair: 'keep it in one of them and remove it from the other',
    },
  },
  'quotas.onlyBooked': {
    vi: {
      needs: 'người không thuộc diện ưu tiên sẽ không có cách nào lấy số',
      repair: 'thêm bookings: hoặc đặt onSite: everyone',
    },
    en: { needs: 'who has no priority could get no number at all', repair: 'add bookings: or set onSite: everyone' },
  },
  'counter.outside': {
    vi: { needs: 'quầy ({x}, {y}) nằm ngoài đường bao plan.outline', repair: 'kiểm tra x, y' },
    en: { needs: 'the counter ({x}, {y}) lies outside plan.outline', repair: 'check x and y' },
  },
  'counter.keptOut': {
    vi: { needs: 'quầy nằm trong vùng cấm {zone}', repair: 'dời quầy hoặc vùng cấm' },
    en: { needs: 'the counter lies in the keep-out zone {zone}', repair: 'move the counter or the zone' },
  },
  'counter.unreachable': {
    vi: {
      needs: 'không có lối đi từ {device} tới quầy {counter}',
      repair: 'kiểm tra walls, doors, keepOut và clearance',
    },
    en: {
      needs: 'there is no way to walk from {device} to counter {counter}',
      repair: 'check walls, doors, keepOut and clearance',
    },
  },
  'plan.crossed': {
    vi: { needs: 'các cạnh cắt nhau', repair: 'viết các góc theo thứ tự, đi một vòng' },
    en: { needs: 'sides cross each other', repair: 'give the corners in order, once around' },
  },
  'plan.small': {
    vi: { needs: 'đường bao nhỏ hơn 1 m²', repair: 'kiểm tra đơn vị (m, cm, mm)' },
    en: { needs: 'the outline has less than 1 m²', repair: 'check the units (m, cm, mm)' },
  },
  'plan.outside': {
    vi: { needs: 'điểm ({x}, {y}) nằm ngoài đường bao plan.outline', repair: 'kiểm tra x, y' },
    en: { needs: 'the point ({x}, {y}) lies outside plan.outline', repair: 'check x and y' },
  },
  'plan.doorNotInWall': {
    vi: { needs: 'cửa phải nằm trên đường bao hoặc một bức tường', repair: 'đặt from và to lên cùng một cạnh' },
    en: { needs: 'a door lies in the outline or in a wall', repair: 'put from and to on one side' },
  },
  'hours.overlap': {
    vi: { needs: 'trùng giờ với {span}', repair: 'gộp hai khoảng giờ hoặc sửa' },
    en: { needs: 'overlaps {span}', repair: 'join the two or correct one' },
  },
  'hours.ticketsWhenClosed': {
    vi: { needs: 'phát số {span} khi chưa mở cửa hoặc đã đóng cửa', repair: 'chọn giờ phát số trong giờ mở cửa' },
    en: {
      needs: 'numbers are given {span} while the place is closed',
      repair: 'keep ticket hours within opening hours',
    },
  },
  'hours.neverOpen': {
    vi: {
      needs: 'điểm này không bao giờ mở cửa',
      repair: 'viết opening: { mon-fri: ["08:00-12:00"] } hoặc always: true',
    },
    en: { needs: 'the place never opens', repair: 'write opening: { mon-fri: ["08:00-12:00"] } or always: true' },
  },
  'hours.fromTimetable': {
    vi: { needs: 'giờ của điểm lưu động lấy từ timetable', repair: 'xóa mục này' },
    en: { needs: 'the hours of a mobile site are its timetable', repair: 'remove this key' },
  },
  'day.twice': {
    vi: { needs: 'ngày {date} đã có ở trên', repair: 'mỗi ngày chỉ viết một lần' },
    en: { needs: 'the day {date} stands above already', repair: 'name each day once' },
  },
  'timetable.missing': {
    vi: { needs: 'điểm lưu động cần timetable', repair: 'thêm ít nhất một điểm dừng' },
    en: { needs: 'a mobile site needs a timetable', repair: 'add at least one stop' },
  },
  'timetable.notMobile': {
    vi: { needs: 'chỉ điểm lưu động (kind: mobile) có timetable', repair: 'xóa mục này hoặc sửa kind' },
    en: { needs: 'only a mobile site (kind: mobile) has a timetable', repair: 'remove it or correct kind' },
  },
  'timetable.overlap': {
    vi: { needs: 'cùng lúc với điểm dừng "{place}"', repair: 'sửa giờ hoặc ngày' },
    en: { needs: 'at the same time as the stop "{place}"', repair: 'correct the hours or the day' },
  },
  'timetable.special': {
    vi: { needs: 'ngày này đã có trong hours.special', repair: 'chỉ giữ một nơi' },
    en: { needs: 'this day stands in hours.special already', repair: 'keep one of the two' },
  },
  'theme.contrast': {
    vi: { needs: 'độ tương phản với nền {paper} ít nhất {least}:1, ở đây {ratio}:1', repair: 'chọn màu đậm hơn' },
    en: {
      needs: 'needs a contrast of {least}:1 with the ground {paper}, has {ratio}:1',
      repair: 'choose a darker colour',
    },
  },
  'language.noPhrases': {
    vi: { needs: 'chưa có câu cho ngôn ngữ này; có: {known}', repair: 'xóa, hoặc thêm config/languages/{tag}.yaml' },
    en: {
      needs: 'there are no phrases in this language; there are: {known}',
      repair: 'remove it, or add config/languages/{tag}.yaml',
    },
  },
  'language.misspelled': {
    vi: { needs: 'chưa có câu cho ngôn ngữ này; có: {known}', repair: 'có phải {repair}?' },
    en: { needs: 'there are no phrases in this language; there are: {known}', repair: 'did you mean {repair}?' },
  },

  // Language files
  'phrases.unreadable': {
    vi: { needs: 'không đọc được tệp ngôn ngữ: {reason}', repair: 'chép lại tệp từ bản cài đặt' },
    en: { needs: 'the language file cannot be read: {reason}', repair: 'copy it again from the release' },
  },
  'phrases.yaml': {
    vi: { needs: 'không đọc được YAML ở đây: {reason}', repair: 'xem dấu hai chấm, dấu ngoặc, dấu nháy' },
    en: { needs: 'this is not YAML: {reason}', repair: 'look at colons, brackets and quotes' },
  },
  'phrases.shape': {
    vi: { needs: 'sai dạng, cần: {expected}', repair: 'so với tệp vi.yaml' },
    en: { needs: 'of the wrong shape, needs: {expected}', repair: 'compare with vi.yaml' },
  },
  'phrases.tag': {
    vi: { needs: 'tag là {found}, tên tệp là {expected}', repair: 'viết tag: {expected}' },
    en: { needs: 'the tag is {found}, the file is named {expected}', repair: 'write tag: {expected}' },
  },
  'phrases.missing': {
    vi: { needs: 'thiếu câu {phrase} (có trong {other})', repair: 'dịch câu này' },
    en: { needs: 'the phrase {phrase} is missing ({other} has it)', repair: 'translate it' },
  },
  'phrases.placeholders': {
    vi: { needs: 'cần các chỗ trống [{expected}] như {other}, ở đây có [{found}]', repair: 'dùng đúng các chỗ trống' },
    en: { needs: 'needs the placeholders [{expected}] as {other}, has [{found}]', repair: 'use the same placeholders' },
  },
  'phrases.decomposed': {
    vi: { needs: 'văn bản phải ở dạng dựng sẵn (NFC)', repair: 'gõ lại câu này' },
    en: { needs: 'the text must be composed (NFC)', repair: 'type it again' },
  },
  'phrases.empty': {
    vi: { needs: 'câu không được trống', repair: 'viết câu này' },
    en: { needs: 'the phrase must not be empty', repair: 'write it' },
  },
  'phrases.unsayable': {
    vi: { needs: 'giọng đọc không đọc được "{sign}"', repair: 'viết thành chữ trong speech: hoặc readings:' },
    en: { needs: 'the voice cannot say "{sign}"', repair: 'write it in words under speech: or readings:' },
  },
  'contingency.seriesTaken': {
    vi: {
      needs: 'chữ này đã là của dịch vụ {service}',
      repair: 'chọn một chữ mà không dịch vụ nào dùng, ví dụ {free}',
    },
    en: { needs: 'this letter is that of the service {service}', repair: 'choose one that no service has, as {free}' },
  },
  'contingency.noPrinter': {
    vi: { needs: 'thiết bị này không có máy in phiếu', repair: 'chọn thiết bị có máy in; có: {known}' },
    en: { needs: 'this device has no slip printer', repair: 'name one that has; there are: {known}' },
  },
  'hall.noSuchDevice': {
    vi: { needs: 'không có devices/ nào tên này; có: {known}', repair: 'chọn thiết bị quyết định lượt gọi' },
    en: {
      needs: 'there is no such file in devices/; there are: {known}',
      repair: 'name the device that decides whom to call',
    },
  },
  'hall.misspelledDevice': {
    vi: { needs: 'không có devices/ nào tên này; có: {known}', repair: 'có phải {repair}?' },
    en: { needs: 'there is no such file in devices/; there are: {known}', repair: 'did you mean {repair}?' },
  },
} as const satisfies Record<string, Message>;
