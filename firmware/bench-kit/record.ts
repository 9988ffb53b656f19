import { z } from 'zod';
import { ok, fail, type Result } from '../../hal/result.ts';

/*
 * What was tried on which hardware, when, by whom, and how it went. A record stands for one bench: one device of a config with its
 * board and its real parts. Records that are kept lie in config/boards/acceptance.
 */

const text = z.string().min(1).max(400);

/** One sentence of a contract, tried on one real device. `why` says why it was skipped, or how it failed; empty where it passed. */
const result = z.strictObject({
  suite: text,
  test: text,
  state: z.enum(['passed', 'failed', 'skipped']),
  ms: z.int().min(0),
  why: z.string().max(4000),
});

export const acceptanceRecord = z.strictObject({
  schema: z.literal(1),
  /** Who stood at the bench. */
  who: text,
  /** When it was begun: ISO 8601, UTC. */
  at: z.iso.datetime(),
  /** Of the sources; `dirty` where they had been changed since. */
  commit: text,
  firmware: text,
  node: text,
  kernel: text,
  /** What the machine calls itself. */
  machine: text,
  /** What the config says of it; null: nothing. */
  board: text.nullable(),
  site: text,
  device: text,
  /** Every device of the config: which part it is, and whether it is real. */
  devices: z.array(z.strictObject({ name: text, port: text, driver: text, part: text, real: z.boolean() })),
  results: z.array(result),
});
export type AcceptanceRecord = z.output<typeof acceptanceRecord>;
export type BenchResult = AcceptanceRecord['results'][number];

export const countOf = (results: readonly BenchResult[], state: BenchResult['state']): number =>
  results.filter((each) => each.state === state).length;

/** Something was tried and nothing failed: what was skipped does not make a bench green. */
export const accepted = ({ results }: AcceptanceRecord): boolean =>
  countOf(results, 'failed') === 0 && countOf(results, 'passed') > 0;

/** A record as it lies in a file. */
export const readRecord = (json: string): Result<AcceptanceRecord, string> => {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return fail('no JSON');
  }
  const parsed = acceptanceRecord.safeParse(value);
  return parsed.success
    ? ok(parsed.data)
    : fail(parsed.error.issues.map((each) => `${each.path.join('.')}: ${each.message}`).join('; '));
};
