import type { JsonObject } from '../../../hal/json.ts';
import type { Random } from '../../../hal/ports/random.ts';
import { numberIn, numbersIn, objectIn, rounded } from './kept.ts';

/** What was seen of one service. Times in seconds. */
interface Seen {
  count: number;
  meanS: number;
  /** The newest services as multiples of the mean of their time, the oldest overwritten first. */
  readonly shape: number[];
}

/** The configured time weighs as if that had been seen this often. */
const priorWeight = 12;
/** Old days fade: the mean follows the newest of this many. */
const remembered = 400;
/** Shapes kept of each service, and how many the prior one weighs as. */
const shapesKept = 400;
const shapeWeight = 40;
/** A clerk who forgot to finish teaches nothing about services. */
const longestTimes = 8;
/** Standard deviation of one service by its mean, for how well the mean is known. */
const variation = 0.6;

/**
 * How services spread about their mean before anything was seen: a gamma distribution with a coefficient of variation of 0.6, its
 * 2.5 %, 7.5 %, … 97.5 % points as multiples of the mean. Times at counters are skewed so (Brown et al., Statistical analysis of a
 * telephone call center, JASA 100, 2005, find lognormal ones; the two hardly differ in this range).
 */
const priorShape: readonly number[] = [
  0.189, 0.305, 0.388, 0.46, 0.527, 0.591, 0.654, 0.717, 0.782, 0.848, 0.918, 0.993, 1.073, 1.161, 1.26, 1.374, 1.512,
  1.69, 1.948, 2.473,
];

const noneSeen: readonly number[] = [];

/** How long a counter is taken up by somebody, by service, learnt from those that are over and leaning on what config says while few are. */
export class ServiceTimes {
  readonly #typicalS: ReadonlyMap<string, number>;
  readonly #seen = new Map<string, Seen>();

  /** `typicalS`: what config says, by service; of one without nothing is known until some were seen. */
  constructor(typicalS: ReadonlyMap<string, number>) {
    this.#typicalS = typicalS;
  }

  /** Null: config says nothing of this service, and nobody was served yet. */
  meanS(service: string): number | null {
    const typical = this.#typicalS.get(service) ?? null;
    const seen = this.#seen.get(service);
    if (seen === undefined) return typical;
    if (typical === null) return seen.meanS;
    const weight = Math.min(seen.count, remembered);
    return (typical * priorWeight + seen.meanS * weight) / (priorWeight + weight);
  }

  learn(service: string, lastedS: number): void {
    const mean = this.meanS(service) ?? lastedS;
    if (!(lastedS > 0) || lastedS > longestTimes * mean) return;
    const seen = this.#seen.get(service) ?? { count: 0, meanS: 0, shape: [] };
    const ratio = rounded(lastedS / mean);
    if (seen.shape.length < shapesKept) seen.shape.push(ratio);
    else seen.shape[seen.count % shapesKept] = ratio;
    seen.count += 1;
    seen.meanS += (lastedS - seen.meanS) / Math.min(seen.count, remembered);
    this.#seen.set(service, seen);
  }

  kept(): JsonObject {
    return Object.fromEntries(
      [...this.#seen].map(([service, { count, meanS, shape }]) => [service, { count, meanS, shape: [...shape] }]),
    );
  }

  resume(kept: JsonObject): void {
    this.#seen.clear();
    for (const [service, value] of Object.entries(kept)) {
      const seen = objectIn(value);
      const [count, meanS] = [numberIn(seen, 'count', 0), numberIn(seen, 'meanS', 0)];
      const shape = numbersIn(seen, 'shape').slice(0, shapesKept);
      if (count > 0 && meanS > 0) this.#seen.set(service, { count, meanS, shape });
    }
  }

  /** What the mean may be, as far as it is known: drawn once for each way that the hall may go on, since all services share in it. */
  drawMean(service: string, random: Random): number {
    const known = priorWeight + Math.min(this.#seen.get(service)?.count ?? 0, remembered);
    // The sum of twelve uniform chances less six is normal enough, and the same everywhere.
    let normal = -6;
    for (let i = 0; i < 12; i += 1) normal += random.next();
    return (this.meanS(service) ?? 0) * Math.max(0.3, 1 + (variation / Math.sqrt(known)) * normal);
  }

  /** A time that such a service may take. */
  draw(service: string, meanS: number, random: Random): number {
    return meanS * this.#drawShape(service, random);
  }

  /** What may be left of one that has lasted so long. */
  drawRest(service: string, meanS: number, lastedS: number, random: Random): number {
    for (let tried = 0; tried < 16; tried += 1) {
      const whole = meanS * this.#drawShape(service, random);
      if (whole > lastedS) return whole - lastedS;
    }
    // Longer than any like it: nobody knows; as likely to end in the next minutes as ever.
    return meanS * (0.1 + 0.6 * random.next());
  }

  #drawShape(service: string, random: Random): number {
    const shape = this.#seen.get(service)?.shape ?? noneSeen;
    const place = random.next() * (shape.length + shapeWeight);
    if (place < shape.length) return shape[Math.floor(place)] ?? 1;
    const at = ((place - shape.length) / shapeWeight) * priorShape.length - 0.5;
    const low = Math.max(0, Math.min(priorShape.length - 2, Math.floor(at)));
    const from = priorShape[low] ?? 1;
    const to = priorShape[low + 1] ?? from;
    return Math.max(0.05, from + (to - from) * (at - low));
  }
}
