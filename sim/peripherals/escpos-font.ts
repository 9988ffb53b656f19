import type { Bitmap } from '../../hal/drivers/escpos-commands.ts';
import { Sheet } from '../../hal/drivers/slip-fill.ts';
import { handOf, spansOf } from '../../hal/drivers/slip-fonts.ts';
import { setLine } from '../../hal/drivers/slip-text.ts';

/** Font A: 24 dots high. Sizes and styles of text (ESC !, GS !) are not drawn; our own slips are pictures. */
const px = 24;
const baseline = 22;
const height = 28;

/** A line of text as the printer's own font would burn it, in the typeface that we have. */
export function lineOfText(text: string, dots: number): Bitmap {
  const line = setLine(text, { weight: 'regular', hand: handOf([text]) }, px);
  const sheet = new Sheet(Math.min(dots, Math.ceil(line.width / 8) * 8), height);
  for (const { glyph, x } of line.glyphs) sheet.put(spansOf(glyph, px), x, baseline);
  return sheet;
}
