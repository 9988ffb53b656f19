import type { Clock } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { TofChip } from './tof-chip.ts';

const size = 0x200;
const oscillator = 0x0190;

interface Measuring {
  readonly everyMs: Milliseconds;
  readonly since: Milliseconds;
  taken: number;
}

/**
 * The chip's side of an ST VL53L1X, from its manual UM2510 and the register map of ST's Ultra Lite Driver: registers behind pointers of
 * two bytes, an interrupt whose level the configuration sets, timed ranging between starts and stops.
 */
export class Vl53l1x extends TofChip {
  #registers = new Uint8Array(size);
  #measuring: Measuring | null = null;

  constructor(clock: Clock) {
    super(clock, 2);
    this.forget();
  }

  get isMeasuring(): boolean {
    return this.#measuring !== null;
  }
  /** One register as it stands, for tests of what was configured. */
  register(at: number): number {
    return this.#registers[at] ?? 0;
  }

  protected override forget(): void {
    this.#registers = new Uint8Array(size);
    this.#measuring = null;
    this.#registers.set([0xea, 0xcc, 0x10], 0x10f);
    this.#registers.set([oscillator >>> 8, oscillator & 0xff], 0xde);
    // Booted; the data sheet's "firmware ready" bit.
    this.#registers[0xe5] = 0x03;
  }

  protected override written(register: number, value: number): void {
    if (register >= size || (register >= 0x89 && register < 0x200)) return;
    this.#registers[register] = value;
    if (register === 0x01) this.readdress(value);
    if (register === 0x86 && this.#measuring !== null) this.#measuring.taken = this.#made();
    if (register === 0x87) this.#setMode(value);
  }

  protected override readable(register: number): number {
    // GPIO__TIO_HV_STATUS: the interrupt line's level, which the polarity in 0x30 turns round.
    if (register === 0x31) {
      const activeLow = (this.register(0x30) & 0x10) !== 0;
      return (this.#hasNew() ? 1 : 0) ^ (activeLow ? 1 : 0);
    }
    if (register >= 0x89 && register < 0xa0) return this.#result()[register - 0x89] ?? 0;
    return this.#registers[register] ?? 0;
  }

  #setMode(mode: number): void {
    this.#measuring = null;
    // Without its default configuration (a byte of its middle and one of its end) it stays still.
    if (mode !== 0x40 || this.register(0x54) !== 0xc8 || this.register(0x81) !== 0x9b) return;
    const [a = 0, b = 0, c = 0, d = 0] = this.#registers.subarray(0x6c, 0x70);
    const counts = (a * 256 + b) * 65_536 + c * 256 + d;
    this.#measuring = { everyMs: Math.max(15, counts / 1.075 / oscillator), since: this.clock.now(), taken: 0 };
  }

  #made(): number {
    const measuring = this.#measuring;
    return measuring === null ? 0 : Math.floor((this.clock.now() - measuring.since) / measuring.everyMs);
  }

  #hasNew(): boolean {
    return this.#measuring !== null && this.#made() > this.#measuring.taken;
  }

  #result(): Uint8Array {
    const { ahead } = this;
    // The short mode has no phase for what is farther than 1.3 m.
    const farthest = this.register(0x4b) === 0x14 ? 1300 : 4000;
    const seen = ahead !== 'nothing' && ahead.mm <= farthest ? Math.round(ahead.mm) : null;
    const bytes = new Uint8Array(23);
    // 9: valid; 4: too little signal.
    bytes[0] = seen === null ? 4 : 9;
    const mm = seen ?? 0;
    bytes[13] = mm >>> 8;
    bytes[14] = mm & 0xff;
    return bytes;
  }
}
