import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { ByteLink, LinkFault } from '../ports/byte-link.ts';
import type { Clock, TimerId } from '../ports/clock.ts';
import { done, fail, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';

/** Pin modes of the Firmata protocol (firmata.org, protocol 2.6, "Pin modes"). */
export const modes = { input: 0x00, output: 0x01, pullUp: 0x0b } as const;

/** What is used of firmata.js 2.3 (its README, "Board"), which has no types of its own. */
interface Firmata extends EventEmitter {
  isReady: boolean;
  versionReceived: boolean;
  buffer: number[];
  pins: { readonly supportedModes: readonly number[] }[];
  analogPins: number[];
  /** What `digitalWrite` sends for the eight pins of each port. */
  readonly ports: number[];
  readonly reportVersionTimeoutId: NodeJS.Timeout;
  reportVersion(told: () => void): void;
  queryFirmware(told: () => void): void;
  queryCapabilities(told: () => void): void;
  queryAnalogMapping(told: () => void): void;
}

/** What is used of a johnny-five 2 board. */
interface FiveBoard extends EventEmitter {
  pinMode(pin: number, mode: number): void;
  digitalWrite(pin: number, value: 0 | 1): void;
  digitalRead(pin: number, told: (value: 0 | 1) => void): void;
}

interface Libraries {
  readonly firmata: new (transport: EventEmitter, options: object) => Firmata;
  readonly five: new (options: object) => FiveBoard;
}

/** Loaded with the first board: johnny-five is some hundred modules. */
const libraries = (): Libraries => {
  const require = createRequire(import.meta.url);
  return {
    firmata: (require('firmata') as { Board: Libraries['firmata'] }).Board,
    five: (require('johnny-five') as { Board: Libraries['five'] }).Board,
  };
};

/** An Uno's bootloader takes about a second and a half after the line was opened, and ignores what it is asked meanwhile. */
const askAgainMs: Milliseconds = 1000;

/** How long the last words to the board may take before its link is closed over them. */
const lastWordsMs: Milliseconds = 1000;

interface Session {
  readonly end: AbortController;
  readonly ready: Promise<Result<void, LinkFault>>;
}

/**
 * An Arduino with StandardFirmata at the far end of a link, spoken to through johnny-five, and shared by the pins that are on it:
 * the link is opened for the first and closed after the last. One instance serves for ever, however often the plug is pulled,
 * because johnny-five keeps every board that it has made.
 */
export class JohnnyFiveBoard {
  readonly where: string;
  readonly #link: ByteLink;
  readonly #clock: Clock;
  readonly #lost = new Listeners<LinkFault>();
  readonly #transport = new EventEmitter();
  /** Inputs by pin: whether each has its pull-up on. */
  readonly #inputs = new Map<number, boolean>();
  #users = 0;
  #session: Session | null = null;
  #closing: Promise<void> = Promise.resolve();
  /** Settles when all that was written so far has left. */
  #sent: Promise<unknown> = Promise.resolve();
  #patience = new AbortController();
  #io: Firmata | null = null;
  #five: FiveBoard | null = null;

  constructor(link: ByteLink, clock: Clock) {
    this.#link = link;
    this.#clock = clock;
    this.where = link.where;
    // What johnny-five sends, in order; a link that has gone says so itself.
    Object.assign(this.#transport, {
      path: link.where,
      write: (bytes: Uint8Array, written?: () => void) => {
        this.#sent = this.#link.write(bytes, this.#patience.signal).then(() => written?.());
      },
    });
    link.onBytes((bytes) => this.#transport.emit('data', bytes));
    link.onFault((fault) => this.#lost.emit(fault));
  }

  /** Tells that the link was lost under whoever uses the board. */
  onLost(listener: (fault: LinkFault) => void): Unsubscribe {
    return this.#lost.add(listener);
  }

  /** Resolves once the sketch has told its version and pins. A user for whom it does not succeed is none; others are. */
  async acquire(signal: AbortSignal): Promise<Result<void, LinkFault>> {
    this.#users += 1;
    this.#session ??= this.#begin();
    const { ready } = this.#session;
    const result = await new Promise<Result<void, LinkFault>>((resolve) => {
      const giveUp = (): void => resolve(fail({ kind: 'timeout', where: this.where }));
      signal.addEventListener('abort', giveUp);
      if (signal.aborted) giveUp();
      void ready.then((each) => {
        signal.removeEventListener('abort', giveUp);
        resolve(each);
      });
    });
    if (!result.ok) await this.release();
    return result;
  }

  async release(): Promise<void> {
    this.#users -= 1;
    if (this.#users > 0 || this.#session === null) return this.#closing;
    const { end, ready } = this.#session;
    this.#session = null;
    end.abort();
    this.#closing = ready.then(() => this.#leave());
    return this.#closing;
  }

  /** Whether the sketch says that it has the pin, and that the pin can do that. */
  ability(pin: number, mode: keyof typeof modes): 'able' | 'unable' | 'no-pin' {
    const known = this.#io?.pins[pin];
    if (known === undefined) return 'no-pin';
    return known.supportedModes.includes(modes[mode]) ? 'able' : 'unable';
  }

  /** Reads the pin from now on; its level now is told first. */
  read(pin: number, pullUp: boolean, told: (high: boolean) => void): Unsubscribe {
    const board = this.#board();
    const listener = (value: 0 | 1): void => told(value === 1);
    this.#inputs.set(pin, pullUp);
    if (pullUp && this.ability(pin, 'pullUp') === 'able') board.pinMode(pin, modes.pullUp);
    else {
      board.pinMode(pin, modes.input);
      // Before Firmata 2.5 a high written to an input switches its pull-up on, a low off.
      this.#put(pin, pullUp);
    }
    board.digitalRead(pin, listener);
    return () => {
      this.#inputs.delete(pin);
      this.#io?.removeListener(`digital-read-${pin}`, listener);
    };
  }

  /** Makes the pin an output; StandardFirmata puts it low while doing so. */
  drive(pin: number, high: boolean): void {
    this.#board().pinMode(pin, modes.output);
    this.write(pin, high);
  }

  write(pin: number, high: boolean): void {
    this.#put(pin, high);
  }

  #board(): FiveBoard {
    if (this.#five === null) throw new Error(`${this.where}: no pin of a board that was never acquired`);
    return this.#five;
  }

  /**
   * Firmata writes eight pins at once, and firmata.js keeps what inputs read among what it writes: without this a button that was
   * read high would have its pull-up switched on by a lamp of the same port.
   */
  #put(pin: number, high: boolean): void {
    const io = this.#io;
    if (io === null) return;
    const port = pin >> 3;
    for (const [input, pullUp] of this.#inputs) {
      if (input >> 3 !== port) continue;
      const bit = 1 << (input & 7);
      io.ports[port] = ((io.ports[port] ?? 0) & ~bit) | (pullUp ? bit : 0);
    }
    this.#board().digitalWrite(pin, high ? 1 : 0);
  }

  #begin(): Session {
    const end = new AbortController();
    return { end, ready: this.#closing.then(() => this.#connect(end.signal)) };
  }

  /** What was written is sent first: an Arduino keeps its outputs when nobody is there any more. */
  async #leave(): Promise<void> {
    const limit = this.#clock.setTimeout(() => this.#patience.abort(), lastWordsMs);
    await this.#sent;
    this.#clock.clearTimeout(limit);
    await this.#link.close();
  }

  async #connect(signal: AbortSignal): Promise<Result<void, LinkFault>> {
    this.#patience = new AbortController();
    const opened = await this.#link.open(signal);
    if (!opened.ok) return opened;
    const met = await this.#meet(signal);
    if (met.ok) this.#five ??= await this.#makeFive();
    return met;
  }

  #makeIo(): Firmata {
    const io = new (libraries().firmata)(this.#transport, { skipCapabilities: true, pinCount: 1 });
    // The version is asked for by our own clock, and a lost link is told by the link.
    clearTimeout(io.reportVersionTimeoutId);
    io.on('error', () => undefined);
    return io;
  }

  /** Asks for version, firmware, capabilities and the analogue pins, until all is told or somebody gives up. */
  #meet(signal: AbortSignal): Promise<Result<void, LinkFault>> {
    this.#io ??= this.#makeIo();
    const io = this.#io;
    io.versionReceived = false;
    // A sketch that starts has every output low; what was written before is no longer so.
    io.ports.fill(0);
    io.buffer = [];
    io.pins = [];
    io.analogPins = [];
    return new Promise((resolve) => {
      let again: TimerId | null = null;
      const settle = (result: Result<void, LinkFault>): void => {
        if (again !== null) this.#clock.clearTimeout(again);
        signal.removeEventListener('abort', giveUp);
        lost();
        for (const event of ['reportversion', 'queryfirmware', 'capability-query', 'analog-mapping-query'])
          io.removeAllListeners(event);
        resolve(result);
      };
      const giveUp = (): void => settle(fail({ kind: 'timeout', where: this.where }));
      const lost = this.#lost.add((fault) => settle(fail(fault)));
      const nothing = (): void => undefined;
      const ask = (): void => {
        // A repeated question must not leave a repeated listener behind.
        io.removeListener('reportversion', nothing);
        io.reportVersion(nothing);
        again = this.#clock.setTimeout(ask, askAgainMs);
      };
      const capabilities = (): void => {
        io.pins = [];
        io.analogPins = [];
        io.queryCapabilities(() => io.queryAnalogMapping(() => settle(done)));
      };
      // The sketch tells both by itself when it starts; one that runs already is asked.
      io.once('reportversion', () => {
        if (again !== null) this.#clock.clearTimeout(again);
        again = null;
        io.queryFirmware(capabilities);
      });
      signal.addEventListener('abort', giveUp);
      if (signal.aborted) giveUp();
      else ask();
    });
  }

  #makeFive(): Promise<FiveBoard> {
    const io = this.#io;
    return new Promise((resolve) => {
      if (io !== null) io.isReady = true;
      // No prompt, no messages of its own, no grip on Ctrl-C.
      const board = new (libraries().five)({ io, repl: false, debug: false, sigint: false });
      board.on('error', () => undefined);
      board.once('ready', () => resolve(board));
    });
  }
}
