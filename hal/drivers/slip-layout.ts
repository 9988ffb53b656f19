import type { PrinterFault, Slip, SlipBlock } from '../ports/ticket-printer.ts';
import { fail, ok, type Result } from '../result.ts';
import { dots as inDots } from './escpos-commands.ts';
import { arrowFigure, moved, qrFigure, type Figure, type Placed } from './slip-figures.ts';
import { capHeight, handOf, spansOf, type Face, type Hand } from './slip-fonts.ts';
import { breakLines, evenLines, missingGlyphs, setLine } from './slip-text.ts';

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly placed: readonly Placed[];
}

type TextBlock = Extract<SlipBlock, { kind: 'text' }>;
type QrBlock = Extract<SlipBlock, { kind: 'qr' }>;
type ArrowBlock = Extract<SlipBlock, { kind: 'arrow' }>;

/** What shares one strip across the paper: paper is short, so small print stands beside the code, and the arrow beside its words. */
type Row =
  | { readonly kind: 'block'; readonly block: SlipBlock }
  | { readonly kind: 'code'; readonly qr: QrBlock; readonly beside: readonly TextBlock[] }
  | { readonly kind: 'way'; readonly arrow: ArrowBlock; readonly text: TextBlock };

/** Em in dots (8 to the mm): 3, 3.5 and 5.5 mm. What is `huge` fills the width. */
const sizes = { small: 24, normal: 28, large: 44 } as const;
/**
 * In em. Two marks stacked on a capital (Ẳ) reach 1.22 above the baseline, which stays within the line; a tail reaches 0.26 below it,
 * the last 0.1 of which is the next line's, where only such a capital right under it could come near.
 */
const lineHeight = 1.4;
const ascent = 1.23;
/** A huge line's capitals are at most this high, and stand in this much air. */
const hugeCap = inDots(20);
const hugeAir = inDots(1);
/** White kept on both sides beyond the paper's own margin. */
const side = 8;
/** The printer begins some 12 mm below the cut by itself, and cuts right below the last row. */
const top = 0;
const bottom = inDots(1);
const ruleAir = inDots(0.5);
const gap = inDots(1.5);
const arrowSize = inDots(11);
const longest = inDots(300);

/** Lays a slip out for a printer of `width` dots. Refuses what cannot be printed legibly: it never prints something else instead. */
export function layOut(slip: Slip, width: number): Result<Layout, PrinterFault> {
  const hand = handOf(slip.blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : [])));
  const placed: Placed[] = [];
  let y = top;
  const lost = lostLetters(slip.blocks, hand);
  if (lost.length > 0) return fail({ kind: 'unprintable', reason: `no glyph for ${lost.join(' ')}` });
  for (const row of rowsOf(slip.blocks)) {
    const figure = layRow(row, width, hand);
    if (!figure.ok) return figure;
    for (const each of figure.value.placed) placed.push(moved(each, 0, y));
    y += figure.value.height;
    if (y > longest) return fail({ kind: 'unprintable', reason: `longer than ${longest / inDots(1)} mm` });
  }
  return ok({ width, height: y + bottom, placed });
}

/**
 * Letters that no font has: a slip that lacks them says something else, so it is refused and can be asked for in another language. A
 * lost sign or symbol is printed as an empty box, so that it is seen.
 */
const lostLetters = (blocks: readonly SlipBlock[], hand: Hand): readonly string[] =>
  blocks.flatMap((block) =>
    block.kind === 'text'
      ? missingGlyphs(block.text, faceOf(block, hand)).filter((sign) => block.size === 'huge' || /\p{L}/u.test(sign))
      : [],
  );

function rowsOf(blocks: readonly SlipBlock[]): readonly Row[] {
  const rows: Row[] = [];
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i];
    const next = blocks[i + 1];
    if (block === undefined) continue;
    if (block.kind === 'text' && next?.kind === 'arrow' && block.size !== 'huge') {
      rows.push({ kind: 'way', arrow: next, text: block });
      i += 1;
    } else if (block.kind === 'qr') {
      const beside = smallPrint(blocks.slice(i + 1));
      rows.push({ kind: 'code', qr: block, beside });
      i += beside.length;
    } else rows.push({ kind: 'block', block });
  }
  return rows;
}

/** The run of small texts that `blocks` begin with. */
function smallPrint(blocks: readonly SlipBlock[]): readonly TextBlock[] {
  const texts: TextBlock[] = [];
  for (const block of blocks) {
    if (block.kind !== 'text' || block.size !== 'small') break;
    texts.push(block);
  }
  return texts;
}

function layRow(row: Row, width: number, hand: Hand): Result<Figure, PrinterFault> {
  switch (row.kind) {
    case 'block':
      return layBlock(row.block, width, hand);
    case 'code':
      return layCode(row.qr, row.beside, width, hand);
    case 'way':
      return ok(layWay(row.arrow, row.text, width, hand));
  }
}

function layBlock(block: SlipBlock, width: number, hand: Hand): Result<Figure, PrinterFault> {
  switch (block.kind) {
    case 'text':
      return ok(block.size === 'huge' ? layHuge(block.text, width, hand) : layText(block, width, hand));
    case 'rule':
      return ok({
        width,
        height: 2 * ruleAir + 2,
        placed: [{ kind: 'rectangle', x: side, y: ruleAir, width: width - 2 * side, height: 2 }],
      });
    case 'space':
      return ok({ width, height: Math.max(0, inDots(block.mm)), placed: [] });
    case 'qr':
      return layCode(block, [], width, hand);
    case 'arrow': {
      const figure = arrowFigure(block.directionRad, arrowSize);
      return ok(centred(figure, width, gap));
    }
  }
}

const centred = (figure: Figure, width: number, air: number): Figure => ({
  width,
  height: figure.height + 2 * air,
  placed: figure.placed.map((each) => moved(each, Math.floor((width - figure.width) / 2), air)),
});

const faceOf = (block: TextBlock, hand: Hand): Face => ({ weight: block.bold ? 'bold' : 'regular', hand });
const pitchOf = (px: number): number => Math.ceil(px * lineHeight);

function layText(block: TextBlock, width: number, hand: Hand): Figure {
  const px = sizes[block.size === 'huge' ? 'large' : block.size];
  const face = faceOf(block, hand);
  const room = width - 2 * side;
  const middle = block.align === 'centre';
  const lines = middle ? evenLines(block.text, face, px, room) : breakLines(block.text, face, px, room);
  return {
    width,
    height: lines.length * pitchOf(px),
    placed: lines.map((line, i) => ({
      kind: 'line',
      x: middle ? Math.floor((width - line.width) / 2) : side,
      baseline: i * pitchOf(px) + Math.ceil(px * ascent),
      px,
      line,
    })),
  };
}

/** A text as a column of its own, flush left. */
function layColumn(blocks: readonly TextBlock[], room: number, hand: Hand): Figure {
  const placed: Placed[] = [];
  let y = 0;
  let width = 0;
  for (const block of blocks) {
    const px = sizes[block.size === 'huge' ? 'large' : block.size];
    const face = faceOf(block, hand);
    for (const line of evenLines(block.text, face, px, room)) {
      placed.push({ kind: 'line', x: 0, baseline: y + Math.ceil(px * ascent), px, line });
      y += pitchOf(px);
      width = Math.max(width, line.width);
    }
  }
  return { width, height: y, placed };
}

/** The number: one line, as large as the width allows. */
function layHuge(text: string, width: number, hand: Hand): Figure {
  const face: Face = { weight: 'bold', hand };
  const room = width - 2 * side;
  const em = 1000;
  // As if all its digits were the widest, so that one day's numbers are all of one size.
  const wide = setLine(text.replace(/\d/g, '0'), face, em).width / em;
  const px = Math.floor(Math.min(hugeCap / capHeight, wide === 0 ? Infinity : room / wide));
  if (px < sizes.large) return layText({ kind: 'text', text, size: 'large', bold: true, align: 'centre' }, width, hand);
  const line = setLine(text, face, px);
  let above = Math.round(px * capHeight);
  let below = 0;
  for (const { glyph } of line.glyphs)
    for (const { y } of spansOf(glyph, px)) {
      above = Math.max(above, -y);
      below = Math.max(below, y + 1);
    }
  return {
    width,
    height: above + below + 2 * hugeAir,
    placed: [{ kind: 'line', x: Math.floor((width - line.width) / 2), baseline: hugeAir + above, px, line }],
  };
}

/** The code on the left, small print on the right, each in the middle of the other's height. */
function layCode(qr: QrBlock, beside: readonly TextBlock[], width: number, hand: Hand): Result<Figure, PrinterFault> {
  const code = qrFigure(qr.data, Math.min(inDots(qr.mm), width));
  if (!code.ok) return code;
  const room = width - side - code.value.width - gap;
  // On narrow paper the column would be two words wide: there it stands below.
  if (beside.length === 0 || room < width / 2) {
    const above = centred(code.value, width, 0);
    const below = beside.map((block) => layText(block, width, hand));
    return ok(stacked(width, [above, ...below]));
  }
  const column = layColumn(beside, room, hand);
  const height = Math.max(code.value.height, column.height);
  const at = (figure: Figure, x: number): readonly Placed[] =>
    figure.placed.map((each) => moved(each, x, Math.floor((height - figure.height) / 2)));
  return ok({ width, height, placed: [...at(code.value, 0), ...at(column, code.value.width + gap)] });
}

const stacked = (width: number, figures: readonly Figure[]): Figure => {
  const placed: Placed[] = [];
  let height = 0;
  for (const figure of figures) {
    for (const each of figure.placed) placed.push(moved(each, 0, height));
    height += figure.height;
  }
  return { width, height, placed };
};

/** The arrow with its words beside it, both in the middle of the paper. */
function layWay(block: ArrowBlock, text: TextBlock, width: number, hand: Hand): Figure {
  const arrow = arrowFigure(block.directionRad, arrowSize);
  const between = 2 * gap;
  const words = layColumn([text], width - 2 * side - arrow.width - between, hand);
  const left = Math.floor((width - arrow.width - between - words.width) / 2);
  const height = Math.max(arrow.height, words.height) + gap;
  const at = (figure: Figure, x: number): readonly Placed[] =>
    figure.placed.map((each) => moved(each, x, Math.floor((height - figure.height) / 2)));
  return { width, height, placed: [...at(arrow, left), ...at(words, left + arrow.width + between)] };
}
