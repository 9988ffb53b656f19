import type { Random } from '../ports/random.ts';

/** The engine's generator: good enough for jitter, never for anything that somebody must not guess. */
export class NodeRandom implements Random {
  next(): number {
    return Math.random();
  }
}
