import type { Random } from '../../../hal/ports/random.ts';

/**
 * Chance for looking ahead, the same for the same name on every machine (mulberry32, seeded by FNV-1a): whoever asks again in an
 * unchanged hall is told the same, and devices that hold the same hall tell the same.
 */
export class NamedChance implements Random {
  #state: number;

  constructor(name: string) {
    let hash = 0x811c9dc5;
    for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
    this.#state = hash | 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let word = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
  }
}
