/** What was typed wrongly, in Vietnamese: the library that reads the command line says it in English. {1}, {2}: what it names. */
export const typedWrongly = {
  unknownOption: 'không có tùy chọn {1}',
  unknownCommand: 'không có lệnh {1}',
  missingOption: 'thiếu tùy chọn bắt buộc {1}',
  missingValue: 'tùy chọn {1} cần một giá trị',
  missingArgument: 'thiếu {1}',
  wrongValue: 'tùy chọn {1} không nhận “{2}”',
  wrongArgument: '“{1}” không hợp với {2}',
  conflict: '{1} không đi cùng {2}',
  tooMany: 'thừa từ ở cuối lệnh',
  didYouMean: 'có phải {1} không?',
  choices: 'chọn một trong: {1}',
} as const satisfies Readonly<Record<string, string>>;
