import type { Metres } from '../../hal/units.ts';

/*
 * How well tracks follow people, by the CLEAR MOT measures (Bernardin and Stiefelhagen: Evaluating multiple object tracking
 * performance, EURASIP Journal on Image and Video Processing, 2008). It knows nothing of the tracker that it judges: its own
 * matching keeps a pair while it holds and then takes the nearest.
 */

export interface Placed {
  readonly id: number | string;
  readonly x: Metres;
  readonly y: Metres;
}

export interface MotFigures {
  /** 1 − (misses + false + switches) ÷ truths. */
  readonly mota: number;
  /** Mean distance of matched pairs. */
  readonly motpM: Metres;
  readonly truths: number;
  readonly misses: number;
  readonly falsePositives: number;
  readonly switches: number;
  /** How often a followed person was lost and found again. */
  readonly fragments: number;
  readonly people: number;
}

export class ClearMot {
  readonly #withinM: Metres;
  /** By truth: the track that followed it last, and whether it does now. */
  readonly #pairs = new Map<number | string, { track: number | string; held: boolean }>();
  #truths = 0;
  #misses = 0;
  #false = 0;
  #switches = 0;
  #fragments = 0;
  #matched = 0;
  #sumM = 0;

  constructor(withinM: Metres) {
    this.#withinM = withinM;
  }

  frame(truths: readonly Placed[], tracks: readonly Placed[]): void {
    const free = new Map(tracks.map((track) => [track.id, track]));
    const open: Placed[] = [];
    for (const truth of truths) {
      const pair = this.#pairs.get(truth.id);
      const track = pair?.held === true ? free.get(pair.track) : undefined;
      const gap = track === undefined ? Number.POSITIVE_INFINITY : apart(truth, track);
      if (track !== undefined && gap <= this.#withinM) {
        free.delete(track.id);
        this.#match(gap);
      } else open.push(truth);
    }
    const candidates = open
      .flatMap((truth) => [...free.values()].map((track) => ({ truth, track, gap: apart(truth, track) })))
      .filter(({ gap }) => gap <= this.#withinM)
      .sort((a, b) => a.gap - b.gap);
    const found = new Set<number | string>();
    for (const { truth, track, gap } of candidates) {
      if (found.has(truth.id) || !free.has(track.id)) continue;
      found.add(truth.id);
      free.delete(track.id);
      this.#match(gap);
      const before = this.#pairs.get(truth.id);
      if (before !== undefined && before.track !== track.id) this.#switches += 1;
      if (before !== undefined && !before.held) this.#fragments += 1;
      this.#pairs.set(truth.id, { track: track.id, held: true });
    }
    for (const truth of open) {
      if (found.has(truth.id)) continue;
      this.#misses += 1;
      const pair = this.#pairs.get(truth.id);
      if (pair !== undefined) pair.held = false;
    }
    this.#truths += truths.length;
    this.#false += free.size;
  }

  get figures(): MotFigures {
    return {
      mota: 1 - (this.#misses + this.#false + this.#switches) / Math.max(1, this.#truths),
      motpM: this.#sumM / Math.max(1, this.#matched),
      truths: this.#truths,
      misses: this.#misses,
      falsePositives: this.#false,
      switches: this.#switches,
      fragments: this.#fragments,
      people: this.#pairs.size,
    };
  }

  #match(gap: Metres): void {
    this.#matched += 1;
    this.#sumM += gap;
  }
}

const apart = (a: Placed, b: Placed): Metres => Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
