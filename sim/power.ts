import type { TraceSink } from '../firmware/trace.ts';
import type { Hal, HalDevices, Named } from '../hal/hal.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';

type Work = (...given: readonly unknown[]) => unknown;

/**
 * The supply of a device, from its being switched on to a power cut. What runs on it reaches the world only through here, so that a
 * cut ends it in the midst of anything: no timer of it fires any more, nobody is called back, what it waits for never comes, and its
 * trace has no further line. A process that was killed leaves the same.
 */
export class Power {
  #on = true;
  readonly #subscriptions = new Set<() => void>();
  readonly #timers = new Set<TimerId>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hal(hal: Hal): Hal {
    const each = <T extends object>(named: Named<T>): Named<T> =>
      Object.fromEntries(Object.entries(named).map(([name, device]) => [name, this.#supplied(device)]));
    const ports = Object.entries(hal.devices).map(
      ([port, named]: readonly [string, Named<object>]): readonly [string, Named<object>] => [port, each(named)],
    );
    // Each port keeps its own kind of device, which Object.fromEntries forgets.
    const devices: unknown = Object.fromEntries(ports);
    return {
      ...hal,
      clock: this.#suppliedClock(),
      storage: this.#supplied(hal.storage),
      classifier: hal.classifier === null ? null : this.#supplied(hal.classifier),
      checkup: hal.checkup === null ? null : this.#supplied(hal.checkup),
      devices: devices as HalDevices,
    };
  }

  trace(sink: TraceSink): TraceSink {
    return {
      line: (line) => {
        if (this.#on) sink.line(line);
      },
    };
  }

  cut(): void {
    this.#on = false;
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    this.#timers.clear();
    for (const end of this.#subscriptions) end();
    this.#subscriptions.clear();
  }

  #suppliedClock(): Clock {
    const clock = this.#clock;
    return {
      now: () => clock.now(),
      wallTime: () => clock.wallTime(),
      setTimeout: (callback, ms) => {
        if (!this.#on) return 0;
        const timer = clock.setTimeout(() => {
          this.#timers.delete(timer);
          callback();
        }, ms);
        this.#timers.add(timer);
        return timer;
      },
      clearTimeout: (timer) => {
        if (this.#timers.delete(timer)) clock.clearTimeout(timer);
      },
      turn: (callback) =>
        clock.turn(() => {
          if (this.#on) callback();
        }),
    };
  }

  /** The same device: its answers and calls come through as long as there is power. */
  #supplied<T extends object>(device: T): T {
    const works = new Map<PropertyKey, Work>();
    return new Proxy(device, {
      get: (target, key): unknown => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        const known = works.get(key);
        if (known !== undefined) return known;
        // A method of a port takes what its port says; here it is only passed on.
        const method = value as Work;
        const work: Work = (...given) =>
          this.#on
            ? this.#given(
                method.apply(
                  target,
                  given.map((each) => this.#calledBack(each)),
                ),
              )
            : never;
        works.set(key, work);
        return work;
      },
    });
  }

  #calledBack(given: unknown): unknown {
    if (typeof given !== 'function') return given;
    // As above.
    const callback = given as Work;
    return (...told: readonly unknown[]): unknown => (this.#on ? callback(...told) : undefined);
  }

  #given(result: unknown): unknown {
    if (result instanceof Promise)
      return new Promise((resolve, reject) => {
        result.then(
          (value) => {
            if (this.#on) resolve(value);
          },
          (reason: unknown) => {
            // Passed on as it came: an AbortError, or a bug.
            // oxlint-disable-next-line prefer-promise-reject-errors
            if (this.#on) reject(reason);
          },
        );
      });
    if (typeof result !== 'function') return result;
    const end = result as () => void;
    this.#subscriptions.add(end);
    return () => {
      this.#subscriptions.delete(end);
      end();
    };
  }
}

/** What is asked of the world without power is never answered. */
const never: Promise<never> = new Promise(() => undefined);
