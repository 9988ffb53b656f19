import { advanceOf, glyphOf, kernBetween, type Face, type Glyph } from './slip-fonts.ts';

/** A line of text ready to be drawn: glyphs with their places in dots from its left end. */
export interface Line {
  readonly glyphs: readonly { readonly glyph: Glyph; readonly x: number }[];
  readonly width: number;
}

/** Composed, single-spaced, without control characters; a line feed stays, it ends a line. */
const clean = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[ \t]+/g, ' ')
    .replace(/[^\P{C}\n]/gu, '');

/** Sets one line at `px` dots to the em. Every glyph stands on a whole dot, so that equal letters look equal. */
export function setLine(text: string, face: Face, px: number): Line {
  const glyphs: { glyph: Glyph; x: number }[] = [];
  let pen = 0;
  let before: Glyph | null = null;
  for (const letter of clean(text)) {
    const glyph = glyphOf(codePointOf(letter), face);
    if (before !== null) pen += kernBetween(before, glyph);
    glyphs.push({ glyph, x: Math.round(pen * px) });
    pen += advanceOf(glyph);
    before = glyph;
  }
  return { glyphs, width: Math.ceil(pen * px) };
}

/** A no-break space is drawn as a space; that it does not break is settled before. */
const codePointOf = (letter: string): number =>
  letter === '\u00a0' || letter === '\u202f' ? 0x20 : (letter.codePointAt(0) ?? 0);

/** Characters that no font of ours has, each once. */
export function missingGlyphs(text: string, face: Face = { weight: 'regular', hand: 'chinese' }): readonly string[] {
  const missing = new Set<string>();
  for (const letter of clean(text).replaceAll('\n', ''))
    if (glyphOf(codePointOf(letter), face).index === null) missing.add(letter);
  return [...missing];
}

/**
 * Breaks a text into lines no wider than `width` dots. Breaks are at spaces (a no-break space is none) and beside Han characters and
 * kana, but never before a closing mark or after an opening one; a word that is wider than a whole line is broken between letters.
 */
export function breakLines(text: string, face: Face, px: number, width: number): readonly Line[] {
  return clean(text)
    .split('\n')
    .flatMap((paragraph) => breakParagraph(paragraph.trim(), face, px, width));
}

function breakParagraph(text: string, face: Face, px: number, width: number): readonly Line[] {
  const lines: Line[] = [];
  let current = '';
  for (const piece of pieces(text)) {
    const longer = current + piece;
    if (setLine(longer.trimEnd(), face, px).width <= width) {
      current = longer;
      continue;
    }
    if (current !== '') lines.push(setLine(current.trimEnd(), face, px));
    current = piece;
    for (let part = fitting(current, face, px, width); part !== current.trimEnd();) {
      lines.push(setLine(part, face, px));
      current = current.slice(part.length);
      part = fitting(current, face, px, width);
    }
  }
  lines.push(setLine(current.trimEnd(), face, px));
  return lines;
}

/** As much of a word as fits a line, at least one letter. */
function fitting(word: string, face: Face, px: number, width: number): string {
  const letters = Array.from(word.trimEnd());
  let count = letters.length;
  while (count > 1 && setLine(letters.slice(0, count).join(''), face, px).width > width) count -= 1;
  // A mark stays with its letter.
  while (count > 1 && count < letters.length && /\p{M}/u.test(letters[count] ?? '')) count -= 1;
  return letters.slice(0, count).join('');
}

const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60]/u;
const closing = /[、。，．・：；？！ー」』）］｝〉》】〕”’％々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.:;?!)\]}%]/u;
const opening = /[「『（［｛〈《【〔“‘([{]/u;

/** The text in pieces between which a line may break; a piece keeps the space behind it. */
function pieces(text: string): readonly string[] {
  const found: string[] = [];
  let piece = '';
  let before = '';
  for (const letter of text) {
    const mayBreak =
      before === ' ' ||
      ((ideograph.test(before) || ideograph.test(letter)) &&
        before !== '' &&
        letter !== ' ' &&
        letter !== '\u00a0' &&
        before !== '\u00a0');
    if (mayBreak && piece !== '' && !closing.test(letter) && !opening.test(before)) {
      found.push(piece);
      piece = '';
    }
    piece += letter;
    before = letter;
  }
  if (piece !== '') found.push(piece);
  return found;
}

/** Lines that were set before: every slip repeats most of its words, and looking for even lines sets them a dozen times. */
const set = new Map<string, readonly Line[]>();
const mostSet = 512;

/** As `breakLines`, but with lines as even as they come without taking more of them: no word is left alone on the last. */
export function evenLines(text: string, face: Face, px: number, width: number): readonly Line[] {
  const key = `${face.weight} ${face.hand} ${px} ${width} ${text}`;
  const known = set.get(key);
  if (known !== undefined) return known;
  if (set.size >= mostSet) set.clear();
  const lines = makeEven(text, face, px, width);
  set.set(key, lines);
  return lines;
}

function makeEven(text: string, face: Face, px: number, width: number): readonly Line[] {
  let even = breakLines(text, face, px, width);
  if (even.length < 2) return even;
  let [narrow, wide] = [Math.floor(width / 2), width];
  while (wide - narrow > 4) {
    const between = (narrow + wide) >> 1;
    const lines = breakLines(text, face, px, between);
    if (lines.length > even.length) narrow = between;
    else [wide, even] = [between, lines];
  }
  return even;
}
