import type { Clock } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { I2cChip } from './i2c-chip.ts';

/** Conversion times of one measurement by the four bits of its setting (data sheet, table 5), in milliseconds. */
const plainMs: readonly Milliseconds[] = [0.084, 0.148, 0.276, 0.532];
const averagedMs: readonly Milliseconds[] = [0.532, 1.06, 2.13, 4.26, 8.51, 17.02, 34.05, 68.1];
const conversionMs = (bits: number): Milliseconds =>
  ((bits & 0x08) === 0 ? plainMs[bits & 0x03] : averagedMs[bits & 0x07]) ?? 0;

/** The chip's side of a TI INA219 (SBOS448G): six registers of 16 bits behind a pointer, conversions without end while it is told to. */
export class Ina219Chip implements I2cChip {
  readonly #clock: Clock;
  readonly #own: number;
  #powered = true;
  #pointer = 0;
  #configuration = 0x399f;
  #calibration = 0;
  #since: Milliseconds = 0;
  #taken = 0;
  #volts = 12;
  #shuntMicroVolts = 0;

  constructor(clock: Clock, address: number) {
    this.#clock = clock;
    this.#own = address;
  }

  get address(): number | null {
    return this.#powered ? this.#own : null;
  }

  /** What its two inputs see from the next conversion on. */
  see(volts: number, shuntMicroVolts: number): void {
    this.#volts = volts;
    this.#shuntMicroVolts = shuntMicroVolts;
  }

  setPowered(powered: boolean): void {
    this.#powered = powered;
    this.#reset();
  }

  write(bytes: Uint8Array): void {
    const [pointer, high, low] = bytes;
    if (pointer === undefined) return;
    this.#pointer = pointer;
    if (high === undefined || low === undefined) return;
    const value = high * 256 + low;
    if (pointer === 0x00 && (value & 0x8000) !== 0) this.#reset();
    else if (pointer === 0x00) {
      this.#configuration = value;
      this.#since = this.#clock.now();
      this.#taken = 0;
    } else if (pointer === 0x05) this.#calibration = value & 0xfffe;
  }

  read(count: number): Uint8Array {
    const value = this.#value();
    return Uint8Array.from({ length: count }, (_, at) => (at % 2 === 0 ? value >>> 8 : value & 0xff));
  }

  #reset(): void {
    this.#configuration = 0x399f;
    this.#calibration = 0;
    this.#since = this.#clock.now();
    this.#taken = 0;
  }

  get #made(): number {
    // Modes 5 to 7 convert without end; 7 both voltages.
    if ((this.#configuration & 0x04) === 0) return 0;
    const each = conversionMs((this.#configuration >>> 7) & 0x0f) + conversionMs((this.#configuration >>> 3) & 0x0f);
    return Math.floor((this.#clock.now() - this.#since) / each);
  }

  #value(): number {
    const shunt = Math.round(this.#shuntMicroVolts / 10) & 0xffff;
    const bus = Math.round(this.#volts / 0.004);
    switch (this.#pointer) {
      case 0x00:
        return this.#configuration;
      case 0x01:
        return shunt;
      case 0x02:
        return ((bus << 3) | (this.#made > this.#taken ? 2 : 0)) & 0xffff;
      case 0x03:
        this.#taken = this.#made;
        return 0;
      case 0x05:
        return this.#calibration;
      default:
        return 0;
    }
  }
}
