import { present } from '../assert.ts';
import type { I2cAddress } from '../ports/i2c-bus.ts';
import type { RangeSensor, RangeWord } from '../ports/sensors.ts';
import type { Milliseconds } from '../units.ts';
import { I2cRegisters } from './i2c-registers.ts';
import type { Look } from './i2c-sensor.ts';
import { TofSensor, type TofParts } from './tof-sensor.ts';
import { distanceModes, timingBudgets, vl53l1xConfiguration, type DistanceMode } from './vl53l1x-configuration.ts';

const register = {
  address: 0x0001,
  vhvLoopBound: 0x0008,
  vhvStart: 0x000b,
  configuration: 0x002d,
  interruptPolarity: 0x0030,
  interruptStatus: 0x0031,
  timeoutA: 0x005e,
  timeoutB: 0x0061,
  interMeasurement: 0x006c,
  interruptClear: 0x0086,
  mode: 0x0087,
  result: 0x0089,
  oscillator: 0x00de,
  systemStatus: 0x00e5,
} as const;

const stepLimitMs: Milliseconds = 1_000;
/** RESULT__RANGE_STATUS to the low byte of the range. */
const resultBytes = 15;

/** The device's range status, bits 0 to 4 of a result (ULD, `VL53L1X_GetRangeStatus`). 8: valid, and nearer than can be told. */
const valid: ReadonlySet<number> = new Set([9, 8]);
const broken: Readonly<Record<number, string>> = { 1: 'VCSEL continuity', 2: 'VCSEL watchdog', 3: 'no VHV value' };

/** The bytes from RESULT__RANGE_STATUS (0x89); the range in millimetres stands at 0x96. */
export const readVl53l1xResult = (bytes: Uint8Array): NonNullable<Look<RangeWord>> => {
  const status = (bytes[0] ?? 0) & 0x1f;
  const fault = broken[status];
  if (fault !== undefined) return { fault: { kind: 'garbled', reason: fault } };
  const raw = (bytes[13] ?? 0) * 256 + (bytes[14] ?? 0);
  // Signed: a hand on the glass measures as some millimetres below nothing.
  const mm = raw >= 0x8000 ? 0 : raw;
  return { value: { distanceM: valid.has(status) ? mm / 1000 : null } };
};

export interface Vl53l1xParts extends TofParts {
  readonly periodMs: Milliseconds;
  /** Short sees 1.3 m also in sunlight, long 4 m in the dark (data sheet, 2.6). */
  readonly distanceMode: DistanceMode;
}

/**
 * ST VL53L1X, a time-of-flight distance sensor of one zone (0.04 to 4 m, 27°). Sources: data sheet DS12385 and its manual UM2510 with
 * the Ultra Lite Driver STSW-IMG009 for the start sequence.
 */
export class Vl53l1xRange extends TofSensor<RangeWord> implements RangeSensor {
  readonly #registers: I2cRegisters;
  readonly #distanceMode: DistanceMode;
  /** The level of the interrupt line, as its register has it, that means a new measurement. */
  #ready = 1;

  constructor(parts: Vl53l1xParts) {
    super('VL53L1X', parts, parts.periodMs);
    this.#registers = new I2cRegisters(parts.bus, parts.address, 2);
    this.#distanceMode = parts.distanceMode;
  }

  protected override isIt(found: string): Promise<boolean> {
    return Promise.resolve(found === 'VL53L1X');
  }

  protected override give(address: I2cAddress, at: I2cAddress): Promise<void> {
    return new I2cRegisters(this.bus, at, 2).write8(register.address, address);
  }

  protected override async begin(signal: AbortSignal): Promise<void> {
    const chip = this.#registers;
    await this.until('boot', stepLimitMs, signal, async () => ((await chip.read8(register.systemStatus)) & 1) === 1);
    await chip.write8(register.mode, 0x00);
    await chip.write(register.configuration, vl53l1xConfiguration);
    this.#ready = ((await chip.read8(register.interruptPolarity)) & 0x10) === 0 ? 1 : 0;
    // The first measurement calibrates the laser's supply; from then on two bounds suffice.
    await this.#startRanging();
    await this.until('first measurement', stepLimitMs, signal, () => this.#isReady(), 5);
    await chip.write8(register.interruptClear, 0x01);
    await chip.write8(register.mode, 0x00);
    await chip.write8(register.vhvLoopBound, 0x09);
    await chip.write8(register.vhvStart, 0x00);
    await this.#setTiming();
    await this.#startRanging();
  }

  protected override async look(): Promise<Look<RangeWord>> {
    if (!(await this.#isReady())) return null;
    const result = await this.#registers.read(register.result, resultBytes);
    await this.#registers.write8(register.interruptClear, 0x01);
    return readVl53l1xResult(result);
  }

  protected override rest(): Promise<void> {
    return this.#registers.write8(register.mode, 0x00);
  }

  async #isReady(): Promise<boolean> {
    return ((await this.#registers.read8(register.interruptStatus)) & 1) === this.#ready;
  }

  async #startRanging(): Promise<void> {
    await this.#registers.write8(register.interruptClear, 0x01);
    await this.#registers.write8(register.mode, 0x40);
  }

  async #setTiming(): Promise<void> {
    const chip = this.#registers;
    const { bytes, words } = distanceModes[this.#distanceMode];
    await chip.writeAll(bytes);
    for (const [at, value] of words) await chip.write16(at, value);
    // A little less than the period: the chip's own oscillator is some percent off, and what is promised is kept by the slow ones too.
    const pauseMs = Math.floor(this.periodMs * 0.93);
    const budgets = timingBudgets[this.#distanceMode];
    const budget = budgets.find(({ ms }) => ms + 4 <= pauseMs) ?? budgets.at(-1);
    const { a, b } = present(budget, 'no timing budgets');
    await chip.write16(register.timeoutA, a);
    await chip.write16(register.timeoutB, b);
    const perMs = (await chip.read16(register.oscillator)) & 0x3ff;
    // The factor is ST's (ULD, `VL53L1X_SetInterMeasurementInMs`).
    await chip.write32(register.interMeasurement, Math.floor(pauseMs * perMs * 1.075));
  }
}
