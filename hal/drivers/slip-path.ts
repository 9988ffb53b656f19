import { outlineOf, unitsPerEm, type Glyph } from './slip-fonts.ts';

/*
 * Outlines as SVG path data in whole sixteenths of a dot: no host writes or reads such numbers differently, and a sixteenth is exact
 * in binary, so scaling them to dots rounds nothing.
 */

/** Units of a path to the dot. */
export const unitsPerDot = 16;

const units = (inDots: number): number => Math.round(inDots * unitsPerDot);

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle of whole dots. */
export const rectanglePath = (x: number, y: number, width: number, height: number): string =>
  `M${units(x)} ${units(y)}h${units(width)}v${units(height)}h${units(-width)}z`;

/** A closed outline of straight lines; points in dots from `origin`. */
export const polygonPath = (origin: Point, points: readonly Point[]): string =>
  `M${points.map(({ x, y }) => `${units(origin.x + x)} ${units(origin.y + y)}`).join('L')}z`;

/** Glyphs drawn once are kept: a slip repeats its letters, and slips repeat their words. */
const drawn = new Map<string, string>();
const mostDrawn = 8192;

/** A glyph at `px` dots to the em, with its origin on the baseline at `x`, `baseline` (dots). */
export function glyphPath(glyph: Glyph, px: number, x: number, baseline: number): string {
  const key = `${glyph.font} ${glyph.id} ${px}`;
  let path = drawn.get(key);
  if (path === undefined) {
    if (drawn.size >= mostDrawn) drawn.clear();
    path = relativePath(glyph, px);
    drawn.set(key, path);
  }
  return path === '' ? '' : `M${units(x)} ${units(baseline)}${path}`;
}

const letters = { moveTo: 'm', lineTo: 'l', quadraticCurveTo: 'q', bezierCurveTo: 'c', closePath: 'z' } as const;

/** From the glyph's origin on, so that it can be drawn anywhere. Points are rounded, then told apart: errors do not add up. */
function relativePath(glyph: Glyph, px: number): string {
  const scale = px / unitsPerEm(glyph);
  let path = '';
  let [atX, atY] = [0, 0];
  let [startX, startY] = [0, 0];
  for (const { command, args } of outlineOf(glyph)) {
    const steps: number[] = [];
    let [toX, toY] = [atX, atY];
    for (let i = 0; i + 1 < args.length; i += 2) {
      // Fonts have y up, paper has it down.
      [toX, toY] = [units((args[i] ?? 0) * scale), units(-(args[i + 1] ?? 0) * scale)];
      steps.push(toX - atX, toY - atY);
    }
    path += letters[command] + steps.join(' ');
    if (command === 'moveTo') [startX, startY] = [toX, toY];
    [atX, atY] = command === 'closePath' ? [startX, startY] : [toX, toY];
  }
  return path;
}
