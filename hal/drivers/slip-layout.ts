import QRCode from 'qrcode';
import type { PrinterFault, Slip, SlipBlock } from '../ports/ticket-printer.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Radians } from '../units.ts';
import { dots as inDots } from './escpos-commands.ts';
import { capHeight } from './slip-fonts.ts';
import { breakLines, evenWidth, missingGlyphs, setLine, type Line } from './slip-text.ts';
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

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly placed: readonly Placed[];
}

/** Em in dots (8 to the mm): 3, 3.75 and 5.75 mm. What is `huge` fills the width. */
const sizes = { small: 24, normal: 30, large: 46 } as const;
/** Two marks stacked on a capital reach 1.06 em above the baseline, a tail 0.27 em below it. */
const lineHeight = 1.4;
const ascent = 1.09;
/** A huge line's capitals are at most this high, and stand in this much air. */
const hugeCapDots = inDots(26);
const hugeAir = inDots(2);
/** White kept on both sides beyond the paper's own margin. */
const side = 8;
/** Above and below the content; the cutter leaves some more. */
const edge = inDots(1.5);
/** The printer feeds 10 to 15 mm by itself from head to cutter. */
const longest = inDots(300);

/** Lays a slip out for a printer of `width` dots. Refuses what cannot be printed legibly: it never prints something else instead. */
export function layOut(slip: Slip, width: number): Result<Layout, PrinterFault> {
  const placed: Placed[] = [];
  let y = edge;
  for (const block of slip.blocks) {
    const laid = layBlock(block, width, y);
    if (!laid.ok) return laid;
    placed.push(...laid.value.placed);
    y += laid.value.height;
    if (y > longest) return fail({ kind: 'unprintable', reason: `longer than ${longest / inDots(1)} mm` });
  }
  return ok({ width, height: y + edge, placed });
}

interface Laid {
  readonly height: number;
  readonly placed: readonly Placed[];
}

function layBlock(block: SlipBlock, width: number, y: number): Result<Laid, PrinterFault> {
  switch (block.kind) {
    case 'text':
      return block.size === 'huge' ? layHuge(block.text, width, y) : ok(layText(block, width, y));
    case 'rule':
      return ok(layRule(width, y));
    case 'space':
      return ok({ height: Math.max(0, inDots(block.mm)), placed: [] });
    case 'qr':
      return layQr(block.data, block.mm, width, y);
    case 'arrow':
      return ok(layArrow(block.directionRad, width, y));
  }
}

type TextBlock = Extract<SlipBlock, { kind: 'text' }>;

function layText(block: TextBlock, width: number, y: number): Laid {
  const px = sizes[block.size === 'huge' ? 'large' : block.size];
  const weight = block.bold ? 'bold' : 'regular';
  const room = width - 2 * side;
  const centred = block.align === 'centre';
  const column = centred ? evenWidth(block.text, weight, px, room) : room;
  const pitch = Math.round(px * lineHeight);
  const lines = breakLines(block.text, weight, px, column);
  return {
    height: lines.length * pitch,
    placed: lines.map((line, i) => ({
      kind: 'line',
      x: centred ? Math.floor((width - line.width) / 2) : side,
      baseline: y + i * pitch + Math.round(px * ascent),
      px,
      line,
    })),
  };
}

/** The number: one line, as large as the width allows. A box instead of one of its characters would be a wrong number. */
function layHuge(text: string, width: number, y: number): Result<Laid, PrinterFault> {
  const missing = missingGlyphs(text, 'bold');
  if (missing.length > 0) return fail({ kind: 'unprintable', reason: `no glyph for ${missing.join(' ')}` });
  const room = width - 2 * side;
  const em = 1000;
  // As if all its digits were the widest, so that one day's numbers are all of one size.
  const wide = setLine(text.replace(/\d/g, '0'), 'bold', em).width / em;
  const px = Math.floor(Math.min(hugeCapDots / capHeight, wide === 0 ? Infinity : room / wide));
  if (px < sizes.large)
    return ok(layText({ kind: 'text', text, size: 'large', bold: true, align: 'centre' }, width, y));
  const line = setLine(text, 'bold', px);
  const cap = Math.round(px * capHeight);
  return ok({
    height: cap + 2 * hugeAir,
    placed: [{ kind: 'line', x: Math.floor((width - line.width) / 2), baseline: y + hugeAir + cap, px, line }],
  });
}

function layRule(width: number, y: number): Laid {
  const air = inDots(1.5);
  return {
    height: 2 * air + 2,
    placed: [{ kind: 'rectangle', x: side, y: y + air, width: width - 2 * side, height: 2 }],
  };
}

/** Modules are whole dots, four of them white around the code as its standard asks. */
function layQr(data: string, mm: number, width: number, y: number): Result<Laid, PrinterFault> {
  let code: QRCode.QRCode;
  try {
    code = QRCode.create(data, { errorCorrectionLevel: 'M' });
  } catch (error) {
    return fail({ kind: 'unprintable', reason: `QR code: ${error instanceof Error ? error.message : 'refused'}` });
  }
  const { size, data: modules } = code.modules;
  const quiet = 4;
  const module = Math.floor(Math.min(inDots(mm), width) / (size + 2 * quiet));
  // Below three dots a phone's camera does not hold it on thermal paper.
  if (module < 3) return fail({ kind: 'unprintable', reason: `QR code of ${size} modules in ${mm} mm` });
  const left = Math.floor((width - size * module) / 2);
  const placed: Placed[] = [];
  for (let row = 0; row < size; row++)
    for (let from = 0; from < size; from++) {
      let to = from;
      while (to < size && modules[row * size + to] === 1) to += 1;
      if (to === from) continue;
      placed.push({
        kind: 'rectangle',
        x: left + from * module,
        y: y + (quiet + row) * module,
        width: (to - from) * module,
        height: module,
      });
      from = to;
    }
  return ok({ height: (size + 2 * quiet) * module, placed });
}

/** Half the arrow's box. */
const arrowReach = inDots(8);

/** An arrow pointing up for straight ahead, in units of half its box. */
const arrow: readonly (readonly [number, number])[] = [
  [0, -1],
  [0.72, -0.2],
  [0.27, -0.2],
  [0.27, 0.95],
  [-0.27, 0.95],
  [-0.27, -0.2],
  [-0.72, -0.2],
];

function layArrow(direction: Radians, width: number, y: number): Laid {
  // Rounded, so that the outline is the same wherever sine and cosine differ in their last bit.
  const sin = Math.round(Math.sin(direction) * 4096) / 4096;
  const cos = Math.round(Math.cos(direction) * 4096) / 4096;
  // Positive turns to the left of somebody who looks up the page.
  const contour = arrow.map(([x, up]) => ({
    x: arrowReach * (x * cos + up * sin),
    y: arrowReach * (up * cos - x * sin),
  }));
  const air = inDots(1);
  return {
    height: 2 * (arrowReach + air),
    placed: [{ kind: 'shape', x: width / 2, y: y + air + arrowReach, contours: [contour] }],
  };
}
