import type { Bitmap } from '../../hal/drivers/escpos-commands.ts';

/*
 * Pictures out of the commands that carry them, as they are stored there: before any doubling that the command asks for.
 */

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
const empty = (width: number, height: number): Bitmap => ({
  width: Math.ceil(width / 8) * 8,
  height,
  bits: new Uint8Array(Math.ceil(width / 8) * height),
});

/** Rows of whole bytes, as a Bitmap has them already. */
function rows(bytes: Uint8Array, at: number, stride: number, height: number): Bitmap {
  const picture = empty(stride * 8, height);
  picture.bits.set(bytes.subarray(at, at + picture.bits.length));
  return picture;
}

/** Columns of whole bytes, topmost dot in the highest bit, turned into rows. */
function columns(bytes: Uint8Array, at: number, width: number, height: number): Bitmap {
  const picture = empty(width, height);
  const stride = picture.width / 8;
  const column = Math.ceil(height / 8);
  for (let x = 0; x < width; x++)
    for (let y = 0; y < height; y++) {
      const byte = bytes[at + x * column + (y >> 3)] ?? 0;
      if ((byte & (0x80 >> (y & 7))) === 0) continue;
      const cell = y * stride + (x >> 3);
      picture.bits[cell] = (picture.bits[cell] ?? 0) | (0x80 >> (x & 7));
    }
  return picture;
}

/** A picture as it is stored, with the width in dots that its command names (the bitmap's is rounded up to whole bytes). */
export interface Picture {
  readonly width: number;
  readonly bitmap: Bitmap;
  /** How many times as large it is printed, across and down. */
  readonly scale: readonly [number, number];
  /** Printed where it stands, or kept until another command prints it. */
  readonly printed: boolean;
}

/** More dots than this no paper of this trade takes; a head that says so is noise. */
const mostDots = 64_000_000;

/** Pictures of one command; none for commands that carry none, and for pictures without a dot. */
export function picturesOf(name: string, bytes: Uint8Array): readonly Picture[] {
  return pictures(name, bytes).filter(({ width, bitmap }) => width > 0 && bitmap.height > 0);
}

function pictures(name: string, bytes: Uint8Array): readonly Picture[] {
  switch (name) {
    case 'GS v 0':
      return raster(bytes);
    case 'ESC *':
      return strip(bytes);
    case 'GS *': {
      const [x, y] = [bytes[2] ?? 0, bytes[3] ?? 0];
      return [{ width: x * 8, bitmap: columns(bytes, 4, x * 8, y * 8), scale: [1, 1], printed: false }];
    }
    case 'DC2 *': {
      const [height, stride] = [bytes[2] ?? 0, bytes[3] ?? 0];
      return [{ width: stride * 8, bitmap: rows(bytes, 4, stride, height), scale: [1, 1], printed: true }];
    }
    case 'FS q':
      return nvPictures(bytes);
    case 'GS ( L':
      return graphics(bytes, 5);
    case 'GS 8 L':
      return graphics(bytes, 7);
    default:
      return [];
  }
}

function raster(bytes: Uint8Array): readonly Picture[] {
  const [mode, stride, height] = [bytes[3] ?? 0, u16(bytes, 4), u16(bytes, 6)];
  if (stride * 8 * height > mostDots) return [];
  return [
    {
      width: stride * 8,
      bitmap: rows(bytes, 8, stride, height),
      scale: [(mode & 1) === 0 ? 1 : 2, (mode & 2) === 0 ? 1 : 2],
      printed: true,
    },
  ];
}

function strip(bytes: Uint8Array): readonly Picture[] {
  const [mode, width] = [bytes[2] ?? 0, u16(bytes, 3)];
  const tall = mode >= 32;
  return [
    {
      width,
      bitmap: columns(bytes, 5, width, tall ? 24 : 8),
      // 8-dot modes print 67 dots to the inch down, even modes 101 across.
      scale: [(mode & 1) === 0 ? 2 : 1, tall ? 1 : 3],
      printed: true,
    },
  ];
}

function nvPictures(bytes: Uint8Array): readonly Picture[] {
  const found: Picture[] = [];
  let at = 3;
  for (let i = 0; i < (bytes[2] ?? 0) && at + 4 <= bytes.length; i++) {
    const [width, height] = [u16(bytes, at) * 8, u16(bytes, at + 2) * 8];
    found.push({ width, bitmap: columns(bytes, at + 4, width, height), scale: [1, 1], printed: false });
    at += 4 + (width * height) / 8;
  }
  return found;
}

/** Functions of GS ( L and GS 8 L that carry pictures: define NV 67/68, define download 83/84, store for printing 112/113. */
function graphics(bytes: Uint8Array, at: number): readonly Picture[] {
  const fn = bytes[at + 1] ?? 0;
  if (fn === 112 || fn === 113) {
    const [bx, by] = [bytes[at + 3] ?? 1, bytes[at + 4] ?? 1];
    return [graphic(bytes, at + 6, at + 10, fn === 112, [bx === 2 ? 2 : 1, by === 2 ? 2 : 1], true)].flat();
  }
  if (fn === 67 || fn === 68 || fn === 83 || fn === 84)
    return [graphic(bytes, at + 6, at + 11, fn === 67 || fn === 83, [1, 1], false)].flat();
  return [];
}

function graphic(
  bytes: Uint8Array,
  sizeAt: number,
  dataAt: number,
  inRows: boolean,
  scale: readonly [number, number],
  printed: boolean,
): readonly Picture[] {
  const [width, height] = [u16(bytes, sizeAt), u16(bytes, sizeAt + 2)];
  if (width * height > mostDots) return [];
  const bitmap = inRows ? rows(bytes, dataAt, Math.ceil(width / 8), height) : columns(bytes, dataAt, width, height);
  return [{ width, bitmap, scale, printed }];
}

/** A picture as large as it comes out. */
export function scaled(picture: Picture): Bitmap {
  const [across, down] = picture.scale;
  const { bitmap } = picture;
  if (across === 1 && down === 1) return bitmap;
  const large = empty(bitmap.width * across, bitmap.height * down);
  const stride = large.width / 8;
  for (let y = 0; y < large.height; y++)
    for (let x = 0; x < large.width; x++) {
      const [sx, sy] = [Math.floor(x / across), Math.floor(y / down)];
      const byte = bitmap.bits[sy * (bitmap.width / 8) + (sx >> 3)] ?? 0;
      if ((byte & (0x80 >> (sx & 7))) === 0) continue;
      const cell = y * stride + (x >> 3);
      large.bits[cell] = (large.bits[cell] ?? 0) | (0x80 >> (x & 7));
    }
  return large;
}
