import type { Clock } from '../ports/clock.ts';
import type { PinFault } from '../ports/digital-pin.ts';
import { hexAddress, type I2cAddress, type I2cBus } from '../ports/i2c-bus.ts';
import type { SensorDeviceFault } from '../ports/sensor-faults.ts';
import { done, fail, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import type { BootSeat } from './boot-address.ts';
import { TransferRefused } from './i2c-registers.ts';
import { I2cSensor, StartRefused } from './i2c-sensor.ts';

/** The address at which every time-of-flight chip of the VL53 family wakes (0x52 as ST writes it, with the read/write bit). */
export const tofBootAddress: I2cAddress = 0x29;
/** The family's longest boot (VL53L0X data sheet, 2.9.1: 1.2 ms), in whole milliseconds and some. */
const bootMs: Milliseconds = 2;

export interface TofParts {
  readonly id: string;
  readonly bus: I2cBus;
  /** The address that this one is given; it wakes at 0x29. */
  readonly address: I2cAddress;
  /** Its place among the chips that wake at the same address. */
  readonly seat: BootSeat;
  readonly clock: Clock;
}

/** Ids at 0x010F of those with pointers of two bytes. */
const longIds: Readonly<Record<number, string>> = { 0xeacc: 'VL53L1X', 0xeaaa: 'VL53L3CX', 0xebaa: 'VL53L4CD' };

/**
 * Which chip of the family answers there, in words; null where nobody does. Only reads. The L0X has pointers of one byte and its id at
 * 0xC0 (data sheet, 3.2), its sisters have pointers of two bytes.
 */
const tofAt = async (bus: I2cBus, address: I2cAddress): Promise<string | null> => {
  const short = await bus.read(address, Uint8Array.of(0xc0), 1);
  if (!short.ok) {
    if (short.fault.kind === 'no-answer') return null;
    throw new TransferRefused(short.fault);
  }
  if (short.value[0] === 0xee) return 'VL53L0X';
  const long = await bus.read(address, Uint8Array.of(0x01, 0x0f), 2);
  if (!long.ok) throw new TransferRefused(long.fault);
  const [high = 0, low = 0] = long.value;
  const id = high * 256 + low;
  return longIds[id] ?? `id 0x${id.toString(16).padStart(4, '0')}`;
};

/** What drivers of the family share: waking at one address, and being given their own. */
export abstract class TofSensor<T> extends I2cSensor<T> {
  readonly #parts: TofParts;

  constructor(chip: string, parts: TofParts, periodMs: Milliseconds) {
    const { id, bus, clock } = parts;
    // Looking eight times in a period makes a word at most an eighth of it late, at a few bytes each.
    super({ id, chip, bus, clock, periodMs, pollMs: Math.max(5, Math.floor(periodMs / 8)) });
    this.#parts = parts;
  }

  protected override get address(): I2cAddress {
    return this.#parts.address;
  }

  /** Whether the chip that answers at `at` and calls itself `found` is this one. */
  protected abstract isIt(found: string, at: I2cAddress): Promise<boolean>;
  /** Gives the chip at `at` this address. */
  protected abstract give(address: I2cAddress, at: I2cAddress): Promise<void>;
  /** The start sequence of an addressed chip. */
  protected abstract begin(signal: AbortSignal): Promise<void>;

  protected override async start(signal: AbortSignal): Promise<void> {
    const woken = await this.#parts.seat.wake(bootMs, () => this.#takeAddress());
    if (!woken.ok) throw refused(woken.fault);
    try {
      await this.begin(signal);
    } catch (error) {
      await this.#parts.seat.rest();
      throw error;
    }
  }

  protected override letGo(): Promise<void> {
    return this.#parts.seat.rest();
  }

  /** At its own address, if it was given that before and has kept its power; else at the family's. */
  async #takeAddress(): Promise<Result<void, SensorDeviceFault | Carried>> {
    try {
      for (const at of new Set([this.address, tofBootAddress])) {
        const found = await tofAt(this.bus, at);
        if (found === null) continue;
        if (!(await this.isIt(found, at))) {
          const where = `${this.bus.where} ${hexAddress(at)}`;
          return fail({ kind: 'wrong-chip', where, chip: this.chip, found });
        }
        if (at !== this.address) await this.give(this.address, at);
        return done;
      }
      return fail({ kind: 'absent', where: this.where, chip: this.chip });
    } catch (error) {
      // The seat must hear of it to let the next one in; it is thrown again outside.
      if (error instanceof TransferRefused) return fail({ kind: 'carried', transfer: error });
      throw error;
    }
  }
}

/** A refused transfer on its way through the seat. Not a fault for people. */
interface Carried {
  readonly kind: 'carried';
  readonly transfer: TransferRefused;
}

const refused = (fault: SensorDeviceFault | Carried | PinFault): TransferRefused | StartRefused => {
  if (fault.kind === 'carried') return fault.transfer;
  // What follows comes of a reset line as well as of the chip.
  if (fault.kind === 'absent' || fault.kind === 'unplugged')
    return new StartRefused({
      kind: 'absent',
      where: fault.where,
      chip: 'chip' in fault ? fault.chip : 'XSHUT line',
    });
  return new StartRefused(fault.kind === 'permission' ? { kind: 'permission', where: fault.where } : fault);
};
