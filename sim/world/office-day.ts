import { present } from '../../hal/assert.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { SeededRandom } from '../random.ts';

/** How the people of an office work on a day, where it is more than being there. */
export interface OfficeDay {
  /** What people come for: shares by service; services that are not named are not wanted. */
  readonly mix: Readonly<Record<string, number>>;
  /** How long a visit at the counter takes, by service. */
  readonly times: Readonly<Record<string, Milliseconds>>;
  /** What counters serve that day, where it is not what config says. */
  readonly serves: Readonly<Record<string, readonly string[]>>;
  /** Share of those with a number who step out of the hall for a while, and come late when they are called meanwhile. */
  readonly stepsOut: number;
  /** How often a clerk leaves the counter for some minutes. */
  readonly pauses: number;
}

/** A time in which somebody is not at their counter, in minutes of the local day. */
export interface Absence {
  readonly from: number;
  readonly to: number;
  readonly reason: 'lunch' | 'pause';
}

const lunch = { from: 11 * 60 + 30, to: 13 * 60, minutes: 45 } as const;
const pauseMin = { least: 5, most: 12 } as const;

/**
 * When the clerk of the n-th of so many counters is away on a day with these opening hours: short pauses drawn over the day, and lunch by
 * turns where the office stays open over noon. Who has a closed door at noon eats then.
 */
export const absencesOf = (
  opening: readonly { readonly from: number; readonly to: number }[],
  counter: { readonly index: number; readonly of: number },
  pauses: number,
  random: SeededRandom,
): readonly Absence[] => {
  const all: Absence[] = [];
  const throughNoon = opening.some(({ from, to }) => from <= lunch.from && to >= lunch.to);
  if (throughNoon) {
    const second = counter.index >= counter.of / 2;
    const from = second ? lunch.to - lunch.minutes : lunch.from;
    all.push({ from, to: from + lunch.minutes, reason: 'lunch' });
  }
  for (let n = 0; n < pauses && opening.length > 0; n += 1) {
    const span = present(opening[n % opening.length], 'one of the spans');
    const length = Math.round(random.between(pauseMin.least, pauseMin.most));
    const from = Math.round(random.between(span.from + 40, Math.max(span.from + 41, span.to - 40)));
    if (all.every((other) => from + length < other.from || from > other.to))
      all.push({ from, to: from + length, reason: 'pause' });
  }
  return all.toSorted((a, b) => a.from - b.from);
};
