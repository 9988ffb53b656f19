import type { PrinterFault, Slip } from '../ports/ticket-printer.ts';
import { ok, type Result } from '../result.ts';
import type { Bitmap } from './escpos-commands.ts';
import { fill, Sheet } from './slip-fill.ts';
import { spansOf } from './slip-fonts.ts';
import type { Placed } from './slip-figures.ts';
import { layOut } from './slip-layout.ts';

/** A slip as black and white dots for a printer of `dots` width. The same slip gives the same dots everywhere. */
export function rasterSlip(slip: Slip, dots: number): Result<Bitmap, PrinterFault> {
  const layout = layOut(slip, dots);
  if (!layout.ok) return layout;
  const sheet = new Sheet(layout.value.width, layout.value.height);
  for (const placed of layout.value.placed) draw(sheet, placed);
  return ok(sheet);
}

function draw(sheet: Sheet, placed: Placed): void {
  switch (placed.kind) {
    case 'line':
      for (const { glyph, x } of placed.line.glyphs)
        sheet.put(spansOf(glyph, placed.px), placed.x + x, placed.baseline);
      return;
    case 'rectangle':
      sheet.rectangle(placed.x, placed.y, placed.width, placed.height);
      return;
    case 'shape':
      sheet.put(fill(placed.contours), placed.x, placed.y);
      return;
  }
}
