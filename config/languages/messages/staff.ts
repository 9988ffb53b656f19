import type { Message, StaffText } from './wording.ts';

/** What `letan staff` says about PINs. */
export const staffMessages = {
  role: {
    vi: { needs: 'không có vai trò {role}', repair: 'chọn một trong: {roles}' },
    en: { needs: 'there is no role {role}', repair: 'choose one of: {roles}' },
  },
  weak: {
    vi: {
      needs: 'mã PIN quá dễ đoán: {why}',
      repair: 'chọn {least} đến {most} chữ số không theo quy luật, không phải ngày sinh',
    },
    en: {
      needs: 'the PIN is too easy to guess: {why}',
      repair: 'choose {least} to {most} digits without a pattern, no birthday',
    },
  },
  same: {
    vi: { needs: 'vai trò {role} đã dùng mã PIN này', repair: 'mỗi vai trò cần một mã PIN riêng' },
    en: { needs: 'role {role} has this PIN already', repair: 'each role needs a PIN of its own' },
  },
  different: {
    vi: { needs: 'hai lần gõ không giống nhau', repair: 'gõ lại cả hai lần' },
    en: { needs: 'the two are not the same', repair: 'type both again' },
  },
  file: {
    vi: {
      needs: 'không đọc hoặc ghi được tệp mã PIN trong {path} ({code})',
      repair: 'chạy bằng người dùng của letan, kiểm tra quyền thư mục',
    },
    en: {
      needs: 'the file of PINs in {path} cannot be read or written ({code})',
      repair: 'run as letan’s user and look at the directory’s permissions',
    },
  },
} as const satisfies Record<string, Message>;

/** Why a PIN is weak. */
export const weakPins = {
  'not-digits': { vi: 'chỉ được dùng chữ số', en: 'digits only' },
  length: { vi: 'số chữ số không đúng', en: 'too few or too many digits' },
  'few-digits': { vi: 'dùng chưa đủ ba chữ số khác nhau', en: 'fewer than three different digits' },
  run: { vi: 'các chữ số liên tiếp', en: 'digits in a row' },
  repeated: { vi: 'lặp lại', en: 'the same again' },
  date: { vi: 'giống ngày tháng', en: 'looks like a date' },
  keypad: { vi: 'một đường trên bàn phím số', en: 'a line on the keypad' },
} as const satisfies Record<string, StaffText>;

export const staffWords = {
  pin: { vi: 'Mã PIN mới cho vai trò {role}', en: 'New PIN for the role {role}' },
  again: { vi: 'Gõ lại', en: 'Once more' },
  set: {
    vi: 'Đã đặt mã PIN cho vai trò {role}. Ai đang dùng mã cũ sẽ phải đăng nhập lại.',
    en: 'The PIN of the role {role} is set. Whoever signed in with the old one has to sign in again.',
  },
  cleared: { vi: 'Đã xóa mã PIN của vai trò {role}.', en: 'The PIN of the role {role} is gone.' },
} as const satisfies Record<string, StaffText>;
