import { textWith, type StaffText } from './wording.ts';

/** What is wrong with how people in the hall are told, as a clause, and what staff do meanwhile. */
const clauses = {
  voiceless: {
    vi: 'Không loa nào gọi được số',
    en: 'No loudspeaker can call',
  },
  'board-lost': { vi: 'bảng số “{board}” không còn hiện số', en: 'the board “{board}” has ceased to show numbers' },
  'board-unopened': { vi: 'bảng số “{board}” chưa mở', en: 'the board “{board}” has not been opened' },
  'sign-dark': { vi: 'đèn số quầy {counter} không trả lời', en: 'the sign over counter {counter} does not answer' },
} as const satisfies Record<string, StaffText>;

const aloud: StaffText = {
  vi: 'Xin gọi số bằng lời và báo kỹ thuật.',
  en: 'Please call numbers by voice, and tell the technician.',
};
const told: StaffText = {
  vi: 'Số vẫn được gọi; xin báo kỹ thuật.',
  en: 'Numbers are called all the same; please tell the technician.',
};

/** One line about all of them; null: all is well. */
export function mediaText(
  troubles: readonly { readonly kind: keyof typeof clauses; readonly board?: string; readonly counter?: string }[],
): StaffText | null {
  if (troubles.length === 0) return null;
  const said = troubles.map(({ kind, board = '', counter = '' }) => textWith(clauses[kind], { board, counter }));
  const end = troubles.some(({ kind }) => kind === 'voiceless') ? aloud : told;
  const line = (language: 'vi' | 'en'): string => {
    const text = said.map((one) => one[language]).join('; ');
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}. ${end[language]}`;
  };
  return { vi: line('vi'), en: line('en') };
}
