import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { present } from '../assert.ts';
import { fill, type Span } from './slip-fill.ts';
import { TrueTypeFont, type Contour } from './true-type.ts';

/** A weight of the slip's typeface. Thin strokes burn away on thermal paper, so `regular` is the typeface's Medium. */
export type Weight = 'regular' | 'bold';

/** One glyph of one font file; `null` is the box that stands for a character that no font has. */
export interface Glyph {
  readonly font: number;
  readonly index: number | null;
  readonly codePoint: number;
}

const files: Readonly<Record<Weight, readonly string[]>> = {
  regular: ['@expo-google-fonts/be-vietnam-pro/500Medium/BeVietnamPro_500Medium.ttf'],
  bold: ['@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf'],
};

/** Height of a capital letter in em, of the main typeface. */
export const capHeight = 0.74;

const resolve = createRequire(import.meta.url).resolve;
const fonts: TrueTypeFont[] = [];
const stacks = new Map<Weight, readonly number[]>();

/** The fonts of a weight in the order in which a character is looked for; read from disk once. */
function stack(weight: Weight): readonly number[] {
  const known = stacks.get(weight);
  if (known !== undefined) return known;
  const loaded = files[weight].map((file) => fonts.push(new TrueTypeFont(readFileSync(resolve(file)))) - 1);
  stacks.set(weight, loaded);
  return loaded;
}

const fontAt = (index: number): TrueTypeFont => present(fonts[index], 'a glyph of a font that was never read');

/** A character's glyph from the first font that has it. */
export function glyphOf(codePoint: number, weight: Weight): Glyph {
  const order = stack(weight);
  for (const font of order) {
    const index = fontAt(font).glyphOf(codePoint);
    if (index !== null) return { font, index, codePoint };
  }
  return { font: present(order[0], 'a weight without a font'), index: null, codePoint };
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
