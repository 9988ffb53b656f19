import type { Random } from '../../../hal/ports/random.ts';
import type { ServiceTimes } from './service-times.ts';

/** The hall at the moment at which somebody asks how long they will wait. Times in seconds from now. */
export interface HallAhead {
  readonly counters: readonly {
    readonly id: string;
    readonly services: readonly string[];
    /** What is done there, and for how long already; null: nothing. */
    readonly at: { readonly service: string; readonly sinceS: number } | null;
    /** From when on it calls people, 0: now; null: not today any more. */
    readonly openInS: number | null;
  }[];
  /** Who waits, in the hall's order, the asker among them. */
  readonly waiting: readonly {
    readonly service: string;
    /** The one counter that it waits for. */
    readonly to: string | null;
    readonly prior: boolean;
    /** How often it has been overtaken so far. */
    readonly overtaken: number;
  }[];
  /** Where in `waiting` the asker stands. */
  readonly asker: number;
  readonly overtakenAtMost: number;
  /** When nobody is called (lunch, the night), ascending and apart. */
  readonly shut: readonly { readonly fromS: number; readonly toS: number }[];
  /** People with priority who come, by service: how many an hour. */
  readonly priorPerHour: ReadonlyMap<string, number>;
  /** How many of a hundred who are called do not come, and how long calling them takes. */
  readonly noShowShare: number;
  readonly noShowS: number;
  /** From the end of one service to the next call. */
  readonly betweenS: number;
}

/** The first moment from `atS` on at which people are called. */
const whenCalled = (shut: HallAhead['shut'], atS: number): number => {
  let at = atS;
  for (const { fromS, toS } of shut) if (at >= fromS && at < toS) at = toS;
  return at;
};

const mostSteps = 2_000;
const nobody = -1;

/**
 * A hall made ready to go on from again and again: services by index, who may be called where worked out once, and only those of
 * whom the asker's wait can depend. Whoever stands behind the asker without priority is called before them nowhere.
 */
class Start {
  readonly hall: HallAhead;
  readonly services: readonly string[];
  /** By counter and service: whether it serves it. */
  readonly serves: readonly (readonly boolean[])[];
  readonly service: Int32Array;
  /** The counter that each waits for, -1: any. */
  readonly to: Int32Array;
  readonly prior: Uint8Array;
  readonly overtaken: Int32Array;
  readonly asker: number;
  readonly comers: readonly { readonly service: number; readonly perHour: number }[];

  constructor(hall: HallAhead) {
    this.hall = hall;
    const waiting = hall.waiting.filter((one, index) => index <= hall.asker || one.prior);
    this.asker = hall.asker;
    this.services = [...new Set([...waiting.map(({ service }) => service), ...hall.priorPerHour.keys()])];
    this.serves = hall.counters.map((counter) => this.services.map((service) => counter.services.includes(service)));
    this.service = Int32Array.from(waiting, ({ service }) => this.services.indexOf(service));
    this.to = Int32Array.from(waiting, ({ to }) =>
      to === null ? nobody : hall.counters.findIndex((counter) => counter.id === to),
    );
    this.prior = Uint8Array.from(waiting, ({ prior }) => (prior ? 1 : 0));
    this.overtaken = Int32Array.from(waiting, ({ overtaken }) => overtaken);
    this.comers = [...hall.priorPerHour].map(([service, perHour]) => ({
      service: this.services.indexOf(service),
      perHour,
    }));
  }
}

/**
 * One way in which the hall may go on: how long until the asker is called, in seconds; null: not within the steps that are looked
 * ahead. The counters take people as the hall's discipline has it (`order.ts`); what nobody knows yet is drawn by chance.
 */
function goOn(start: Start, times: ServiceTimes, random: Random): number | null {
  const { asker, hall, serves, services, to } = start;
  const free = hall.counters.map(({ at, openInS }) => {
    if (openInS === null) return Number.POSITIVE_INFINITY;
    return Math.max(openInS, at === null ? 0 : times.drawRest(at.service, at.sinceS, random) + hall.betweenS);
  });
  const service = Array.from(start.service);
  const prior = Array.from(start.prior);
  const overtaken = Array.from(start.overtaken);
  const gone = service.map(() => false);
  let first = 0;
  const nextComer = start.comers.map(({ perHour }) => gap(perHour, random));

  /** Whom a counter calls: their place in the line, -1: nobody. */
  const takes = (counter: number): number => {
    const mine = serves[counter] ?? [];
    let head = nobody;
    let before = nobody;
    while (first < gone.length && gone[first] === true) first += 1;
    for (let i = first; i < service.length; i += 1) {
      if (gone[i] === true) continue;
      const only = i < to.length ? (to[i] ?? nobody) : nobody;
      if (only === nobody ? mine[service[i] ?? 0] !== true : only !== counter) continue;
      if (prior[i] === 1) {
        if (before === nobody) before = i;
      } else if (head === nobody) head = i;
      if (before !== nobody && head !== nobody) break;
    }
    if (before === nobody || head === nobody) return Math.max(before, head);
    if (head < before && (overtaken[head] ?? 0) >= hall.overtakenAtMost) return head;
    for (let i = first; i < before; i += 1)
      if (gone[i] !== true && prior[i] === 0 && mine[service[i] ?? 0] === true) overtaken[i] = (overtaken[i] ?? 0) + 1;
    return before;
  };

  for (let steps = 0; steps < mostSteps; steps += 1) {
    let counter = 0;
    for (let i = 1; i < free.length; i += 1) if ((free[i] ?? 0) < (free[counter] ?? 0)) counter = i;
    const now = whenCalled(hall.shut, free[counter] ?? Number.POSITIVE_INFINITY);
    if (!Number.isFinite(now)) return null;
    let soonest = Number.POSITIVE_INFINITY;
    for (const [index, comer] of start.comers.entries()) {
      let atS = nextComer[index] ?? Number.POSITIVE_INFINITY;
      for (; atS <= now; atS += gap(comer.perHour, random)) {
        service.push(comer.service);
        prior.push(1);
        overtaken.push(0);
        gone.push(false);
      }
      nextComer[index] = atS;
      soonest = Math.min(soonest, atS);
    }
    const taken = takes(counter);
    if (taken === asker) return now;
    if (taken === nobody) {
      // Nothing to do there until somebody with priority comes: as far as the asker goes, it is out of the game.
      free[counter] = soonest;
      continue;
    }
    gone[taken] = true;
    const lasts =
      random.next() < hall.noShowShare
        ? hall.noShowS
        : times.draw(services[service[taken] ?? 0] ?? '', random) + hall.betweenS;
    free[counter] = now + lasts;
  }
  return null;
}

/** The time until the next of those who come at this rate, by von Neumann's way to exponential chance, which needs no logarithm. */
function gap(perHour: number, random: Random): number {
  if (perHour <= 0) return Number.POSITIVE_INFINITY;
  for (let whole = 0; ; whole += 1) {
    const first = random.next();
    let last = first;
    let falls = 1;
    for (;;) {
      const next = random.next();
      if (next >= last) break;
      last = next;
      falls += 1;
    }
    if (falls % 2 === 1) return ((whole + first) * 3_600) / perHour;
  }
}

/** Waits of so many ways in which the hall may go on, ascending. */
export function waysOn(hall: HallAhead, times: ServiceTimes, random: Random, ways: number): readonly number[] {
  const start = new Start(hall);
  const waits: number[] = [];
  for (let way = 0; way < ways; way += 1) {
    const wait = goOn(start, times, random);
    if (wait !== null) waits.push(wait);
  }
  return waits.sort((a, b) => a - b);
}
