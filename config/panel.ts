import { z } from 'zod';
import { lengthBetween } from './length.ts';

const pixels = z.tuple([z.int().min(240).max(8000), z.int().min(240).max(8000)]);

/** A panel of glass: how large it is, how high it hangs and from where it is read. */
export const panel = z
  .strictObject({
    diagonal: lengthBetween(0.05, 3),
    /** Width and height as the visitor sees it (a panel on its side is tall). */
    pixels,
    /** Height of the panel's centre above the floor. */
    centre: lengthBetween(0.2, 2.5),
    /** From where it is read. */
    viewing: lengthBetween(0.2, 10),
  })
  .transform((it) => ({
    diagonalM: it.diagonal,
    widthPx: it.pixels[0],
    heightPx: it.pixels[1],
    centreM: it.centre,
    viewingM: it.viewing,
  }));
