import { decide, type DecisionRules } from '../../behaviours/hall/decide.ts';
import type { HallFact } from '../../behaviours/hall/events.ts';
import { dataOf } from '../../behaviours/hall/facts.ts';
import { civilFromDays, dateKey, daysFromCivil, instantOf } from '../../behaviours/hours/civil.ts';
import type { HoursSettings } from '../../behaviours/hours/settings.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { reduce } from '../../behaviours/hall/reduce.ts';
import { plainRules } from '../../behaviours/hall/settings.ts';
import { currentAt, emptyHall, type HallState } from '../../behaviours/hall/state.ts';
import type { SeededRandom } from '../../sim/random.ts';

/*
 * Days of a commune's centre as nobody plans them: five services of 5 to 30 minutes, seven counters, lunch, pauses that nobody
 * announces, 12 % with priority, 8 % who have gone when they are called. The hall's own discipline calls; how long things last and
 * who comes is drawn here, by distributions that the forecaster does not know (log-normal services, a morning's and an afternoon's
 * peak), so that what it tells is judged and not repeated.
 */

export interface CommuneService {
  readonly id: string;
  readonly series: string;
  readonly meanS: number;
  /** What config says of it: an official's guess, not the truth. */
  readonly typicalS: number;
  /** Standard deviation of the logarithm of its time. */
  readonly sigma: number;
  readonly share: number;
}

export const communeServices: readonly CommuneService[] = [
  { id: 'chung-thuc', series: 'B', meanS: 300, typicalS: 360, sigma: 0.5, share: 0.34 },
  { id: 'ho-tich', series: 'A', meanS: 600, typicalS: 480, sigma: 0.55, share: 0.26 },
  { id: 'cu-tru', series: 'H', meanS: 720, typicalS: 900, sigma: 0.5, share: 0.18 },
  { id: 'bao-tro', series: 'Q', meanS: 1_080, typicalS: 900, sigma: 0.6, share: 0.12 },
  { id: 'dat-dai', series: 'K', meanS: 1_800, typicalS: 1_500, sigma: 0.55, share: 0.1 },
];

export const communeCounters: DecisionRules['counters'] = [
  { id: '1', services: ['chung-thuc', 'ho-tich'] },
  { id: '2', services: ['chung-thuc', 'ho-tich'] },
  { id: '3', services: ['ho-tich', 'chung-thuc'] },
  { id: '4', services: ['cu-tru'] },
  { id: '5', services: ['cu-tru', 'bao-tro'] },
  { id: '6', services: ['bao-tro', 'dat-dai'] },
  { id: '7', services: ['dat-dai'] },
];

const hour = 3_600;
const zoneOffsetMin = 420;
export const opensS = 8 * hour;
export const closesS = 17 * hour;
export const lunch = { fromS: 12 * hour, toS: 13 * hour };
/** What config says of them. Numbers are given until an hour before the doors close; who has one is served. */
export const communeHours: HoursSettings = {
  zoneOffsetMin,
  opening: Array.from({ length: 7 }, () => [
    { from: opensS / 60, to: lunch.fromS / 60 },
    { from: lunch.toS / 60, to: closesS / 60 },
  ]),
  tickets: [],
  holidays: [],
  special: [],
};
export const communeRules: DecisionRules = {
  counters: communeCounters,
  services: communeServices.map(({ id, series, typicalS }) => ({ id, series, typicalMs: typicalS * 1_000 })),
  rules: { ...plainRules, hours: communeHours, priority: { classes: ['declared'], overtakenAtMost: 3 } },
};
const ticketsUntilS = 16 * hour;
export const noShowShare = 0.08;
/** Three calls and a look around the hall. */
export const noShowS = 75;
/** Papers away, the next number, the walk from the chair. */
export const betweenS = 20;
const priorShare = 0.12;

/** The first day, in the site's zone: its key's date and its midnight. Every day is one like it: a hall is open on each. */
const firstDay = daysFromCivil({ year: 2026, month: 8, day: 3 });

/** What somebody is told on getting their number, and what came of it. */
export interface CommuneVisit {
  readonly id: string;
  readonly service: string;
  readonly prior: boolean;
  readonly joinedS: number;
  calledS: number | null;
}

export interface CommuneListener {
  /** An event became true; `after`: the hall with it. */
  wrote(event: VisitEvent, fact: HallFact, after: HallState): void;
  /** Somebody comes and gets a number: what is told with it, in whole seconds; null: nothing. */
  told(visit: CommuneVisit, state: HallState, wall: number): { readonly p50S: number; readonly p90S: number } | null;
}

interface Moment {
  readonly atS: number;
  readonly order: number;
  readonly run: () => void;
}

/** A heap of what is still to come. */
class Agenda {
  readonly #moments: Moment[] = [];
  #count = 0;
  nowS = 0;

  at(atS: number, run: () => void): void {
    this.#moments.push({ atS, order: this.#count, run });
    this.#count += 1;
    let i = this.#moments.length - 1;
    while (i > 0) {
      const up = (i - 1) >> 1;
      if (!this.#before(i, up)) break;
      this.#swap(i, up);
      i = up;
    }
  }

  run(): void {
    for (;;) {
      const first = this.#moments[0];
      if (first === undefined) return;
      const last = this.#moments.pop();
      if (last !== undefined && this.#moments.length > 0) {
        this.#moments[0] = last;
        let i = 0;
        for (;;) {
          let least = i;
          for (const child of [2 * i + 1, 2 * i + 2])
            if (child < this.#moments.length && this.#before(child, least)) least = child;
          if (least === i) break;
          this.#swap(i, least);
          i = least;
        }
      }
      this.nowS = first.atS;
      first.run();
    }
  }

  #before(a: number, b: number): boolean {
    const [one, other] = [this.#moments[a], this.#moments[b]];
    if (one === undefined || other === undefined) return false;
    return one.atS < other.atS || (one.atS === other.atS && one.order < other.order);
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#moments[a], this.#moments[b]];
    if (one === undefined || other === undefined) return;
    this.#moments[a] = other;
    this.#moments[b] = one;
  }
}

const normal = (random: SeededRandom): number => {
  const u = Math.max(1e-12, random.next());
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random.next());
};
const lasting = (service: CommuneService, random: SeededRandom): number =>
  service.meanS * Math.exp(service.sigma * normal(random) - (service.sigma * service.sigma) / 2);

/** People come most at half past nine and half past two. */
const crowd = (atS: number): number => {
  const peak = (middle: number, widthS: number): number =>
    Math.exp(-((atS - middle) * (atS - middle)) / (2 * widthS * widthS));
  return 0.35 + peak(9.5 * hour, 1.1 * hour) + 0.8 * peak(14.5 * hour, 0.9 * hour);
};

/** What counters could do in a day by the services they serve, in seconds of work per second of service asked, at load 1. */
const comersAt = (load: number): number => {
  const openS = closesS - opensS - (lunch.toS - lunch.fromS);
  const workS = communeServices.reduce(
    (sum, { meanS, share }) => sum + share * ((1 - noShowShare) * meanS + betweenS),
    0,
  );
  return (load * communeCounters.length * openS) / workS;
};

/** Runs one day at this load; `listener` hears of each visit as it goes. Everything is drawn from `random`. */
export function communeDay(
  load: number,
  nth: number,
  random: SeededRandom,
  listener: CommuneListener,
): readonly CommuneVisit[] {
  const agenda = new Agenda();
  const day = dateKey(civilFromDays(firstDay + nth));
  const midnight = instantOf(firstDay + nth, 0, zoneOffsetMin);
  let state = emptyHall(zoneOffsetMin);
  let seq = 0;
  const numbers = new Map<string, number>();
  const visits = new Map<string, CommuneVisit>();
  const since = new Map<string, number>();
  const paused = new Set<string>();
  const write = (fact: HallFact, cause: string): void => {
    seq += 1;
    const event: VisitEvent = {
      v: 1,
      id: `hub/${1 + nth}/${seq}`,
      device: 'hub',
      epoch: 1 + nth,
      seq,
      monotonicMs: Math.round(agenda.nowS * 1_000),
      wall: midnight + Math.round(agenda.nowS * 1_000),
      trusted: true,
      cause,
      ...dataOf(fact),
    };
    state = reduce(state, event);
    listener.wrote(event, fact, state);
  };
  const say = (command: Parameters<typeof decide>[1]): boolean => {
    const decided = decide(state, command, communeRules, {
      token: '',
      wall: midnight + Math.round(agenda.nowS * 1_000),
      today: day,
    });
    if (!decided.ok) return false;
    for (const fact of decided.value) write(fact, command.id);
    return true;
  };
  const at = (counter: string, name: 'finish' | 'no-show' | 'arrived' | 'recall'): void => {
    say({ name, id: `${name}-${seq}`, by: 'clerk', counter });
  };
  const shutAt = (atS: number): boolean => atS < opensS || (atS >= lunch.fromS && atS < lunch.toS);

  const call = (counter: string): void => {
    if (since.has(counter) || paused.has(counter) || shutAt(agenda.nowS)) return;
    if (!say({ name: 'next', id: `next-${seq}`, by: 'clerk', counter, finishing: false })) return;
    const ticket = currentAt(state, counter);
    const visit = ticket === null ? undefined : visits.get(ticket.id);
    if (visit === undefined) return;
    const begunS = agenda.nowS;
    since.set(counter, begunS);
    visit.calledS = begunS;
    const service = communeServices.find(({ id }) => id === visit.service);
    if (service === undefined) return;
    const gone = random.split(`gone ${visit.id}`).next() < noShowShare;
    const lasts = gone ? noShowS : lasting(service, random.split(`service ${visit.id}`));
    agenda.at(begunS + lasts, () => {
      if (gone) {
        at(counter, 'recall');
        at(counter, 'recall');
        at(counter, 'no-show');
      } else {
        at(counter, 'finish');
      }
      // Sometimes a clerk is away for a while, and tells nobody before.
      const pause = random.split(`pause ${visit.id}`);
      const away = pause.next() < 0.04 ? 300 + 600 * pause.next() : 0;
      if (away > 0) paused.add(counter);
      agenda.at(agenda.nowS + betweenS, () => since.delete(counter));
      agenda.at(agenda.nowS + betweenS + away, () => {
        paused.delete(counter);
        call(counter);
      });
    });
  };
  const callAll = (): void => {
    for (const { id } of communeCounters) call(id);
  };

  const comers = comersAt(load);
  const total = (() => {
    let sum = 0;
    for (let atS = opensS - 900; atS < ticketsUntilS; atS += 60) sum += crowd(atS);
    return sum;
  })();
  const comes = random.split('comers');
  for (let minute = opensS - 900; minute < ticketsUntilS; minute += 60) {
    const expected = (comers * crowd(minute)) / total;
    // A minute of a Poisson stream, in steps short enough for one at most.
    for (let step = 0; step < 20; step += 1) if (comes.next() < expected / 20) agenda.at(minute + step * 3, join);
  }

  function join(): void {
    const draw = random.split(`visitor ${visits.size}`);
    const which = draw.next();
    let sum = 0;
    const service = communeServices.find(({ share }) => (sum += share) > which) ?? communeServices[0];
    if (service === undefined) return;
    const prior = draw.next() < priorShare;
    const n = (numbers.get(service.series) ?? 0) + 1;
    numbers.set(service.series, n);
    const number = `${service.series}${String(n).padStart(3, '0')}`;
    const id = `${day}/${number}`;
    const visit: CommuneVisit = { id, service: service.id, prior, joinedS: agenda.nowS, calledS: null };
    visits.set(id, visit);
    const told = listener.told(visit, state, midnight + Math.round(agenda.nowS * 1_000));
    write(
      {
        kind: 'ticket.issued',
        ticket: id,
        day,
        series: service.series,
        n,
        number,
        service: service.id,
        priority: prior ? 'declared' : null,
        language: 'vi',
        requestId: id,
        token: '00',
        channel: 'here',
        apart: false,
        person: null,
        booking: null,
        ...(told === null ? {} : { told }),
      },
      id,
    );
    callAll();
  }

  agenda.at(opensS, callAll);
  agenda.at(lunch.toS, callAll);
  agenda.run();
  return [...visits.values()];
}
