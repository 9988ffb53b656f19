import { backoffMs, type Backoff } from '../hal/backoff.ts';
import type { Device, Fault, Unsubscribe } from '../hal/device.ts';
import { Listeners } from '../hal/device.ts';
import type { HalDevices, PortName } from '../hal/hal.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { Random } from '../hal/ports/random.ts';
import { fail, type Result } from '../hal/result.ts';
import type { Milliseconds } from '../hal/units.ts';
import { siteRedial } from './broker/redial.ts';

/** How a device is, as status and pages tell it. */
export type DeviceHealth =
  | { readonly state: 'opening' }
  | { readonly state: 'up' }
  | { readonly state: 'down'; readonly fault: Fault; readonly attempts: number };

export interface DeviceReport {
  readonly port: PortName;
  readonly name: string;
  readonly health: DeviceHealth;
}

/** First wait, doubled up to the longest; each drawn from the upper half of its span so that a hall does not knock in step. */
const retry: Backoff = { firstMs: 1_000, mostMs: 60_000 };
/** A device that neither opens nor refuses within this is closed and tried again. */
const openMs: Milliseconds = 15_000;

/** An abort may end `open` with AbortError: for the supervisor that is a device that did not answer. */
const openOrGiveUp = async (device: Device, signal: AbortSignal): Promise<Result<void, Fault>> => {
  try {
    return await device.open(signal);
  } catch (error) {
    if (signal.aborted) return fail({ kind: 'no-answer', afterMs: openMs });
    throw error;
  }
};

interface Supervised {
  readonly port: PortName;
  readonly name: string;
  readonly device: Device;
  health: DeviceHealth;
  attempts: number;
  timer: TimerId | null;
  opening: AbortController | null;
  unsubscribe: Unsubscribe | null;
}

/**
 * Opens every device, and again with backoff while it fails; closes and reopens one that was lost. A device that never opens
 * stops no other: `start` resolves when each has been tried once.
 */
export class Supervisor {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #log: Log;
  readonly #devices: Supervised[] = [];
  readonly #changes = new Listeners<DeviceReport>();
  #stopped = false;

  constructor(devices: HalDevices, clock: Clock, random: Random, log: Log) {
    this.#clock = clock;
    this.#random = random;
    this.#log = log;
    for (const [port, named] of Object.entries(devices))
      for (const [name, device] of Object.entries(named as Record<string, Device>))
        this.#devices.push({
          port: port as PortName, // Object.entries forgets the key type
          name,
          device,
          health: { state: 'opening' },
          attempts: 0,
          timer: null,
          opening: null,
          unsubscribe: null,
        });
  }

  onChange(listener: (report: DeviceReport) => void): Unsubscribe {
    return this.#changes.add(listener);
  }

  reports(): readonly DeviceReport[] {
    return this.#devices.map(({ port, name, health }) => ({ port, name, health }));
  }

  isUp(port: PortName, name: string): boolean {
    return this.#devices.some((each) => each.port === port && each.name === name && each.health.state === 'up');
  }

  /** Tries the devices of the given ports once; later ones go on in the background. Without ports: all. */
  async start(...ports: readonly PortName[]): Promise<void> {
    const chosen = this.#devices.filter((each) => ports.length === 0 || ports.includes(each.port));
    await Promise.all(
      chosen.filter((each) => each.health.state === 'opening' && each.opening === null).map((each) => this.#open(each)),
    );
  }

  /** Opens one device at once if it is waiting for its next try: somebody has just mended it. */
  async retry(port: PortName, name: string): Promise<void> {
    const found = this.#devices.find((each) => each.port === port && each.name === name);
    if (found === undefined || found.timer === null) return;
    this.#clock.clearTimeout(found.timer);
    found.timer = null;
    await this.#open(found);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(
      this.#devices.map(async (each) => {
        if (each.timer !== null) this.#clock.clearTimeout(each.timer);
        each.timer = null;
        each.opening?.abort();
        each.unsubscribe?.();
        each.unsubscribe = null;
        await each.device.close();
      }),
    );
  }

  async #open(each: Supervised): Promise<void> {
    if (this.#stopped) return;
    each.attempts += 1;
    const opening = new AbortController();
    each.opening = opening;
    const limit = this.#clock.setTimeout(() => opening.abort(), openMs);
    const result = await openOrGiveUp(each.device, opening.signal);
    this.#clock.clearTimeout(limit);
    each.opening = null;
    if (this.#stopped) return;
    if (!result.ok) {
      await this.#down(each, result.fault);
      return;
    }
    each.attempts = 0;
    each.unsubscribe = each.device.onFault((fault) => void this.#down(each, fault));
    this.#tell(each, { state: 'up' });
  }

  async #down(each: Supervised, fault: Fault): Promise<void> {
    // A second word about the same loss while it is being closed or waited for changes nothing.
    if (each.timer !== null || (each.health.state === 'down' && each.opening !== null)) return;
    each.unsubscribe?.();
    each.unsubscribe = null;
    const attempts = Math.max(1, each.attempts);
    each.attempts = attempts;
    // Who began before the site's broker did is there as soon as who lost it.
    const wait = backoffMs(attempts, each.port === 'bus' ? siteRedial : retry, this.#random);
    each.timer = this.#clock.setTimeout(() => {
      each.timer = null;
      void this.#open(each);
    }, wait);
    this.#tell(each, { state: 'down', fault, attempts });
    await each.device.close();
  }

  #tell(each: Supervised, health: DeviceHealth): void {
    const before = each.health;
    each.health = health;
    const { port, name } = each;
    // A fault that stays the same is told once, not at every try.
    const same = before.state === 'down' && health.state === 'down' && before.fault.kind === health.fault.kind;
    if (health.state === 'down' && !same) this.#log.write('warn', 'device.down', { port, name, fault: health.fault });
    if (health.state === 'up' && before.state !== 'up') this.#log.write('info', 'device.up', { port, name });
    if (!same) this.#changes.emit({ port, name, health });
  }
}
