import type { I2cAddress } from '../ports/i2c-bus.ts';
import type { RangeSensor, RangeWord } from '../ports/sensors.ts';
import type { Milliseconds } from '../units.ts';
import { I2cRegisters } from './i2c-registers.ts';
import { StartRefused, type Look } from './i2c-sensor.ts';
import { TofSensor, type TofParts } from './tof-sensor.ts';
import { finalRangeTimeout, leastBudgetUs, pulsePeriodClocks } from './vl53l0x-timing.ts';
import { vl53l0xTuning } from './vl53l0x-tuning.ts';

const register = {
  start: 0x00,
  sequence: 0x01,
  interMeasurement: 0x04,
  interruptConfig: 0x0a,
  interruptClear: 0x0b,
  interruptStatus: 0x13,
  rangeStatus: 0x14,
  finalRateLimit: 0x44,
  msrcTimeout: 0x46,
  preRangePulse: 0x50,
  preRangeTimeout: 0x51,
  msrcControl: 0x60,
  finalRangePulse: 0x70,
  finalRangeTimeout: 0x71,
  interruptPolarity: 0x84,
  ioVoltage: 0x89,
  address: 0x8a,
  spadMap: 0xb0,
  spadStart: 0xb6,
  spadCount: 0x4e,
  spadOffset: 0x4f,
  oscillator: 0xf8,
} as const;

/** Steps of a measurement: dynamic SPAD selection, pre-range, final range. */
const usualSequence = 0xe8;
/** How long any step of the start may take; ST's API waits as long. */
const stepLimitMs: Milliseconds = 500;

/** The range status of a result's first byte, bits 3 to 6 (API, `VL53L0X_get_pal_range_status`). */
const statusOf = (byte: number): number => (byte >>> 3) & 0x0f;
const valid = 11;
/** The laser or its supply: nothing that this chip says can be believed. */
const broken: Readonly<Record<number, string>> = { 1: 'VCSEL continuity', 2: 'VCSEL watchdog', 3: 'no VHV value' };
/** What it says where nothing came back; all above is no distance. */
const nothingMm = 8190;

/** The twelve bytes from RESULT_RANGE_STATUS. */
export const readVl53l0xResult = (bytes: Uint8Array): NonNullable<Look<RangeWord>> => {
  const status = statusOf(bytes[0] ?? 0);
  const fault = broken[status];
  if (fault !== undefined) return { fault: { kind: 'garbled', reason: fault } };
  const mm = (bytes[10] ?? 0) * 256 + (bytes[11] ?? 0);
  return { value: { distanceM: status === valid && mm < nothingMm ? mm / 1000 : null } };
};

export interface Vl53l0xParts extends TofParts {
  readonly periodMs: Milliseconds;
}

/**
 * ST VL53L0X, a time-of-flight distance sensor of one zone (0.03 to 1.2 m, 25°). Sources: data sheet DS11555 (I2C, ids, XSHUT) and
 * ST's API STSW-IMG005 with its manual UM2039 for the start sequence, which the data sheet leaves out: data init, SPAD management by
 * the factory's values, tuning, reference calibration, then timed ranging.
 */
export class Vl53l0xRange extends TofSensor<RangeWord> implements RangeSensor {
  readonly #registers: I2cRegisters;
  #stop = 0;

  constructor(parts: Vl53l0xParts) {
    super('VL53L0X', parts, parts.periodMs);
    this.#registers = new I2cRegisters(parts.bus, parts.address, 1);
  }

  protected override isIt(found: string): Promise<boolean> {
    return Promise.resolve(found === 'VL53L0X');
  }

  protected override give(address: I2cAddress, at: I2cAddress): Promise<void> {
    return new I2cRegisters(this.bus, at, 1).write8(register.address, address);
  }

  protected override async begin(signal: AbortSignal): Promise<void> {
    await this.#dataInit();
    await this.#enableSpads(signal);
    await this.#registers.writeAll(vl53l0xTuning);
    await this.#setInterruptAndBudget();
    await this.#calibrate('VHV calibration', 0x01, 0x40, signal);
    await this.#calibrate('phase calibration', 0x02, 0x00, signal);
    await this.#registers.write8(register.sequence, usualSequence);
    await this.#startTimed();
  }

  protected override async look(): Promise<Look<RangeWord>> {
    const chip = this.#registers;
    if (((await chip.read8(register.interruptStatus)) & 0x07) === 0) return null;
    const result = await chip.read(register.rangeStatus, 12);
    await chip.write8(register.interruptClear, 0x01);
    return readVl53l0xResult(result);
  }

  protected override async rest(): Promise<void> {
    await this.#registers.writeAll([
      [register.start, 0x01],
      [0xff, 0x01],
      [0x00, 0x00],
      [0x91, 0x00],
      [0x00, 0x01],
      [0xff, 0x00],
    ]);
  }

  async #dataInit(): Promise<void> {
    const chip = this.#registers;
    // Modules carry a level shifter at 2.8 V; the chip itself begins at 1.8 V.
    await chip.write8(register.ioVoltage, (await chip.read8(register.ioVoltage)) | 0x01);
    await chip.writeAll([
      [0x88, 0x00],
      [0x80, 0x01],
      [0xff, 0x01],
      [0x00, 0x00],
    ]);
    this.#stop = await chip.read8(0x91);
    await chip.writeAll([
      [0x00, 0x01],
      [0xff, 0x00],
      [0x80, 0x00],
    ]);
    // No checks of the signal's rate before the final range, and there at least 0.25 million counts a second (9.7 fixed point).
    await chip.write8(register.msrcControl, (await chip.read8(register.msrcControl)) | 0x12);
    await chip.write16(register.finalRateLimit, 0.25 * 128);
    await chip.write8(register.sequence, 0xff);
  }

  /** Enables as many good reference SPADs as the factory found to be needed, of the kind that it found. */
  async #enableSpads(signal: AbortSignal): Promise<void> {
    const chip = this.#registers;
    await chip.writeAll([
      [0x80, 0x01],
      [0xff, 0x01],
      [0x00, 0x00],
      [0xff, 0x06],
    ]);
    await chip.write8(0x83, (await chip.read8(0x83)) | 0x04);
    await chip.writeAll([
      [0xff, 0x07],
      [0x81, 0x01],
      [0x80, 0x01],
      [0x94, 0x6b],
      [0x83, 0x00],
    ]);
    await this.until('SPAD information', stepLimitMs, signal, async () => (await chip.read8(0x83)) !== 0);
    await chip.write8(0x83, 0x01);
    const info = await chip.read8(0x92);
    await chip.writeAll([
      [0x81, 0x00],
      [0xff, 0x06],
    ]);
    await chip.write8(0x83, (await chip.read8(0x83)) & 0xfb);
    await chip.writeAll([
      [0xff, 0x01],
      [0x00, 0x01],
      [0xff, 0x00],
      [0x80, 0x00],
    ]);
    const map = await chip.read(register.spadMap, 6);
    await chip.writeAll([
      [0xff, 0x01],
      [register.spadOffset, 0x00],
      [register.spadCount, 0x2c],
      [0xff, 0x00],
      [register.spadStart, 0xb4],
    ]);
    await chip.write(register.spadMap, chosenSpads(map, info & 0x7f, (info & 0x80) !== 0));
  }

  async #setInterruptAndBudget(): Promise<void> {
    const chip = this.#registers;
    await chip.write8(register.interruptConfig, 0x04);
    await chip.write8(register.interruptPolarity, (await chip.read8(register.interruptPolarity)) & 0xef);
    await chip.write8(register.interruptClear, 0x01);
    await chip.write8(register.sequence, usualSequence);
    // As much of the period as leaves the chip time to rest: the longer it looks, the less it errs.
    const budgetUs = Math.max(leastBudgetUs, Math.min(200_000, Math.floor(this.periodMs * 800)));
    const timeout = finalRangeTimeout(budgetUs, {
      msrc: await chip.read8(register.msrcTimeout),
      preRange: await chip.read16(register.preRangeTimeout),
      preRangeClocks: pulsePeriodClocks(await chip.read8(register.preRangePulse)),
      finalRangeClocks: pulsePeriodClocks(await chip.read8(register.finalRangePulse)),
    });
    if (timeout === null)
      throw new StartRefused({ kind: 'not-started', where: this.where, chip: this.chip, step: 'timing budget' });
    await chip.write16(register.finalRangeTimeout, timeout);
  }

  async #calibrate(step: string, sequence: number, flag: number, signal: AbortSignal): Promise<void> {
    const chip = this.#registers;
    await chip.write8(register.sequence, sequence);
    await chip.write8(register.start, 0x01 | flag);
    const done = async (): Promise<boolean> => ((await chip.read8(register.interruptStatus)) & 0x07) !== 0;
    await this.until(step, stepLimitMs, signal, done);
    await chip.write8(register.interruptClear, 0x01);
    await chip.write8(register.start, 0x00);
  }

  async #startTimed(): Promise<void> {
    const chip = this.#registers;
    await chip.writeAll([
      [0x80, 0x01],
      [0xff, 0x01],
      [0x00, 0x00],
      [0x91, this.#stop],
      [0x00, 0x01],
      [0xff, 0x00],
      [0x80, 0x00],
    ]);
    // A little less than the period, so that the chip's own oscillator (some percent off) keeps what is promised.
    const pauseMs = Math.max(1, Math.floor(this.periodMs * 0.93));
    const perMs = await chip.read16(register.oscillator);
    await chip.write32(register.interMeasurement, pauseMs * (perMs === 0 ? 1 : perMs));
    await chip.write8(register.start, 0x04);
  }
}

/** Bit i of the map is SPAD i; the first of the twelve belong to the kind without an aperture. */
export const chosenSpads = (good: Uint8Array, count: number, aperture: boolean): Uint8Array => {
  const chosen = new Uint8Array(6);
  let enabled = 0;
  for (let spad = aperture ? 12 : 0; spad < 48 && enabled < count; spad++) {
    const bit = 1 << (spad % 8);
    const byte = spad >>> 3;
    if (((good[byte] ?? 0) & bit) === 0) continue;
    chosen[byte] = (chosen[byte] ?? 0) | bit;
    enabled += 1;
  }
  return chosen;
};
