import type { Milliseconds } from '../units.ts';

/*
 * The kernel's input events (linux/input.h, Documentation/input/event-codes.rst) as they come out of /dev/input/event*: a stream of
 * records, each two words of time, a type, a code and a value, in the machine's own byte order. Everything that runs letan is
 * little-endian.
 */

/** Bytes of one record: its time is two longs, which are eight bytes each on 64-bit machines. */
export const inputEventBytes = { 64: 24, 32: 16 } as const;
export type WordSize = keyof typeof inputEventBytes;

const typeSync = 0;
const typeKey = 1;
const syncReport = 0;
const syncDropped = 3;

const released = 0;
const pressed = 1;
const repeated = 2;
/** KEY_MAX: no keyboard has a code above it. */
const lastCode = 0x2ff;

/** What a keyboard says: a key went down or up, or so much was typed that the kernel's buffer lost some of it. */
export type KeyEvent =
  | { readonly kind: 'down'; readonly code: number }
  | { readonly kind: 'up'; readonly code: number }
  | { readonly kind: 'lost' };

/**
 * Puts records together from pieces of any size. A record that no kernel writes means that this is no event device, or that bytes
 * went missing: the rest cannot be told apart any more, so it is all `garbled` from there on.
 */
export class KeyEventReader {
  readonly #size: number;
  readonly #rest: Uint8Array;
  #held = 0;
  /** After SYN_DROPPED everything up to the next report is out of date (Documentation/input/event-codes.rst, EV_SYN). */
  #stale = false;
  #garbled = false;

  constructor(words: WordSize) {
    this.#size = inputEventBytes[words];
    this.#rest = new Uint8Array(this.#size);
  }

  get garbled(): boolean {
    return this.#garbled;
  }

  read(bytes: Uint8Array): readonly KeyEvent[] {
    const events: KeyEvent[] = [];
    for (let at = 0; at < bytes.length && !this.#garbled;) {
      const piece = bytes.subarray(at, at + this.#size - this.#held);
      this.#rest.set(piece, this.#held);
      this.#held += piece.length;
      at += piece.length;
      if (this.#held < this.#size) break;
      this.#held = 0;
      const event = this.#take();
      if (event !== null) events.push(event);
    }
    return events;
  }

  #take(): KeyEvent | null {
    const view = new DataView(this.#rest.buffer, this.#rest.byteOffset + this.#size - 8, 8);
    const [type, code, value] = [view.getUint16(0, true), view.getUint16(2, true), view.getInt32(4, true)];
    if (type === typeSync && code === syncDropped) {
      this.#stale = true;
      return { kind: 'lost' };
    }
    if (this.#stale) {
      if (type === typeSync && code === syncReport) this.#stale = false;
      return null;
    }
    // EV_MAX is 0x1f: a type above it is no event.
    if (type > 0x1f) this.#garbled = true;
    if (type !== typeKey) return null;
    if (code > lastCode || ![released, pressed, repeated].includes(value)) {
      this.#garbled = true;
      return null;
    }
    // A key that is held down repeats itself; that is no press.
    if (value === repeated) return null;
    return { kind: value === pressed ? 'down' : 'up', code };
  }
}

/** Keys that matter here, by their code in linux/input-event-codes.h. */
export const keyCodes = {
  backspace: 14,
  tab: 15,
  enter: 28,
  leftCtrl: 29,
  leftShift: 42,
  rightShift: 54,
  leftAlt: 56,
  capsLock: 58,
  padEnter: 96,
  rightCtrl: 97,
  rightAlt: 100,
  delete: 111,
} as const;

/** A burst of keys that a scanner types is at its end after so long without one. */
export const typingPauseMs: Milliseconds = 60;
