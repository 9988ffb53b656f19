import type { HallFact } from '../../behaviours/hall/events.ts';
import { dataOf } from '../../behaviours/hall/facts.ts';
import { HallWaits } from '../../behaviours/hall/waits/hall-waits.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { SeededRandom } from '../../sim/random.ts';
import { communeDay, communeHours, communeRules, communeServices, type CommuneVisit } from '../bench/commune-day.ts';

/** A commune's day as its ledger holds it, with what is not in the bench's day: clerks who say that they pause, and opinions. */
export interface CentreDayRecord {
  readonly day: string;
  /** Midnight of the day in Hanoi, in milliseconds since 1970. */
  readonly midnight: number;
  readonly events: readonly VisitEvent[];
  readonly visits: readonly CommuneVisit[];
  readonly told: ReadonlyMap<string, { readonly p50S: number; readonly p90S: number }>;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
export const firstMidnight = 1_785_690_000_000;

export function centreDay(nth: number, load = 1, seed = 3): CentreDayRecord {
  const random = new SeededRandom(seed, 'centre');
  const waits = new HallWaits({ ...communeRules, zoneOffsetMin: communeHours.zoneOffsetMin });
  const events: VisitEvent[] = [];
  const told = new Map<string, { readonly p50S: number; readonly p90S: number }>();
  const visits = communeDay(load, nth, random.split(`day ${nth}`), {
    wrote: (event, fact, after) => {
      events.push(event);
      waits.heard(event, fact, after);
    },
    told: (visit, state, wall) => {
      const asker = { service: visit.service, priority: visit.prior ? 'declared' : null, to: null };
      const forecast = waits.foretell(state, asker, visit.id, { wall, trusted: true });
      if (forecast === null) return null;
      const range = { p50S: Math.round(forecast.p50S), p90S: Math.round(forecast.p90S) };
      told.set(visit.id, range);
      return range;
    },
  });
  const midnight = firstMidnight + nth * dayMs;
  let seq = 0;
  const write = (fact: HallFact, wall: number): void => {
    seq += 1;
    events.push({
      v: 1,
      id: `desk/${1 + nth}/${seq}`,
      device: 'desk',
      epoch: 1 + nth,
      seq,
      monotonicMs: wall - midnight,
      wall,
      trusted: true,
      cause: `desk-${seq}`,
      ...dataOf(fact),
    });
  };
  const opinions = random.split(`opinions ${nth}`);
  for (const visit of visits) {
    if (visit.calledS === null || opinions.next() > 0.25) continue;
    const level = opinions.next() < 0.1 ? 1 : opinions.next() < 0.15 ? 2 : opinions.next() < 0.5 ? 3 : 4;
    write({ kind: 'visit.rated', service: visit.service, level }, midnight + (visit.calledS + 1_800) * 1_000);
  }
  const opened = (counter: string, hour: number): void =>
    write({ kind: 'counter.opened', counter, services: [], by: 'clerk' }, midnight + hour * hourMs);
  write({ kind: 'counter.paused', counter: '7', reason: 'lunch', by: 'clerk' }, midnight + 22 * hourMs);
  opened('7', 22.25);
  write({ kind: 'counter.closed', counter: '4', by: 'clerk' }, midnight + 23 * hourMs);
  return { day: visits[0]?.id.slice(0, 10) ?? '', midnight, events, visits, told };
}

/** The commune's services as a site has them. */
export const communeSiteServices = communeServices.map(({ id, series, typicalS }, index) => ({
  id,
  series,
  name: {
    vi: ['Chứng thực', 'Hộ tịch', 'Cư trú', 'Bảo trợ xã hội', 'Đất đai'][index] ?? id,
    en: ['Certification', 'Civil status', 'Residence', 'Social support', 'Land'][index] ?? id,
  },
  typicalMs: typicalS * 1_000,
}));
