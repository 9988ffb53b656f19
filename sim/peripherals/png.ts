import { deflateSync } from 'node:zlib';
import type { Bitmap } from '../../hal/drivers/escpos-commands.ts';

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = (c & 1) === 0 ? c >>> 1 : 0xedb88320 ^ (c >>> 1);
  return c >>> 0;
});

const crc = (bytes: Uint8Array): number => {
  let c = 0xffffffff;
  for (const byte of bytes) c = (table[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
};

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/**
 * Dots as a one-bit greyscale PNG, black on white. `width` may be less than the bitmap's, whose rows are whole bytes; a `margin` of white
 * dots on both sides is the paper that the head does not reach.
 */
export function toPng(bitmap: Bitmap, width = bitmap.width, margin = 0): Uint8Array {
  const side = Math.ceil(margin / 8);
  const stride = bitmap.width / 8;
  const wide = width + 2 * side * 8;
  const row = 1 + Math.ceil(wide / 8);
  const data = new Uint8Array(row * bitmap.height);
  for (let y = 0; y < bitmap.height; y++) {
    // Filter 0; in PNG a set bit is white.
    for (let i = 1; i < row; i++) {
      const source = i - 1 - side;
      const byte = source >= 0 && source < stride ? (bitmap.bits[y * stride + source] ?? 0) : 0;
      data[y * row + i] = ~byte & 0xff;
    }
  }
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, wide);
  view.setUint32(4, bitmap.height);
  head[8] = 1;
  const parts = [
    Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(data)),
    chunk('IEND', new Uint8Array(0)),
  ];
  const png = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    png.set(part, at);
    at += part.length;
  }
  return png;
}
