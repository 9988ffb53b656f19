import QRCode from 'qrcode';
import type { PrinterFault } from '../ports/ticket-printer.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Radians } from '../units.ts';
import { dots as inDots } from './escpos-commands.ts';
import type { Line } from './slip-text.ts';
import type { Contour } from './true-type.ts';

/** What stands where on the slip: dots from the top left corner, y down. */
export type Placed =
  | {
      readonly kind: 'line';
      readonly x: number;
      readonly baseline: number;
      readonly px: number;
      readonly line: Line;
    }
  | {
      readonly kind: 'rectangle';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'shape'; readonly x: number; readonly y: number; readonly contours: readonly Contour[] };

/** A figure by itself: placed from its own top left corner. */
export interface Figure {
  readonly width: number;
  readonly height: number;
  readonly placed: readonly Placed[];
}

export const moved = (placed: Placed, dx: number, dy: number): Placed =>
  placed.kind === 'line'
    ? { ...placed, x: placed.x + dx, baseline: placed.baseline + dy }
    : { ...placed, x: placed.x + dx, y: placed.y + dy };

/** White modules around a code, by its standard. */
const quietModules = 4;
/** Below this a phone's camera does not hold a code on thermal paper. */
const smallestModule = 3;

/** A QR code no larger than `size` dots with its white margin. Modules are whole dots, so none is wider than another. */
export function qrFigure(data: string, size: number): Result<Figure, PrinterFault> {
  let code: QRCode.QRCode;
  try {
    code = QRCode.create(data, { errorCorrectionLevel: 'M' });
  } catch (error) {
    return fail({ kind: 'unprintable', reason: `QR code: ${error instanceof Error ? error.message : 'refused'}` });
  }
  const { size: count, data: modules } = code.modules;
  const module = Math.floor(size / (count + 2 * quietModules));
  if (module < smallestModule)
    return fail({ kind: 'unprintable', reason: `QR code of ${count} modules in ${Math.floor(size / inDots(1))} mm` });
  const placed: Placed[] = [];
  for (let row = 0; row < count; row++)
    for (let from = 0; from < count; from++) {
      let to = from;
      while (to < count && modules[row * count + to] === 1) to += 1;
      if (to === from) continue;
      placed.push({
        kind: 'rectangle',
        x: (quietModules + from) * module,
        y: (quietModules + row) * module,
        width: (to - from) * module,
        height: module,
      });
      from = to;
    }
  const whole = (count + 2 * quietModules) * module;
  return ok({ width: whole, height: whole, placed });
}

/** An arrow pointing up, for straight ahead; units of half its box. */
const straight: Contour = [
  { x: 0, y: -1 },
  { x: 0.78, y: -0.14 },
  { x: 0.3, y: -0.14 },
  { x: 0.3, y: 1 },
  { x: -0.3, y: 1 },
  { x: -0.3, y: -0.14 },
  { x: -0.78, y: -0.14 },
];

/** An arrow `size` dots wide and high. Positive turns to the left of somebody who looks up the page. */
export function arrowFigure(direction: Radians, size: number): Figure {
  // Rounded, so that the outline is the same wherever sine and cosine differ in their last bit.
  const sin = Math.round(Math.sin(direction) * 4096) / 4096;
  const cos = Math.round(Math.cos(direction) * 4096) / 4096;
  const reach = size / 2;
  // A turned arrow has to stay within its box.
  const scale = reach * 0.96;
  const contour = straight.map(({ x, y }) => ({
    x: scale * (x * cos + y * sin),
    y: scale * (y * cos - x * sin),
  }));
  return {
    width: size,
    height: size,
    placed: [{ kind: 'shape', x: reach, y: reach, contours: [contour] }],
  };
}
