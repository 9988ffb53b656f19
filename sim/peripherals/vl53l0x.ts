import type { Clock } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { TofChip } from './tof-chip.ts';

/** What this one carries from its factory: the stop variable, and how many reference SPADs of which kind it needs. */
const stopVariable = 0x3c;
const spadInfo = 0x80 | 5;
/** Counts of its oscillator in a millisecond. */
const oscillator = 0x00d4;

type Measuring = { readonly everyMs: Milliseconds; readonly since: Milliseconds; taken: number };

/**
 * The chip's side of an ST VL53L0X, from the data sheet's register list and ST's API: pages of registers behind 0xFF, and measurements
 * only after what the API's start sequence asks for: the stop variable given back, SPADs enabled, tuning loaded, both calibrations.
 */
export class Vl53l0x extends TofChip {
  #pages = new Map<number, Uint8Array>();
  #page = 0;
  #calibrated = new Set<number>();
  #doneAt: Milliseconds | null = null;
  #measuring: Measuring | null = null;
  #spadInfoAt: Milliseconds | null = null;

  constructor(clock: Clock) {
    super(clock, 1);
    this.forget();
  }

  /** Whether the start sequence of ST's API has been gone through: nothing that is left out goes unnoticed. */
  get isPrepared(): boolean {
    let enabled = 0;
    for (let spad = 0; spad < 48; spad++) enabled += (this.#at(0, 0xb0 + (spad >>> 3)) >>> (spad % 8)) & 1;
    return (
      this.#calibrated.has(0x01) &&
      this.#calibrated.has(0x02) &&
      this.#at(0, 0x01) === 0xe8 &&
      this.#at(0, 0x89) === 0x01 &&
      this.#at(1, 0x91) === stopVariable &&
      // Two of the tuning's values, one of each page.
      this.#at(0, 0x78) === 0x21 &&
      this.#at(1, 0x22) === 0x32 &&
      enabled === (spadInfo & 0x7f)
    );
  }

  protected override forget(): void {
    this.#pages = new Map([
      [0, new Uint8Array(256)],
      [1, new Uint8Array(256)],
      [6, new Uint8Array(256)],
      [7, new Uint8Array(256)],
    ]);
    this.#page = 0;
    this.#calibrated = new Set();
    this.#doneAt = null;
    this.#measuring = null;
    this.#spadInfoAt = null;
    const page = this.#of(0);
    page.set([0xee, 0xaa, 0x10], 0xc0);
    // Good reference SPADs, some of the first kind and enough of the second.
    page.set([0xff, 0x1f, 0xf8, 0x5f, 0x00, 0x00], 0xb0);
    // Reset values of the timing registers: pre-range 14 clocks, final range 10 clocks, and their time-outs.
    page.set([0x06, 0x01, 0x96], 0x50);
    page.set([0x04, 0x01, 0xfe], 0x70);
    page[0x46] = 0x25;
    page[0x01] = 0xff;
    page[0x84] = 0x11;
    page.set([oscillator >>> 8, oscillator & 0xff], 0xf8);
    this.#of(1)[0x91] = stopVariable;
  }

  protected override written(register: number, value: number): void {
    if (register === 0xff) {
      this.#page = value;
      return;
    }
    if (register === 0x8a && this.#page === 0) this.readdress(value);
    if (register === 0x83 && this.#page === 7) {
      this.#spadInfoAt = value === 0 ? this.clock.now() + 1 : null;
    }
    if (register === 0x00 && this.#page === 0) this.#start(value);
    if (register === 0x0b && this.#page === 0) this.#clear();
    this.#of(this.#page)[register] = value;
  }

  protected override readable(register: number): number {
    if (this.#page === 7 && register === 0x83)
      return this.#spadInfoAt !== null && this.clock.now() >= this.#spadInfoAt ? 0x01 : 0;
    if (this.#page === 7 && register === 0x92) return spadInfo;
    if (this.#page === 0 && register === 0x13) return this.#isDone() ? 0x04 : 0;
    if (this.#page === 0 && register >= 0x14 && register < 0x20) return this.#result()[register - 0x14] ?? 0;
    return this.#at(this.#page, register);
  }

  #of(page: number): Uint8Array {
    const known = this.#pages.get(page) ?? new Uint8Array(256);
    this.#pages.set(page, known);
    return known;
  }
  #at(page: number, register: number): number {
    return this.#of(page)[register] ?? 0;
  }

  #start(value: number): void {
    const now = this.clock.now();
    const sequence = this.#at(0, 0x01);
    this.#measuring = null;
    // Reference calibrations take some milliseconds each (UM2039, 3.4).
    if ((value & 0x01) === 1 && (sequence === 0x01 || sequence === 0x02)) {
      this.#calibrated.add(sequence);
      this.#doneAt = now + 3;
    }
    if (!this.isPrepared) return;
    const perMs = this.#at(0, 0xf8) * 256 + this.#at(0, 0xf9);
    const page = this.#of(0);
    const period = ((page[4] ?? 0) * 256 + (page[5] ?? 0)) * 65_536 + (page[6] ?? 0) * 256 + (page[7] ?? 0);
    if (value === 0x02) this.#measuring = { everyMs: 33, since: now, taken: 0 };
    if (value === 0x04) this.#measuring = { everyMs: Math.max(20, period / perMs), since: now, taken: 0 };
  }

  #isDone(): boolean {
    const now = this.clock.now();
    if (this.#doneAt !== null) return now >= this.#doneAt;
    return this.#measuring !== null && this.#made() > this.#measuring.taken;
  }

  #made(): number {
    const measuring = this.#measuring;
    return measuring === null ? 0 : Math.floor((this.clock.now() - measuring.since) / measuring.everyMs);
  }

  #clear(): void {
    this.#doneAt = null;
    if (this.#measuring !== null) this.#measuring.taken = this.#made();
  }

  /** Twelve bytes: the status in bits 3 to 6 (11: valid, 4: too little signal), the range in the last two. */
  #result(): Uint8Array {
    const { ahead } = this;
    const mm = ahead === 'nothing' || ahead.mm > 2000 ? 8190 : Math.round(ahead.mm);
    const status = mm === 8190 ? 4 : 11;
    return Uint8Array.of(status << 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, mm >>> 8, mm & 0xff);
  }
}
