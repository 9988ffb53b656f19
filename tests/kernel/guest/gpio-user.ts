import { closeSync, constants, openSync, readdirSync, readlinkSync, readSync, writeSync } from 'node:fs';

/** What the board's side did to a line, as tests/kernel/modules/gpio-user.c tells it. */
export interface LineRecord {
  readonly kind: 'made-input' | 'made-output' | 'set' | 'requested' | 'freed' | 'biased';
  readonly line: number;
  /** The level of `made-output`, `set` and `freed`; 0 none, 1 up, 2 down of `biased`. */
  readonly value: number;
}
const kinds = ['made-input', 'made-output', 'set', 'requested', 'freed', 'biased'] as const;
const recordBytes = 24;

const levels = { low: 0, high: 1, floating: 2 } as const;
export type WireLevel = keyof typeof levels;

export interface UserChipOptions {
  /** As a driver of a board would call it. */
  readonly label: string;
  readonly lines: number;
  /** Where sysfs numbers it from; -1: as the kernel likes. */
  readonly base: number;
  /** Lines are called by this and their number; `-`: not at all. */
  readonly prefix: string;
}

/** The chip of a Raspberry Pi's header. */
export const raspberryPi = { label: 'pinctrl-bcm2711', lines: 58, base: 512, prefix: 'GPIO' } as const;

/** A GPIO chip of a real kernel whose far side is this test. It is plugged in from construction to `unplug`. */
export class UserChip {
  readonly #options: UserChipOptions;
  readonly #buffer = Buffer.alloc(recordBytes * 4096);
  #fd: number | null = null;
  #records: LineRecord[] = [];

  constructor(options: UserChipOptions) {
    this.#options = options;
    this.plug();
  }

  plug(): void {
    const { label, lines, base, prefix } = this.#options;
    this.#fd = openSync('/dev/gpio-user', constants.O_RDWR | constants.O_NONBLOCK);
    writeSync(this.#fd, `${label} ${lines} ${base} ${prefix}\n`);
  }

  unplug(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }

  /** The far side's levels, one after the other; each edge has reached the kernel's queue before the next. */
  drive(line: number, ...wire: readonly WireLevel[]): void {
    const bytes = Buffer.alloc(8 * wire.length);
    for (const [index, level] of wire.entries()) {
      bytes.writeUInt32LE(line, 8 * index);
      bytes.writeUInt32LE(levels[level], 8 * index + 4);
    }
    if (this.#fd !== null) writeSync(this.#fd, bytes);
  }

  /** All that the board's side did since the chip was plugged in or `forget`. */
  records(): readonly LineRecord[] {
    while (this.#fd !== null) {
      let length = 0;
      try {
        length = readSync(this.#fd, this.#buffer, 0, this.#buffer.length, null);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') break;
        throw error;
      }
      for (let at = 0; at < length; at += recordBytes) {
        const kind = kinds[this.#buffer.readUInt32LE(at + 8) - 1];
        if (kind === undefined || this.#buffer.readUInt32LE(at + 20) > 0) throw new Error('a record was lost');
        this.#records.push({
          kind,
          line: this.#buffer.readUInt32LE(at + 12),
          value: this.#buffer.readInt32LE(at + 16),
        });
      }
    }
    return this.#records;
  }

  forget(): void {
    this.records();
    this.#records = [];
  }

  /** The levels that the board drove a line to, repeats left out. */
  driven(line: number): readonly boolean[] {
    const seen: boolean[] = [];
    for (const { kind, line: which, value } of this.records())
      if (which === line && (kind === 'made-output' || kind === 'set') && seen.at(-1) !== (value === 1))
        seen.push(value === 1);
    return seen;
  }
}

/** Descriptors of this process that lead to a line, by the kernel's word; the far side's own is none of them. */
export const lineDescriptors = (): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return /gpio-line|\/dev\/gpiochip|\/gpio\d+\/value/.test(readlinkSync(`/proc/self/fd/${fd}`));
    } catch {
      // The descriptor that listed the directory is gone by now.
      return false;
    }
  }).length;
