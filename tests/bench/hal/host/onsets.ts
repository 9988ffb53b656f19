/** Louder than this is sound. */
const audible = 0.001;

/** Finds where sound begins after silence, in samples that come piece by piece. */
export class Onsets {
  readonly #silentSamples: number;
  #silentFor: number;

  /** @param silentSamples how many silent samples must have gone before; a tone's zeros are none. What comes first counts as after silence. */
  constructor(silentSamples: number) {
    this.#silentSamples = silentSamples;
    this.#silentFor = silentSamples;
  }

  /** Where in this piece sound begins after silence: indices, in order. */
  take(samples: Iterable<number>): readonly number[] {
    const begun: number[] = [];
    let at = 0;
    for (const sample of samples) {
      if (Math.abs(sample) <= audible) this.#silentFor += 1;
      else {
        if (this.#silentFor >= this.#silentSamples) begun.push(at);
        this.#silentFor = 0;
      }
      at += 1;
    }
    return begun;
  }
}

/**
 * From each start to the first onset after it and before the next start, in ms; null where nothing was heard. Both in nanoseconds of one
 * clock, in order.
 */
export const startToOnset = (starts: readonly bigint[], onsets: readonly bigint[]): readonly (number | null)[] =>
  starts.map((start, index) => {
    const next = starts[index + 1];
    const heard = onsets.find((onset) => onset >= start && (next === undefined || onset < next));
    return heard === undefined ? null : Number(heard - start) / 1e6;
  });
