import { fontOf, inkOf, setWord, space, type Face, type Glyph } from './slip-fonts.ts';

/** A line of text ready to be drawn: glyphs with their places in dots, x from its left end, y down from the baseline. */
export interface Line {
  readonly text: string;
  readonly glyphs: readonly { readonly glyph: Glyph; readonly x: number; readonly y: number }[];
  readonly width: number;
  /** How far its ink reaches above and below the baseline, in dots. */
  readonly above: number;
  readonly below: number;
}

/** Composed, single-spaced, without what has no shape of its own; a line feed stays, it ends a line. */
const clean = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\u2028\u2029]/g, '\n')
    .replace(/[ \t\u2000-\u200a\u205f]+/g, ' ')
    .replace(/[^\P{Cc}\n]|\p{Default_Ignorable_Code_Point}/gu, '');

/** A piece of text between two places where a line may break, with the space behind it. */
interface Piece {
  readonly text: string;
  /** In em, without and with the space behind it. */
  readonly advance: number;
  readonly whole: number;
}

const noBreakSpaces = /[\u00a0\u202f]/g;

/** A piece as words and the spaces between and behind them; only no-break spaces stand between. */
const wordsOf = (piece: string): readonly string[] => piece.replace(noBreakSpaces, ' ').split(' ');

function measured(text: string, face: Face): Piece {
  const words = wordsOf(text);
  const advance = words.reduce((sum, word) => sum + setWord(word, face).advance, 0);
  const spaces = words.length - 1;
  const behind = text.endsWith(' ') ? 1 : 0;
  return { text, advance: advance + (spaces - behind) * space, whole: advance + spaces * space };
}

/** Sets one line at `px` dots to the em. Every glyph stands on a whole dot, so that equal letters look equal. */
export function setLine(text: string, face: Face, px: number): Line {
  const line = clean(text);
  const glyphs: Line['glyphs'][number][] = [];
  let [pen, above, below] = [0, 0, 0];
  for (const piece of pieces(line))
    wordsOf(piece).forEach((word, i) => {
      if (i > 0) pen += space;
      const set = setWord(word, face);
      for (const { glyph, x, y } of set.glyphs) {
        const placed = { glyph, x: Math.round((pen + x) * px), y: Math.round(-y * px) };
        const ink = inkOf(glyph);
        glyphs.push(placed);
        if (ink === null) continue;
        above = Math.max(above, Math.ceil(ink.top * px) - placed.y);
        below = Math.max(below, Math.ceil(-ink.bottom * px) + placed.y);
      }
      pen += set.advance;
    });
  return { text: line, glyphs, width: Math.ceil(pen * px), above, below };
}

/** Characters that no font of ours has, each once. */
export function missingCharacters(text: string, face: Face): readonly string[] {
  const missing = new Set<string>();
  for (const letter of clean(text).replace(noBreakSpaces, ' '))
    if (letter !== '\n' && letter !== ' ' && fontOf(letter.codePointAt(0) ?? 0, face) === null) missing.add(letter);
  return [...missing];
}

/**
 * Breaks a text into lines no wider than `width` dots. Breaks are at spaces (a no-break space is none) and beside Han characters and
 * kana, but never before a closing mark or after an opening one; a word that is wider than a whole line is broken between letters.
 */
export function breakLines(text: string, face: Face, px: number, width: number): readonly Line[] {
  return breakTexts(text, face, px, width).map((line) => setLine(line, face, px));
}

const breakTexts = (text: string, face: Face, px: number, width: number): readonly string[] =>
  clean(text)
    .split('\n')
    .flatMap((paragraph) => breakParagraph(paragraph.trim(), face, width / px));

/** `room` in em. */
function breakParagraph(text: string, face: Face, room: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  let pen = 0;
  const add = (piece: Piece): void => {
    current += piece.text;
    pen += piece.whole;
  };
  for (const each of pieces(text)) {
    let piece = measured(each, face);
    if (pen + piece.advance <= room) {
      add(piece);
      continue;
    }
    if (current !== '') lines.push(current.trimEnd());
    [current, pen] = ['', 0];
    while (piece.advance > room) {
      const part = fitting(piece.text, face, room);
      if (part === piece.text.trimEnd()) break;
      lines.push(part);
      piece = measured(piece.text.slice(part.length), face);
    }
    add(piece);
  }
  lines.push(current.trimEnd());
  return lines;
}

/** As much of a word as fits `room` em, at least one letter. */
function fitting(word: string, face: Face, room: number): string {
  const letters = Array.from(word.trimEnd());
  let count = 1;
  while (count < letters.length && measured(letters.slice(0, count + 1).join(''), face).advance <= room) count += 1;
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
        before !== '\u00a0' &&
        // A number stays with what it counts: 3番.
        !/\d/.test(before));
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
  const key = `${face.weight} ${face.language} ${px} ${width} ${text}`;
  const known = set.get(key);
  if (known !== undefined) return known;
  if (set.size >= mostSet) set.clear();
  const lines = makeEven(text, face, px, width).map((line) => setLine(line, face, px));
  set.set(key, lines);
  return lines;
}

function makeEven(text: string, face: Face, px: number, width: number): readonly string[] {
  let even = breakTexts(text, face, px, width);
  if (even.length < 2) return even;
  let [narrow, wide] = [Math.floor(width / 2), width];
  while (wide - narrow > 4) {
    const between = (narrow + wide) >> 1;
    const lines = breakTexts(text, face, px, between);
    if (lines.length > even.length) narrow = between;
    else [wide, even] = [between, lines];
  }
  return even;
}
