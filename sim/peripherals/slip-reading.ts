import jsQRModule from 'jsqr';
import type { Bitmap } from '../../hal/drivers/escpos-commands.ts';

// A CommonJS package whose types say `default`: under Node's ESM that is one step deeper than under a bundler.
const decode = typeof jsQRModule === 'function' ? jsQRModule : jsQRModule.default;

/** Square in whose middle the code is looked for, with the white it needs around it. */
interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const isBlack = (picture: Bitmap, x: number, y: number): boolean =>
  ((picture.bits[y * (picture.width / 8) + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;

/**
 * Reads the QR code of a slip as a phone would: from the burnt dots alone. Null when there is none that can be read.
 */
export function readQr(picture: Bitmap): string | null {
  for (const area of finderAreas(picture)) {
    const found = readArea(picture, area);
    if (found !== null) return found;
  }
  return null;
}

function readArea(picture: Bitmap, area: Area): string | null {
  const rgba = new Uint8ClampedArray(area.width * area.height * 4);
  for (let y = 0; y < area.height; y++)
    for (let x = 0; x < area.width; x++) {
      const value = isBlack(picture, area.x + x, area.y + y) ? 0 : 255;
      rgba.fill(value, (y * area.width + x) * 4, (y * area.width + x) * 4 + 3);
      rgba[(y * area.width + x) * 4 + 3] = 255;
    }
  return decode(rgba, area.width, area.height, { inversionAttempts: 'dontInvert' })?.data ?? null;
}

/**
 * Where a code may be: looks along every second row for the 1:1:3:1:1 of finder patterns, whose modules are whole dots here, and
 * gives the square around the pattern's module size. Looking at the whole slip would cost ten times as much.
 */
function finderAreas(picture: Bitmap): readonly Area[] {
  const hits: { x: number; y: number; module: number }[] = [];
  for (let y = 0; y < picture.height; y += 2) {
    const runs = runsOf(picture, y);
    for (let i = 0; i + 4 < runs.length; i++) {
      const [a, b, c, d, e] = runs.slice(i, i + 5);
      if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined) continue;
      const module = a.length;
      if (!a.black || module < 2) continue;
      if (b.length === module && c.length === 3 * module && d.length === module && e.length === module)
        hits.push({ x: a.from, y, module });
    }
  }
  const first = hits[0];
  if (first === undefined) return [];
  const left = Math.min(...hits.map(({ x }) => x));
  const right = Math.max(...hits.map(({ x, module }) => x + 7 * module));
  const top = Math.min(...hits.map(({ y }) => y));
  const bottom = Math.max(...hits.map(({ y }) => y));
  const quiet = 6 * first.module;
  const x = Math.max(0, left - quiet);
  const y = Math.max(0, top - quiet);
  return [
    {
      x,
      y,
      width: Math.min(picture.width, right + quiet) - x,
      height: Math.min(picture.height, bottom + quiet) - y,
    },
  ];
}

interface Run {
  readonly from: number;
  readonly length: number;
  readonly black: boolean;
}

function runsOf(picture: Bitmap, y: number): readonly Run[] {
  const runs: Run[] = [];
  let from = 0;
  let black = isBlack(picture, 0, y);
  for (let x = 1; x <= picture.width; x++) {
    const now = x < picture.width && isBlack(picture, x, y);
    if (now === black && x < picture.width) continue;
    runs.push({ from, length: x - from, black });
    from = x;
    black = now;
  }
  return runs;
}
