import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { LinkFault } from '../ports/byte-link.ts';
import type { Clock } from '../ports/clock.ts';
import type { DigitalInput, DigitalOutput, PinChange, PinFault } from '../ports/digital-pin.ts';
import { done, fail, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import type { JohnnyFiveBoard } from './johnny-five-board.ts';
import { LevelFilter } from './level-filter.ts';

/** A pin of an Arduino by the number in its sketches: 2 to 13, A0 is 14. */
export interface JohnnyFivePin {
  readonly line: { readonly by: 'arduino'; readonly pin: number };
  readonly activeLow: boolean;
}

export interface JohnnyFiveInputPin extends JohnnyFivePin {
  readonly bias: 'none' | 'up';
  readonly debounceMs: Milliseconds;
}

const whereOf = (board: JohnnyFiveBoard, { line }: JohnnyFivePin): string =>
  `${board.where} Arduino pin ${line.pin < 14 ? line.pin : `A${line.pin - 14}`}`;

/** Why the sketch cannot serve the pin so; null where it can. */
const unable = (board: JohnnyFiveBoard, pin: JohnnyFivePin, mode: 'input' | 'output'): PinFault | null => {
  const where = whereOf(board, pin);
  switch (board.ability(pin.line.pin, mode)) {
    case 'able':
      return null;
    case 'unable':
      return { kind: 'unsupported', where, reason: 'no-such-mode' };
    case 'no-pin':
      return { kind: 'absent', where };
  }
};

/** What a lost or unopened link means for a pin behind it. */
const behind = (fault: LinkFault, where: string): PinFault => {
  switch (fault.kind) {
    case 'absent':
    case 'timeout':
    case 'unplugged':
      return { kind: fault.kind, where };
    case 'busy':
      return { kind: 'busy', where, holder: fault.holder };
    case 'permission':
      return { kind: 'permission', where, path: fault.where };
    case 'refused':
      return { kind: 'io', where, code: 'ECONNREFUSED' };
    case 'io':
      return { kind: 'io', where, code: fault.code };
  }
};

/**
 * A pin of an Arduino read through johnny-five. StandardFirmata looks at its pins in a loop and tells a port that changed: a level
 * shorter than that loop (below a millisecond) may be missed, and is no edge of a `DigitalInput`.
 */
export class JohnnyFiveDigitalInput implements DigitalInput {
  readonly where: string;
  readonly #board: JohnnyFiveBoard;
  readonly #pin: JohnnyFiveInputPin;
  readonly #clock: Clock;
  readonly #faults = new Listeners<PinFault>();
  readonly #changes = new Listeners<PinChange>();
  #opened = false;
  #acquired = false;
  #filter: LevelFilter | null = null;
  #ends: readonly Unsubscribe[] = [];

  constructor(board: JohnnyFiveBoard, pin: JohnnyFiveInputPin, clock: Clock) {
    this.#board = board;
    this.#pin = pin;
    this.#clock = clock;
    this.where = whereOf(board, pin);
  }

  get active(): boolean | null {
    return this.#filter?.active ?? null;
  }

  async open(signal: AbortSignal): Promise<Result<void, PinFault>> {
    assert(!this.#opened, `${this.where} opened twice`);
    this.#opened = true;
    const acquired = await this.#board.acquire(signal);
    if (!acquired.ok) {
      this.#opened = false;
      return fail(behind(acquired.fault, this.where));
    }
    this.#acquired = true;
    const started = await this.#start(signal);
    if (!started.ok) await this.close();
    return started;
  }

  async close(): Promise<void> {
    this.#opened = false;
    this.#filter?.stop();
    this.#filter = null;
    for (const end of this.#ends) end();
    this.#ends = [];
    if (!this.#acquired) return;
    this.#acquired = false;
    await this.#board.release();
  }

  onChange(listener: (change: PinChange) => void): Unsubscribe {
    return this.#changes.add(listener);
  }

  onFault(listener: (fault: PinFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  /** Resolves with the first report, which the sketch sends at once. */
  #start(signal: AbortSignal): Promise<Result<void, PinFault>> {
    const { line, bias, activeLow, debounceMs } = this.#pin;
    const no = unable(this.#board, this.#pin, 'input');
    if (no !== null) return Promise.resolve(fail(no));
    return new Promise((resolve) => {
      const giveUp = (): void => resolve(fail({ kind: 'timeout', where: this.where }));
      signal.addEventListener('abort', giveUp);
      const learn = (high: boolean): void => {
        const active = high !== activeLow;
        if (this.#filter !== null) {
          this.#filter.learn(active);
          return;
        }
        this.#filter = new LevelFilter(this.#clock, debounceMs, active, (settled) =>
          this.#changes.emit({ active: settled, at: this.#clock.now() }),
        );
        signal.removeEventListener('abort', giveUp);
        resolve(done);
      };
      const lose = (fault: LinkFault): void => {
        this.#filter?.stop();
        this.#faults.emit(behind(fault, this.where));
        resolve(fail(behind(fault, this.where)));
      };
      this.#ends = [this.#board.onLost(lose), this.#board.read(line.pin, bias === 'up', learn)];
    });
  }
}

/**
 * A pin of an Arduino driven through johnny-five. StandardFirmata puts a pin low when it becomes an output, so one that begins high
 * is low for about a millisecond before.
 */
export class JohnnyFiveDigitalOutput implements DigitalOutput {
  readonly where: string;
  readonly #board: JohnnyFiveBoard;
  readonly #pin: JohnnyFivePin;
  readonly #faults = new Listeners<PinFault>();
  #opened = false;
  #lost: Unsubscribe | null = null;
  #wanted = false;

  constructor(board: JohnnyFiveBoard, pin: JohnnyFivePin) {
    this.#board = board;
    this.#pin = pin;
    this.where = whereOf(board, pin);
  }

  async open(signal: AbortSignal): Promise<Result<void, PinFault>> {
    assert(!this.#opened, `${this.where} opened twice`);
    this.#opened = true;
    const acquired = await this.#board.acquire(signal);
    if (!acquired.ok) {
      this.#opened = false;
      return fail(behind(acquired.fault, this.where));
    }
    this.#lost = this.#board.onLost((fault) => this.#faults.emit(behind(fault, this.where)));
    const no = unable(this.#board, this.#pin, 'output');
    if (no !== null) {
      this.#lost();
      this.#lost = null;
      this.#opened = false;
      await this.#board.release();
      return fail(no);
    }
    this.#board.drive(this.#pin.line.pin, this.#high());
    return done;
  }

  async close(): Promise<void> {
    this.#opened = false;
    if (this.#lost === null) return;
    this.#lost();
    this.#lost = null;
    this.#board.write(this.#pin.line.pin, this.#pin.activeLow);
    await this.#board.release();
  }

  write(active: boolean): void {
    this.#wanted = active;
    if (this.#lost !== null) this.#board.write(this.#pin.line.pin, this.#high());
  }

  onFault(listener: (fault: PinFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  #high(): boolean {
    return this.#wanted !== this.#pin.activeLow;
  }
}
