import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as fontkit from 'fontkit';
import { assert, present } from '../assert.ts';
import { trueTypeOf } from './woff2.ts';

/** A weight of the slip's typeface. Thin strokes burn away on thermal paper, so `regular` is the typeface's Medium. */
export type Weight = 'regular' | 'bold';

export interface Face {
  readonly weight: Weight;
  /** BCP 47. Chinese, Japanese and Korean print write the same Han character differently. */
  readonly language: string;
}

/** A glyph of one of the fonts that were read, by its number within it. */
export interface Glyph {
  readonly font: number;
  readonly id: number;
}

/** A glyph of a word: its place and how far the pen goes on, in em, x right and y up from the word's start on the baseline. */
export interface SetGlyph {
  readonly glyph: Glyph;
  readonly x: number;
  readonly y: number;
}

export interface SetWord {
  readonly glyphs: readonly SetGlyph[];
  /** In em. */
  readonly advance: number;
}

/** Vietnamese and all Latin scripts: one file a weight, small, and the typeface of our screens. */
const main: Readonly<Record<Weight, string>> = {
  regular: '@expo-google-fonts/be-vietnam-pro/500Medium/BeVietnamPro_500Medium.ttf',
  bold: '@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf',
};

/** What else is written, in about a hundred files a package, cut by ranges of characters; each holds all weights. */
const packages = { chinese: 'noto-sans-sc', japanese: 'noto-sans-jp', korean: 'noto-sans-kr' } as const;
type Package = keyof typeof packages;
const weights: Readonly<Record<Weight, number>> = { regular: 500, bold: 700 };

function behind(language: string): readonly Package[] {
  if (language.startsWith('ja')) return ['japanese', 'chinese', 'korean'];
  if (language.startsWith('ko')) return ['korean', 'chinese', 'japanese'];
  return ['chinese', 'japanese', 'korean'];
}

/** Height of a capital letter in em, of the main typeface. */
export const capHeight = 0.74;

const require = createRequire(import.meta.url);
const { resolve } = require;

let library: typeof fontkit | null = null;
/** Read with the first text that is set: a hub, or a command that prints nothing, starts a tenth of a second sooner without it. */
function fontkitLibrary(): typeof fontkit {
  const loaded: typeof fontkit = library ?? require('fontkit');
  library = loaded;
  return loaded;
}

const fonts: fontkit.Font[] = [];
const places = new Map<string, number>();

const fontAt = (place: number): fontkit.Font => present(fonts[place], 'a glyph of a font that was never read');

function keep(name: string, read: () => fontkit.Font): number {
  const known = places.get(name);
  if (known !== undefined) return known;
  const place = fonts.push(read()) - 1;
  places.set(name, place);
  return place;
}

function readTrueType(bytes: Uint8Array): fontkit.Font {
  const font = fontkitLibrary().create(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  assert('layout' in font, 'a collection of fonts where one is expected');
  return font;
}

const mainFont = (weight: Weight): number =>
  keep(main[weight], () => readTrueType(readFileSync(resolve(main[weight]))));

/** fontkit sets weights of TrueType alone: of WOFF2 it gives the default, which is the thinnest (foliojs/fontkit pull request 377). */
function rangeFont(file: string, weight: Weight): number {
  return keep(`${file} ${weight}`, () => {
    const whole = keep(file, () => readTrueType(trueTypeOf(readFileSync(resolve(file)))));
    return fontAt(whole).getVariation({ wght: weights[weight] });
  });
}

/** A file of a package and the first and last of each run of characters that it holds. */
interface RangeFile {
  readonly file: string;
  readonly runs: readonly (readonly [number, number])[];
}

const tables = new Map<Package, readonly RangeFile[]>();

/** `unicode.json` of a package: `"[119]": "U+20-22,U+27"` says what `…-119-wght-normal.woff2` holds. */
function rangeFiles(of: Package): readonly RangeFile[] {
  const known = tables.get(of);
  if (known !== undefined) return known;
  const name = `@fontsource-variable/${packages[of]}`;
  // The shape is the package's, whose version is locked; a range that cannot be read holds nothing and leaves its characters missing.
  const listed = JSON.parse(readFileSync(resolve(`${name}/unicode.json`), 'utf8')) as Readonly<Record<string, string>>;
  const files = Object.entries(listed).map(([subset, ranges]) => ({
    file: `${name}/files/${packages[of]}-${subset.replace(/[[\]]/g, '')}-wght-normal.woff2`,
    runs: ranges.split(',').map((range): readonly [number, number] => {
      const [first = '', last = first] = range.replace(/^U\+/i, '').split('-');
      return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
    }),
  }));
  tables.set(of, files);
  return files;
}

/** Which font has a character, null where none has; kept, since slips repeat their characters. At most one entry for each that there is. */
const homes = new Map<string, number | null>();

/** The first font that has a character. Range files are read when a text first needs them. */
export function fontOf(codePoint: number, { weight, language }: Face): number | null {
  const order = behind(language);
  const key = `${codePoint} ${weight} ${order[0]}`;
  const known = homes.get(key);
  if (known !== undefined) return known;
  const home = findFont(codePoint, weight, order);
  homes.set(key, home);
  return home;
}

function findFont(codePoint: number, weight: Weight, order: readonly Package[]): number | null {
  const first = mainFont(weight);
  if (fontAt(first).hasGlyphForCodePoint(codePoint)) return first;
  for (const one of order)
    for (const { file, runs } of rangeFiles(one)) {
      if (!runs.some(([from, to]) => codePoint >= from && codePoint <= to)) continue;
      const font = rangeFont(file, weight);
      if (fontAt(font).hasGlyphForCodePoint(codePoint)) return font;
    }
  return null;
}

const words = new Map<string, SetWord>();
const mostWords = 4096;

/** Sets a word without spaces. What no font has takes no place in it: such a text is refused before it is set. */
export function setWord(word: string, face: Face): SetWord {
  const key = `${face.weight} ${behind(face.language)[0]} ${word}`;
  const known = words.get(key);
  if (known !== undefined) return known;
  if (words.size >= mostWords) words.clear();
  const glyphs: SetGlyph[] = [];
  let pen = 0;
  for (const run of runsOf(word, face)) {
    const set = run.font === mainFont(face.weight) ? shaped(run) : oneByOne(run);
    for (const each of set.glyphs) glyphs.push({ ...each, x: each.x + pen });
    pen += set.advance;
  }
  const whole = { glyphs, advance: pen };
  words.set(key, whole);
  return whole;
}

interface Run {
  readonly font: number;
  text: string;
}

function runsOf(word: string, face: Face): readonly Run[] {
  const runs: Run[] = [];
  for (const letter of word) {
    const font = fontOf(letter.codePointAt(0) ?? 0, face);
    const last = runs.at(-1);
    if (font === null) continue;
    if (last?.font === font) last.text += letter;
    else runs.push({ font, text: letter });
  }
  return runs;
}

/** Kerned, with ligatures, marks on their letters. */
function shaped({ font, text }: Run): SetWord {
  const { unitsPerEm } = fontAt(font);
  const { glyphs, positions } = fontAt(font).layout(text);
  let pen = 0;
  const set = glyphs.map(({ id }, i): SetGlyph => {
    const { xAdvance, xOffset, yOffset } = present(positions[i], 'a glyph without a place');
    const x = (pen + xOffset) / unitsPerEm;
    pen += xAdvance;
    return { glyph: { font, id }, x, y: yOffset / unitsPerEm };
  });
  return { glyphs: set, advance: pen / unitsPerEm };
}

/** Han, kana and hangul stand in squares that need no shaping. */
function oneByOne({ font, text }: Run): SetWord {
  const { unitsPerEm } = fontAt(font);
  let pen = 0;
  const glyphs = Array.from(text, (letter): SetGlyph => {
    const { id, advanceWidth } = fontAt(font).glyphForCodePoint(letter.codePointAt(0) ?? 0);
    const x = pen / unitsPerEm;
    pen += advanceWidth;
    return { glyph: { font, id }, x, y: 0 };
  });
  return { glyphs, advance: pen / unitsPerEm };
}

/** The width of a space in em. The typeface's own, 0.23, is cut for larger print: at three millimetres `Cư trú` becomes one word. */
export const space = 0.26;

/** A glyph's box in em, y up. */
export interface Ink {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const inks = new Map<string, Ink | null>();

/** Null for a glyph without ink. Kept for each glyph that was ever set. */
export function inkOf({ font, id }: Glyph): Ink | null {
  const key = `${font} ${id}`;
  const known = inks.get(key);
  if (known !== undefined) return known;
  const { unitsPerEm } = fontAt(font);
  const { commands, bbox } = fontAt(font).getGlyph(id).path;
  const ink =
    commands.length === 0
      ? null
      : {
          left: bbox.minX / unitsPerEm,
          right: bbox.maxX / unitsPerEm,
          top: bbox.maxY / unitsPerEm,
          bottom: bbox.minY / unitsPerEm,
        };
  inks.set(key, ink);
  return ink;
}

/** A glyph's outline: commands of an SVG path with their points in em, y up. */
export function outlineOf({ font, id }: Glyph): readonly fontkit.PathCommand[] {
  return fontAt(font).getGlyph(id).path.commands;
}

/** Font units to the em, of a glyph's font. */
export const unitsPerEm = ({ font }: Glyph): number => fontAt(font).unitsPerEm;
