/** How many runs a long test makes: `fast` in `npm test`, `long` in `npm run test:long`. */
export const runs = (counts: { fast: number; long: number }): number =>
  process.env['LETAN_TIER'] === 'long' ? counts.long : counts.fast;

/** Where recordings of people, queues and printers live, or null: tests that need them are then skipped by name. */
export const recordings = (): string => process.env['LETAN_RECORDINGS'] ?? '../shared/data';
