/*
 * A string of WS2812B-V5 LEDs as their data pin sees it (Worldsemi datasheet, "data transfer time" and "cascade method"): pulses are
 * told apart by their length, the first LED keeps 24 bits and hands the rest on, and all take what they hold at a reset.
 */

export interface Light {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** Lengths in nanoseconds. */
const shortest0 = 220;
const longest0 = 380;
const shortest1 = 580;
const longest1 = 1000;
const resetNs = 280_000;
/** A low this long ends a picture for some makes and not for others. */
const doubtfulLowNs = 5_000;

export class Ws2812String {
  readonly #count: number;
  /** What each LED shows. */
  #shown: readonly Light[];
  /** Pulses that no datasheet allows, as a scope would show them. */
  readonly #faults: string[] = [];
  #bits: number[] = [];

  constructor(count: number) {
    this.#count = count;
    this.#shown = Array.from({ length: count }, () => ({ red: 0, green: 0, blue: 0 }));
  }

  get shown(): readonly Light[] {
    return this.#shown;
  }
  get faults(): readonly string[] {
    return this.#faults;
  }

  /** The data line for a while: SPI bytes at a bit rate. It rests low afterwards. */
  clockIn(bytes: Uint8Array, bitsPerSecond: number): void {
    const bitNs = 1e9 / bitsPerSecond;
    let level = 0;
    let run = 0;
    const change = (): void => {
      if (level === 1) this.#pulse(run * bitNs);
      else if (run > 0) this.#low(run * bitNs);
      run = 0;
    };
    for (const byte of bytes)
      for (let bit = 7; bit >= 0; bit--) {
        const next = (byte >> bit) & 1;
        if (next !== level) {
          change();
          level = next;
        }
        run += 1;
      }
    change();
  }

  /** The supply is gone and comes back: dark. */
  powerCycle(): void {
    this.#bits = [];
    this.#shown = this.#shown.map(() => ({ red: 0, green: 0, blue: 0 }));
  }

  #pulse(ns: number): void {
    if (ns >= shortest0 && ns <= longest0) this.#bits.push(0);
    else if (ns >= shortest1 && ns <= longest1) this.#bits.push(1);
    else this.#faults.push(`a high of ${Math.round(ns)} ns`);
  }

  #low(ns: number): void {
    if (ns >= resetNs) this.#latch();
    else if (ns > doubtfulLowNs) this.#faults.push(`a low of ${Math.round(ns)} ns`);
  }

  #latch(): void {
    if (this.#bits.length % 24 !== 0) this.#faults.push(`${this.#bits.length} bits before a reset`);
    const byte = (at: number): number => this.#bits.slice(at, at + 8).reduce((value, bit) => value * 2 + bit, 0);
    const fresh = Array.from({ length: Math.floor(this.#bits.length / 24) }, (_, i): Light => ({
      green: byte(24 * i),
      red: byte(24 * i + 8),
      blue: byte(24 * i + 16),
    }));
    // LEDs that nothing reached keep what they had.
    this.#shown = this.#shown.map((light, i) => fresh[i] ?? light);
    this.#bits = [];
  }

  get count(): number {
    return this.#count;
  }
}
