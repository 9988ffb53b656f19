import type { Random } from '../../../hal/ports/random.ts';
import type { Habits } from './habits.ts';

/** What a counter is at when somebody asks. Times in seconds. */
export type CounterAhead =
  /** Somebody has been there for so long. */
  | { readonly now: 'serving'; readonly service: string; readonly forS: number }
  /** Nobody has been there for so long although somebody waits for it: papers, or a clerk who is away. */
  | { readonly now: 'between'; readonly forS: number }
  /** Nobody waits for it: it takes whoever comes. */
  | { readonly now: 'free' }
  /** Not today any more. */
  | { readonly now: 'closed' };

/** The hall at the moment at which somebody asks how long they will wait. Times in seconds from now. */
export interface HallAhead {
  readonly counters: readonly (CounterAhead & { readonly id: string; readonly services: readonly string[] })[];
  /** Who waits, in the hall's order, the asker among them. */
  readonly waiting: readonly {
    readonly service: string;
    /** The one counter that it waits for. */
    readonly to: string | null;
    readonly prior: boolean;
    /** For which services those with priority who have overtaken it so far were called. */
    readonly overtakenFor: readonly string[];
  }[];
  /** Where in `waiting` the asker stands. */
  readonly asker: number;
  readonly overtakenAtMost: number;
  /** When nobody is called (lunch, the night), ascending and apart. */
  readonly shut: readonly { readonly fromS: number; readonly toS: number }[];
  /** People with priority who come, by service: how many an hour. */
  readonly priorPerHour: ReadonlyMap<string, number>;
}

/** The first moment from `atS` on at which people are called. */
const whenCalled = (shut: HallAhead['shut'], atS: number): number => {
  let at = atS;
  for (const { fromS, toS } of shut) if (at >= fromS && at < toS) at = toS;
  return at;
};

const mostSteps = 2_000;
const noneLeft = Number.POSITIVE_INFINITY;

/** Who waits for one service, at any counter that serves it or at one alone: their places in the hall's line, ascending. */
interface Lane {
  readonly service: number;
  readonly ordinary: readonly number[];
  readonly prior: readonly number[];
}

/**
 * A hall made ready to go on from again and again: services by index, lines parted once, and only those of whom the asker's wait can
 * depend. Whoever stands behind the asker without priority is called before them nowhere.
 */
class Start {
  readonly hall: HallAhead;
  readonly services: readonly string[];
  readonly lanes: readonly Lane[];
  /** By counter: the lanes it calls from. */
  readonly calls: readonly (readonly number[])[];
  /** By counter and service: whether it serves it. */
  readonly serves: readonly (readonly boolean[])[];
  readonly overtakenFor: readonly (readonly number[])[];
  /** People with priority who are yet to come, and the lane in which they will stand. */
  readonly comers: readonly { readonly lane: number; readonly perHour: number }[];

  constructor(hall: HallAhead) {
    this.hall = hall;
    const { counters, waiting, priorPerHour } = hall;
    const atCounters = counters.flatMap((counter) => (counter.now === 'serving' ? [counter.service] : []));
    this.services = [...new Set([...waiting.map(({ service }) => service), ...priorPerHour.keys(), ...atCounters])];
    this.serves = counters.map((counter) => this.services.map((service) => counter.services.includes(service)));
    const lanes: (Lane & { readonly to: string | null; readonly ordinary: number[]; readonly prior: number[] })[] = [];
    const laneOf = (service: string, to: string | null): number => {
      const index = this.services.indexOf(service);
      const known = lanes.findIndex((lane) => lane.service === index && lane.to === to);
      return known < 0 ? lanes.push({ service: index, to, ordinary: [], prior: [] }) - 1 : known;
    };
    for (const [place, { prior, service, to }] of waiting.entries()) {
      if (place > hall.asker && !prior) continue;
      const lane = lanes[laneOf(service, to)];
      (prior ? lane?.prior : lane?.ordinary)?.push(place);
    }
    this.comers = [...priorPerHour].map(([service, perHour]) => ({ lane: laneOf(service, null), perHour }));
    this.lanes = lanes;
    this.calls = counters.map(({ id, services }) =>
      lanes.flatMap(({ service, to }, lane) =>
        to === id || (to === null && services.includes(this.services[service] ?? '')) ? [lane] : [],
      ),
    );
    this.overtakenFor = waiting.map((one) => one.overtakenFor.map((service) => this.services.indexOf(service)));
  }
}

/** One way in which the hall may go on. The counters take people as the hall's discipline has it (`order.ts`). */
class Way {
  readonly #start: Start;
  readonly #ordinaryAt: number[];
  readonly #priorAt: number[];
  /** Those with priority who have come meanwhile, by lane; they stand behind all who waited. */
  readonly #come: number[][];
  /** The place of the first who waits in each lane, without priority and with it. */
  readonly #firstOrdinary: Float64Array;
  readonly #firstPrior: Float64Array;
  #standing: number;
  /** Those with priority who have been called meanwhile. */
  readonly #overtakers: { readonly place: number; readonly service: number }[] = [];

  constructor(start: Start) {
    this.#start = start;
    this.#ordinaryAt = start.lanes.map(() => 0);
    this.#priorAt = start.lanes.map(() => 0);
    this.#come = start.lanes.map(() => []);
    this.#firstOrdinary = Float64Array.from(start.lanes, ({ ordinary }) => ordinary[0] ?? noneLeft);
    this.#firstPrior = Float64Array.from(start.lanes, ({ prior }) => prior[0] ?? noneLeft);
    this.#standing = start.hall.waiting.length;
  }

  comes(lane: number): void {
    this.#come[lane]?.push(this.#standing);
    if (this.#firstPrior[lane] === noneLeft) this.#firstPrior[lane] = this.#standing;
    this.#standing += 1;
  }

  /** Whom a counter calls: their place in the line and their service; null: nobody. */
  call(counter: number): { readonly place: number; readonly service: number } | null {
    const { calls, hall } = this.#start;
    const lanes = calls[counter] ?? [];
    const firstOrdinary = this.#firstOrdinary;
    const firstPrior = this.#firstPrior;
    let prior = -1;
    let priorPlace = noneLeft;
    let first = -1;
    let firstPlace = noneLeft;
    for (const lane of lanes) {
      const ahead = firstPrior[lane] ?? noneLeft;
      if (ahead < priorPlace) {
        prior = lane;
        priorPlace = ahead;
      }
      const place = firstOrdinary[lane] ?? noneLeft;
      if (place < firstPlace) {
        first = lane;
        firstPlace = place;
      }
    }
    if (priorPlace === noneLeft) return firstPlace === noneLeft ? null : this.#take(first, firstPlace);
    let due = -1;
    let duePlace = noneLeft;
    for (const lane of lanes) {
      const place = firstOrdinary[lane] ?? noneLeft;
      if (place < priorPlace && place < duePlace && this.#overtaken(place, counter) >= hall.overtakenAtMost) {
        due = lane;
        duePlace = place;
      }
    }
    return due < 0 ? this.#takePrior(prior, priorPlace) : this.#take(due, duePlace);
  }

  #take(lane: number, place: number): { readonly place: number; readonly service: number } {
    const at = (this.#ordinaryAt[lane] ?? 0) + 1;
    this.#ordinaryAt[lane] = at;
    this.#firstOrdinary[lane] = this.#start.lanes[lane]?.ordinary[at] ?? noneLeft;
    return { place, service: this.#start.lanes[lane]?.service ?? 0 };
  }

  #takePrior(lane: number, place: number): { readonly place: number; readonly service: number } {
    const at = (this.#priorAt[lane] ?? 0) + 1;
    this.#priorAt[lane] = at;
    const prior = this.#start.lanes[lane]?.prior ?? [];
    this.#firstPrior[lane] = (at < prior.length ? prior[at] : this.#come[lane]?.[at - prior.length]) ?? noneLeft;
    const taken = { place, service: this.#start.lanes[lane]?.service ?? 0 };
    this.#overtakers.push(taken);
    return taken;
  }

  /** How often one who waits has been overtaken, as this counter counts it: for the services that it serves. */
  #overtaken(place: number, counter: number): number {
    const serves = this.#start.serves[counter] ?? [];
    let count = 0;
    for (const service of this.#start.overtakenFor[place] ?? []) if (serves[service] === true) count += 1;
    for (const other of this.#overtakers) if (other.place > place && serves[other.service] === true) count += 1;
    return count;
  }
}

/**
 * Lets the hall go on until the asker is called, in seconds from now; null: not within the steps that are looked ahead. What nobody
 * knows yet is drawn by chance.
 */
function goOn(start: Start, habits: Habits, random: Random): number | null {
  const { hall, services } = start;
  const { times } = habits;
  const means = services.map((service) => times.drawMean(service, random));
  // Steps are many thousands for one answer: plain numbers in plain loops, and nothing made that is thrown away at once.
  const free = Float64Array.from(hall.counters, (counter) => {
    switch (counter.now) {
      case 'closed':
        return noneLeft;
      case 'free':
        return 0;
      case 'between':
        return habits.drawGapRest(counter.forS, random);
      case 'serving': {
        const mean = means[services.indexOf(counter.service)] ?? 0;
        return times.drawRest(counter.service, mean, counter.forS, random) + habits.drawGap(random);
      }
    }
  });
  const way = new Way(start);
  const { comers } = start;
  const nextComer = Float64Array.from(comers, ({ perHour }) => gap(perHour, random));
  for (let steps = 0; steps < mostSteps; steps += 1) {
    let counter = 0;
    for (let i = 1; i < free.length; i += 1) if ((free[i] ?? 0) < (free[counter] ?? 0)) counter = i;
    const now = whenCalled(hall.shut, free[counter] ?? noneLeft);
    if (!Number.isFinite(now)) return null;
    let soonest = noneLeft;
    for (let index = 0; index < comers.length; index += 1) {
      const comer = comers[index];
      if (comer === undefined) continue;
      let atS = nextComer[index] ?? noneLeft;
      for (; atS <= now; atS += gap(comer.perHour, random)) way.comes(comer.lane);
      nextComer[index] = atS;
      soonest = Math.min(soonest, atS);
    }
    const taken = way.call(counter);
    if (taken === null) {
      // Nothing to do there until somebody with priority comes: as far as the asker goes, it is out of the game.
      free[counter] = soonest;
      continue;
    }
    if (taken.place === hall.asker) return now;
    const lasts =
      random.next() < habits.noShowShare
        ? habits.noShowS
        : times.draw(services[taken.service] ?? '', means[taken.service] ?? 0, random);
    free[counter] = now + lasts + habits.drawGap(random);
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
export function waysOn(hall: HallAhead, habits: Habits, random: Random, ways: number): readonly number[] {
  const start = new Start(hall);
  const waits: number[] = [];
  for (let way = 0; way < ways; way += 1) {
    const wait = goOn(start, habits, random);
    if (wait !== null) waits.push(wait);
  }
  return waits.sort((a, b) => a - b);
}
