/** What a kiosk's process says of itself when it is asked. */
export interface Spent {
  /** Monotonic. */
  readonly atMs: number;
  /** User and system time of all its threads since it began. */
  readonly cpuMs: number;
  /** The most memory that it ever held. */
  readonly peakKb: number;
  /** Words that each sensor has said, and those of both that were faults. */
  readonly radar: number;
  readonly grid: number;
  readonly faults: number;
  /** What its presence chart says. */
  readonly presence: string;
}

/** How much of one core was used from each sample to the next, in per cent. */
export const coreShares = (samples: readonly Spent[]): readonly number[] =>
  samples.slice(1).flatMap((sample, index) => {
    const before = samples[index];
    return before === undefined || sample.atMs <= before.atMs
      ? []
      : [(100 * (sample.cpuMs - before.cpuMs)) / (sample.atMs - before.atMs)];
  });
