/*
 * A chain of MAX7219 with a module of 8 × 8 dots each, from its data sheet (Analog Devices, MAX7219/MAX7221, rev 5): a 16-bit shift
 * register whose end is DOUT; registers are taken when LOAD rises; at power-up the chips are in shutdown, nothing is lit, the scan limit
 * is one digit and the intensity the least.
 */

interface Chip {
  /** What was shifted in last, two bytes. */
  word: number;
  readonly digits: Uint8Array;
  decode: number;
  intensity: number;
  scanLimit: number;
  running: boolean;
  testing: boolean;
}

const fresh = (): Chip => ({
  word: 0,
  digits: new Uint8Array(8),
  decode: 0,
  intensity: 0,
  scanLimit: 0,
  running: false,
  testing: false,
});

export class Max7219Chain {
  #chips: Chip[];
  /** What a person could not see and a data sheet forbids. */
  readonly #faults: string[] = [];
  /** The wire from one module to the next is broken behind this one; null: none is. */
  #brokenAfter: number | null = null;

  constructor(modules: number) {
    this.#chips = Array.from({ length: modules }, fresh);
  }

  get faults(): readonly string[] {
    return this.#faults;
  }

  /** One transfer with chip select low; LOAD rises at its end. Gives what came out of the last DOUT meanwhile. */
  transfer(bytes: Uint8Array): Uint8Array {
    if (bytes.length % 2 !== 0) this.#faults.push(`${bytes.length} bytes before LOAD`);
    const out = new Uint8Array(bytes.length);
    for (const [at, byte] of bytes.entries()) {
      let carry = byte;
      for (const [index, chip] of this.#chips.entries()) {
        const given = chip.word >> 8;
        chip.word = ((chip.word << 8) | carry) & 0xffff;
        carry = this.#brokenAfter === index ? 0 : given;
      }
      out[at] = carry;
    }
    for (const chip of this.#chips) this.#load(chip);
    return out;
  }

  #load(chip: Chip): void {
    const register = (chip.word >> 8) & 0x0f;
    const value = chip.word & 0xff;
    if (register >= 1 && register <= 8) chip.digits[register - 1] = value;
    else if (register === 0x09) chip.decode = value;
    else if (register === 0x0a) chip.intensity = value & 0x0f;
    else if (register === 0x0b) chip.scanLimit = value & 0x07;
    else if (register === 0x0c) chip.running = (value & 1) === 1;
    else if (register === 0x0f) chip.testing = (value & 1) === 1;
    else if (register !== 0) this.#faults.push(`register 0x${register.toString(16)}`);
  }

  /** The dots as a person sees them: eight lines, `#` lit and `.` dark, the first module to the left. */
  seen(): readonly string[] {
    return Array.from({ length: 8 }, (_, row) => this.#chips.map((chip) => this.#row(chip, row)).join(''));
  }

  #row(chip: Chip, row: number): string {
    if (chip.testing) return '########';
    if (!chip.running || row > chip.scanLimit) return '........';
    // A module that decodes shows segments and no dots.
    if (((chip.decode >> row) & 1) === 1) return '????????';
    const value = chip.digits[row] ?? 0;
    return Array.from({ length: 8 }, (_, column) => (((value >> (7 - column)) & 1) === 1 ? '#' : '.')).join('');
  }

  /** The least and the most light of its modules, 0 to 15. */
  get intensity(): readonly [number, number] {
    const all = this.#chips.map((chip) => chip.intensity);
    return [Math.min(...all), Math.max(...all)];
  }

  /** The supply is gone and comes back. */
  powerCycle(): void {
    this.#chips = this.#chips.map(fresh);
  }

  /** A spark: one chip has forgotten what it was set to, and shows what it likes. */
  upset(module: number): void {
    const chip = this.#chips[module];
    if (chip !== undefined) Object.assign(chip, { testing: true, scanLimit: 2, decode: 0xff });
  }

  breakAfter(module: number | null): void {
    this.#brokenAfter = module;
  }
}
