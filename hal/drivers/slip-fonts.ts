import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { present } from '../assert.ts';
import { fill, type Span } from './slip-fill.ts';
import { TrueTypeFont, type Contour } from './true-type.ts';

/** A weight of the slip's typeface. Thin strokes burn away on thermal paper, so `regular` is the typeface's Medium. */
export type Weight = 'regular' | 'bold';

/** Whose form a Han character has where Chinese, Korean and Japanese print write it differently. */
export type Hand = 'chinese' | 'korean' | 'japanese';

export interface Face {
  readonly weight: Weight;
  readonly hand: Hand;
}

/** One glyph of one font file; `null` is the box that stands for a character that no font has. */
export interface Glyph {
  readonly font: number;
  readonly index: number | null;
  readonly codePoint: number;
}

const main: Readonly<Record<Weight, string>> = {
  regular: '@expo-google-fonts/be-vietnam-pro/500Medium/BeVietnamPro_500Medium.ttf',
  bold: '@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf',
};
/** Cut to what slips need; `fonts/README.md` says how. One weight: at these sizes bold Han characters run together. */
const chinese = './fonts/noto-sans-sc-slip.ttf';
const korean = './fonts/noto-sans-kr-slip.ttf';
const japanese = './fonts/noto-sans-jp-slip.ttf';

const behind: Readonly<Record<Hand, readonly string[]>> = {
  chinese: [chinese, japanese, korean],
  korean: [korean, chinese, japanese],
  japanese: [japanese, chinese, korean],
};

/** Height of a capital letter in em, of the main typeface. */
export const capHeight = 0.74;

const resolve = createRequire(import.meta.url).resolve;
const fonts: TrueTypeFont[] = [];
const places = new Map<string, number>();

/** The place of a font among those that were read; read from disk when it is first asked for. */
function place(file: string): number {
  const known = places.get(file);
  if (known !== undefined) return known;
  const at = fonts.push(new TrueTypeFont(readFileSync(resolve(file)))) - 1;
  places.set(file, at);
  return at;
}

const fontAt = (index: number): TrueTypeFont => present(fonts[index], 'a glyph of a font that was never read');

/** A character's glyph from the first font that has it. */
export function glyphOf(codePoint: number, face: Face): Glyph {
  const first = place(main[face.weight]);
  const own = fontAt(first).glyphOf(codePoint);
  if (own !== null) return { font: first, index: own, codePoint };
  for (const file of behind[face.hand]) {
    const font = place(file);
    const index = fontAt(font).glyphOf(codePoint);
    if (index !== null) return { font, index, codePoint };
  }
  return { font: first, index: null, codePoint };
}

/** Kana is written by nobody else, hangul neither; Han characters alone are taken to be Chinese. */
export function handOf(texts: readonly string[]): Hand {
  const all = texts.join('');
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(all)) return 'japanese';
  return /\p{Script=Hangul}/u.test(all) ? 'korean' : 'chinese';
}

/** The box that stands for a missing character, in em. */
const box = { advance: 0.62, left: 0.07, right: 0.55, stroke: 0.05 };

/** In em. */
export function advanceOf(glyph: Glyph): number {
  const font = fontAt(glyph.font);
  return glyph.index === null ? box.advance : font.advance(glyph.index) / font.unitsPerEm;
}

/** What is added between two neighbours, in em. */
export function kernBetween(left: Glyph, right: Glyph): number {
  if (left.font !== right.font || left.index === null || right.index === null) return 0;
  const font = fontAt(left.font);
  return font.kern(left.index, right.index) / font.unitsPerEm;
}

/** Glyphs drawn once are kept: a slip repeats its letters and slips repeat their words. */
const drawn = new Map<string, readonly Span[]>();
const mostDrawn = 4096;

/** A glyph's black dots at `px` dots to the em, from its origin on the baseline. */
export function spansOf(glyph: Glyph, px: number): readonly Span[] {
  const key = `${glyph.font} ${glyph.index} ${px}`;
  const known = drawn.get(key);
  if (known !== undefined) return known;
  if (drawn.size >= mostDrawn) drawn.clear();
  const spans = fill(outlineOf(glyph, px));
  drawn.set(key, spans);
  return spans;
}

function outlineOf(glyph: Glyph, px: number): readonly Contour[] {
  if (glyph.index === null) return boxOutline(px);
  const font = fontAt(glyph.font);
  const scale = px / font.unitsPerEm;
  return font.outline(glyph.index).map((contour) => contour.map(({ x, y }) => ({ x: x * scale, y: -y * scale })));
}

function boxOutline(px: number): readonly Contour[] {
  const frame = (inset: number): { x: number; y: number }[] => {
    const [left, right] = [(box.left + inset) * px, (box.right - inset) * px];
    const [top, bottom] = [-(capHeight - inset) * px, -inset * px];
    return [
      { x: left, y: top },
      { x: right, y: top },
      { x: right, y: bottom },
      { x: left, y: bottom },
    ];
  };
  return [frame(0), frame(box.stroke).reverse()];
}
