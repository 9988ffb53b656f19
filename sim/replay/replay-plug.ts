import { Listeners, type Device, type Fault, type Unsubscribe } from '../../hal/device.ts';
import type { JsonObject, JsonValue } from '../../hal/json.ts';

interface Pending {
  readonly answer: (result: JsonValue) => void;
  readonly abort: () => void;
}

const asObject = (value: JsonValue | undefined): JsonObject =>
  // An object that is no array.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** What one device of a port says and answers, out of the recording. Calls are counted as the recorder counts them. */
export class ReplayPlug {
  readonly #pending = new Map<number, Pending>();
  readonly #subscriptions = new Map<number, (message: JsonValue) => void>();
  readonly #words = new Map<string, Listeners<JsonValue>>();
  #facts: JsonObject;
  #calls = 0;

  constructor(facts: JsonObject) {
    this.#facts = facts;
  }

  /** What can be read of it now. */
  get facts(): JsonObject {
    return this.#facts;
  }

  /** A call that is not answered, or at once. */
  tell(): number {
    this.#calls += 1;
    return this.#calls;
  }

  /** A call whose answer stands further on. */
  call<T>(
    // What the recorder wrote is the answer itself, but for bytes and sound.
    given: (result: JsonValue) => T = (result) => result as T,
  ): Promise<T> {
    const call = this.tell();
    return new Promise((resolve, reject) => {
      this.#pending.set(call, {
        answer: (result) => resolve(given(result)),
        abort: () => reject(new DOMException(`call ${call} was given up`, 'AbortError')),
      });
    });
  }

  subscribe(listener: (message: JsonValue) => void): Unsubscribe {
    const call = this.tell();
    this.#subscriptions.set(call, listener);
    return () => {
      this.tell();
      this.#subscriptions.delete(call);
    };
  }

  /** Where words of this kind go; `key` is the one under which the recorder writes them. */
  readonly on =
    <T>(key: string) =>
    (listener: (word: T) => void): Unsubscribe => {
      const listeners = this.#words.get(key) ?? new Listeners<JsonValue>();
      this.#words.set(key, listeners);
      // What the recorder wrote under this key is a word of this kind.
      return listeners.add((word) => listener(word as T));
    };

  /** The part that all devices share. */
  device<F extends Fault>(): Device<F> {
    return {
      open: () => this.call(),
      close: () => this.call(() => undefined),
      onFault: this.on<F>('fault'),
    };
  }

  /** Delivers what came in; false when the firmware neither asked for it nor listens to it. */
  take(what: JsonObject): boolean {
    if ('facts' in what) this.#facts = { ...this.#facts, ...asObject(what['facts']) };
    const { call } = what;
    if (typeof call === 'number') return 'message' in what ? this.#hear(call, what) : this.#answer(call, what);
    for (const [key, listeners] of this.#words) {
      const word = what[key];
      if (word === undefined || listeners.size === 0) continue;
      listeners.emit(word);
      return true;
    }
    return false;
  }

  #hear(call: number, { message }: JsonObject): boolean {
    const listener = this.#subscriptions.get(call);
    listener?.(message ?? null);
    return listener !== undefined;
  }

  #answer(call: number, { result, aborted }: JsonObject): boolean {
    const pending = this.#pending.get(call);
    this.#pending.delete(call);
    if (aborted === true) pending?.abort();
    else pending?.answer(result ?? null);
    return pending !== undefined;
  }
}
