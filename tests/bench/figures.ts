/** One raw case of a bench: enough to recompute every figure of its section without our code. */
export interface BenchCase {
  readonly section: string;
  readonly case: string;
  readonly decision: string;
  /** When it began: milliseconds of the section's own clock. */
  readonly time: number;
  readonly value: number;
}

export interface Section {
  readonly name: string;
  /** What was measured, in one line. */
  readonly what: string;
  readonly figures: Readonly<Record<string, number>>;
  readonly cases: readonly BenchCase[];
}

/** The value below which `share` of the values lie (nearest rank). */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  return sorted[rank] ?? Number.NaN;
};

export const rounded = (value: number): number => Number(value.toPrecision(4));

/** p50, p99 and maximum of a set of spans, with the prefix in front of their names. */
export const spread = (prefix: string, values: readonly number[]): Record<string, number> => ({
  [`${prefix}P50Ms`]: rounded(quantile(values, 0.5)),
  [`${prefix}P99Ms`]: rounded(quantile(values, 0.99)),
  [`${prefix}MaxMs`]: rounded(quantile(values, 1)),
});
