import type { Random } from '../../../hal/ports/random.ts';
import { waysOn, type HallAhead } from './ahead.ts';
import type { WaitForecast } from './forecast.ts';
import type { Habits } from './habits.ts';
import type { LineAhead } from './look.ts';

/** How many ways on are looked at for one answer, and fewer where that would take long: so many people served are looked at in all. */
const mostWays = 100;
const leastWays = 40;
const mostServed = 5_000;

/** A range narrower than this would claim that every clerk's next minute is known: this much at least lies between middle and end. */
const leastSpreadS = 45;

/**
 * Waits foretold for a hall whose rules are known: it is let go on in many ways from now, as it was seen to go on before, and the range
 * is read off the waits that come out. Null: nobody can say (no counter will serve them).
 */
export function foretellHall(hall: HallAhead, habits: Habits, random: Random): WaitForecast | null {
  const { asker, counters, waiting } = hall;
  const known = (service: string): boolean => habits.times.meanS(service) !== null;
  if (!waiting.every(({ service }, index) => index >= asker || known(service))) return null;
  if (!counters.every((counter) => counter.now !== 'serving' || known(counter.service))) return null;
  const ways = Math.max(leastWays, Math.min(mostWays, Math.floor(mostServed / (asker + 1))));
  const waits = waysOn(hall, habits, random, ways);
  if (waits.length < ways / 2) return null;
  const p50S = at(waits, 0.5);
  return { p50S, p90S: Math.max(at(waits, 0.9), p50S + leastSpreadS) };
}

/** How far nine tenths of what is normally spread lie above its middle, by its standard deviation. */
const ninthTenth = 1.28;
const variation = 0.6;

/**
 * As `foretellHall`, without letting it go on: the time of all who are before the asker, as far as it falls to the counters that serve
 * the asker too, shared by these.
 */
export function roughly({ before, counters, service: wanted }: LineAhead, habits: Habits): WaitForecast | null {
  const open = counters.filter(({ now }) => now !== 'closed');
  const ours = open.filter(({ services }) => services.includes(wanted));
  let meanS = 0;
  let squaredS = 0;
  for (const [service, people] of before) {
    const each = habits.times.meanS(service);
    if (each === null) return null;
    const serving = open.filter(({ services }) => services.includes(service)).length;
    const share = serving === 0 ? 0 : ours.filter(({ services }) => services.includes(service)).length / serving;
    meanS += people * share * each;
    squaredS += people * share * variation * each * (variation * each);
  }
  if (ours.length === 0) return null;
  const p50S = meanS / ours.length;
  return { p50S, p90S: p50S + (ninthTenth * Math.sqrt(squaredS)) / ours.length + leastSpreadS };
}

/** The value below which a share of ascending values lies, between two of them in proportion. */
function at(values: readonly number[], share: number): number {
  const place = share * (values.length - 1);
  const low = Math.floor(place);
  const from = values[low] ?? 0;
  return from + ((values[low + 1] ?? from) - from) * (place - low);
}
