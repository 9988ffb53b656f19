import { assert } from '../hal/assert.ts';
import type { Entropy } from '../hal/ports/entropy.ts';
import type { SeededRandom } from './random.ts';

/** Tokens and ids out of the seed, so that a simulated day repeats to the byte. Guessable by design: never on a device. */
export class SeededEntropy implements Entropy {
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  bytes(count: number): Uint8Array {
    assert(Number.isInteger(count) && count >= 1 && count <= 1024, `${count} bytes of entropy`);
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i += 1) bytes[i] = this.#random.below(256);
    return bytes;
  }
}
