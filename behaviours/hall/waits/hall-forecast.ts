import type { Random } from '../../../hal/ports/random.ts';
import { waysOn, type HallAhead } from './ahead.ts';
import type { WaitForecast } from './forecast.ts';
import { ServiceTimes } from './service-times.ts';

/** How many ways on are looked at for one answer. */
const ways = 100;
/** How far the share that is taken for the upper end moves for one who waited longer than told; a ninth of it back for each who did not. */
const upperStep = 0.012;
const lowestUpper = 0.8;
const highestUpper = 0.995;
/** Beyond the longest way that was seen the upper end grows by this share of the spread for each hundredth. */
const stretch = 0.12;

interface Told {
  readonly service: string;
  readonly askedAtS: number;
  readonly p90S: number;
}

/**
 * Waits foretold for a hall whose rules are known: it is let go on in many ways from now, with services as long as they were seen to
 * be, and the range is read off the waits that come out. How wide the range must be for nine in ten to lie under its end is learnt
 * for each service from what came of it: adaptive conformal inference (Gibbs and Candès, NeurIPS 2021) on the share that is read.
 */
export class HallForecaster {
  readonly times: ServiceTimes;
  readonly #random: Random;
  readonly #upper = new Map<string, number>();
  readonly #told = new Map<string, Told>();

  constructor(typicalS: ReadonlyMap<string, number>, random: Random) {
    this.times = new ServiceTimes(typicalS);
    this.#random = random;
  }

  /** The range for whoever asks in this hall; null: nobody can say (no counter will serve them). `id`, `atS`: to learn from what comes of it. */
  foretell(hall: HallAhead, id: string, atS: number): WaitForecast | null {
    const waits = waysOn(hall, this.times, this.#random, ways);
    const service = hall.waiting[hall.asker]?.service;
    if (waits.length < ways / 2 || service === undefined) return null;
    const p50S = at(waits, 0.5);
    const p90S = Math.max(p50S, this.#end(waits, this.#upper.get(service) ?? 0.9));
    this.#told.set(id, { service, askedAtS: atS, p90S });
    return { p50S, p90S };
  }

  /** They were called: the range is judged by it. Who was called at once was told so, and teaches nothing. */
  called(id: string, atS: number): void {
    const told = this.#told.get(id);
    if (told === undefined) return;
    this.#told.delete(id);
    const waited = atS - told.askedAtS;
    if (waited <= 0) return;
    const before = this.#upper.get(told.service) ?? 0.9;
    const moved = before + (waited > told.p90S ? upperStep : -upperStep / 9);
    this.#upper.set(told.service, Math.max(lowestUpper, Math.min(highestUpper, moved)));
  }

  /** They left unserved, or their range is history. */
  forget(id: string): void {
    this.#told.delete(id);
  }

  #end(waits: readonly number[], share: number): number {
    const beyond = Math.max(0, share - 0.97);
    return at(waits, Math.min(share, 0.97)) + beyond * 100 * stretch * (at(waits, 0.9) - at(waits, 0.5));
  }
}

/** The value below which a share of ascending values lies, between two of them in proportion. */
function at(values: readonly number[], share: number): number {
  const place = share * (values.length - 1);
  const low = Math.floor(place);
  const from = values[low] ?? 0;
  return from + ((values[low + 1] ?? from) - from) * (place - low);
}
