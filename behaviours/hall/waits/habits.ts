import type { JsonObject } from '../../../hal/json.ts';
import type { Random } from '../../../hal/ports/random.ts';
import { numberIn, numbersIn, objectIn, wordIn } from './kept.ts';
import { ServiceTimes } from './service-times.ts';

/** Papers away, the next number: before any was seen. Seconds. */
const firstGaps: readonly number[] = [10, 15, 20, 25, 30, 45];
const gapsKept = 400;
/** A clerk who is away for longer has gone home or to lunch: that is no pause. */
const longestGapS = 2_400;
/** No-shows before anybody was seen: one in twenty, as if that had been seen so often; and how long looking for one takes. */
const firstNoShows = { share: 0.05, weight: 40 };
const firstNoShowS = 90;
const noShowsKept = 60;
/** Calls that the share of no-shows follows. */
const callsRemembered = 1_500;
const hours = 24;

/** What is learnt of a hall from all who were in it, as far as it bears on how it goes on. Times in seconds. */
export class Habits {
  readonly times: ServiceTimes;
  /** The newest spans from the end of one service to the next call, of counters for which somebody waited. */
  #gaps: number[] = [];
  #gapsSeen = 0;
  #noShowShare = firstNoShows.share;
  #calls = firstNoShows.weight;
  #noShowS = firstNoShowS;
  #noShows = 0;
  /** How many with priority came in each hour of the day, by service, and on how many days that was counted. */
  readonly #prior = new Map<string, Float64Array>();
  #days = 0;
  #lastDay = '';

  constructor(typicalS: ReadonlyMap<string, number>) {
    this.times = new ServiceTimes(typicalS);
  }

  /** Somebody came on that day, in that hour of it. */
  came(day: string, hour: number, service: string, prior: boolean): void {
    if (day > this.#lastDay) {
      this.#lastDay = day;
      this.#days += 1;
    }
    if (!prior) return;
    const counts = this.#prior.get(service) ?? new Float64Array(hours);
    counts[hour] = (counts[hour] ?? 0) + 1;
    this.#prior.set(service, counts);
  }

  /** Somebody was called and came, or did not; `lookedForS`: how long they were looked for then. */
  cameWhenCalled(): void {
    this.#learnCall(0);
  }
  stayedAway(lookedForS: number): void {
    this.#learnCall(1);
    if (lookedForS > 15 * 60) return;
    this.#noShows += 1;
    this.#noShowS += (lookedForS - this.#noShowS) / Math.min(this.#noShows + 2, noShowsKept);
  }
  #learnCall(was: number): void {
    this.#calls += 1;
    this.#noShowShare += (was - this.#noShowShare) / Math.min(this.#calls, callsRemembered);
  }

  /** A counter for which somebody waited was idle between two people. */
  paused(gapS: number): void {
    if (gapS < 0 || gapS > longestGapS) return;
    if (this.#gaps.length < gapsKept) this.#gaps.push(gapS);
    else this.#gaps[this.#gapsSeen % gapsKept] = gapS;
    this.#gapsSeen += 1;
  }

  get noShowShare(): number {
    return this.#noShowShare;
  }
  get noShowS(): number {
    return this.#noShowS;
  }

  /** People with priority an hour, by service, around this hour of the day and the next. */
  priorPerHour(hour: number): ReadonlyMap<string, number> {
    const rates = new Map<string, number>();
    for (const [service, counts] of this.#prior) {
      const sum = (counts[hour] ?? 0) + (counts[(hour + 1) % hours] ?? 0);
      if (sum > 0) rates.set(service, sum / 2 / Math.max(1, this.#days));
    }
    return rates;
  }

  kept(): JsonObject {
    return {
      times: this.times.kept(),
      gaps: [...this.#gaps],
      gapsSeen: this.#gapsSeen,
      noShowShare: this.#noShowShare,
      calls: this.#calls,
      noShowS: this.#noShowS,
      noShows: this.#noShows,
      prior: Object.fromEntries([...this.#prior].map(([service, counts]) => [service, [...counts]])),
      days: this.#days,
      lastDay: this.#lastDay,
    };
  }

  resume(kept: JsonObject): void {
    this.times.resume(objectIn(kept['times']));
    this.#gaps = numbersIn(kept, 'gaps').slice(0, gapsKept);
    this.#gapsSeen = numberIn(kept, 'gapsSeen', this.#gaps.length);
    this.#noShowShare = numberIn(kept, 'noShowShare', firstNoShows.share);
    this.#calls = numberIn(kept, 'calls', firstNoShows.weight);
    this.#noShowS = numberIn(kept, 'noShowS', firstNoShowS);
    this.#noShows = numberIn(kept, 'noShows', 0);
    const prior = objectIn(kept['prior']);
    this.#prior.clear();
    for (const service of Object.keys(prior)) {
      const counts = numbersIn(prior, service);
      if (counts.length === hours) this.#prior.set(service, Float64Array.from(counts));
    }
    this.#days = numberIn(kept, 'days', 0);
    this.#lastDay = wordIn(kept, 'lastDay');
  }

  drawGap(random: Random): number {
    const place = Math.floor(random.next() * (this.#gaps.length + firstGaps.length));
    return (place < this.#gaps.length ? this.#gaps[place] : firstGaps[place - this.#gaps.length]) ?? 0;
  }

  /** What may be left of a gap that has lasted so long. */
  drawGapRest(lastedS: number, random: Random): number {
    if (lastedS <= 0) return this.drawGap(random);
    for (let tried = 0; tried < 24; tried += 1) {
      const whole = this.drawGap(random);
      if (whole > lastedS) return whole - lastedS;
    }
    return 60 + 540 * random.next();
  }
}
