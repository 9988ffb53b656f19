import type { Bitmap } from '../../hal/drivers/escpos-commands.ts';
import { rasterLine } from '../../hal/drivers/slip-raster.ts';

/** Font A: 24 dots high. Sizes and styles of text (ESC !, GS !) are not drawn; our own slips are pictures. */
const px = 24;
const baseline = 22;
const height = 28;

/** A line of text as the printer's own font would burn it, in the typeface that we have. */
export const lineOfText = (text: string, dots: number): Bitmap => rasterLine(text, px, baseline, height, dots);
