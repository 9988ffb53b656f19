import { present, unreachable } from '../assert.ts';
import type { PrinterFault, Slip, SlipBlock } from '../ports/ticket-printer.ts';
import { fail, ok, type Result } from '../result.ts';
import { dots as inDots } from './escpos-commands.ts';
import { besideText, centred, placeLines, side, textColumn, type Set } from './slip-columns.ts';
import { arrowFigure, qrFigure, stacked, type QrFigure, type Figure, type Placed } from './slip-figures.ts';
import { capHeight, type Face } from './slip-fonts.ts';
import { breakLines, evenLines, missingCharacters, setLine, type Line } from './slip-text.ts';

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly placed: readonly Placed[];
}

type TextBlock = Extract<SlipBlock, { kind: 'text' }>;
type QrBlock = Extract<SlipBlock, { kind: 'qr' }>;
type ArrowBlock = Extract<SlipBlock, { kind: 'arrow' }>;

/** Em of each size in dots, eight to the mm; `fine` is the print beside a code, `hugeCap` the height of the number's capitals. */
interface Measure {
  readonly fine: number;
  readonly small: number;
  readonly normal: number;
  readonly large: number;
  readonly hugeCap: number;
}

/** From easy to read down to what is still read without glasses held away; long names take smaller print, not more paper. */
const measures: readonly Measure[] = [
  { fine: 23, small: 24, normal: 30, large: 46, hugeCap: inDots(20) },
  { fine: 22, small: 23, normal: 29, large: 44, hugeCap: inDots(19) },
  { fine: 22, small: 22, normal: 27, large: 42, hugeCap: inDots(18.5) },
  { fine: 20, small: 21, normal: 25, large: 40, hugeCap: inDots(18) },
];

/**
 * Every slip begins with the paper between head and cutter, some 12 mm, which the cut before left blank; what is laid out here comes
 * on top. 80 mm in all where the print can be made to fit, and never more than 80 mm of content for the sake of a larger one. Paper of
 * 58 mm has two thirds of the width: there the code's small print stands below it, and 110 mm are allowed.
 */
const headToCutter = inDots(12);
const allowed = (width: number): number => (width >= inDots(60) ? inDots(80) : inDots(110));

const hugeAir = inDots(0.8);
/** The paper's blank beginning is margin enough; the blade cuts within a millimetre below the last row, where a code has its own white. */
const top = 1;
const bottom = (last: SlipBlock | undefined): number => (last?.kind === 'qr' ? 0 : inDots(1));
const ruleAir = inDots(0.6);
const gap = inDots(2);
const arrowSize = inDots(10);
/** Nobody's slip: what is longer than this is a mistake. */
const longest = inDots(300);

/** Lays a slip out for a printer of `width` dots. Refuses what cannot be printed legibly: it never prints something else instead. */
export function layOut(slip: Slip, width: number): Result<Layout, PrinterFault> {
  const lost = lostCharacters(slip);
  if (lost.length > 0) return fail({ kind: 'unprintable', reason: `no glyph for ${lost.map(named).join(', ')}` });
  const tried: Layout[] = [];
  const codes = new Map<QrBlock, Result<QrFigure, PrinterFault>>();
  for (const measure of measures) {
    const laid = layWith(slip, { width, measure, language: slip.language, codes });
    if (!laid.ok || laid.value.height <= allowed(width) - headToCutter) return laid;
    tried.push(laid.value);
  }
  // Longer than it should be at any rate: then in the largest print within the limit, or else in the smallest.
  return ok(
    present(tried.find(({ height }) => height <= allowed(width)) ?? tried.at(-1), 'a slip laid out in no print'),
  );
}

const named = (letter: string): string =>
  `${letter} (U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')})`;

/** A slip that lacks a character says something else, so it is refused and can be asked for in another language. */
function lostCharacters({ blocks, language }: Slip): readonly string[] {
  const lost = blocks.flatMap((block) =>
    wordsOf(block).flatMap((text) => missingCharacters(text, { weight: 'bold', language })),
  );
  return [...new Set(lost)];
}

function wordsOf(block: SlipBlock): readonly string[] {
  switch (block.kind) {
    case 'text':
      return [block.text];
    case 'facts':
      return block.facts;
    case 'qr':
    case 'arrow':
      return block.beside;
    case 'rule':
    case 'space':
      return [];
    default:
      return unreachable(block);
  }
}

function layWith(slip: Slip, sheet: Sheet): Result<Layout, PrinterFault> {
  const { width } = sheet;
  const figures: Figure[] = [];
  let y = top;
  for (const block of slip.blocks) {
    const figure = layBlock(block, sheet);
    if (!figure.ok) return figure;
    figures.push(figure.value);
    y += figure.value.height;
    if (y > longest) return fail({ kind: 'unprintable', reason: `longer than ${longest / inDots(1)} mm` });
  }
  const { height, placed } = stacked(width, figures, top);
  return ok({ width, height: height + bottom(slip.blocks.at(-1)), placed });
}

interface Sheet {
  readonly width: number;
  readonly measure: Measure;
  readonly language: string;
  /** Codes that were made for this slip: the same in every measure, and the slowest part of it. */
  readonly codes: Map<QrBlock, Result<QrFigure, PrinterFault>>;
}

function layBlock(block: SlipBlock, sheet: Sheet): Result<Figure, PrinterFault> {
  const { width } = sheet;
  switch (block.kind) {
    case 'text':
      return ok(block.size === 'huge' ? layHuge(block.text, sheet) : layText(block, sheet));
    case 'facts':
      return ok(layFacts(block.facts, sheet));
    case 'rule':
      return ok({
        width,
        height: 2 * ruleAir + 2,
        placed: [{ kind: 'rectangle', x: side, y: ruleAir, width: width - 2 * side, height: 2 }],
      });
    case 'space':
      return ok({ width, height: Math.max(0, inDots(block.mm)), placed: [] });
    case 'qr':
      return layQr(block, sheet);
    case 'arrow':
      return ok(layArrow(block, sheet));
    default:
      return unreachable(block);
  }
}

const faceOf = (bold: boolean, { language }: Sheet): Face => ({ weight: bold ? 'bold' : 'regular', language });

function layText(block: TextBlock, sheet: Sheet): Figure {
  const size = sheet.measure[block.size === 'huge' ? 'large' : block.size];
  const face = faceOf(block.bold, sheet);
  const room = sheet.width - 2 * side;
  if (block.align === 'left') {
    const lines = breakLines(block.text, face, size, room);
    return placeLines(lines, size, sheet.width, () => side);
  }
  const { lines, px } = fewestLines(block.text, face, size, room);
  return placeLines(lines, px, sheet.width, (line) => Math.floor((sheet.width - line.width) / 2));
}

/** A text may be set this much smaller to take one line less; never below 2.5 mm to the em, which is print of 7 points. */
const squeeze = 0.83;
const smallestPrint = 20;

function fewestLines(text: string, face: Face, size: number, room: number): { lines: readonly Line[]; px: number } {
  let best = { lines: evenLines(text, face, size, room), px: size };
  const asked = best.lines.length;
  for (let px = size - 1; px >= Math.max(smallestPrint, size * squeeze) && best.lines.length === asked; px--)
    if (asked > 1) best = { lines: evenLines(text, face, px, room), px };
  return best.lines.length < asked ? best : { lines: evenLines(text, face, size, room), px: size };
}

/** On one line where they fit; a dot between them says that they are two. */
function layFacts(facts: readonly string[], sheet: Sheet): Figure {
  const line = (text: string): TextBlock => ({ kind: 'text', text, size: 'normal', bold: false, align: 'centre' });
  const joined = facts.join(' · ');
  const { lines } = fewestLines(joined, faceOf(false, sheet), sheet.measure.normal, sheet.width - 2 * side);
  if (lines.length === 1) return layText(line(joined), sheet);
  return stacked(
    sheet.width,
    facts.map((fact) => layText(line(fact), sheet)),
    0,
  );
}

/** The number: one line, as large as the width allows. */
function layHuge(text: string, sheet: Sheet): Figure {
  const face = faceOf(true, sheet);
  const em = 1000;
  // As if all its digits were the widest, so that one day's numbers are all of one size.
  const wide = setLine(text.replace(/\d/g, '0'), face, em).width / em;
  const room = sheet.width - 2 * side;
  const px = Math.floor(Math.min(sheet.measure.hugeCap / capHeight, wide === 0 ? Infinity : room / wide));
  if (px < sheet.measure.large)
    return layText({ kind: 'text', text, size: 'large', bold: true, align: 'centre' }, sheet);
  const line = setLine(text, face, px);
  const above = Math.max(Math.round(px * capHeight), line.above);
  return {
    width: sheet.width,
    height: above + line.below + 2 * hugeAir,
    placed: [{ kind: 'line', x: Math.floor((sheet.width - line.width) / 2), baseline: hugeAir + above, px, line }],
  };
}

/** The code on the left, the small print on the right, spread over the height of the code. */
function layQr(block: QrBlock, sheet: Sheet): Result<Figure, PrinterFault> {
  const { width, measure, codes } = sheet;
  const code = codes.get(block) ?? qrFigure(block.data, Math.min(inDots(block.mm), width - 2 * side));
  codes.set(block, code);
  if (!code.ok) return code;
  const { quiet } = code.value;
  const left = Math.max(side, quiet);
  const column = left + code.value.width + Math.max(quiet, gap);
  const room = width - column - side;
  const texts: readonly Set[] = block.beside.map((text) => ({ text, face: faceOf(false, sheet), px: measure.fine }));
  // A column narrower than this is two words wide.
  if (texts.length === 0 || room < inDots(30))
    return ok(
      stacked(
        width,
        [
          centred(code.value, width, quiet),
          ...texts.map(({ text, face, px }) =>
            placeLines(evenLines(text, face, px, width - 2 * side), px, width, (line) =>
              Math.floor((width - line.width) / 2),
            ),
          ),
        ],
        0,
      ),
    );
  return ok(besideText(code.value, left, quiet, textColumn(texts, room, code.value.height), column, width));
}

/** The arrow with its words beside it, both in the middle of the paper. */
function layArrow(block: ArrowBlock, sheet: Sheet): Figure {
  const { width, measure } = sheet;
  const arrow = arrowFigure(block.directionRad, arrowSize);
  if (block.beside.length === 0) return centred(arrow, width, gap / 2);
  const texts = block.beside.map((text, i): Set => ({ text, face: faceOf(i === 0, sheet), px: measure.normal }));
  const words = textColumn(texts, width - 2 * side - arrow.width - gap, 0);
  const left = Math.floor((width - arrow.width - gap - words.width) / 2);
  return besideText(arrow, left, gap / 2, words, left + arrow.width + gap, width);
}
