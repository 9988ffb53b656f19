import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { Watchdog } from '../hal/ports/watchdog.ts';
import type { Milliseconds } from '../hal/units.ts';

/** Told this often in the watchdog's time: one that came late is made good by the next. */
const perTimeout = 3;
/** A watchdog that could not be opened is tried again after this. */
const againMs: Milliseconds = 60_000;

/**
 * Tells watchdogs that the program lives, for as long as `lives` says so to each and the event loop turns: both a hung process and one whose
 * firmware has come to a stop are started anew from outside. A watchdog that is not there is logged once and tried again; the device
 * serves without it.
 */
export class Heartbeat {
  readonly #watchdogs: readonly Watchdog[];
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #lives: (watchdog: Watchdog) => boolean;
  readonly #timers = new Map<Watchdog, TimerId>();
  readonly #told = new Set<Watchdog>();
  #running = false;

  constructor(watchdogs: readonly Watchdog[], clock: Clock, log: Log, lives: (watchdog: Watchdog) => boolean) {
    this.#watchdogs = watchdogs;
    this.#clock = clock;
    this.#log = log;
    this.#lives = lives;
  }

  /** The device serves now: the watch begins. */
  async start(): Promise<void> {
    this.#running = true;
    for (const each of this.#watchdogs)
      each.onFault((fault) => this.#log.write('warn', 'watchdog.not-told', { fault: { ...fault } }));
    await Promise.all(this.#watchdogs.map((each) => this.#open(each)));
  }

  /** Another heartbeat tells them from here on: nobody hears that anything ends. */
  letGo(): void {
    this.#running = false;
    for (const timer of this.#timers.values()) this.#clock.clearTimeout(timer);
    this.#timers.clear();
  }

  /** It ends in order: nobody is to be started anew. */
  async stop(): Promise<void> {
    this.letGo();
    await Promise.all(this.#watchdogs.map((each) => each.close()));
  }

  async #open(watchdog: Watchdog): Promise<void> {
    const opened = await watchdog.open(new AbortController().signal);
    if (!this.#running) return;
    if (opened.ok) {
      this.#told.delete(watchdog);
      this.#beat(watchdog);
      return;
    }
    if (!this.#told.has(watchdog)) this.#log.write('warn', 'watchdog.not-there', { fault: { ...opened.fault } });
    this.#told.add(watchdog);
    this.#after(watchdog, againMs, () => void this.#open(watchdog));
  }

  #beat(watchdog: Watchdog): void {
    if (this.#lives(watchdog)) watchdog.alive();
    // Not watched for its life, only told that it is ready.
    if (Number.isFinite(watchdog.timeoutMs))
      this.#after(watchdog, Math.floor(watchdog.timeoutMs / perTimeout), () => this.#beat(watchdog));
  }

  #after(watchdog: Watchdog, ms: Milliseconds, what: () => void): void {
    this.#timers.set(watchdog, this.#clock.setTimeout(what, ms));
  }
}
