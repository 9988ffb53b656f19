import { assert } from '../assert.ts';

/** One kind of frame: between `header` and `footer` stand `payload` bytes, or as many as two bytes after the header say (least first). */
export interface FrameKind<Name extends string> {
  readonly name: Name;
  readonly header: readonly number[];
  readonly footer: readonly number[];
  readonly payload: number | { readonly most: number };
}

export interface Frame<Name extends string> {
  readonly name: Name;
  readonly payload: Uint8Array;
}

/**
 * Cuts frames out of a stream of bytes. What fits no frame is dropped byte by byte, so that a frame after noise, after a piece of
 * another or inside one whose length was garbled is found. It keeps no more than the longest frame.
 */
export class FrameReader<Name extends string> {
  readonly #kinds: readonly FrameKind<Name>[];
  readonly #longest: number;
  #held: Uint8Array = new Uint8Array(0);
  #dropped = 0;

  constructor(kinds: readonly FrameKind<Name>[]) {
    assert(
      kinds.every(({ header }) => header.length > 0),
      'a frame without a header',
    );
    this.#kinds = kinds;
    this.#longest = Math.max(
      ...kinds.map(({ header, payload, footer }) => {
        const body = typeof payload === 'number' ? payload : 2 + payload.most;
        return header.length + body + footer.length;
      }),
    );
  }

  /** How many bytes belonged to no frame so far. */
  get dropped(): number {
    return this.#dropped;
  }
  /** How many bytes wait for the rest of their frame; never more than the longest frame has. */
  get held(): number {
    return this.#held.length;
  }

  read(bytes: Uint8Array): readonly Frame<Name>[] {
    const frames: Frame<Name>[] = [];
    // In pieces, so that what is held stays bounded however much comes at once.
    for (let from = 0; from < bytes.length; from += this.#longest) {
      const piece = bytes.subarray(from, from + this.#longest);
      const held = new Uint8Array(this.#held.length + piece.length);
      held.set(this.#held);
      held.set(piece, this.#held.length);
      this.#held = this.#cut(held, frames);
    }
    return frames;
  }

  reset(): void {
    this.#held = new Uint8Array(0);
  }

  /** Moves what is whole to `frames`; returns what may still become one. */
  #cut(held: Uint8Array, frames: Frame<Name>[]): Uint8Array {
    let at = 0;
    while (at < held.length) {
      const rest = held.subarray(at);
      const found = this.#at(rest);
      if (found === 'more') return held.slice(at);
      if (found === null) {
        this.#dropped += 1;
        at += 1;
      } else {
        frames.push({ name: found.name, payload: found.payload.slice() });
        at += found.length;
      }
    }
    return new Uint8Array(0);
  }

  #at(rest: Uint8Array): (Frame<Name> & { readonly length: number }) | 'more' | null {
    let more = false;
    for (const kind of this.#kinds) {
      const found = frameAt(kind, rest);
      if (found === 'more') more = true;
      else if (found !== null) return found;
    }
    return more ? 'more' : null;
  }
}

const startsWith = (bytes: Uint8Array, expected: readonly number[]): boolean =>
  expected.every((byte, index) => index >= bytes.length || bytes[index] === byte);

const frameAt = <Name extends string>(
  { name, header, footer, payload }: FrameKind<Name>,
  rest: Uint8Array,
): (Frame<Name> & { readonly length: number }) | 'more' | null => {
  if (!startsWith(rest, header)) return null;
  if (rest.length < header.length) return 'more';
  let start = header.length;
  let size: number;
  if (typeof payload === 'number') size = payload;
  else {
    const low = rest[start];
    const high = rest[start + 1];
    if (low === undefined || high === undefined) return 'more';
    size = high * 256 + low;
    if (size > payload.most) return null;
    start += 2;
  }
  const end = start + size;
  if (!startsWith(rest.subarray(end), footer)) return null;
  const length = end + footer.length;
  return rest.length < length ? 'more' : { name, payload: rest.subarray(start, end), length };
};
