import { HallForecaster } from '../../behaviours/hall/waits/hall-forecast.ts';
import { lookAhead } from '../../behaviours/hall/waits/look.ts';
import { SeededRandom } from '../../sim/random.ts';
import {
  betweenS,
  communeDay,
  communeRules,
  communeServices,
  lunch,
  noShowS,
  type CommuneVisit,
} from './commune-day.ts';

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
const midnight = 1_785_690_000_000;

/** Runs days at a load until so many who waited have been foretold. */
export function communeCases(
  load: number,
  atLeast: number,
  seed: number,
  told: (done: number) => void,
): readonly CommuneCase[] {
  const random = new SeededRandom(seed, `commune ${load}`);
  const forecaster = new HallForecaster(
    new Map(communeServices.map(({ id, typicalS }) => [id, typicalS])),
    new SeededRandom(seed, `forecast ${load}`),
  );
  const cases: CommuneCase[] = [];
  const prior = new Map<string, number>();
  let hours = 0;
  let calls = 20;
  let noShows = 1;
  for (let day = 0; cases.length < atLeast; day += 1) {
    const asked = new Map<string, { readonly p50S: number; readonly p90S: number }>();
    const today: CommuneVisit[] = [];
    communeDay(load, random.split(`day ${day}`), {
      joined: (visit, { state, atS }) => {
        if (visit.prior) prior.set(visit.service, (prior.get(visit.service) ?? 0) + 1);
        const now = hours + Math.max(0.5, (atS - 8 * 3_600) / 3_600);
        const hall = lookAhead(state, visit.id, {
          settings: communeRules,
          today: visit.id.slice(0, 10),
          wall: midnight + Math.round(atS * 1_000),
          shut: [
            { fromS: Number.NEGATIVE_INFINITY, toS: 8 * 3_600 - atS },
            { fromS: lunch.fromS - atS, toS: lunch.toS - atS },
          ].filter(({ toS }) => toS > 0),
          priorPerHour: new Map([...prior].map(([service, count]) => [service, count / now])),
          noShowShare: noShows / calls,
          noShowS,
          betweenS,
        });
        if (hall === null) return;
        const forecast = forecaster.foretell(hall, visit.id, atS);
        if (forecast !== null) asked.set(visit.id, forecast);
        today.push(visit);
      },
      called: (visit, atS) => {
        calls += 1;
        forecaster.called(visit.id, atS);
      },
      served: (visit, lastedS) => forecaster.times.learn(visit.service, lastedS),
      noShow: () => {
        noShows += 1;
      },
    });
    hours += 8;
    if (day >= learnedDays)
      for (const visit of today) {
        const forecast = asked.get(visit.id);
        if (forecast === undefined || visit.calledS === null || visit.calledS <= visit.joinedS) continue;
        cases.push({
          load,
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
