import { assert, present } from '../hal/assert.ts';
import type { Random } from '../hal/ports/random.ts';
import { ln } from './arithmetic.ts';

/** Four words of state out of any text (cyrb128): texts that differ in one character give unrelated states. */
const stateOf = (text: string): [number, number, number, number] => {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ unit, 597399067);
    b = c ^ Math.imul(b ^ unit, 2869860233);
    c = d ^ Math.imul(c ^ unit, 951274213);
    d = a ^ Math.imul(d ^ unit, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a];
};

/**
 * Seeded chance (sfc32) in named streams. `split` gives a stream that depends on the seed and on its names alone, never on how
 * much was drawn elsewhere: one more draw for one visitor changes nothing for the next.
 */
export class SeededRandom implements Random {
  readonly #name: string;
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(seed: number, name = '') {
    assert(Number.isSafeInteger(seed), `a seed of ${seed}`);
    this.#name = `${seed}${name === '' ? '' : `/${name}`}`;
    [this.#a, this.#b, this.#c, this.#counter] = stateOf(this.#name);
    // sfc32 needs a dozen rounds before near states have parted.
    for (let round = 0; round < 15; round += 1) this.#word();
  }

  /** The stream of this name below this one; the same name gives the same stream from its beginning. */
  split(name: string): SeededRandom {
    const cut = this.#name.indexOf('/');
    const seed = cut < 0 ? this.#name : this.#name.slice(0, cut);
    const above = cut < 0 ? '' : this.#name.slice(cut + 1);
    return new SeededRandom(Number(seed), above === '' ? name : `${above}/${name}`);
  }

  #word(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  next(): number {
    return this.#word() / 4294967296;
  }

  /** A whole number of 0 to `below` − 1. */
  below(below: number): number {
    assert(Number.isInteger(below) && below > 0, `a draw below ${below}`);
    return Math.floor(this.next() * below);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return present(from[this.below(from.length)], 'a pick from nothing');
  }

  /** One of `from` with the chance that its weight has in the sum. */
  weighted<T>(from: readonly (readonly [T, number])[]): T {
    let rest = this.next() * from.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of from) {
      rest -= weight;
      if (rest < 0) return value;
    }
    return present(from.at(-1), 'a pick from nothing')[0];
  }

  /** Bell-shaped: the sum of six uniform draws (Irwin–Hall), within ± 4.2 sd; needs neither logarithm nor cosine. */
  normal(mean: number, sd: number): number {
    let sum = -3;
    for (let draw = 0; draw < 6; draw += 1) sum += this.next();
    return mean + sd * sum * Math.SQRT2;
  }

  /** Bell-shaped and drawn again until it lies within the bounds. */
  normalWithin(mean: number, sd: number, low: number, high: number): number {
    assert(low <= high && low < mean + 4 * sd && high > mean - 4 * sd, `a draw of ${mean}±${sd} within ${low}…${high}`);
    for (let tries = 0; tries < 1000; tries += 1) {
      const value = this.normal(mean, sd);
      if (value >= low && value <= high) return value;
    }
    return Math.min(high, Math.max(low, mean));
  }

  /** The gap to the next of events that come at random, `mean` apart. */
  exponential(mean: number): number {
    return -mean * ln(1 - this.next());
  }
}
