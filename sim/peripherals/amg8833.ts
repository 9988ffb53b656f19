import type { Clock } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { RegisterChip } from './i2c-chip.ts';

/** What a warm thing before one pixel looks like: degrees Celsius by pixel, 0 to 63 as the reference specification numbers them less one. */
export type Scene = (pixel: number) => number;

const framePeriodMs = { fast: 100, slow: 1000 } as const;
/** After a reset it does not hear for so long (reference specification, "time to enable communication"). */
const deafMs: Milliseconds = 50;

/**
 * The chip's side of a Panasonic Grid-EYE AMG8833: registers, frames and temperatures as its reference specification has them. In sleep,
 * and for 50 ms after a reset, the pixels stay as they were.
 */
export class Amg8833 extends RegisterChip {
  readonly #clock: Clock;
  readonly #own: number;
  #scene: Scene = () => 26;
  #thermistor = 25;
  #pixels = new Uint8Array(128);
  #frameAt: Milliseconds = 0;
  #deafUntil: Milliseconds = 0;
  #asleep = false;
  #slow = false;
  #powered = true;

  constructor(clock: Clock, address: number) {
    super(1);
    this.#clock = clock;
    this.#own = address;
  }

  override get address(): number | null {
    return this.#powered && this.#clock.now() >= this.#deafUntil ? this.#own : null;
  }

  /** What is before it from its next frame on, and how warm it is itself. */
  see(scene: Scene, thermistor = 25): void {
    this.#scene = scene;
    this.#thermistor = thermistor;
  }

  setPowered(powered: boolean): void {
    this.#powered = powered;
    this.#asleep = false;
    this.#slow = false;
    this.#pixels = new Uint8Array(128);
  }

  protected override written(register: number, value: number): void {
    switch (register) {
      case 0x00:
        this.#asleep = value === 0x10;
        break;
      case 0x01:
        if (value === 0x3f) {
          this.#slow = false;
          this.#deafUntil = this.#clock.now() + deafMs;
        }
        break;
      case 0x02:
        this.#slow = (value & 1) === 1;
        break;
      default:
    }
  }

  protected override readable(register: number): number {
    this.#frame();
    if (register >= 0x80) return this.#pixels[register - 0x80] ?? 0;
    switch (register) {
      case 0x00:
        return this.#asleep ? 0x10 : 0x00;
      case 0x02:
        return this.#slow ? 1 : 0;
      case 0x0e:
      case 0x0f: {
        const sixteenths = Math.round(Math.abs(this.#thermistor) * 16) + (this.#thermistor < 0 ? 0x800 : 0);
        return register === 0x0e ? sixteenths & 0xff : sixteenths >>> 8;
      }
      default:
        return 0;
    }
  }

  #frame(): void {
    const now = this.#clock.now();
    if (this.#asleep || now - this.#frameAt < (this.#slow ? framePeriodMs.slow : framePeriodMs.fast)) return;
    this.#frameAt = now;
    for (let pixel = 0; pixel < 64; pixel++) {
      const quarters = Math.round(Math.max(-55, Math.min(125, this.#scene(pixel))) * 4) & 0xfff;
      this.#pixels[2 * pixel] = quarters & 0xff;
      this.#pixels[2 * pixel + 1] = quarters >>> 8;
    }
  }
}
