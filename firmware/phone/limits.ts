import type { Milliseconds } from '../../hal/units.ts';

/** A bucket of so many drops that fills again, one drop in so long a time. */
export interface BucketSize {
  readonly drops: number;
  readonly everyMs: Milliseconds;
}

interface Bucket {
  left: number;
  at: Milliseconds;
}

/** A bucket for each name; a name that was not heard of for the longest is forgotten when there are too many. */
export class Buckets {
  readonly #size: BucketSize;
  readonly #most: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(size: BucketSize, most: number) {
    this.#size = size;
    this.#most = most;
  }

  /** Takes a drop; 0 when there was one, else how long until there is one again. */
  take(name: string, now: Milliseconds): Milliseconds {
    const { drops, everyMs } = this.#size;
    const known = this.#buckets.get(name);
    const bucket = known ?? { left: drops, at: now };
    const filled = Math.floor((now - bucket.at) / everyMs);
    bucket.left = Math.min(drops, bucket.left + filled);
    bucket.at = bucket.left === drops ? now : bucket.at + filled * everyMs;
    // The newest name stands last.
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    if (this.#buckets.size > this.#most) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    if (bucket.left === 0) return everyMs - (now - bucket.at);
    bucket.left -= 1;
    return 0;
  }
}

/** Who is behind an address, as far as that can be told: one who has an IPv6 address has 2^64 of them. */
export const neighbourhood = (address: string): string => {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - groups.length - rest.length }, () => '0');
  return [...groups, ...zeros, ...rest].slice(0, 4).join(':');
};
