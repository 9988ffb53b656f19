import { createHash, createHmac } from 'node:crypto';

/** SHA-256 of a text that comes piece by piece. */
export class RunningSha256 {
  readonly #hash = createHash('sha256');

  add(piece: string | Uint8Array): void {
    this.#hash.update(piece);
  }
  /** Of all so far, in hexadecimal; more may follow. */
  get hex(): string {
    return this.#hash.copy().digest('hex');
  }
}

/** HMAC-SHA-256 of a text under a key. */
export const keyed = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest();
