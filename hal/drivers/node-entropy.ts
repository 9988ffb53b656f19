import { randomFillSync } from 'node:crypto';
import { assert } from '../assert.ts';
import type { Entropy } from '../ports/entropy.ts';

/** Drawn from the operating system at once: a call for each few bytes would take longer than what they are drawn for. */
const drawnAtOnce = 4096;

/** The operating system's generator. Bytes are given once; what was given is not kept. */
export class NodeEntropy implements Entropy {
  readonly #drawn = new Uint8Array(drawnAtOnce);
  #left = 0;

  bytes(count: number): Uint8Array {
    assert(Number.isInteger(count) && count >= 1 && count <= 1024, `${count} bytes of entropy`);
    if (this.#left < count) {
      randomFillSync(this.#drawn);
      this.#left = drawnAtOnce;
    }
    this.#left -= count;
    const given = this.#drawn.slice(this.#left, this.#left + count);
    this.#drawn.fill(0, this.#left, this.#left + count);
    return given;
  }
}
