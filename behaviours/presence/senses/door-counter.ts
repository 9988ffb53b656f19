import type { Measurement, ThermalGridWord } from '../../../hal/ports/sensors.ts';
import type { Milliseconds } from '../../../hal/units.ts';
import { HeatTracks, type HeatTrack } from './heat-tracks.ts';
import { ThermalBackground } from './thermal-background.ts';
import { thermalFrame } from './thermal-frame.ts';

/** Somebody went through the door. */
export interface Passage {
  readonly way: 'in' | 'out';
  /** When they had crossed the line and gone on beyond it. */
  readonly at: Milliseconds;
}

export interface DoorCounterSettings {
  /** Which way on the grid is into the room: towards its right, left, bottom or top edge. */
  readonly inward: 'right' | 'left' | 'down' | 'up';
  /**
   * Where the line lies between the edges, 0 to 1 of the way inward, and how far beyond it, in pixels on either side, somebody must
   * be to be on that side: who turns round on the threshold has not come in.
   */
  readonly line: number;
  readonly marginPx: number;
}

export const usualDoor: DoorCounterSettings = { inward: 'right', line: 0.5, marginPx: 0.75 };

/** Younger spots, in frames, are noise as likely as people. */
const leastAge = 3;

type Side = 'outside' | 'inside';

/**
 * Counts people in and out of a door below a thermal array (AMG8833, Grid-EYE over the lintel): background, spots of heat, tracks, and
 * a line that counts whoever was surely on one side of it and then surely on the other, each crossing once.
 */
export class DoorCounter {
  readonly #settings: DoorCounterSettings;
  readonly #background = new ThermalBackground();
  readonly #sides = new Map<number, Side>();
  #tracks: HeatTracks | null = null;
  #shape = '';
  #in = 0;
  #out = 0;
  #at: Milliseconds = Number.NEGATIVE_INFINITY;

  constructor(settings: DoorCounterSettings = usualDoor) {
    this.#settings = settings;
  }

  /** How many have gone in and out since the start. */
  get counts(): { readonly in: number; readonly out: number } {
    return { in: this.#in, out: this.#out };
  }

  get tracks(): readonly HeatTrack[] {
    return this.#tracks?.tracks ?? [];
  }

  /**
   * Takes in one word and tells who has gone through since the one before. Faults, nonsense and words older than the newest say
   * nothing and change nothing; a grid of another size begins anew.
   */
  take(measurement: Measurement<ThermalGridWord>): readonly Passage[] {
    if ('fault' in measurement || !(measurement.at >= this.#at)) return [];
    const frame = thermalFrame(measurement.value);
    if (frame === 'garbled') return [];
    const { at } = measurement;
    this.#at = at;
    const { rows, columns, centiC } = frame;
    if (this.#tracks === null || this.#shape !== `${rows}×${columns}`) {
      this.#tracks = new HeatTracks(rows, columns);
      this.#shape = `${rows}×${columns}`;
      this.#sides.clear();
    }
    const excess = this.#background.take(centiC, at, this.#tracks.occupied);
    const found: Passage[] = [];
    const tracks = this.#tracks.take(excess, at);
    for (const track of tracks) {
      if (track.age < leastAge) continue;
      const side = this.#sideOf(track, rows, columns);
      if (side === null) continue;
      const before = this.#sides.get(track.id);
      this.#sides.set(track.id, side);
      if (before === undefined || before === side) continue;
      found.push({ way: side === 'inside' ? 'in' : 'out', at });
    }
    for (const id of this.#sides.keys()) if (!tracks.some((track) => track.id === id)) this.#sides.delete(id);
    this.#in += found.filter(({ way }) => way === 'in').length;
    this.#out += found.filter(({ way }) => way === 'out').length;
    return found;
  }

  #sideOf({ x, y }: HeatTrack, rows: number, columns: number): Side | null {
    const { inward, line, marginPx } = this.#settings;
    const across = inward === 'right' || inward === 'left';
    const last = (across ? columns : rows) - 1;
    const along = across ? x : y;
    const gone = inward === 'right' || inward === 'down' ? along : last - along;
    const beyond = gone - line * last;
    if (beyond > marginPx) return 'inside';
    return beyond < 0 - marginPx ? 'outside' : null;
  }
}
