import { Listeners, type Fault, type Unsubscribe } from '../device.ts';
import type { Battery, PowerState } from '../ports/battery.ts';
import type { Clock } from '../ports/clock.ts';
import type { I2cAddress, I2cBus } from '../ports/i2c-bus.ts';
import type { Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { I2cRegisters } from './i2c-registers.ts';
import { I2cSensor, type Look } from './i2c-sensor.ts';

const register = { configuration: 0x00, shunt: 0x01, bus: 0x02, power: 0x03, dieId: 0xff } as const;
const reset = 0x8000;
/** What the configuration is after a reset (data sheet, 8.6.2.1); a sister of the family has another. */
const afterReset = 0x399f;
const ina226AfterReset = 0x4127;
/** 32 V, ±320 mV across the shunt, the mean of 128 conversions of each, without end. */
const measuring = 0x3fff;
const lookEveryMs: Milliseconds = 250;
/** A state that stays is told every ten seconds; the chip is looked after more closely. */
const periodMs: Milliseconds = 10_000;
const chipPeriodMs: Milliseconds = 1_000;

/** The bus voltage register: 4 mV each in the upper 13 bits, bit 1 says that a conversion has ended. */
export const readBusVoltage = (raw: number): { readonly milliVolts: number; readonly isReady: boolean } => ({
  milliVolts: (raw >>> 3) * 4,
  isReady: (raw & 0x02) !== 0,
});

/** The shunt voltage register: 10 µV each, two's complement; as a current through `shuntMilliOhms`, in whole milliamperes. */
export const readShuntCurrent = (raw: number, shuntMilliOhms: number): number => {
  const tensOfMicroVolts = raw >= 0x8000 ? raw - 0x1_0000 : raw;
  const milliAmperes = Math.round((tensOfMicroVolts * 10) / shuntMilliOhms);
  return milliAmperes === 0 ? 0 : milliAmperes;
};

interface Reading {
  readonly milliVolts: number;
  readonly milliAmperes: number;
}

/** The chip alone: voltages by its registers. */
class Ina219 extends I2cSensor<Reading> {
  readonly #registers: I2cRegisters;
  readonly #shuntMilliOhms: number;

  constructor(bus: I2cBus, address: I2cAddress, clock: Clock, shuntMilliOhms: number) {
    super({ id: 'ina219', chip: 'INA219', bus, clock, periodMs: chipPeriodMs, pollMs: lookEveryMs });
    this.#registers = new I2cRegisters(bus, address, 1);
    this.#shuntMilliOhms = shuntMilliOhms;
  }

  protected override get address(): I2cAddress {
    return this.#registers.address;
  }

  protected override async start(signal: AbortSignal): Promise<void> {
    const chip = this.#registers;
    await chip.write16(register.configuration, reset);
    await this.pause(1, signal);
    const found = await chip.read16(register.configuration);
    if (found === ina226AfterReset) throw this.wrongChip('INA226');
    if (found !== afterReset)
      throw this.wrongChip(`configuration 0x${found.toString(16).padStart(4, '0')} after a reset`);
    await chip.write16(register.configuration, measuring);
  }

  protected override async look(): Promise<Look<Reading>> {
    const chip = this.#registers;
    const { milliVolts, isReady } = readBusVoltage(await chip.read16(register.bus));
    if (!isReady) return null;
    const milliAmperes = readShuntCurrent(await chip.read16(register.shunt), this.#shuntMilliOhms);
    // Reading the power is what takes the mark of a new conversion away (8.6.3.2).
    await chip.read16(register.power);
    return { value: { milliVolts, milliAmperes } };
  }

  protected override rest(): Promise<void> {
    // Power-down, mode 0.
    return this.#registers.write16(register.configuration, measuring & 0xfff8);
  }
}

export interface Ina219Parts {
  readonly bus: I2cBus;
  readonly address: I2cAddress;
  readonly clock: Clock;
  readonly shuntMilliOhms: number;
  /** The shunt is wired the other way round: a current into the battery reads negative. */
  readonly reversed: boolean;
  /** The battery's voltages, under the load that it carries here, when it is empty and when it is full. */
  readonly emptyMilliVolts: number;
  readonly fullMilliVolts: number;
  /** A current out of the battery above this means that the mains does not feed the device. */
  readonly drainMilliAmperes: number;
}

/**
 * TI INA219 as the gauge of a battery: its bus voltage, and the current through a shunt in the battery's lead. Source: data sheet
 * SBOS448G, 8.5.3 (no calibration is needed to read the shunt), 8.6 (registers). What is left in the battery is told by its voltage, as
 * far as that says anything: a tenth or so.
 */
export class Ina219Battery implements Battery {
  readonly periodMs = periodMs;
  readonly #parts: Ina219Parts;
  readonly #chip: Ina219;
  readonly #states = new Listeners<PowerState>();
  #mains: boolean | null = null;
  /** What the last measurement said of the mains; believed once a second one says the same. */
  #suspected: boolean | null = null;
  #saidAt: Milliseconds | null = null;

  constructor(parts: Ina219Parts) {
    this.#parts = parts;
    this.#chip = new Ina219(parts.bus, parts.address, parts.clock, parts.shuntMilliOhms);
    this.#chip.onMeasurement((measurement) => {
      if ('value' in measurement) this.#measured(measurement.value, measurement.at);
    });
  }

  open(signal: AbortSignal): Promise<Result<void, Fault>> {
    this.#mains = null;
    this.#suspected = null;
    this.#saidAt = null;
    return this.#chip.open(signal);
  }

  close(): Promise<void> {
    return this.#chip.close();
  }

  onPower(listener: (power: PowerState) => void): Unsubscribe {
    return this.#states.add(listener);
  }

  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.#chip.onFault(listener);
  }

  #measured({ milliVolts, milliAmperes: through }: Reading, at: Milliseconds): void {
    const { reversed, emptyMilliVolts, fullMilliVolts, drainMilliAmperes } = this.#parts;
    const milliAmperes = reversed ? 0 - through : through;
    const mains = milliAmperes >= -drainMilliAmperes;
    const before = this.#mains;
    if (mains === this.#suspected) this.#mains = mains;
    this.#suspected = mains;
    const changed = this.#mains !== before;
    // Four looks a second, and one word in ten: unless the mains has gone or come back.
    if (this.#saidAt !== null && !changed && at - this.#saidAt < periodMs - lookEveryMs) return;
    this.#saidAt = at;
    const charge = (milliVolts - emptyMilliVolts) / (fullMilliVolts - emptyMilliVolts);
    this.#states.emit({
      milliVolts,
      milliAmperes,
      // In whole hundredths: more the voltage does not say.
      charge: Math.round(Math.min(1, Math.max(0, charge)) * 100) / 100,
      mains: this.#mains,
      at,
    });
  }
}
