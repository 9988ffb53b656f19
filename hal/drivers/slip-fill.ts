import type { Bitmap } from './escpos-commands.ts';
import type { Contour } from './true-type.ts';

/** A run of black dots: row, first dot, one past the last. */
export interface Span {
  readonly y: number;
  readonly from: number;
  readonly to: number;
}

/** Scan lines to a dot. */
const lines = 5;

interface Edge {
  readonly top: number;
  readonly bottom: number;
  readonly x: number;
  readonly slope: number;
  readonly winding: 1 | -1;
}

/**
 * Fills an outline (dots, y down, non-zero winding) to black and white: a dot is black when at least half of it is covered, so
 * strokes keep their weight and no grey is left to be dithered.
 */
export function fill(contours: readonly Contour[]): readonly Span[] {
  const edges = contours.flatMap(edgesOf);
  if (edges.length === 0) return [];
  let top = Infinity;
  let bottom = -Infinity;
  let left = Infinity;
  let right = -Infinity;
  for (const contour of contours)
    for (const { x, y } of contour) {
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
  const origin = Math.floor(left);
  const width = Math.ceil(right) - origin + 1;
  const spans: Span[] = [];
  for (let y = Math.floor(top); y < Math.ceil(bottom); y++) {
    const cover = new Float64Array(width);
    const row = edges.filter((edge) => edge.top < y + 1 && edge.bottom > y);
    for (let line = 0; line < lines; line++) coverLine(row, y + (line + 0.5) / lines, origin, cover);
    addSpans(cover, y, origin, spans);
  }
  return spans;
}

function edgesOf(contour: Contour): readonly Edge[] {
  const edges: Edge[] = [];
  contour.forEach((a, i) => {
    const b = contour[(i + 1) % contour.length] ?? a;
    if (a.y === b.y) return;
    const [upper, lower] = a.y < b.y ? [a, b] : [b, a];
    edges.push({
      top: upper.y,
      bottom: lower.y,
      x: upper.x,
      slope: (lower.x - upper.x) / (lower.y - upper.y),
      winding: a.y < b.y ? 1 : -1,
    });
  });
  return edges;
}

function coverLine(edges: readonly Edge[], y: number, origin: number, cover: Float64Array): void {
  const crossings = edges
    .filter((edge) => edge.top <= y && edge.bottom > y)
    .map((edge) => ({ x: edge.x + (y - edge.top) * edge.slope - origin, winding: edge.winding }))
    .sort((a, b) => a.x - b.x);
  let winding = 0;
  let start = 0;
  for (const crossing of crossings) {
    if (winding === 0) start = crossing.x;
    winding += crossing.winding;
    if (winding === 0) coverRun(start, crossing.x, cover);
  }
}

function coverRun(from: number, to: number, cover: Float64Array): void {
  const [first, last] = [Math.floor(from), Math.floor(to)];
  if (first === last) {
    add(cover, first, to - from);
    return;
  }
  add(cover, first, first + 1 - from);
  for (let x = first + 1; x < last; x++) add(cover, x, 1);
  add(cover, last, to - last);
}

const add = (cover: Float64Array, x: number, amount: number): void => {
  cover[x] = (cover[x] ?? 0) + amount;
};

function addSpans(cover: Float64Array, y: number, origin: number, spans: Span[]): void {
  let from: number | null = null;
  for (let x = 0; x <= cover.length; x++) {
    const black = (cover[x] ?? 0) >= lines / 2;
    if (black && from === null) from = x;
    if (!black && from !== null) {
      spans.push({ y, from: from + origin, to: x + origin });
      from = null;
    }
  }
}

/** A sheet of white dots to put spans on. What lies outside is cut off. */
export class Sheet implements Bitmap {
  readonly width: number;
  readonly height: number;
  readonly bits: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.bits = new Uint8Array((width / 8) * height);
  }

  put(spans: readonly Span[], dx: number, dy: number): void {
    for (const span of spans) this.#black(span.y + dy, span.from + dx, span.to + dx);
  }

  rectangle(x: number, y: number, width: number, height: number): void {
    for (let row = y; row < y + height; row++) this.#black(row, x, x + width);
  }

  #black(y: number, from: number, to: number): void {
    if (y < 0 || y >= this.height) return;
    const row = y * (this.width / 8);
    const end = Math.min(to, this.width);
    for (let x = Math.max(from, 0); x < end;) {
      const at = row + (x >> 3);
      if ((x & 7) === 0 && end - x >= 8) {
        this.bits[at] = 0xff;
        x += 8;
      } else {
        this.bits[at] = (this.bits[at] ?? 0) | (0x80 >> (x & 7));
        x += 1;
      }
    }
  }
}
