import { Resvg } from '@resvg/resvg-js';
import { assert } from '../assert.ts';
import type { PrinterFault, Slip } from '../ports/ticket-printer.ts';
import { ok, type Result } from '../result.ts';
import type { Bitmap } from './escpos-commands.ts';
import type { Placed } from './slip-figures.ts';
import { layOut } from './slip-layout.ts';
import { glyphPath, polygonPath, rectanglePath, unitsPerDot } from './slip-path.ts';
import { setLine } from './slip-text.ts';

/** A slip as black and white dots for a printer of `dots` width. The same slip gives the same dots everywhere. */
export function rasterSlip(slip: Slip, dots: number): Result<Bitmap, PrinterFault> {
  const layout = layOut(slip, dots);
  if (!layout.ok) return layout;
  const { width, height, placed } = layout.value;
  return ok(rasterPaths(placed.map(pathOf), width, height));
}

/** One line of text by itself, its baseline `baseline` dots from the top. */
export function rasterLine(text: string, px: number, baseline: number, height: number, widest: number): Bitmap {
  const line = setLine(text, { weight: 'regular', language: 'vi' }, px);
  const width = Math.min(widest, Math.max(8, Math.ceil(line.width / 8) * 8));
  return rasterPaths([pathOf({ kind: 'line', x: 0, baseline, px, line })], width, height);
}

function pathOf(placed: Placed): string {
  switch (placed.kind) {
    case 'line':
      return placed.line.glyphs
        .map(({ glyph, x, y }) => glyphPath(glyph, placed.px, placed.x + x, placed.baseline + y))
        .join('');
    case 'rectangle':
      return rectanglePath(placed.x, placed.y, placed.width, placed.height);
    case 'shape':
      return polygonPath(placed, placed.outline);
  }
}

/** Half covered or more is black: strokes keep their weight, and no grey is left for a printer to dither. */
const threshold = 128;

/** Paths only: resvg is given no text and no font, so nothing can be left out because a host lacks one. */
function rasterPaths(paths: readonly string[], width: number, height: number): Bitmap {
  assert(width % 8 === 0 && height > 0, `picture of ${width} × ${height} dots`);
  const view = `viewBox="0 0 ${width * unitsPerDot} ${height * unitsPerDot}"`;
  const drawing = [`<path d="${paths.join('')}"/>`];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ${view}>${drawing.join('')}</svg>`;
  const { pixels } = new Resvg(svg, { font: { loadSystemFonts: false } }).render();
  assert(pixels.length === width * height * 4, `a picture of ${pixels.length} bytes for ${width} × ${height} dots`);
  const bits = new Uint8Array((width / 8) * height);
  for (let i = 0; i < bits.length; i++) {
    let byte = 0;
    // Black on nothing: the fourth of a pixel's bytes is how much of it is covered.
    for (let bit = 0; bit < 8; bit++) if ((pixels[32 * i + 4 * bit + 3] ?? 0) >= threshold) byte |= 0x80 >> bit;
    bits[i] = byte;
  }
  return { width, height, bits };
}
