import { randomBytes } from 'node:crypto';
import { assert } from '../assert.ts';
import type { Entropy } from '../ports/entropy.ts';

/** The operating system's generator. */
export class NodeEntropy implements Entropy {
  bytes(count: number): Uint8Array {
    assert(Number.isInteger(count) && count >= 1 && count <= 1024, `${count} bytes of entropy`);
    return new Uint8Array(randomBytes(count));
  }
}
