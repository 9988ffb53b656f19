import type { Bitmap } from '../../hal/drivers/escpos-commands.ts';
import { rasterSlip } from '../../hal/drivers/slip-raster.ts';
import type { Slip, SlipBlock } from '../../hal/ports/ticket-printer.ts';

export const text = (line: string, size: 'small' | 'normal' | 'large' | 'huge' = 'normal'): SlipBlock => ({
  kind: 'text',
  text: line,
  size,
  bold: false,
  align: 'centre',
});

export const slip = (...blocks: SlipBlock[]): Slip => ({ jobId: 'j', language: 'vi', blocks });

/** The dots of a slip that can be printed. */
export const picture = (of: Slip, dots = 576): Bitmap => {
  const raster = rasterSlip(of, dots);
  if (!raster.ok) throw new Error(JSON.stringify(raster.fault));
  return raster.value;
};

export const isBlack = ({ width, bits }: Bitmap, x: number, y: number): boolean =>
  ((bits[y * (width / 8) + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;

/** The black dots of a row. */
export const rowInk = (it: Bitmap, y: number): number[] =>
  Array.from({ length: it.width }, (_, x) => x).filter((x) => isBlack(it, x, y));

/** The rows that have a black dot. */
export const inkRows = (it: Bitmap): number[] => {
  const stride = it.width / 8;
  return Array.from({ length: it.height }, (_, y) => y).filter((y) =>
    it.bits.subarray(y * stride, (y + 1) * stride).some((byte) => byte !== 0),
  );
};
