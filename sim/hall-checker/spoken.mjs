/*
 * Numbers as the two spoken languages say them: "mời số a không một hai, đến quầy số ba", "Ticket number A, zero one two". Of each
 * sentence only what a listener would take for a ticket's number is read.
 */

const digits = {
  vi: ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'],
  en: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
};
/** A letter's name in Vietnamese, where it is not the letter itself. */
const letters = {
  bê: 'B',
  xê: 'C',
  dê: 'D',
  đê: 'Đ',
  ép: 'F',
  giê: 'G',
  hát: 'H',
  gi: 'J',
  ca: 'K',
  lờ: 'L',
  mờ: 'M',
  nờ: 'N',
  pê: 'P',
  quy: 'Q',
  rờ: 'R',
  sờ: 'S',
  tê: 'T',
  vê: 'V',
  ích: 'X',
  dét: 'Z',
};

const letterOf = (word, language) => {
  if (/^\p{L}$/u.test(word)) return word.toUpperCase();
  return language === 'vi' ? (letters[word] ?? null) : null;
};

/** The ticket numbers that a listener hears in a sentence, `length` digits or more each. */
export const spokenNumbers = (words, language, length) => {
  const known = digits[language];
  if (known === undefined) return [];
  const said = words.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const found = [];
  for (let at = 0; at < said.length; at += 1) {
    const letter = letterOf(said[at], language);
    let end = at + 1;
    while (end < said.length && known.includes(said[end])) end += 1;
    if (letter === null || end - at - 1 < length) continue;
    found.push(
      letter +
        said
          .slice(at + 1, end)
          .map((word) => known.indexOf(word))
          .join(''),
    );
    at = end - 1;
  }
  return found;
};

/** Whether a sentence calls somebody to a counter. */
export const isCall = (words, language) => {
  if (language === 'vi') return /mời (số|công dân)/iu.test(words) && /đến quầy/iu.test(words);
  if (language === 'en') return /ticket/i.test(words) && /counter/i.test(words) && !/your number/i.test(words);
  return false;
};
