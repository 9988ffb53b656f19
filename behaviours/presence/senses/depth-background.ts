import type { Milliseconds } from '../../../hal/units.ts';

/*
 * How far it is to what stands still, for each cell of a sensor that measures distances (one cone, the zones of a grid, the beams of a
 * scan). What is nearer is somebody, or a chair that was put there: who keeps to the same three centimetres for minutes is a chair.
 * What is farther than it was believed to be has been uncovered and is believed at once. As the depth images' background of Gordon,
 * Darrell, Harville and Woodfill (CVPR 1999), one surface a cell.
 */

/** The first words are taken for the empty room, the farthest of each cell: a device is switched on before its doors open. */
const firstMs: Milliseconds = 2_000;
/** What is farther must stay so for this long; a lost echo is not far. */
const uncoveredMs: Milliseconds = 1_000;
/** What is nearer and keeps still for this long is furniture. */
const furnitureMs: Milliseconds = 180_000;
const furnitureMm = 30;
/** Nearer than the background by less than this, or by less than this share of it, is the background. */
const leastMm = 120;
const leastShare = 0.06;
/** The mean of what stands before it follows the noise by this share a word. */
const settles = 0.05;
/** The background follows what is measured of it by this share a word. */
const follows = 0.02;

/** A wall in one cell is as far as in the next to this share: 5° farther along at a slant of 60°. */
const likeShare = 0.15;

interface Cell {
  /** Null: nothing within range. */
  known: number | null;
  /** Where what has been measured instead has stood since when, and its mean of late; null: the background itself. */
  other: number | null;
  mean: number;
  since: Milliseconds;
}

export class DepthBackground {
  readonly #columns: number;
  #cells: Cell[] = [];
  #firstAt: Milliseconds | null = null;

  /** `columns` cells make a row; left out: they are one row. */
  constructor(columns = Number.POSITIVE_INFINITY) {
    this.#columns = columns;
  }

  /**
   * One frame of distances in millimetres, null where nothing answered, of the time `at`. Answers which cells see something before
   * the background. A frame of another size begins anew.
   */
  take(distancesMm: readonly (number | null)[], at: Milliseconds): readonly boolean[] {
    if (this.#cells.length !== distancesMm.length) {
      this.#cells = distancesMm.map(() => ({ known: null, other: null, mean: 0, since: at }));
      this.#firstAt = at;
    }
    const learning = at - (this.#firstAt ?? at) < firstMs;
    return distancesMm.map((mm, index) => {
      const cell = this.#cells[index];
      if (cell === undefined || mm === null) return false;
      // A cell that never answered while the room was empty: the same wall as beside it is the wall.
      if (cell.known === null && !learning && this.#continues(index, mm)) cell.known = mm;
      return before(cell, mm, at, learning);
    });
  }

  #continues(index: number, mm: number): boolean {
    const column = index % this.#columns;
    const row = Number.isFinite(this.#columns) ? this.#columns : 0;
    for (const [step, inRow] of [
      [-1, column > 0],
      [1, column + 1 < this.#columns],
      [0 - row, row > 0],
      [row, row > 0],
    ] as const) {
      const known = inRow ? (this.#cells[index + step]?.known ?? null) : null;
      if (known !== null && Math.abs(known - mm) <= likeShare * known) return true;
    }
    return false;
  }

  /** What is believed to stand still in a cell, null: nothing. */
  behind(index: number): number | null {
    return this.#cells[index]?.known ?? null;
  }
}

const before = (cell: Cell, mm: number, at: Milliseconds, learning: boolean): boolean => {
  if (learning) {
    cell.known = Math.max(cell.known ?? 0, mm);
    return false;
  }
  const { known } = cell;
  const tolerance = Math.max(leastMm, leastShare * (known ?? mm));
  if (known !== null && Math.abs(mm - known) <= tolerance) {
    cell.known = known + follows * (mm - known);
    cell.other = null;
    return false;
  }
  const farther = known !== null && mm > known;
  if (cell.other === null || Math.abs(mm - cell.mean) > tolerance) {
    cell.other = mm;
    cell.mean = mm;
    cell.since = at;
    return !farther;
  }
  cell.mean += settles * (mm - cell.mean);
  if (!farther && Math.abs(cell.mean - cell.other) > furnitureMm) {
    cell.other = cell.mean;
    cell.since = at;
  }
  if (at - cell.since < (farther ? uncoveredMs : furnitureMs)) return !farther;
  cell.known = cell.mean;
  cell.other = null;
  return false;
};
