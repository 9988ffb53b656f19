import { keyed } from '../../hal/drivers/sha256.ts';

/*
 * Words of the same form under a key that is in no file: a digit becomes a digit, a letter a letter of its case, all else stays. Which one
 * depends on all that stands before it, so that what is typed digit by digit becomes, digit by digit, the same as the whole code.
 */

/** Letters with diacritics: what is no code must not become one. */
const marked = 'ăâđêôơưáàảãạếềệốồộớờợứừựíìị';
const kinds = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'] as const;

/** The letters in the order that the key gives them behind this beginning. */
const shuffled = (key: Uint8Array, alphabet: string, before: string): readonly string[] => {
  const draws = keyed(key, `${alphabet[0]?.toUpperCase() ?? ''} ${before}`);
  const letters = alphabet.split('');
  for (let at = letters.length - 1; at > 0; at -= 1) {
    const other = (draws[at] ?? 0) % (at + 1);
    const letter = letters[at] ?? '';
    letters[at] = letters[other] ?? '';
    letters[other] = letter;
  }
  return letters;
};

/** What stands for `char` behind `before`, as `normal` writes it. */
export const veiledChar = (key: Uint8Array, before: string, char: string): string => {
  for (const alphabet of kinds) {
    const at = alphabet.indexOf(char);
    if (at >= 0) return shuffled(key, alphabet, before)[at] ?? char;
  }
  // Letters beyond ASCII are somebody's words: any of them will do.
  const at = (char.codePointAt(0) ?? 0) % marked.length;
  return /[\p{L}\p{N}\p{M}]/u.test(char) ? (shuffled(key, marked, before)[at] ?? char) : char;
};

/** A code as it is compared: spaces, hyphens and the case of letters do not count. */
export const normal = (written: string): string => written.replaceAll(/[\s-]/gu, '').toUpperCase();

/** The office, the day and the number of a dossier; only the number says whose it is. */
const dossier = /^((?:[A-Za-z]\d{2}|\d{3})\.[0-9A-Za-z.]*-\d{6}-|[A-Za-z]\d{2}\.)(.+)$/;

/** A code of a booking or a dossier: the same form, another code. */
export const veiledCode = (key: Uint8Array, written: string): string => {
  const parts = dossier.exec(written);
  const head = parts?.[1] ?? '';
  return head + veiledText(key, parts?.[2] ?? written, head);
};

/** No code and no sentence is as long; whoever sends more sends it to do harm, and a draw for each character would take minutes. */
const longest = 400;

/** A long text: of its form and its length, of nothing else that stands in it. One draw for all of it. */
const veiledAtOnce = (key: Uint8Array, text: string): string => {
  const draws = keyed(key, text);
  let at = 0;
  const drawn = (alphabet: string): string => {
    at += 1;
    return alphabet[((draws[at % draws.length] ?? 0) + at) % alphabet.length] ?? '';
  };
  return text
    .replaceAll(/[0-9]/g, () => drawn(kinds[0]))
    .replaceAll(/[a-z]/g, () => drawn(kinds[1]))
    .replaceAll(/[A-Z]/g, () => drawn(kinds[2]))
    .replaceAll(/[^\0-\x7f]/gu, (char) => (/[\p{L}\p{N}\p{M}]/u.test(char) ? drawn(marked) : char));
};

/** Any text, character by character; a long one at once. */
export const veiledText = (key: Uint8Array, text: string, head = ''): string => {
  if (text.length > longest) return veiledAtOnce(key, text);
  let before = head.replaceAll(/[^0-9A-Za-z]/g, '').toUpperCase();
  let out = '';
  for (const char of text) {
    out += veiledChar(key, before, char);
    // Signs between letters are written in more than one way, and so count for nothing.
    if (/[0-9A-Za-z]/.test(char)) before += char.toUpperCase();
  }
  return out;
};
