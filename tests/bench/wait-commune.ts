import { HallWaits } from '../../behaviours/hall/waits/hall-waits.ts';
import { SeededRandom } from '../../sim/random.ts';
import { communeDay, communeHours, communeRules, type CommuneVisit } from './commune-day.ts';

/** One who waited: what they were told, and how long it was. */
export interface CommuneCase {
  readonly load: number;
  readonly day: number;
  readonly id: string;
  readonly service: string;
  readonly joinedS: number;
  readonly p50S: number;
  readonly p90S: number;
  readonly waitedS: number;
}

/** Days before the first that counts: what a hall has learnt after two weeks. */
const learnedDays = 10;

/**
 * Runs days at a load until so many who waited have been foretold, by what the hall itself tells its visitors and hears of them: one
 * and the same `HallWaits` through all of them, as on a device that keeps its ledger.
 */
export function communeCases(
  load: number | ((day: number) => number),
  atLeast: number,
  seed: number,
  told: (done: number) => void,
): readonly CommuneCase[] {
  const random = new SeededRandom(seed, `commune ${typeof load === 'number' ? load : 'mixed'}`);
  const waits = new HallWaits({ ...communeRules, zoneOffsetMin: communeHours.zoneOffsetMin });
  const cases: CommuneCase[] = [];
  for (let day = 0; cases.length < atLeast; day += 1) {
    const asked = new Map<string, { readonly p50S: number; readonly p90S: number }>();
    const today: CommuneVisit[] = [];
    communeDay(typeof load === 'number' ? load : load(day), day, random.split(`day ${day}`), {
      wrote: (event, fact, after) => waits.heard(event, fact, after),
      told: (visit, state, wall) => {
        today.push(visit);
        const asker = { service: visit.service, priority: visit.prior ? 'declared' : null, to: null };
        const forecast = waits.foretell(state, asker, visit.id, { wall, trusted: true });
        if (forecast === null) return null;
        const [p50S, p90S] = [Math.round(forecast.p50S), Math.round(forecast.p90S)];
        asked.set(visit.id, { p50S, p90S });
        return { p50S, p90S };
      },
    });
    if (day >= learnedDays)
      for (const visit of today) {
        const forecast = asked.get(visit.id);
        if (forecast === undefined || visit.calledS === null || visit.calledS <= visit.joinedS) continue;
        cases.push({
          load: typeof load === 'number' ? load : load(day),
          day,
          id: visit.id,
          service: visit.service,
          joinedS: visit.joinedS,
          ...forecast,
          waitedS: visit.calledS - visit.joinedS,
        });
      }
    told(Math.min(1, cases.length / atLeast));
  }
  return cases;
}

export interface CommuneFigures {
  readonly relSquaredError: number;
  readonly p90Coverage: Readonly<Record<string, number>>;
  readonly beyond10MinShare: number;
  readonly n: number;
}

const to = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Of those who waited: squared error of `p50S` over the squared mean wait; who waited no longer than `p90S`; who waited ten minutes more. */
export function communeFigures(cases: readonly CommuneCase[]): CommuneFigures {
  const n = cases.length;
  const mean = cases.reduce((sum, { waitedS }) => sum + waitedS, 0) / n;
  const squared = cases.reduce((sum, { p50S, waitedS }) => sum + (p50S - waitedS) * (p50S - waitedS), 0) / n;
  const services = [...new Set(cases.map(({ service }) => service))].sort();
  const covered = (some: readonly CommuneCase[]): number =>
    some.filter(({ p90S, waitedS }) => waitedS <= p90S).length / some.length;
  return {
    relSquaredError: to(squared / (mean * mean), 4),
    p90Coverage: Object.fromEntries(
      services.map((service) => [service, to(covered(cases.filter((one) => one.service === service)), 4)]),
    ),
    beyond10MinShare: to(cases.filter(({ p90S, waitedS }) => waitedS > p90S + 600).length / n, 4),
    n,
  };
}
