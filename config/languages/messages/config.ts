import type { Message } from './wording.ts';

/** What may be wrong in a site or device file, and what to do about it. */
export const configMessages = {
  // Files
  'file.missing': {
    vi: { needs: 'không tìm thấy tệp', repair: 'kiểm tra đường dẫn' },
    en: { needs: 'there is no such file', repair: 'check the path' },
  },
  'file.directory': {
    vi: { needs: 'cần một tệp YAML, đây là thư mục', repair: 'chỉ tới tệp .yaml trong đó' },
    en: { needs: 'needs a YAML file, this is a directory', repair: 'name the .yaml file in it' },
  },
  'file.notASite': {
    vi: { needs: 'thư mục này không có site.yaml', repair: 'chỉ tới thư mục của một điểm phục vụ' },
    en: { needs: 'this directory has no site.yaml', repair: 'name the directory of a site' },
  },
  'file.unreadable': {
    vi: { needs: 'không đọc được tệp ({code})', repair: 'kiểm tra quyền truy cập và ổ đĩa' },
    en: { needs: 'the file cannot be read ({code})', repair: 'check its permissions and the disk' },
  },
  'file.empty': {
    vi: { needs: 'tệp trống', repair: 'chép một tệp mẫu từ config/sites' },
    en: { needs: 'the file is empty', repair: 'start from a shipped file in config/sites' },
  },
  'file.large': {
    vi: { needs: 'tệp lớn nhất là {most} KiB, tệp này {size} KiB', repair: 'đây có phải tệp cấu hình không?' },
    en: { needs: 'a file is at most {most} KiB, this one has {size} KiB', repair: 'is this a config file?' },
  },
  'file.notText': {
    vi: { needs: 'cần văn bản UTF-8', repair: 'lưu lại tệp với bảng mã UTF-8' },
    en: { needs: 'needs UTF-8 text', repair: 'save the file again as UTF-8' },
  },
  'file.notConfig': {
    vi: {
      needs: 'cần tệp điểm phục vụ (site:), thiết bị (device:) hoặc mẫu thiết bị (profile:)',
      repair: 'thêm dòng site:, device: hoặc profile:',
    },
    en: {
      needs: 'needs a site file (site:), a device file (device:) or a profile (profile:)',
      repair: 'add the line site:, device: or profile:',
    },
  },
  'schema.missing': {
    vi: { needs: 'thiếu phiên bản của tệp', repair: 'viết schema: 1 ở dòng đầu' },
    en: { needs: 'the version of the file is missing', repair: 'write schema: 1 in the first line' },
  },
  'schema.newer': {
    vi: {
      needs: 'tệp thuộc phiên bản {found}, phần mềm này biết đến phiên bản {known}',
      repair: 'cập nhật letan hoặc dùng tệp cũ hơn',
    },
    en: {
      needs: 'the file is of version {found}, this letan knows up to {known}',
      repair: 'update letan, or use the older file',
    },
  },
  'schema.unknown': {
    vi: { needs: 'phiên bản phải là {known}', repair: 'viết schema: {known}' },
    en: { needs: 'the version must be {known}', repair: 'write schema: {known}' },
  },

  // YAML
  'yaml.duplicate': {
    vi: { needs: 'mục này đã có ở trên', repair: 'gộp hai mục hoặc xóa một mục' },
    en: { needs: 'this key stands above already', repair: 'join the two or remove one' },
  },
  'yaml.tab': {
    vi: { needs: 'không thụt dòng bằng phím Tab', repair: 'thay Tab bằng dấu cách' },
    en: { needs: 'tabs do not indent', repair: 'use spaces' },
  },
  'yaml.indent': {
    vi: { needs: 'thụt dòng không khớp với các dòng trên', repair: 'căn thẳng với mục cùng cấp' },
    en: { needs: 'the indentation does not fit the lines above', repair: 'align it with its siblings' },
  },
  'yaml.unclosed': {
    vi: { needs: 'thiếu dấu đóng: {sign}', repair: 'thêm {sign} vào cuối' },
    en: { needs: 'a closing {sign} is missing', repair: 'add {sign}' },
  },
  'yaml.syntax': {
    vi: {
      needs: 'không đọc được YAML ở đây',
      repair: 'xem dấu hai chấm, dấu ngoặc, dấu nháy ở dòng này và dòng trước',
    },
    en: { needs: 'this is not YAML', repair: 'look at colons, brackets and quotes in this line and the one before' },
  },
  'yaml.alias': {
    vi: { needs: 'không dùng neo (&) và bí danh (*, <<)', repair: 'viết giá trị ra tại chỗ' },
    en: { needs: 'anchors (&) and aliases (*, <<) are not used', repair: 'write the value where it applies' },
  },
  'yaml.tag': {
    vi: { needs: 'không dùng nhãn {tag}', repair: 'xóa nhãn' },
    en: { needs: 'the tag {tag} is not used', repair: 'remove it' },
  },
  'yaml.documents': {
    vi: { needs: 'một tệp chỉ có một tài liệu', repair: 'xóa dòng --- và phần sau' },
    en: { needs: 'a file holds one document', repair: 'remove --- and what follows' },
  },
  'yaml.key': {
    vi: { needs: 'tên mục phải là một từ', repair: 'viết tên: giá trị' },
    en: { needs: 'a key must be a word', repair: 'write key: value' },
  },
  'yaml.notAMap': {
    vi: { needs: 'cần các dòng tên: giá trị', repair: 'chép một tệp mẫu từ config/sites' },
    en: { needs: 'needs lines of key: value', repair: 'start from a shipped file in config/sites' },
  },
  'yaml.deep': {
    vi: { needs: 'lồng quá sâu (hơn {most} cấp)', repair: 'xem các dấu ngoặc và thụt dòng' },
    en: { needs: 'nested too deep (more than {most} levels)', repair: 'look at brackets and indentation' },
  },

  // Keys and plain values
  'key.unknown': {
    vi: { needs: 'không có mục này ở đây; các mục có: {known}', repair: 'xóa mục này' },
    en: { needs: 'there is no such key here; known: {known}', repair: 'remove it' },
  },
  'key.misspelled': {
    vi: { needs: 'không có mục này ở đây', repair: 'có phải {repair}?' },
    en: { needs: 'there is no such key here', repair: 'did you mean {repair}?' },
  },
  'key.missing': {
    vi: { needs: 'thiếu mục {name}', repair: 'thêm {name}: …' },
    en: { needs: '{name} is missing', repair: 'add {name}: …' },
  },
  'value.kind': {
    vi: { needs: 'cần {wanted}', repair: 'viết lại giá trị' },
    en: { needs: 'needs {wanted}', repair: 'write it so' },
  },
  'value.oneOf': {
    vi: { needs: 'cần một trong: {known}', repair: 'chọn một' },
    en: { needs: 'needs one of: {known}', repair: 'choose one' },
  },
  'value.misspelled': {
    vi: { needs: 'cần một trong: {known}', repair: 'có phải {repair}?' },
    en: { needs: 'needs one of: {known}', repair: 'did you mean {repair}?' },
  },
  'number.range': {
    vi: { needs: 'cần một số {range}', repair: 'chọn số trong khoảng đó' },
    en: { needs: 'needs a number {range}', repair: 'choose one within' },
  },
  'list.length': {
    vi: { needs: 'cần {range} phần tử', repair: 'thêm hoặc bớt phần tử' },
    en: { needs: 'needs {range} items', repair: 'add or remove items' },
  },

  // Values with units
  'quantity.missing': {
    vi: { needs: 'thiếu {what} có đơn vị ({units})', repair: 'viết, ví dụ, {example}' },
    en: { needs: '{what} with its unit ({units}) is missing', repair: 'write, for example, {example}' },
  },
  'quantity.bare': {
    vi: { needs: 'cần {what} có đơn vị ({units}), ví dụ {example}', repair: 'viết {repair}?' },
    en: { needs: 'needs {what} with its unit ({units}), as {example}', repair: 'write {repair}?' },
  },
  'quantity.repairable': {
    vi: { needs: 'cần {what} có đơn vị ({units}), ví dụ {example}', repair: 'viết {repair}' },
    en: { needs: 'needs {what} with its unit ({units}), as {example}', repair: 'write {repair}' },
  },
  'quantity.unit': {
    vi: { needs: '{unit} không phải đơn vị của {what}', repair: 'dùng {units}, ví dụ {example}' },
    en: { needs: '{unit} is no unit of {what}', repair: 'use {units}, as {example}' },
  },
  'quantity.form': {
    vi: { needs: 'cần {what} có đơn vị ({units})', repair: 'viết, ví dụ, {example}' },
    en: { needs: 'needs {what} with its unit ({units})', repair: 'write, for example, {example}' },
  },
  'quantity.range': {
    vi: { needs: 'cần {what} trong khoảng {range}', repair: 'chọn giá trị trong khoảng đó' },
    en: { needs: 'needs {what} within {range}', repair: 'choose a value within' },
  },
  'quantity.tooFine': {
    vi: { needs: '{what} không chia nhỏ hơn một phần nghìn giây', repair: 'viết bằng ms, số nguyên' },
    en: { needs: '{what} is never finer than a millisecond', repair: 'write whole ms' },
  },

  // Text, names, languages
  'text.missing': {
    vi: { needs: 'thiếu văn bản', repair: 'viết văn bản cho ngôn ngữ này' },
    en: { needs: 'the text is missing', repair: 'write it for this language' },
  },
  'text.form': {
    vi: { needs: 'cần văn bản', repair: 'viết một dòng trong dấu nháy' },
    en: { needs: 'needs a text', repair: 'write one quoted line' },
  },
  'text.quote': {
    vi: { needs: 'cần văn bản', repair: 'đặt trong dấu nháy: {repair}' },
    en: { needs: 'needs a text', repair: 'quote it: {repair}' },
  },
  'text.empty': {
    vi: { needs: 'văn bản không được trống', repair: 'viết văn bản hoặc xóa mục này' },
    en: { needs: 'the text must not be empty', repair: 'write it, or remove the key' },
  },
  'text.control': {
    vi: { needs: 'văn bản chỉ có một dòng, không có ký tự điều khiển', repair: 'bỏ xuống dòng và Tab' },
    en: { needs: 'the text is one line without control characters', repair: 'remove line breaks and tabs' },
  },
  'text.long': {
    vi: { needs: 'văn bản dài nhất {most} ký tự, ở đây có {length}', repair: 'viết ngắn hơn' },
    en: { needs: 'the text has at most {most} characters, this one {length}', repair: 'shorten it' },
  },
  'slug.missing': {
    vi: { needs: 'thiếu tên', repair: 'viết chữ thường, số và gạch nối' },
    en: { needs: 'the name is missing', repair: 'write lower-case words joined by hyphens' },
  },
  'slug.form': {
    vi: { needs: 'cần tên gồm chữ thường không dấu, số và gạch nối, dài nhất 40', repair: 'ví dụ kiosk-1' },
    en: { needs: 'needs lower-case words joined by hyphens, at most 40 characters', repair: 'as kiosk-1' },
  },
  'slug.repairable': {
    vi: { needs: 'cần tên gồm chữ thường không dấu, số và gạch nối, dài nhất 40', repair: 'viết {repair}' },
    en: { needs: 'needs lower-case words joined by hyphens, at most 40 characters', repair: 'write {repair}' },
  },
  'slug.quote': {
    vi: { needs: 'đây là tên, không phải số', repair: 'đặt trong dấu nháy: {repair}' },
    en: { needs: 'this is a name, not a number', repair: 'quote it: {repair}' },
  },
  'language.form': {
    vi: { needs: 'cần mã ngôn ngữ BCP 47', repair: 'ví dụ vi, en, zh-Hans' },
    en: { needs: 'needs a language by its BCP 47 tag', repair: 'as vi, en, zh-Hans' },
  },
  'language.repairable': {
    vi: { needs: 'cần mã ngôn ngữ BCP 47', repair: 'viết {repair}' },
    en: { needs: 'needs a language by its BCP 47 tag', repair: 'write {repair}' },
  },

  // Hours and dates
  'hours.form': {
    vi: { needs: 'cần khoảng giờ, ví dụ "08:00-12:00"', repair: 'viết giờ:phút-giờ:phút, 24 giờ' },
    en: { needs: 'needs a span of the day, as "08:00-12:00"', repair: 'write hh:mm-hh:mm, 24 hours' },
  },
  'hours.repairable': {
    vi: { needs: 'cần khoảng giờ, ví dụ "08:00-12:00"', repair: 'viết "{repair}"' },
    en: { needs: 'needs a span of the day, as "08:00-12:00"', repair: 'write "{repair}"' },
  },
  'hours.noSuchTime': {
    vi: { needs: 'giờ từ 00:00 đến 24:00', repair: 'sửa giờ hoặc phút' },
    en: { needs: 'times run from 00:00 to 24:00', repair: 'correct the hour or minute' },
  },
  'hours.reversed': {
    vi: { needs: 'giờ bắt đầu phải trước giờ kết thúc', repair: 'viết "{repair}", hoặc chia ở nửa đêm' },
    en: { needs: 'the beginning must be before the end', repair: 'write "{repair}", or split it at midnight' },
  },
  'hours.alwaysAndOpening': {
    vi: { needs: 'đã mở suốt ngày đêm (always: true)', repair: 'xóa opening hoặc always' },
    en: { needs: 'it is open day and night already (always: true)', repair: 'remove opening or always' },
  },
  'days.form': {
    vi: { needs: 'cần thứ trong tuần: mon … sun', repair: 'ví dụ mon-fri, sat, tue,thu' },
    en: { needs: 'needs days of the week: mon … sun', repair: 'as mon-fri, sat, tue,thu' },
  },
  'days.reversed': {
    vi: { needs: 'tuần bắt đầu từ mon', repair: 'ví dụ sat-sun, hoặc fri,mon' },
    en: { needs: 'the week runs from mon to sun', repair: 'as sat-sun, or fri,mon' },
  },
  'days.twice': {
    vi: { needs: 'ngày này ({day}) đã có ở trên', repair: 'mỗi ngày chỉ viết một lần' },
    en: { needs: 'this day ({day}) stands above already', repair: 'name each day once' },
  },
  'date.form': {
    vi: { needs: 'cần ngày, năm trước: 2026-09-02', repair: 'viết năm-tháng-ngày' },
    en: { needs: 'needs a day, year first: 2026-09-02', repair: 'write yyyy-mm-dd' },
  },
  'date.repairable': {
    vi: { needs: 'cần ngày, năm trước: 2026-09-02', repair: 'viết {repair}' },
    en: { needs: 'needs a day, year first: 2026-09-02', repair: 'write {repair}' },
  },
  'date.noSuchDay': {
    vi: { needs: 'không có ngày này trong lịch', repair: 'kiểm tra lịch' },
    en: { needs: 'the calendar has no such day', repair: 'look at a calendar' },
  },
  'holiday.form': {
    vi: { needs: 'cần date, hoặc from và to', repair: 'viết một ngày, hoặc ngày đầu và ngày cuối' },
    en: { needs: 'needs date, or from and to', repair: 'give one day, or the first and the last' },
  },
  'holiday.run': {
    vi: { needs: 'kỳ nghỉ phải đi tới, dài nhất 31 ngày', repair: 'kiểm tra from và to' },
    en: { needs: 'a run of days goes forward, at most 31 of them', repair: 'check from and to' },
  },
  'timetable.when': {
    vi: { needs: 'cần date hoặc days, một trong hai', repair: 'viết ngày, hoặc các thứ trong tuần' },
    en: { needs: 'needs date or days, one of the two', repair: 'give a date, or days of the week' },
  },

  // Single values
  'zone.form': {
    vi: { needs: 'cần múi giờ có trong bảng: {known}', repair: 'Hà Nội là Asia/Ho_Chi_Minh' },
    en: { needs: 'needs a time zone of the table: {known}', repair: 'Hanoi is Asia/Ho_Chi_Minh' },
  },
  'zone.repairable': {
    vi: { needs: 'không có múi giờ này', repair: 'viết {repair}' },
    en: { needs: 'there is no such time zone', repair: 'write {repair}' },
  },
  'unit.form': {
    vi: { needs: 'cần mã của một trong 126 xã, phường của Hà Nội', repair: 'ví dụ phuong-ba-dinh, xa-o-dien' },
    en: { needs: "needs the id of one of Hanoi's 126 wards and communes", repair: 'as phuong-ba-dinh, xa-o-dien' },
  },
  'unit.repairable': {
    vi: { needs: 'cần mã của một trong 126 xã, phường của Hà Nội', repair: 'có phải {repair}?' },
    en: { needs: "needs the id of one of Hanoi's 126 wards and communes", repair: 'did you mean {repair}?' },
  },
  'colour.form': {
    vi: { needs: 'cần màu dạng "#7a2e1d"', repair: 'viết # và sáu chữ số thập lục phân, trong dấu nháy' },
    en: { needs: 'needs a colour as "#7a2e1d"', repair: 'write # and six hexadecimal digits, quoted' },
  },
  'series.form': {
    vi: { needs: 'cần một chữ cái in A đến Z', repair: 'ví dụ A' },
    en: { needs: 'needs one capital letter A to Z', repair: 'as A' },
  },
  'series.repairable': {
    vi: { needs: 'cần một chữ cái in A đến Z', repair: 'viết {repair}' },
    en: { needs: 'needs one capital letter A to Z', repair: 'write {repair}' },
  },
  'paper.form': {
    vi: { needs: 'cần khổ giấy 80mm hoặc 58mm', repair: 'đo bề rộng cuộn giấy' },
    en: { needs: 'needs the roll: 80mm or 58mm', repair: 'measure the width of the roll' },
  },
  'paper.repairable': {
    vi: { needs: 'cần khổ giấy có đơn vị: 80mm hoặc 58mm', repair: 'viết {repair}' },
    en: { needs: 'needs the roll with its unit: 80mm or 58mm', repair: 'write {repair}' },
  },
  'host.form': {
    vi: { needs: 'cần tên máy hoặc địa chỉ', repair: 'ví dụ 127.0.0.1' },
    en: { needs: 'needs a host name or an address', repair: 'as 127.0.0.1' },
  },
  'url.form': {
    vi: { needs: 'cần địa chỉ bắt đầu bằng {schemes}', repair: 'ví dụ {example}' },
    en: { needs: 'needs an address that begins with {schemes}', repair: 'as {example}' },
  },
  'secret.inUrl': {
    vi: { needs: 'địa chỉ không chứa tên và mật khẩu', repair: 'dùng username: và passwordFile:' },
    en: { needs: 'the address holds no name and password', repair: 'use username: and passwordFile:' },
  },
  'path.absolute': {
    vi: { needs: 'cần đường dẫn tuyệt đối, bắt đầu bằng /', repair: 'ví dụ /dev/usb/lp0' },
    en: { needs: 'needs an absolute path, beginning with /', repair: 'as /dev/usb/lp0' },
  },
  'wiring.gpio': {
    vi: { needs: 'cần chân GPIO0 … GPIO27 (số BCM)', repair: 'ví dụ GPIO17' },
    en: { needs: 'needs a line GPIO0 … GPIO27 (BCM number)', repair: 'as GPIO17' },
  },
  'wiring.gpioRepairable': {
    vi: { needs: 'cần chân GPIO0 … GPIO27 (số BCM)', repair: 'viết {repair}' },
    en: { needs: 'needs a line GPIO0 … GPIO27 (BCM number)', repair: 'write {repair}' },
  },
  'wiring.i2cAddress': {
    vi: { needs: 'cần địa chỉ I2C 7 bit, 0x08 … 0x77', repair: 'ví dụ 0x29' },
    en: { needs: 'needs a 7-bit I2C address, 0x08 … 0x77', repair: 'as 0x29' },
  },

  // Secrets
  'secret.inline': {
    vi: { needs: 'tệp cấu hình không chứa bí mật', repair: 'ghi bí mật vào một tệp riêng và dùng {name}: /đường/dẫn' },
    en: { needs: 'a config file holds no secret', repair: 'put it into a file of its own and use {name}: /path/to/it' },
  },
  'secret.file': {
    vi: {
      needs: 'cần đường dẫn tuyệt đối tới tệp chứa bí mật, không phải bí mật',
      repair: 'ví dụ /etc/letan/mqtt-password',
    },
    en: {
      needs: 'needs the absolute path of the file that holds the secret, not the secret',
      repair: 'as /etc/letan/mqtt-password',
    },
  },

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
  'counter.outside': {
    vi: { needs: 'quầy ({x}, {y}) nằm ngoài đường bao plan.outline', repair: 'kiểm tra x, y' },
    en: { needs: 'the counter ({x}, {y}) lies outside plan.outline', repair: 'check x and y' },
  },
  'counter.keptOut': {
    vi: { needs: 'quầy nằm trong vùng cấm {zone}', repair: 'dời quầy hoặc vùng cấm' },
    en: { needs: 'the counter lies in the keep-out zone {zone}', repair: 'move the counter or the zone' },
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

  // Across a device's file
  'device.file': {
    vi: { needs: 'tên phải bằng tên tệp', repair: 'đổi tên tệp thành {file} hoặc sửa device:' },
    en: { needs: 'must equal the name of the file', repair: 'rename the file to {file} or correct device:' },
  },
  'device.onlyOne': {
    vi: { needs: 'thiết bị chỉ dùng một {port}, đã có {holder}', repair: 'xóa một trong hai' },
    en: { needs: 'a device uses one {port}, there is {holder} already', repair: 'remove one of the two' },
  },
  'device.noLedger': {
    vi: {
      needs: 'thiết bị phát số hoặc gọi số cần sổ ghi (port: ledger)',
      repair: 'thêm ledger: { port: ledger, driver: sqlite }',
    },
    en: {
      needs: 'a device that gives or calls numbers needs a ledger',
      repair: 'add ledger: { port: ledger, driver: sqlite }',
    },
  },
  'device.noPlace': {
    vi: { needs: 'thiết bị có màn hình cần vị trí trên sơ đồ', repair: 'thêm place: { x: 9m, y: 3m, facing: 270deg }' },
    en: {
      needs: 'a device with a screen needs its place on the plan',
      repair: 'add place: { x: 9m, y: 3m, facing: 270deg }',
    },
  },
  'device.noPanel': {
    vi: {
      needs: 'thiết bị có màn hình cần kích thước màn hình',
      repair: 'thêm panel: { diagonal: 21.5in, pixels: [1080, 1920], … }',
    },
    en: {
      needs: 'a device with a screen needs its panel',
      repair: 'add panel: { diagonal: 21.5in, pixels: [1080, 1920], … }',
    },
  },
  'device.outside': {
    vi: { needs: 'thiết bị ({x}, {y}) nằm ngoài đường bao plan.outline', repair: 'kiểm tra x, y' },
    en: { needs: 'the device ({x}, {y}) lies outside plan.outline', repair: 'check x and y' },
  },
  'device.keptOut': {
    vi: { needs: 'thiết bị nằm trong vùng cấm {zone}', repair: 'dời thiết bị hoặc vùng cấm' },
    en: { needs: 'the device lies in the keep-out zone {zone}', repair: 'move the device or the zone' },
  },
  'wiring.taken': {
    vi: { needs: '{thing} đã nối với {holder}', repair: 'chọn chân hoặc cổng khác cho một trong hai' },
    en: { needs: '{thing} is taken by {holder}', repair: 'give one of the two another pin or line' },
  },
  'printer.slowLink': {
    vi: {
      needs: 'một phiếu in mất {needed} s, ticketing.print cho phép {allowed} s',
      repair: 'dùng USB hoặc mạng (ít nhất {least} byte/s)',
    },
    en: {
      needs: 'a slip takes {needed} s, ticketing.print allows {allowed} s',
      repair: 'use USB or network (at least {least} bytes/s)',
    },
  },
  'presence.order': {
    vi: { needs: 'cần engage < near < notice, ở đây {engage}, {near}, {notice}', repair: 'sửa các khoảng cách' },
    en: { needs: 'needs engage < near < notice, has {engage}, {near}, {notice}', repair: 'correct the distances' },
  },
  'ticketing.warning': {
    vi: { needs: 'người dân cần ít nhất {least} để bấm "thêm thời gian"', repair: 'viết {least} hoặc lâu hơn' },
    en: { needs: 'people need at least {least} to ask for more time', repair: 'write {least} or more' },
  },
  'ticketing.officeOrder': {
    vi: { needs: 'officeGiveUp phải lâu hơn officeRetry', repair: 'tăng officeGiveUp' },
    en: { needs: 'officeGiveUp must be longer than officeRetry', repair: 'raise officeGiveUp' },
  },
  'calling.language': {
    vi: {
      needs: 'ngôn ngữ này không có ở điểm phục vụ; có: {known}',
      repair: 'thêm vào languages của điểm, hoặc xóa ở đây',
    },
    en: {
      needs: 'the site does not have this language; it has: {known}',
      repair: "add it to the site's languages or remove it here",
    },
  },
  'web.remote': {
    vi: { needs: 'trang web sẽ mở cho máy khác trong mạng', repair: 'viết 127.0.0.1, hoặc thêm allowRemote: true' },
    en: {
      needs: 'other machines of the network could open the pages',
      repair: 'write 127.0.0.1, or add allowRemote: true',
    },
  },
  'numbers.reversed': {
    vi: { needs: 'from phải nhỏ hơn hoặc bằng to', repair: 'viết {repair}' },
    en: { needs: 'from must not be above to', repair: 'write {repair}' },
  },
  'numbers.digits': {
    vi: {
      needs: 'số của điểm này có {digits} chữ số, lớn nhất {most}',
      repair: 'giảm to, hoặc tăng numbers.digits của điểm',
    },
    en: {
      needs: 'numbers of this site have {digits} digits, up to {most}',
      repair: "lower to, or raise the site's numbers.digits",
    },
  },
  'numbers.overlap': {
    vi: { needs: 'trùng với dãy số của {other} ({range})', repair: 'chia dãy số cho từng thiết bị' },
    en: { needs: 'overlaps the numbers of {other} ({range})', repair: 'give each device a range of its own' },
  },
} as const satisfies Record<string, Message>;
