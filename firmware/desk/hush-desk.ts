import type { GreetingIn } from '../../behaviours/greeting/events.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { Command } from '../commands.ts';

export type HushCommand = Extract<Command, { readonly name: 'mute-greetings' | 'unmute-greetings' }>;

export interface HushPorts {
  readonly clock: Clock;
  readonly greeting: { send(event: GreetingIn): void };
  /** To the other devices of the site; of use now or never. */
  readonly publish: (data: JsonObject) => void;
}

/** What no mute is longer than: whoever asks for more over the bus gets that. */
const longestMs: Milliseconds = 4 * 3_600_000;

/**
 * Staff's wish that nobody be greeted aloud for a while: on this device, or, from a counter, in the whole hall, since a clerk who cannot
 * be understood does not know which machine it is that talks. A device that is cut off meanwhile goes on greeting. Calls are none of it.
 */
export class HushDesk {
  readonly #ports: HushPorts;
  readonly #changes = new Listeners<void>();
  /** By the monotonic clock; null: greetings are said. */
  #until: Milliseconds | null = null;

  constructor(ports: HushPorts) {
    this.#ports = ports;
  }

  /** How long greetings stay muted on this device; null: they are said. */
  leftMs(): Milliseconds | null {
    return this.#until === null ? null : Math.max(0, this.#until - this.#ports.clock.now());
  }

  onChanged(listener: () => void): Unsubscribe {
    return this.#changes.add(listener);
  }

  obey(command: HushCommand): void {
    const muted = command.name === 'mute-greetings';
    const forMs = muted && command.minutes !== null ? command.minutes * 60_000 : null;
    this.#wish(muted, forMs);
    if (command.everywhere) this.#ports.publish({ muted, forMs });
  }

  /** Another device was asked for all. False: that is no such word. */
  hear({ forMs, muted }: JsonObject): boolean {
    if (typeof muted !== 'boolean') return false;
    const span = typeof forMs === 'number' && forMs > 0 ? Math.min(forMs, longestMs) : null;
    this.#wish(muted, span);
    return true;
  }

  /** Greeting has muted itself for so long, or (null) speaks again, whoever wished it. */
  became(forMs: Milliseconds | null): void {
    this.#until = forMs === null ? null : this.#ports.clock.now() + forMs;
    this.#changes.emit();
  }

  #wish(muted: boolean, forMs: Milliseconds | null): void {
    const { greeting } = this.#ports;
    if (muted) greeting.send({ type: 'greetings.muted', forMs });
    else greeting.send({ type: 'greetings.unmuted' });
  }
}
