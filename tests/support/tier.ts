/** How many runs a long test makes: `fast` in `npm test`, `long` in `npm run test:long`. */
export const runs = (counts: { fast: number; long: number }): number =>
  process.env['LETAN_TIER'] === 'long' ? counts.long : counts.fast;

/**
 * Which of `count` units of a long test this process does, from (included) to (excluded): all of them, or with LETAN_PART=2/4 the second
 * of four parts.
 */
export const partOf = (count: number): { readonly from: number; readonly to: number } => {
  const [part = 1, of = 1] = (process.env['LETAN_PART'] ?? '1/1').split('/').map(Number);
  return { from: Math.floor((count * (part - 1)) / of), to: Math.floor((count * part) / of) };
};

/** Where recordings of people, queues and printers live, or null: tests that need them are then skipped by name. */
export const recordings = (): string => process.env['LETAN_RECORDINGS'] ?? '../shared/data';
