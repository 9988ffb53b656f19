import { SeededRandom } from '../random.ts';
import type { Verdict } from './verdict.ts';

/** What a device is worth among the people of a set of encounters; null where nothing was there to take it from. */
export interface Figures {
  readonly recall: number | null;
  readonly precision: number | null;
  /** Shares of 0 to 1. */
  readonly passersGreeted: number | null;
  readonly lingerersGreeted: number | null;
  readonly medianAfterStopS: number | null;
  readonly aurocAt3sBefore: number | null;
  readonly aurocAt3m: number | null;
  /** Encounters counted. */
  readonly n: number;
}

export type FigureName = Exclude<keyof Figures, 'n'>;

/** The same with those passers set apart who stood for half a second within 1.5 m, whom no sensor tells from visitors in time. */
export interface WithoutHesitant {
  readonly recall: number | null;
  readonly precision: number | null;
  readonly passersGreeted: number | null;
  readonly n: number;
}

/** How often each encounter counts: all ones, or a bootstrap's draw. */
type Weights = (index: number) => number;
const once: Weights = () => 1;

const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

const sum = (verdicts: readonly Verdict[], weights: Weights, value: (verdict: Verdict) => number | boolean): number => {
  let total = 0;
  for (const [index, verdict] of verdicts.entries()) total += weights(index) * Number(value(verdict));
  return total;
};

/** The chance that one who engaged was believed in more than one who passed; ties count half. */
const aurocOf = (order: readonly number[], verdicts: readonly Verdict[], key: 'at3s' | 'at3m', weights: Weights) => {
  let below = 0;
  let won = 0;
  let engaged = 0;
  for (let from = 0; from < order.length;) {
    let to = from;
    const value = verdicts[order[from] ?? 0]?.[key];
    let tiedPass = 0;
    let tiedEngage = 0;
    for (; to < order.length && verdicts[order[to] ?? 0]?.[key] === value; to += 1) {
      const index = order[to] ?? 0;
      if (verdicts[index]?.label === 'engage') tiedEngage += weights(index);
      else tiedPass += weights(index);
    }
    won += tiedEngage * (below + tiedPass / 2);
    engaged += tiedEngage;
    below += tiedPass;
    from = to;
  }
  return share(won, engaged * below);
};

/** Those of whom a belief was read, by its height. */
const orderOf = (verdicts: readonly Verdict[], key: 'at3s' | 'at3m'): readonly number[] =>
  verdicts
    .map((verdict, index) => ({ index, label: verdict.label, value: verdict[key] }))
    .filter(({ label, value }) => value !== null && (label === 'engage' || label === 'pass'))
    .sort((a, b) => (a.value ?? 0) - (b.value ?? 0))
    .map(({ index }) => index);

const medianOf = (verdicts: readonly Verdict[], weights: Weights): number | null => {
  const hits = verdicts
    .map(({ afterStopS }, index) => ({ afterStopS, weight: weights(index) }))
    .filter((each): each is { afterStopS: number; weight: number } => each.afterStopS !== null && each.weight > 0)
    .sort((a, b) => a.afterStopS - b.afterStopS);
  const half = hits.reduce((total, { weight }) => total + weight, 0) / 2;
  let passed = 0;
  for (const [index, { afterStopS, weight }] of hits.entries()) {
    passed += weight;
    if (passed > half) return afterStopS;
    if (passed === half) return (afterStopS + (hits[index + 1]?.afterStopS ?? afterStopS)) / 2;
  }
  return null;
};

interface Orders {
  readonly at3s: readonly number[];
  readonly at3m: readonly number[];
}

const figuresWith = (verdicts: readonly Verdict[], orders: Orders, weights: Weights): Figures => {
  const total = (value: (verdict: Verdict) => number | boolean): number => sum(verdicts, weights, value);
  const hits = total(({ hit }) => hit);
  return {
    recall: share(
      total(({ served, asked }) => served && asked),
      total(({ label, asked }) => label === 'engage' && asked),
    ),
    precision: share(hits, hits + total(({ wrong }) => wrong)),
    passersGreeted: share(
      total(({ label, spokenTo }) => label === 'pass' && spokenTo),
      total(({ label }) => label === 'pass'),
    ),
    lingerersGreeted: share(
      total(({ label, spokenTo }) => label === 'linger' && spokenTo),
      total(({ label }) => label === 'linger'),
    ),
    medianAfterStopS: medianOf(verdicts, weights),
    aurocAt3sBefore: aurocOf(orders.at3s, verdicts, 'at3s', weights),
    aurocAt3m: aurocOf(orders.at3m, verdicts, 'at3m', weights),
    n: total(({ label }) => label !== null),
  };
};

const ordersOf = (verdicts: readonly Verdict[]): Orders => ({
  at3s: orderOf(verdicts, 'at3s'),
  at3m: orderOf(verdicts, 'at3m'),
});

export const figuresOf = (verdicts: readonly Verdict[]): Figures => figuresWith(verdicts, ordersOf(verdicts), once);

export const withoutHesitant = (verdicts: readonly Verdict[]): WithoutHesitant => {
  const { recall, precision, passersGreeted, n } = figuresOf(verdicts.filter(({ hesitant }) => !hesitant));
  return { recall, precision, passersGreeted, n };
};

export type Interval = readonly [low: number, high: number];
const resamples = 1_000;

const interval = (values: readonly (number | null)[]): Interval | null => {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.round(part * (sorted.length - 1))] ?? Number.NaN;
  return sorted.length < values.length / 2 ? null : [at(0.025), at(0.975)];
};

/** Draws encounters with replacement; the same draw for all that are compared. */
function* draws(count: number, seed: number): Generator<Weights> {
  const random = new SeededRandom(seed, 'bootstrap');
  for (let round = 0; round < resamples; round += 1) {
    const weights = new Uint16Array(count);
    for (let draw = 0; draw < count; draw += 1) {
      const index = random.below(count);
      weights[index] = (weights[index] ?? 0) + 1;
    }
    yield (index) => weights[index] ?? 0;
  }
}

/** 95 % intervals by bootstrap over encounters. */
export const intervalsOf = (
  verdicts: readonly Verdict[],
  seed: number,
): Readonly<Record<FigureName, Interval | null>> => {
  const orders = ordersOf(verdicts);
  const all = verdicts.length === 0 ? [] : [...draws(verdicts.length, seed)];
  const figures = all.map((weights) => figuresWith(verdicts, orders, weights));
  const of = (name: FigureName): Interval | null => interval(figures.map((each) => each[name]));
  return {
    recall: of('recall'),
    precision: of('precision'),
    passersGreeted: of('passersGreeted'),
    lingerersGreeted: of('lingerersGreeted'),
    medianAfterStopS: of('medianAfterStopS'),
    aurocAt3sBefore: of('aurocAt3sBefore'),
    aurocAt3m: of('aurocAt3m'),
  };
};

/** The harmonic mean of recall and precision: one number for a comparison that neither of the two decides alone. */
export const f1Of = ({ recall, precision }: Pick<Figures, 'recall' | 'precision'>): number | null =>
  recall === null || precision === null || recall + precision === 0
    ? null
    : (2 * recall * precision) / (recall + precision);

/** By how much `ours` is better than `theirs`, each person drawn for both at once. */
export const pairedDifference = (
  ours: ReadonlyMap<string, readonly Verdict[]>,
  theirs: ReadonlyMap<string, readonly Verdict[]>,
  seed: number,
): { readonly f1: number; readonly interval: Interval } | null => {
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  const side = (of: ReadonlyMap<string, readonly Verdict[]>, weights: Weights): number | null => {
    const drawn = keys.flatMap((key, index) => (of.get(key) ?? []).map((verdict) => ({ verdict, n: weights(index) })));
    const verdicts = drawn.map(({ verdict }) => verdict);
    return f1Of(figuresWith(verdicts, { at3s: [], at3m: [] }, (index) => drawn[index]?.n ?? 0));
  };
  const difference = (weights: Weights): number | null => {
    const a = side(ours, weights);
    const b = side(theirs, weights);
    return a === null || b === null ? null : a - b;
  };
  const f1 = difference(once);
  const spread = interval([...draws(keys.length, seed)].map(difference));
  return f1 === null || spread === null ? null : { f1, interval: spread };
};
