import QRCode from 'qrcode';
import type { PrinterFault } from '../ports/ticket-printer.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Radians } from '../units.ts';
import { dots as inDots } from './escpos-commands.ts';
import type { Point } from './slip-stamps.ts';
import type { Line } from './slip-text.ts';

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
  | { readonly kind: 'shape'; readonly x: number; readonly y: number; readonly outline: readonly Point[] };

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

/** Figures under each other, the first `top` dots down. */
export function stacked(width: number, figures: readonly Figure[], top: number): Figure {
  const placed: Placed[] = [];
  let height = top;
  for (const figure of figures) {
    for (const each of figure.placed) placed.push(moved(each, 0, height));
    height += figure.height;
  }
  return { width, height, placed };
}

/** White modules around a code, by its standard. */
const quietModules = 4;
/** Below three dots (0.37 mm) a phone's camera does not hold a code on thermal paper; with four it does so easily. */
const easyModule = 4;
const smallestModule = 3;

/** A code by itself, and how much white it needs around. */
export interface QrFigure extends Figure {
  readonly quiet: number;
}

/**
 * A QR code whose side is no longer than `size` dots. Modules are whole dots, so none is wider than another. Level M mends 15 % of
 * damage; where its modules would be small, level L (7 %) with larger ones is read better.
 */
export function qrFigure(data: string, size: number): Result<QrFigure, PrinterFault> {
  const refuse = (why: string): Result<QrFigure, PrinterFault> =>
    fail({ kind: 'unprintable', reason: `QR code ${why}` });
  const moduleOf = (of: QRCode.QRCode): number => Math.floor(size / of.modules.size);
  let code: QRCode.QRCode;
  try {
    code = QRCode.create(data, { errorCorrectionLevel: 'M' });
    if (moduleOf(code) < easyModule) {
      const low = QRCode.create(data, { errorCorrectionLevel: 'L' });
      if (moduleOf(low) > moduleOf(code)) code = low;
    }
  } catch (error) {
    return refuse(error instanceof Error ? error.message : 'refused');
  }
  const module = moduleOf(code);
  const { size: count, data: modules } = code.modules;
  if (module < smallestModule) return refuse(`of ${count} modules in ${Math.floor(size / inDots(1))} mm`);
  const placed: Placed[] = [];
  for (let row = 0; row < count; row++)
    for (let from = 0; from < count; from++) {
      let to = from;
      while (to < count && modules[row * count + to] === 1) to += 1;
      if (to === from) continue;
      placed.push({
        kind: 'rectangle',
        x: from * module,
        y: row * module,
        width: (to - from) * module,
        height: module,
      });
      from = to;
    }
  return ok({ width: count * module, height: count * module, quiet: quietModules * module, placed });
}

/** An arrow pointing up, for straight ahead; units of half its box. */
const straight: readonly Point[] = [
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
  const outline = straight.map(({ x, y }) => ({
    x: scale * (x * cos + y * sin),
    y: scale * (y * cos - x * sin),
  }));
  return {
    width: size,
    height: size,
    placed: [{ kind: 'shape', x: reach, y: reach, outline }],
  };
}
