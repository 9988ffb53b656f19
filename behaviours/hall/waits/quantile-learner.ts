import type { Random } from '../../../hal/ports/random.ts';

/** What was foretold for one case when it began, and what came of it. */
interface Lesson {
  readonly features: Float64Array;
  readonly outcome: number;
}

export interface LearnerSettings {
  /** The shares to learn, ascending, each between 0 and 1 (0.5: the median). */
  readonly shares: readonly number[];
  /** Where each share begins, before anything was learnt: the weight of the first feature, which is always 1. */
  readonly start: readonly number[];
  readonly rate: number;
  /** How many of the newest lessons are kept to be gone over again, and how many of them at each new one. */
  readonly kept: number;
  readonly again: number;
}

/** Around its kink the pinball loss is rounded over this span of the outcome, so that steps shrink where the answer is right. */
const roundedOver = 0.3;
/** Pulls weights of what is seldom seen towards nought. */
const decay = 1e-5;
const steepest = 6;

/**
 * Several quantiles of one quantity, learnt from case to case: linear quantile regression (Koenker and Bassett, Regression
 * Quantiles, Econometrica 46, 1978) with the check function smoothed at its kink (Zheng, Gradient descent algorithms for quantile
 * regression, 2011), by steps of AdaGrad (Duchi, Hazan and Singer, JMLR 12, 2011). Each new lesson is gone over with a few old ones
 * drawn by chance, since a day brings too few for one passing each. The scale of each feature is learnt on the way.
 *
 * Nothing is known of a case but what was given: `foretell` never looks at an outcome, `learn` only at those that are over.
 */
export class QuantileLearner {
  readonly #settings: LearnerSettings;
  readonly #random: Random;
  readonly #size: number;
  readonly #weights: readonly Float64Array[];
  readonly #steps: readonly Float64Array[];
  /** The mean size of each feature, by which it is divided; the first is the constant. */
  readonly #scale: Float64Array;
  readonly #lessons: Lesson[] = [];
  #taught = 0;

  constructor(size: number, settings: LearnerSettings, random: Random) {
    this.#size = size;
    this.#settings = settings;
    this.#random = random;
    this.#scale = new Float64Array(size);
    this.#steps = settings.shares.map(() => new Float64Array(size).fill(1));
    this.#weights = settings.start.map((start) => {
      const weights = new Float64Array(size);
      weights[0] = start;
      return weights;
    });
  }

  /** How many outcomes it has learnt from. */
  get taught(): number {
    return this.#taught;
  }

  /** The value of each share, in the order of the settings; never falling from one to the next. */
  foretell(features: Float64Array): number[] {
    let below = Number.NEGATIVE_INFINITY;
    return this.#weights.map((weights) => {
      below = Math.max(below, this.#value(weights, features));
      return below;
    });
  }

  /** Takes an outcome to heart. `features` are kept: the caller gives them away. */
  learn(features: Float64Array, outcome: number): void {
    this.#taught += 1;
    const towards = Math.max(1 / this.#taught, 1e-4);
    for (let i = 0; i < this.#size; i += 1) {
      const size = Math.abs(features[i] ?? 0);
      const old = this.#scale[i] ?? 0;
      this.#scale[i] = old + (size - old) * towards;
    }
    const { kept, again } = this.#settings;
    const lesson = { features, outcome };
    if (this.#lessons.length < kept) this.#lessons.push(lesson);
    else this.#lessons[this.#taught % kept] = lesson;
    const lessons = [lesson];
    for (let i = 0; i < again; i += 1) {
      const drawn = this.#lessons[Math.floor(this.#random.next() * this.#lessons.length)];
      if (drawn !== undefined) lessons.push(drawn);
    }
    this.#weights.forEach((weights, index) => {
      this.#step(
        weights,
        this.#steps[index] ?? new Float64Array(this.#size),
        this.#settings.shares[index] ?? 0.5,
        lessons,
      );
    });
  }

  #scaled(features: Float64Array, i: number): number {
    const scale = this.#scale[i] ?? 0;
    const value = features[i] ?? 0;
    if (i === 0) return value;
    return scale < 1e-9 ? 0 : Math.max(-steepest, Math.min(steepest, value / scale));
  }

  #value(weights: Float64Array, features: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < this.#size; i += 1) if (features[i] !== 0) sum += (weights[i] ?? 0) * this.#scaled(features, i);
    return sum;
  }

  #step(weights: Float64Array, steps: Float64Array, share: number, lessons: readonly Lesson[]): void {
    const slope = new Float64Array(this.#size);
    for (const { features, outcome } of lessons) {
      const off = outcome - this.#value(weights, features);
      const pull = off > roundedOver ? -share : off < -roundedOver ? 1 - share : 0.5 - share - off / (2 * roundedOver);
      for (let i = 0; i < this.#size; i += 1)
        if (features[i] !== 0) slope[i] = (slope[i] ?? 0) + (pull * this.#scaled(features, i)) / lessons.length;
    }
    for (let i = 0; i < this.#size; i += 1) {
      const weight = weights[i] ?? 0;
      const down = (slope[i] ?? 0) + decay * weight;
      const walked = (steps[i] ?? 1) + down * down;
      steps[i] = walked;
      weights[i] = weight - (this.#settings.rate * down) / Math.sqrt(walked);
    }
  }
}
