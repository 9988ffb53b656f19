import type { Random } from '../../../hal/ports/random.ts';

/** What was seen of one service. Times in seconds. */
interface Seen {
  readonly count: number;
  readonly meanS: number;
  /** The newest services as multiples of the mean of their time. */
  readonly shape: readonly number[];
}

/** The configured time weighs as if that had been seen this often. */
const priorWeight = 12;
/** Shapes kept of each service, and how many the prior one weighs as. */
const shapesKept = 400;
const shapeWeight = 40;
/** A clerk who forgot to finish teaches nothing about services. */
const longestTimes = 8;

/**
 * How services spread about their mean before anything was seen: a gamma distribution with a coefficient of variation of 0.6, its
 * 2.5 %, 7.5 %, … 97.5 % points as multiples of the mean. Times at counters are skewed so (Brown et al., Statistical analysis of a
 * telephone call center, JASA 100, 2005, find lognormal ones; the two hardly differ in this range).
 */
const priorShape: readonly number[] = [
  0.189, 0.305, 0.388, 0.46, 0.527, 0.591, 0.654, 0.717, 0.782, 0.848, 0.918, 0.993, 1.073, 1.161, 1.26, 1.374, 1.512,
  1.69, 1.948, 2.473,
];

/** How long services take, learnt from those that are over and leaning on what config says while few are. */
export class ServiceTimes {
  readonly #typicalS: ReadonlyMap<string, number>;
  readonly #seen = new Map<string, Seen>();

  /** `typicalS`: what config says, by service; a service without is taken for one of ten minutes until some were seen. */
  constructor(typicalS: ReadonlyMap<string, number>) {
    this.#typicalS = typicalS;
  }

  meanS(service: string): number {
    const typical = this.#typicalS.get(service) ?? 600;
    const seen = this.#seen.get(service);
    if (seen === undefined) return typical;
    // Old days fade: the mean follows the newest 200.
    const weight = Math.min(seen.count, 200);
    return (typical * priorWeight + seen.meanS * weight) / (priorWeight + weight);
  }

  learn(service: string, lastedS: number): void {
    const mean = this.meanS(service);
    if (!(lastedS > 0) || lastedS > longestTimes * mean) return;
    const seen = this.#seen.get(service) ?? { count: 0, meanS: 0, shape: [] };
    const count = seen.count + 1;
    this.#seen.set(service, {
      count,
      meanS: seen.meanS + (lastedS - seen.meanS) / Math.min(count, 200),
      shape: [...seen.shape.slice(1 - shapesKept), lastedS / mean],
    });
  }

  /** A time that such a service may take. */
  draw(service: string, random: Random): number {
    return this.meanS(service) * this.#drawShape(service, random);
  }

  /** What may be left of one that has lasted so long. */
  drawRest(service: string, lastedS: number, random: Random): number {
    const mean = this.meanS(service);
    for (let tried = 0; tried < 16; tried += 1) {
      const whole = mean * this.#drawShape(service, random);
      if (whole > lastedS) return whole - lastedS;
    }
    // Longer than any like it: nobody knows; as likely to end in the next minutes as ever.
    return mean * (0.1 + 0.6 * random.next());
  }

  #drawShape(service: string, random: Random): number {
    const shape = this.#seen.get(service)?.shape ?? [];
    const place = random.next() * (shape.length + shapeWeight);
    if (place < shape.length) return shape[Math.floor(place)] ?? 1;
    const at = ((place - shape.length) / shapeWeight) * priorShape.length - 0.5;
    const low = Math.max(0, Math.min(priorShape.length - 2, Math.floor(at)));
    const from = priorShape[low] ?? 1;
    const to = priorShape[low + 1] ?? from;
    return Math.max(0.05, from + (to - from) * (at - low));
  }
}
