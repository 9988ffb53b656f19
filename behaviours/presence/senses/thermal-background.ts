import type { Milliseconds } from '../../../hal/units.ts';

/*
 * The temperature that each pixel of a thermal array has without people. It is learnt slowly where nobody is and hardly at all under
 * somebody; what is colder than it can only be the room itself and is learnt fast, so that who stood there when the power came leaves
 * no ghost. All pixels drift together with the chip's own temperature; that part is followed at once. The method is the running
 * average with selective update of Wren et al., "Pfinder", IEEE PAMI 19(7), 1997.
 */

/** Time constants: where nobody is, under what is warm, and where it is colder than believed. */
const quietMs: Milliseconds = 20_000;
const warmMs: Milliseconds = 240_000;
const colderMs: Milliseconds = 700;
/** How fast what all pixels have in common is followed; and what of it a single frame may be taken for, in degrees. */
const commonMs: Milliseconds = 2_000;
const mostCommonC = 0.2;
/** People cover less than half of the pixels: this share of them, from the coldest, tells what all have in common. */
const commonShare = 0.4;
/** Nearer to the background than this, in degrees, is noise: recorded frames of a Grid-EYE spread by ± 0.3 °C. */
const noiseC = 0.8;
/** After a longer silence the room may be another: it is learnt anew, but never by more than this at once. */
const longestStepMs: Milliseconds = 2_000;

/** The value below which `share` of `values` lie. */
const quantile = (values: Float64Array, share: number): number => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};

/** Learns the background of one sensor and says how much warmer than it each pixel is. */
export class ThermalBackground {
  #known: Float64Array | null = null;
  #at: Milliseconds = 0;

  /** What each pixel is believed to be without people, in degrees; null before the first frame. */
  get known(): Float64Array | null {
    return this.#known;
  }

  /**
   * One frame, in hundredths of a degree, of the time `at`; answers degrees above the background (below it: negative). `occupied`
   * tells which pixels are known to be somebody's, however faint. A frame of another size begins anew.
   */
  take(centiC: readonly number[], at: Milliseconds, occupied: (pixel: number) => boolean): Float64Array {
    const before = this.#known;
    const passed = Math.min(longestStepMs, Math.max(0, at - this.#at));
    this.#at = at;
    if (before === null || before.length !== centiC.length) {
      this.#known = Float64Array.from(centiC, (it) => it / 100);
      return new Float64Array(centiC.length);
    }
    const raw = Float64Array.from(centiC, (it, pixel) => it / 100 - (before[pixel] ?? 0));
    const common = Math.max(-mostCommonC, Math.min(mostCommonC, quantile(raw, commonShare)));
    const drift = common * Math.min(1, passed / commonMs);
    const excess = new Float64Array(centiC.length);
    for (const [pixel, offset] of raw.entries()) {
      const above = offset - drift;
      const settles = above < 0 - noiseC ? colderMs : above > noiseC || occupied(pixel) ? warmMs : quietMs;
      before[pixel] = (before[pixel] ?? 0) + drift + above * Math.min(1, passed / settles);
      excess[pixel] = above;
    }
    // What is left of a common shift is no person: half of the pixels are never theirs.
    const rest = Math.min(mostRestC, quantile(excess, 0.5));
    return excess.map((it) => it - rest);
  }
}

/** More than this in half of the pixels is people close before the lens. */
const mostRestC = 0.5;
