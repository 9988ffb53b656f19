import { Resvg } from '@resvg/resvg-js';
import { assert } from '../assert.ts';
import { inkOf, outlineOf, unitsPerEm, type Glyph } from './slip-fonts.ts';

/** Dots of one shape: rows of whole bytes, most significant bit on the left, and its place from the shape's origin, y down. */
export interface Stamp {
  readonly x: number;
  readonly y: number;
  readonly stride: number;
  readonly bits: Uint8Array;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/*
 * Outlines go to resvg as paths in whole sixteenths of a dot: no host writes or reads such numbers differently, and a sixteenth is
 * exact in binary, so scaling them to dots rounds nothing. It is given no text and no font: nothing can be left out for want of one.
 */
const unitsPerDot = 16;
const units = (inDots: number): number => Math.round(inDots * unitsPerDot);

/**
 * Shapes drawn once are kept: a slip repeats its letters, and slips repeat their words. A picture of the whole slip would cost 1.3 MB
 * of pixels each time, which stay until the garbage collector hears of them.
 */
const kept = new Map<string, Stamp>();
const mostKept = 4096;

/** A glyph at `px` dots to the em, from its origin on the baseline; null where it has no ink. */
export function glyphStamp(glyph: Glyph, px: number): Stamp | null {
  const ink = inkOf(glyph);
  if (ink === null) return null;
  const box = { left: ink.left * px, right: ink.right * px, top: -ink.top * px, bottom: -ink.bottom * px };
  return stamp(`${glyph.font} ${glyph.id} ${px}`, box, () => glyphPath(glyph, px));
}

/** A closed outline of straight lines; points in dots. */
export function polygonStamp(points: readonly Point[]): Stamp {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const box = { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  const path = `M${points.map(({ x, y }) => `${units(x)} ${units(y)}`).join('L')}z`;
  return stamp(path, box, () => path);
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function stamp(key: string, box: Box, path: () => string): Stamp {
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (kept.size >= mostKept) kept.clear();
  const drawn = draw(path(), box);
  kept.set(key, drawn);
  return drawn;
}

/** Half covered or more is black: strokes keep their weight, and no grey is left for a printer to dither. */
const threshold = 128;

function draw(path: string, box: Box): Stamp {
  // A dot more on each side: rounding may have moved a point outwards.
  const [x, y] = [Math.floor(box.left) - 1, Math.floor(box.top) - 1];
  const stride = Math.ceil((Math.ceil(box.right) + 1 - x) / 8);
  const [width, height] = [8 * stride, Math.ceil(box.bottom) + 1 - y];
  const view = [x, y, width, height].map(units).join(' ');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${view}"><path d="${path}"/></svg>`;
  const { pixels } = new Resvg(svg, { font: { loadSystemFonts: false } }).render();
  assert(pixels.length === width * height * 4, `a picture of ${pixels.length} bytes for ${width} × ${height} dots`);
  const bits = new Uint8Array(stride * height);
  for (let i = 0; i < bits.length; i++) {
    let byte = 0;
    // Black on nothing: the fourth of a pixel's bytes is how much of it is covered.
    for (let bit = 0; bit < 8; bit++) if ((pixels[32 * i + 4 * bit + 3] ?? 0) >= threshold) byte |= 0x80 >> bit;
    bits[i] = byte;
  }
  return { x, y, stride, bits };
}

const commands = { moveTo: 'M', lineTo: 'L', quadraticCurveTo: 'Q', bezierCurveTo: 'C', closePath: 'z' } as const;

function glyphPath(glyph: Glyph, px: number): string {
  const scale = px / unitsPerEm(glyph);
  // Points are pairs, x first; fonts have y up, paper has it down.
  const inUnits = (args: readonly number[]): string =>
    args.map((value, i) => units(i % 2 === 0 ? value * scale : -value * scale)).join(' ');
  return outlineOf(glyph)
    .map(({ command, args }) => commands[command] + inUnits(args))
    .join('');
}
