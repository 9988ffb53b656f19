import { assert } from '../assert.ts';
import type { PrinterFault, Slip } from '../ports/ticket-printer.ts';
import { ok, type Result } from '../result.ts';
import type { Bitmap } from './escpos-commands.ts';
import type { Placed } from './slip-figures.ts';
import { layOut } from './slip-layout.ts';
import { glyphStamp, polygonStamp, type Stamp } from './slip-stamps.ts';
import { setLine } from './slip-text.ts';

/** A slip as black and white dots for a printer of `dots` width. The same slip gives the same dots everywhere. */
export function rasterSlip(slip: Slip, dots: number): Result<Bitmap, PrinterFault> {
  const layout = layOut(slip, dots);
  if (!layout.ok) return layout;
  const sheet = blank(layout.value.width, layout.value.height);
  for (const placed of layout.value.placed) put(sheet, placed);
  return ok(sheet);
}

/** One line of text by itself, its baseline `baseline` dots from the top; no wider than `widest` dots. */
export function rasterLine(text: string, px: number, baseline: number, height: number, widest: number): Bitmap {
  const line = setLine(text, { weight: 'regular', language: 'vi' }, px);
  const sheet = blank(Math.min(widest, Math.ceil(line.width / 8) * 8), height);
  put(sheet, { kind: 'line', x: 0, baseline, px, line });
  return sheet;
}

function blank(width: number, height: number): Bitmap {
  assert(width % 8 === 0, `picture ${width} dots wide`);
  return { width, height, bits: new Uint8Array((width / 8) * height) };
}

function put(sheet: Bitmap, placed: Placed): void {
  switch (placed.kind) {
    case 'line':
      for (const { glyph, x, y } of placed.line.glyphs) {
        const dots = glyphStamp(glyph, placed.px);
        if (dots !== null) press(sheet, dots, placed.x + x, placed.baseline + y);
      }
      return;
    case 'rectangle':
      for (let y = placed.y; y < placed.y + placed.height; y++)
        for (let x = placed.x; x < placed.x + placed.width; x++) blacken(sheet, y, x >> 3, 0x80 >> (x & 7));
      return;
    case 'shape':
      press(sheet, polygonStamp(placed.outline), placed.x, placed.y);
      return;
  }
}

/** A stamp with its origin on a dot of the sheet. What lies outside is cut off. */
function press(sheet: Bitmap, { x, y, stride, bits }: Stamp, originX: number, originY: number): void {
  const left = originX + x;
  bits.forEach((byte, i) => {
    if (byte === 0) return;
    const row = originY + y + Math.floor(i / stride);
    const column = (left >> 3) + (i % stride);
    // Across two bytes where the stamp does not begin on a whole one.
    const both = (byte << 8) >> (left & 7);
    blacken(sheet, row, column, both >> 8);
    blacken(sheet, row, column + 1, both & 0xff);
  });
}

function blacken({ width, height, bits }: Bitmap, row: number, column: number, byte: number): void {
  const stride = width / 8;
  if (row < 0 || row >= height || column < 0 || column >= stride) return;
  const at = row * stride + column;
  bits[at] = (bits[at] ?? 0) | byte;
}
