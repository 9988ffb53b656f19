import type { Clock } from '../ports/clock.ts';
import type { I2cAddress, I2cBus } from '../ports/i2c-bus.ts';
import type { ThermalGridSensor, ThermalGridWord } from '../ports/sensors.ts';
import type { Milliseconds } from '../units.ts';
import { oriented, type GridOrientation } from './grid-orientation.ts';
import { I2cRegisters } from './i2c-registers.ts';
import { I2cSensor, type Look } from './i2c-sensor.ts';

const register = { powerControl: 0x00, reset: 0x01, frameRate: 0x02, thermistor: 0x0e, pixels: 0x80 } as const;
const side = 8;
const pixelCount = side * side;
/** Reference specification, "setup time": the chip hears 50 ms after a reset, and its readings have settled after 15 s. */
const hearsAfterMs: Milliseconds = 50;
const settlesAfterMs: Milliseconds = 15_000;
const warmWordMs: Milliseconds = 1_000;
/** Ten frames a second, which the chip makes by itself; asked a little more often, none is waited for twice. */
const framePeriodMs: Milliseconds = 100;
const lookEveryMs: Milliseconds = 95;

/** 12 bits, two's complement, a quarter of a degree each; in hundredths of a degree. `null`: the bits above are not clear. */
export const pixelCentiC = (low: number, high: number): number | null => {
  if (high > 0x0f) return null;
  const raw = high * 256 + low;
  return (raw >= 0x800 ? raw - 0x1000 : raw) * 25;
};

/** 11 bits and a sign of their own, a sixteenth of a degree each; in whole hundredths of a degree. */
export const thermistorCentiC = (low: number, high: number): number | null => {
  if (high > 0x0f) return null;
  const magnitude = Math.round((((high & 0x07) * 256 + low) * 100) / 16);
  return (high & 0x08) === 0 || magnitude === 0 ? magnitude : -magnitude;
};

/** A frame of the pixel registers, 128 bytes from 0x80, in the chip's order; null where a pixel is none. */
export const readPixels = (bytes: Uint8Array): readonly number[] | null => {
  const pixels: number[] = [];
  for (let at = 0; at < 2 * pixelCount; at += 2) {
    const pixel = pixelCentiC(bytes[at] ?? 0xff, bytes[at + 1] ?? 0xff);
    if (pixel === null) return null;
    pixels.push(pixel);
  }
  return pixels;
};

export interface Amg8833Parts {
  readonly id: string;
  readonly bus: I2cBus;
  /** 0x68 with AD_SELECT at ground, 0x69 at the supply; 0x68 is also where clocks (DS3231) and gyroscopes (MPU-6050) live. */
  readonly address: I2cAddress;
  readonly clock: Clock;
  readonly orientation: GridOrientation;
}

/**
 * Panasonic AMG8833 (Grid-EYE), an 8×8 array of thermopiles. Source: "Infrared Array Sensor Grid-EYE (AMG88), Reference
 * Specifications" 2017, register map; values in "AMG88 application note", temperature tables.
 *
 * The pixels are numbered as one looks at the sensor from the room, its mark on top: from the lower left to the right, then upwards.
 */
export class Amg8833ThermalGrid extends I2cSensor<ThermalGridWord> implements ThermalGridSensor {
  readonly #registers: I2cRegisters;
  readonly #orientation: GridOrientation;
  #settledAt: Milliseconds = 0;
  #warnedAt: Milliseconds = 0;

  constructor({ id, bus, address, clock, orientation }: Amg8833Parts) {
    super({ id, chip: 'AMG8833', bus, clock, periodMs: framePeriodMs, pollMs: lookEveryMs });
    this.#registers = new I2cRegisters(bus, address, 1);
    this.#orientation = orientation;
  }

  protected override get address(): I2cAddress {
    return this.#registers.address;
  }

  protected override async start(signal: AbortSignal): Promise<void> {
    const chip = this.#registers;
    // The chip has no id. Before anything is written (a clock at this address would be set to nonsense), what is read must look like it.
    const before = await chip.read(register.pixels, 2 * pixelCount);
    const [low = 0xff, high = 0xff] = await chip.read(register.thermistor, 2);
    if (readPixels(before) === null || thermistorCentiC(low, high) === null) throw this.wrongChip('other registers');
    await chip.write8(register.powerControl, 0x00);
    await this.pause(hearsAfterMs, signal);
    await chip.write8(register.reset, 0x3f);
    await this.pause(hearsAfterMs, signal);
    await chip.write8(register.frameRate, 0x01);
    if ((await chip.read8(register.frameRate)) !== 0x01) throw this.wrongChip('no frame rate register');
    await chip.write8(register.frameRate, 0x00);
    const now = this.clock.now();
    this.#settledAt = now + settlesAfterMs;
    this.#warnedAt = now - warmWordMs;
  }

  protected override async look(): Promise<Look<ThermalGridWord>> {
    const bytes = await this.#registers.read(register.pixels, 2 * pixelCount);
    const [low = 0xff, high = 0xff] = await this.#registers.read(register.thermistor, 2);
    const pixels = readPixels(bytes);
    // A line that floats reads as ones: no chip, or one that has just gone.
    if (pixels === null) return { fault: { kind: 'garbled', reason: 'pixels' } };
    const now = this.clock.now();
    if (now < this.#settledAt && now - this.#warnedAt >= warmWordMs) {
      this.#warnedAt = now;
      return { fault: { kind: 'warming-up', remainingMs: this.#settledAt - now } };
    }
    return {
      value: {
        rows: side,
        columns: side,
        centiC: oriented(pixels.slice().reverse(), side, this.#orientation),
        thermistorCentiC: thermistorCentiC(low, high),
      },
    };
  }

  protected override async rest(): Promise<void> {
    await this.#registers.write8(register.powerControl, 0x10);
  }
}
