import { assert } from '../assert.ts';
import { Listeners, type Fault, type Unsubscribe } from '../device.ts';
import type { Clock } from '../ports/clock.ts';
import type { CounterSign, SignShows } from '../ports/counter-sign.ts';
import type { SpiBus } from '../ports/spi-bus.ts';
import { fail, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { RefreshedPicture } from './refreshed-picture.ts';
import { glyphOf, glyphPitch } from './sign-glyphs.ts';

/*
 * A row of 8 × 8 dot modules, each with a MAX7219 (Analog Devices, "MAX7219/MAX7221 Serially Interfaced, 8-Digit LED Display Drivers",
 * rev 5), chained from DOUT to DIN, as the boards that are sold as FC-16. A word is 16 bits, register and value; each chip hands on
 * what came before, so a frame has a word for each module, that of the last one in the row first. A chip takes its word when chip
 * select rises. A digit register is a row of dots, digit 0 the top one, its highest bit the column farthest to the left.
 */

const noOp = 0x00;
const firstDigit = 0x01;
const decodeMode = 0x09;
const intensity = 0x0a;
const scanLimit = 0x0b;
const shutdown = 0x0c;
const displayTest = 0x0f;

/** Far below the chip's 10 MHz: between counters run some metres of cable. */
export const max7219SpeedHz = 1_000_000;
/** The chip does not answer what it shows: all of it is sent again this often, for one that lost its supply or was hit by a spark. */
const againMs: Milliseconds = 2_000;

export interface Max7219Settings {
  /** Modules in the row. */
  readonly modules: number;
  /** 0 to 1. */
  readonly brightness: number;
  /** DOUT of the last module is wired to MISO: what was sent comes back with the next frame, and a chain that is broken is found. */
  readonly loopback: boolean;
}

/** Eight rows of dots from the top, `8 × modules` columns each, true where a dot is lit. */
export type Dots = readonly (readonly boolean[])[];

const empty = (columns: number): boolean[][] => Array.from({ length: 8 }, () => Array<boolean>(columns).fill(false));

/** The dash of a counter that is open and has called nobody. */
const dash = (columns: number): Dots => {
  const dots = empty(columns);
  for (let column = columns / 2 - 5; column < columns / 2 + 5; column += 1)
    for (const row of [3, 4]) if (dots[row] !== undefined && column >= 0) dots[row][column] = true;
  return dots;
};

/** Two bars side by side. */
const bars = (columns: number): Dots => {
  const dots = empty(columns);
  for (const column of [-3, -2, 1, 2])
    for (let row = 1; row < 7; row += 1) {
      const line = dots[row];
      if (line !== undefined) line[columns / 2 + column] = true;
    }
  return dots;
};

/** How many characters a row of modules has room for. */
export const charactersOf = (modules: number): number => Math.floor((8 * modules + 1) / glyphPitch);

/** What a sign of so many modules looks like. */
export function dotsOf(shows: SignShows, modules: number): Dots {
  const columns = 8 * modules;
  switch (shows.kind) {
    case 'dark':
      return empty(columns);
    case 'idle':
      return dash(columns);
    case 'paused':
      return bars(columns);
    case 'number': {
      const glyphs = Array.from(shows.number).map(glyphOf);
      const width = glyphs.length * glyphPitch - 1;
      if (glyphs.length === 0 || glyphs.includes(null) || width > columns) return dash(columns);
      const dots = empty(columns);
      const left = Math.floor((columns - width) / 2);
      for (const [at, glyph] of glyphs.entries())
        for (const [row, bits] of (glyph ?? []).entries())
          for (let column = 0; column < 5; column += 1) {
            const line = dots[row];
            if (line !== undefined && ((bits >> (4 - column)) & 1) === 1) line[left + at * glyphPitch + column] = true;
          }
      return dots;
    }
  }
}

/** One word for all modules alike. */
const toAll = (modules: number, register: number, value: number): Uint8Array =>
  Uint8Array.from({ length: 2 * modules }, (_, at) => (at % 2 === 0 ? register : value));

/** One row of dots, a word for each module, the last module's first. */
const rowFrame = (row: readonly boolean[], index: number, modules: number): Uint8Array => {
  const frame = new Uint8Array(2 * modules);
  for (let module = 0; module < modules; module += 1) {
    const bits = row.slice(8 * module, 8 * module + 8).reduce((value, lit) => value * 2 + (lit ? 1 : 0), 0);
    const at = 2 * (modules - 1 - module);
    frame[at] = firstDigit + index;
    frame[at + 1] = bits;
  }
  return frame;
};

/** All frames that make a chain show something, whatever it was doing before. */
export function signFrames(shows: SignShows, { modules, brightness }: Max7219Settings): readonly Uint8Array[] {
  const set = (register: number, value: number): Uint8Array => toAll(modules, register, value);
  return [
    set(displayTest, 0),
    set(decodeMode, 0),
    set(scanLimit, 7),
    set(intensity, Math.round(brightness * 15)),
    ...dotsOf(shows, modules).map((row, index) => rowFrame(row, index, modules)),
    // Last, so that a chip that has just got its supply shows nothing of what it woke up with.
    set(shutdown, 1),
  ];
}

/** A counter's sign of MAX7219 modules on a chip select of an SPI bus. */
export class Max7219CounterSign implements CounterSign {
  readonly #bus: SpiBus;
  readonly #settings: Max7219Settings;
  readonly #faults = new Listeners<Fault>();
  readonly #picture: RefreshedPicture;
  #shows: SignShows = { kind: 'dark' };

  constructor(bus: SpiBus, clock: Clock, settings: Max7219Settings) {
    this.#bus = bus;
    this.#settings = settings;
    this.#picture = new RefreshedPicture(
      clock,
      againMs,
      () => this.#send(),
      (fault) => this.#faults.emit(fault),
    );
    bus.onFault((fault) => this.#picture.lose(fault));
  }

  get characters(): number {
    return charactersOf(this.#settings.modules);
  }

  async open(signal: AbortSignal): Promise<Result<void, Fault>> {
    assert(!this.#picture.isOpen, `${this.#bus.where} opened twice`);
    const opened = await this.#bus.open(signal);
    if (!opened.ok) return opened;
    const answer = await this.#echo();
    if (answer !== null) {
      await this.#bus.close();
      return fail(answer);
    }
    this.#picture.begin();
    return opened;
  }

  async close(): Promise<void> {
    if (await this.#picture.end())
      for (const frame of signFrames({ kind: 'dark' }, this.#settings)) await this.#bus.transfer(frame);
    await this.#bus.close();
  }

  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  show(shows: SignShows): void {
    this.#shows = shows;
    this.#picture.refresh();
  }

  async #send(): Promise<Fault | null> {
    for (const frame of signFrames(this.#shows, this.#settings)) {
      const sent = await this.#bus.transfer(frame);
      if (!sent.ok) return sent.fault;
    }
    return this.#echo();
  }

  /** Where the chain comes back to the board: whether what goes in comes out of its end. Null: it does, or nobody can know. */
  async #echo(): Promise<Fault | null> {
    const { modules, loopback } = this.#settings;
    if (!loopback) return null;
    // A no-op leaves every module as it is; its value is free, and no wire at rest looks like it.
    const mark = toAll(modules, noOp, 0xa5);
    const sent = await this.#bus.transfer(mark);
    if (!sent.ok) return sent.fault;
    const back = await this.#bus.transfer(mark);
    if (!back.ok) return back.fault;
    return back.value.every((byte, at) => byte === mark[at]) ? null : { kind: 'silent', where: this.#bus.where };
  }
}
