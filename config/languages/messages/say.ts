import type { Message } from './wording.ts';

/** What `letan say` has to say about its own input, and what to do about it. */
export const sayMessages = {
  noTask: {
    vi: { needs: 'chưa nói đọc gì', repair: 'ghi CÂU cùng --out TỆP.wav, hoặc --vectors TỆP.json' },
    en: { needs: 'nothing to say', repair: 'give TEXT with --out FILE.wav, or --vectors FILE.json' },
  },
  unreadableFile: {
    vi: { needs: 'không đọc được {path} ({reason})', repair: 'kiểm tra đường dẫn và quyền đọc' },
    en: { needs: '{path} cannot be read ({reason})', repair: 'check the path and the permission' },
  },
  tooLarge: {
    vi: { needs: '{path} lớn hơn {limit} MB', repair: 'chia tệp ra' },
    en: { needs: '{path} is larger than {limit} MB', repair: 'split the file' },
  },
  notVectors: {
    vi: {
      needs: '{path} không phải là tệp mẫu đọc số ({reason})',
      repair: 'cần JSON: [{ id, lang, kind, input, expected }] hoặc { "vectors": […] }',
    },
    en: {
      needs: '{path} is no file of reading vectors ({reason})',
      repair: 'needs JSON: [{ id, lang, kind, input, expected }] or { "vectors": […] }',
    },
  },
  unwritableFile: {
    vi: { needs: 'không ghi được {path} ({reason})', repair: 'kiểm tra thư mục và quyền ghi' },
    en: { needs: '{path} cannot be written ({reason})', repair: 'check the directory and the permission' },
  },
  noVoice: {
    vi: { needs: 'không có giọng đọc cho {language}', repair: 'có giọng: {voices}' },
    en: { needs: 'there is no voice for {language}', repair: 'there are voices for: {voices}' },
  },
  nothingSayable: {
    vi: { needs: 'câu không có chữ nào đọc được', repair: 'ghi ít nhất một từ hoặc một số' },
    en: { needs: 'the text holds nothing that can be said', repair: 'give a word or a number at least' },
  },
  tooLong: {
    vi: { needs: 'câu dài {length} chữ cái, nhiều nhất {limit}', repair: 'chia câu ra' },
    en: { needs: 'the text is {length} characters long, at most {limit}', repair: 'split it' },
  },
  voiceFailed: {
    vi: {
      needs: 'giọng đọc {engine} không đọc được ({reason})',
      repair: 'cài gói espeak-ng, hoặc chọn --engine text2wav',
    },
    en: {
      needs: 'the voice {engine} did not speak ({reason})',
      repair: 'install espeak-ng, or choose --engine text2wav',
    },
  },
} as const satisfies Record<string, Message>;
