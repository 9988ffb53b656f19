import { dots as inDots } from './escpos-commands.ts';
import { moved, type Figure, type Placed } from './slip-figures.ts';
import { inkOf, type Face } from './slip-fonts.ts';
import { evenLines, type Line } from './slip-text.ts';

/** White kept on both sides beyond the paper's own margin. */
export const side = 8;

/** In em: from a line's baseline to the next, and what a line takes above and below its own baseline at least. */
const pitch = 1.28;
const ascent = 0.96;
const descent = 0.26;
/** Dots that stay white between the ink of two lines. */
const apart = 2;

/** A text to be set. */
export interface Set {
  readonly text: string;
  readonly face: Face;
  readonly px: number;
}

/**
 * Lines under each other, each at its own `x`. They stand evenly, but further apart where a tail would come near two marks stacked on
 * a capital below it (ỵ over Ẳ); all ink lies within the figure.
 */
export function placeLines(lines: readonly Line[], px: number, width: number, x: (line: Line) => number): Figure {
  const placed: Placed[] = [];
  let baseline = 0;
  let before: { readonly line: Line; readonly x: number } | null = null;
  for (const line of lines) {
    const at = x(line);
    baseline +=
      before === null
        ? Math.max(Math.ceil(px * ascent), line.above + 1)
        : Math.max(Math.ceil(px * pitch), needed(before.line, before.x, line, at, px));
    placed.push({ kind: 'line', x: at, baseline, px, line });
    before = { line, x: at };
  }
  const below = before === null ? 0 : Math.max(Math.ceil(px * descent), before.line.below + 1);
  return { width, height: baseline + below, placed };
}

/** How far two baselines must be apart for the ink of one line not to come near the other's. */
function needed(upper: Line, upperX: number, lower: Line, lowerX: number, px: number): number {
  if (upper.below + lower.above + apart <= px * pitch) return 0;
  const boxes = (line: Line, x: number) =>
    line.glyphs.flatMap((each) => {
      const ink = inkOf(each.glyph);
      if (ink === null) return [];
      const origin = x + each.x;
      return [
        {
          left: Math.floor(origin + ink.left * px),
          right: Math.ceil(origin + ink.right * px),
          above: Math.ceil(ink.top * px) - each.y,
          below: Math.ceil(-ink.bottom * px) + each.y,
        },
      ];
    });
  const tails = boxes(upper, upperX).filter(({ below }) => below > 0);
  let most = 0;
  for (const head of boxes(lower, lowerX))
    for (const tail of tails)
      if (tail.left <= head.right + apart && head.left <= tail.right + apart)
        most = Math.max(most, tail.below + head.above + apart);
  return most;
}

/** The most white between two texts of a column. */
const widestGap = inDots(1.5);

/** Texts under each other, flush left, spread over `height` dots as far as that looks like one column. */
export function textColumn(texts: readonly Set[], room: number, height: number): Figure {
  const figures = texts.map(({ text, face, px }) => {
    const lines = evenLines(text, face, px, room);
    return placeLines(lines, px, Math.max(0, ...lines.map((line) => line.width)), () => 0);
  });
  const sum = figures.reduce((total, figure) => total + figure.height, 0);
  const spare = Math.floor((height - sum) / Math.max(1, figures.length - 1));
  const between = Math.max(0, Math.min(widestGap, spare));
  const placed: Placed[] = [];
  let y = 0;
  for (const figure of figures) {
    for (const each of figure.placed) placed.push(moved(each, 0, y));
    y += figure.height + between;
  }
  return {
    width: Math.max(0, ...figures.map(({ width }) => width)),
    height: figures.length === 0 ? 0 : y - between,
    placed,
  };
}

export const centred = (figure: Figure, width: number, air: number): Figure => ({
  width,
  height: figure.height + 2 * air,
  placed: figure.placed.map((each) => moved(each, Math.floor((width - figure.width) / 2), air)),
});

/** A figure at `left` with `air` above and below, and a column at `columnX`, each in the middle of the other's height. */
export function besideText(
  figure: Figure,
  left: number,
  air: number,
  column: Figure,
  columnX: number,
  width: number,
): Figure {
  const height = Math.max(figure.height + 2 * air, column.height);
  const at = (each: Figure, x: number): readonly Placed[] =>
    each.placed.map((one) => moved(one, x, Math.floor((height - each.height) / 2)));
  return { width, height, placed: [...at(figure, left), ...at(column, columnX)] };
}
