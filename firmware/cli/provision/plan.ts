import { z } from 'zod';

/** What the desk asks of the machine itself; in the JSON file that travels with the release. Paths are the machine's. */
export const planSchema = z.strictObject({
  /** Below what it is laid: `/`, or where another system is mounted. */
  root: z.string().startsWith('/'),
  bundle: z.string().startsWith('/'),
  keys: z.string().startsWith('/'),
  siteDirectory: z.string().startsWith('/'),
  site: z.string(),
  device: z.string(),
  secrets: z.string().startsWith('/').nullable(),
  /** Also over another release that runs. */
  again: z.boolean(),
});
export type Plan = z.output<typeof planSchema>;

/** One line of what the machine says meanwhile: a step, or the end. */
export const wordSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('step'),
    step: z.string(),
    values: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  z.strictObject({ kind: z.literal('done'), changed: z.boolean() }),
  z.strictObject({
    kind: z.literal('refused'),
    why: z.enum(['otherRelease', 'busy', 'failed', 'notGood', 'config']),
    values: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
]);
export type Word = z.output<typeof wordSchema>;
