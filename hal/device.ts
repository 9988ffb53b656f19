import type { JsonValue } from './json.ts';
import type { Result } from './result.ts';

/** Ends a subscription; calling it again does nothing. */
export type Unsubscribe = () => void;

/** What the world did to a device: a union by `kind`, each variant with just its data (numbers and words, for messages). */
export interface Fault {
  readonly kind: string;
  readonly [detail: string]: JsonValue;
}

/**
 * Everything with a plug. A constructor does nothing; `open` and `close` do.
 *
 * - `open` resolves once the device answers, or with the fault that kept it from answering; an abort ends the waiting.
 * - `open` after `close` works again; `open` twice without `close` is a bug of the caller.
 * - After `open`, a fault that ends the service (unplugged, gone) is told once to `onFault`; the supervisor then closes and
 *   opens again with backoff. Faults of one call are that call's result and are not told here.
 * - `close` resolves when nothing is held any more: no handle, no timer. It never throws and may be called twice.
 */
export interface Device<F extends Fault = Fault> {
  open(signal: AbortSignal): Promise<Result<void, F>>;
  close(): Promise<void>;
  onFault(listener: (fault: F) => void): Unsubscribe;
}

/** A set of listeners that survives being changed while it is called. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  add(listener: (value: T) => void): Unsubscribe {
    // A wrapper of its own, so that one function added twice is heard twice and removed once at a time.
    const own = (value: T): void => listener(value);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  emit(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }

  get size(): number {
    return this.#listeners.size;
  }
}
