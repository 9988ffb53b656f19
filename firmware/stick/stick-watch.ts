import type { Unsubscribe } from '../../hal/device.ts';
import { Listeners } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { bestOf, checkKey, type Door, type Grant, type KeyFault } from './key.ts';

const lookEveryMs: Milliseconds = 1_000;

/** What stands in the machine now: a stick whose key opens, one whose key does not, or none with a key. */
export type Shown = Result<Grant, KeyFault> | null;

export interface StickPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** The key files of the sticks that are plugged in, as whoever may mount sticks laid them down. */
  readonly keys: () => readonly Uint8Array[];
  readonly door: () => Door;
}

const nameOf = (shown: Shown): string => {
  if (shown === null) return 'none';
  return shown.ok ? `opens ${shown.value.id}` : `refused ${shown.fault.kind}`;
};

/** Looks once a second which stick is plugged in, and says what changes. A key that runs out meanwhile closes by itself. */
export class StickWatch {
  readonly #ports: StickPorts;
  readonly #heard = new Listeners<Shown>();
  #shown: Shown = null;
  #timer: TimerId | null = null;

  constructor(ports: StickPorts) {
    this.#ports = ports;
  }

  /** The listener hears every change from here on. */
  onShown(listener: (shown: Shown) => void): Unsubscribe {
    return this.#heard.add(listener);
  }

  get shown(): Shown {
    return this.#shown;
  }

  start(): void {
    this.#look();
  }

  stop(): void {
    if (this.#timer !== null) this.#ports.clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    const { clock, door, keys, log } = this.#ports;
    const files = keys();
    const here = files.length === 0 ? null : door();
    const shown = here === null ? null : bestOf(files.map((bytes) => checkKey(bytes, here)));
    const before = nameOf(this.#shown);
    this.#shown = shown;
    this.#timer = clock.setTimeout(() => this.#look(), lookEveryMs);
    if (nameOf(shown) === before) return;
    log.write(shown === null || shown.ok ? 'info' : 'warn', 'stick.shown', { what: nameOf(shown) });
    this.#heard.emit(shown);
  }
}
