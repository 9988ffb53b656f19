/** espeak-ng's voice for a language; the site's dialect of Vietnamese is the northern one. */
export const espeakVoices: Readonly<Record<string, string>> = { vi: 'vi', en: 'en-gb' };

/** Words a minute: slower than its own 175, for a hall and for old ears. */
export const espeakSpeed = 150;

/** More than any phrase with its values; a longer text is a bug of the caller. */
export const maxWords = 1000;

/** Any numeral of any script: espeak-ng reads digits by rules of its own, wrongly for Vietnamese. */
export const hasNumeral = (words: string): boolean => /\p{N}/u.test(words);
