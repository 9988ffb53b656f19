import type { Milliseconds } from '../../../hal/units.ts';

/*
 * People as spots of heat, followed from frame to frame. Each is a round bell of one width whose middle is moved to the heat that it
 * explains better than the others (expectation–maximisation of a mixture of equal bells, Dempster, Laird & Rubin 1977; as a tracker:
 * mean shift, Comaniciu, Ramesh & Meer, IEEE PAMI 25(5), 2003). So two who walk close together keep their heat apart where a
 * threshold would see one blob. Heat that nobody explains is somebody new.
 */

/** One spot. Pixels of the grid: `x` columns from its left edge, `y` rows from its top; speeds in pixels a tenth of a second. */
export interface HeatTrack {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  /** Degrees above the background in its middle. */
  readonly peakC: number;
  /** Degrees above the background, summed over what it explains. */
  readonly heatC: number;
  /** Frames since it was found. */
  readonly age: number;
  /** Frames since it was last seen; it goes on as before meanwhile. */
  readonly missed: number;
}

/** One standard deviation of a person's spot, in pixels: fitted to people 1.5 m below a Grid-EYE, who cover four by four. */
const widthPx = 1.2;
/** Less than this above the background is no heat, in degrees. */
const leastC = 0.5;
/** What the room explains of each pixel, in degrees: a spot does not gather heat from afar. */
const roomC = 0.3;
/** A new spot: so warm in its middle, so far from every other. */
const bornC = 0.7;
const bornApartPx = 2;
/** Two that are nearer than this are one, unless they are passing one another. */
const mergedPx = 1.2;
const passing = { frames: 5, speed: 0.3 };
/** A spot that explains less heat than this is not seen; after so many frames it is gone. */
const seenC = 1.2;
const mostMissed = 5;
/** How much of the place is taken from where it was going, and of the speed from before. */
const inertia = 0.2;
const steady = 0.6;
const fastest = 1;
const rounds = 6;
/** More people do not fit under one lens. */
const most = 8;
/** How far around its middle a spot's pixels are its own. */
const ownPx = 2.5;
const tenth: Milliseconds = 100;

type Spot = { -readonly [K in keyof HeatTrack]: HeatTrack[K] };

/** A bell of height 1; e⁻ᶻ by its series, since the engines' own exponentials differ in their last bits. */
const bell = (squarePx: number): number => {
  const z = squarePx / (2 * widthPx * widthPx);
  return z > 6 ? 0 : 1 / (1 + z * (1 + z * (0.5 + z * (1 / 6 + z / 24))));
};

const square = (a: { x: number; y: number }, x: number, y: number): number =>
  (a.x - x) * (a.x - x) + (a.y - y) * (a.y - y);

export class HeatTracks {
  readonly #rows: number;
  readonly #columns: number;
  #spots: Spot[] = [];
  #nextId = 1;
  #at: Milliseconds | null = null;

  constructor(rows: number, columns: number) {
    this.#rows = rows;
    this.#columns = columns;
  }

  get tracks(): readonly HeatTrack[] {
    return this.#spots;
  }

  /** Whether a pixel, counted row by row, belongs to somebody. */
  readonly occupied = (pixel: number): boolean =>
    this.#spots.some((spot) => square(spot, pixel % this.#columns, Math.floor(pixel / this.#columns)) < ownPx * ownPx);

  /** One frame of degrees above the background, of the time `at`. */
  take(excessC: Float64Array, at: Milliseconds): readonly HeatTrack[] {
    const steps = this.#at === null ? 1 : Math.min(5, Math.max(0.2, (at - this.#at) / tenth));
    this.#at = at;
    const heat = excessC.map((it) => Math.max(0, it - leastC));
    for (const spot of this.#spots) {
      spot.x += spot.vx * steps;
      spot.y += spot.vy * steps;
    }
    const expected = this.#spots.map(({ x, y }) => ({ x, y }));
    for (let round = 0; round < rounds; round += 1) this.#settle(heat, expected);
    for (const [index, spot] of this.#spots.entries()) learnSpeed(spot, expected[index] ?? spot, steps);
    this.#merge();
    this.#spots = this.#spots.filter((spot) => this.#lasts(spot));
    this.#find(heat);
    return this.#spots;
  }

  /** One round: heat is shared out among the spots, then each moves to the middle of its share. */
  #settle(heat: Float64Array, expected: readonly { readonly x: number; readonly y: number }[]): void {
    const shares = this.#spots.map(() => ({ heat: 0, x: 0, y: 0, bells: 0 }));
    for (let row = 0; row < this.#rows; row += 1)
      for (let column = 0; column < this.#columns; column += 1) {
        const warm = heat[row * this.#columns + column] ?? 0;
        const bells = this.#spots.map((spot) => bell(square(spot, column, row)));
        let sum = roomC;
        for (const [index, spot] of this.#spots.entries()) sum += spot.peakC * (bells[index] ?? 0);
        for (const [index, spot] of this.#spots.entries()) {
          const share = shares[index];
          if (share === undefined) continue;
          const part = (warm * spot.peakC * (bells[index] ?? 0)) / sum;
          share.bells += bells[index] ?? 0;
          share.heat += part;
          share.x += part * column;
          share.y += part * row;
        }
      }
    for (const [index, spot] of this.#spots.entries()) {
      const share = shares[index];
      const due = expected[index];
      if (share === undefined || due === undefined) continue;
      spot.heatC = share.heat;
      if (share.heat < seenC) continue;
      spot.x = inertia * due.x + (1 - inertia) * (share.x / share.heat);
      spot.y = inertia * due.y + (1 - inertia) * (share.y / share.heat);
      spot.peakC = Math.max(leastC, (spot.peakC + share.heat / Math.max(2, share.bells)) / 2);
    }
  }

  /** Of two that have become one the younger goes; two who pass one another stay two. */
  #merge(): void {
    const gone = new Set<Spot>();
    for (const [index, older] of this.#spots.entries())
      for (const younger of this.#spots.slice(index + 1)) {
        if (gone.has(older) || gone.has(younger)) continue;
        if (square(older, younger.x, younger.y) >= mergedPx * mergedPx) continue;
        const apart = Math.abs(older.vx - younger.vx) + Math.abs(older.vy - younger.vy);
        const both = Math.min(older.age, younger.age) > passing.frames;
        if (!(both && apart > passing.speed)) gone.add(younger);
      }
    this.#spots = this.#spots.filter((spot) => !gone.has(spot));
  }

  #lasts({ x, y, missed }: Spot): boolean {
    if (missed > mostMissed || x < -1.5 || y < -1.5 || x > this.#columns + 0.5 || y > this.#rows + 0.5) return false;
    // Who is not seen at the edge has gone out by it.
    return missed === 0 || (x >= 0.3 && x <= this.#columns - 1.3);
  }

  /** Heat that nobody explains: the warmest place of it, a few times. */
  #find(heat: Float64Array): void {
    while (this.#spots.length < most) {
      const rest = heat.map((warm, pixel) => {
        let explained = 0;
        for (const spot of this.#spots)
          explained += spot.peakC * bell(square(spot, pixel % this.#columns, Math.floor(pixel / this.#columns)));
        return Math.max(0, warm - explained);
      });
      const found = this.#warmest(rest);
      if (found === null) return;
      this.#spots.push({ ...found, id: this.#nextId, vx: 0, vy: 0, age: 0, missed: 0 });
      this.#nextId += 1;
    }
  }

  #warmest(rest: Float64Array): { x: number; y: number; peakC: number; heatC: number } | null {
    let found = null;
    let most = bornC;
    for (let y = 0; y < this.#rows; y += 1)
      for (let x = 0; x < this.#columns; x += 1) {
        const warmth = this.#smoothed(rest, x, y);
        if (warmth < most || this.#spots.some((spot) => square(spot, x, y) <= bornApartPx * bornApartPx)) continue;
        most = warmth;
        found = { x, y, peakC: warmth, heatC: warmth };
      }
    return found;
  }

  /** The mean around a pixel, the middle counting four times as much as a corner. */
  #smoothed(values: Float64Array, column: number, row: number): number {
    let sum = 0;
    let weights = 0;
    for (let y = Math.max(0, row - 1); y <= Math.min(this.#rows - 1, row + 1); y += 1)
      for (let x = Math.max(0, column - 1); x <= Math.min(this.#columns - 1, column + 1); x += 1) {
        const weight = (2 - Math.abs(x - column)) * (2 - Math.abs(y - row));
        sum += weight * (values[y * this.#columns + x] ?? 0);
        weights += weight;
      }
    return sum / weights;
  }
}

const learnSpeed = (spot: Spot, expected: { readonly x: number; readonly y: number }, steps: number): void => {
  spot.age += 1;
  if (spot.heatC < seenC) {
    spot.missed += 1;
    spot.vx *= 0.8;
    spot.vy *= 0.8;
    return;
  }
  spot.missed = 0;
  const limited = (speed: number): number => Math.max(-fastest, Math.min(fastest, speed));
  const vx = (spot.x - expected.x) / steps + spot.vx;
  const vy = (spot.y - expected.y) / steps + spot.vy;
  spot.vx = limited(steady * spot.vx + (1 - steady) * vx);
  spot.vy = limited(steady * spot.vy + (1 - steady) * vy);
};
