import { assert } from '../assert.ts';
import { Listeners, type Fault, type Unsubscribe } from '../device.ts';
import type { Clock } from '../ports/clock.ts';
import type { Lamp, LampState } from '../ports/lamp.ts';
import type { SpiBus } from '../ports/spi-bus.ts';
import { fail, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { RefreshedPicture } from './refreshed-picture.ts';
import { withinBudget, ws2812Bytes, ws2812Frame, type Rgb } from './ws2812-wire.ts';

export interface RingSettings {
  readonly leds: number;
  /** 0 to 1, of the colours below. */
  readonly brightness: number;
  /** What the ring may draw from its supply. */
  readonly budgetMilliamps: number;
}

/** A ring does not answer: what it should show is sent again this often, for one that was pulled and put back, or hit by a spark. */
const againMs: Milliseconds = 10_000;

const dark: Rgb = { red: 0, green: 0, blue: 0 };

/**
 * What a state looks like. Nobody has to tell colours apart: how much of the ring is lit differs as well, from a quarter for somebody
 * far off to all of it for a call.
 */
const looks: Readonly<Record<LampState, { readonly colour: Rgb; readonly quarters: 0 | 1 | 2 | 3 | 4 }>> = {
  off: { colour: dark, quarters: 0 },
  notice: { colour: { red: 140, green: 105, blue: 60 }, quarters: 1 },
  invite: { colour: { red: 255, green: 190, blue: 110 }, quarters: 4 },
  attend: { colour: { red: 40, green: 200, blue: 120 }, quarters: 3 },
  call: { colour: { red: 255, green: 120, blue: 0 }, quarters: 4 },
  fault: { colour: { red: 255, green: 0, blue: 0 }, quarters: 2 },
};

/** The LEDs of a ring in a state, from its first one on. */
export const ringPicture = (state: LampState, { leds, brightness, budgetMilliamps }: RingSettings): readonly Rgb[] => {
  const { colour, quarters } = looks[state];
  const lit = Math.ceil((leds * quarters) / 4);
  const dim = (value: number): number => Math.round(value * brightness);
  const shone: Rgb = { red: dim(colour.red), green: dim(colour.green), blue: dim(colour.blue) };
  return withinBudget(
    Array.from({ length: leds }, (_, i) => (i < lit ? shone : dark)),
    budgetMilliamps,
  );
};

/** A ring of WS2812 LEDs on an SPI bus of its own; it is no chip that could be asked whether it is there. */
export class Ws2812RingLamp implements Lamp {
  readonly #bus: SpiBus;
  readonly #settings: RingSettings;
  readonly #faults = new Listeners<Fault>();
  readonly #picture: RefreshedPicture;
  #state: LampState = 'off';
  #deafen: Unsubscribe = () => {};

  constructor(bus: SpiBus, clock: Clock, settings: RingSettings) {
    this.#bus = bus;
    this.#settings = settings;
    this.#picture = new RefreshedPicture(
      clock,
      againMs,
      () => this.#send(),
      (fault) => this.#faults.emit(fault),
    );
  }

  async open(signal: AbortSignal): Promise<Result<void, Fault>> {
    assert(!this.#picture.isOpen, `${this.#bus.where} opened twice`);
    const opened = await this.#bus.open(signal);
    if (!opened.ok) return opened;
    const bytes = ws2812Bytes(this.#settings.leds);
    if (bytes > this.#bus.mostBytes) {
      await this.#bus.close();
      return fail({ kind: 'too-long', where: this.#bus.where, bytes, most: this.#bus.mostBytes });
    }
    this.#deafen = this.#bus.onFault((fault) => this.#picture.lose(fault));
    this.#picture.begin();
    return opened;
  }

  /** Dark when it is let go. */
  async close(): Promise<void> {
    this.#deafen();
    if (await this.#picture.end()) await this.#bus.transfer(ws2812Frame(ringPicture('off', this.#settings)));
    await this.#bus.close();
  }

  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  set(state: LampState): void {
    this.#state = state;
    this.#picture.refresh();
  }

  async #send(): Promise<Fault | null> {
    const sent = await this.#bus.transfer(ws2812Frame(ringPicture(this.#state, this.#settings)));
    return sent.ok ? null : sent.fault;
  }
}
