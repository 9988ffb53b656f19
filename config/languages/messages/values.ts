import type { Message } from './wording.ts';

/** What may be wrong with a single key or value, wherever it stands. */
export const valueMessages = {
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
  'value.repairable': {
    vi: { needs: 'cần {wanted}', repair: 'viết {repair}, không có dấu nháy' },
    en: { needs: 'needs {wanted}', repair: 'write {repair}, without quotes' },
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
  'clock.form': {
    vi: { needs: 'cần một giờ trong ngày, ví dụ "18:30"', repair: 'viết giờ:phút, 24 giờ, trong dấu nháy' },
    en: { needs: 'needs a time of the day, as "18:30"', repair: 'write hh:mm, 24 hours, quoted' },
  },
  'clock.repairable': {
    vi: { needs: 'cần một giờ trong ngày, ví dụ "18:30"', repair: 'viết "{repair}"' },
    en: { needs: 'needs a time of the day, as "18:30"', repair: 'write "{repair}"' },
  },
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
} as const satisfies Record<string, Message>;
