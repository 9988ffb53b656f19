/** How far letan does what a line of the seed texts, or a package of the card, asks of it. */
export type Standing =
  /** A shipped profile does it, and a test boots it. */
  | 'works'
  /** Some of it; `rest` says what is missing. */
  | 'part'
  /** Nothing of it yet. */
  | 'open'
  /** Nothing that a reception device could do; `rest` says why. */
  | 'beyond';

/** `config/sites/ward-centre/site.yaml#priority.ask`: a file and a key that must stand in it. */
export type ConfigKey = `config/${string}.yaml#${string}`;
/** `tests/days/shipped-sites.test.ts#the words of a test's name`; `.guest.ts` before a real kernel. */
export type TestName = `tests/${string}.${'test' | 'guest'}.ts#${string}`;

export interface Row {
  readonly standing: Standing;
  readonly config: readonly ConfigKey[];
  readonly behaviours: readonly string[];
  readonly tests: readonly TestName[];
  readonly rest: string;
}

export const open = (rest: string): Row => ({ standing: 'open', config: [], behaviours: [], tests: [], rest });
