import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { WireEnd } from './wire.ts';

const reportEveryMs: Milliseconds = 100;
const answerAfterMs: Milliseconds = 20;
const head = 'fdfcfbfa';
const tail = '04030201';

/**
 * The radar's side of a Hi-Link module's serial line, from its protocol document: a report every 100 ms while it has power and is not
 * being configured, an acknowledgement for each command it knows while it is. `answers` are whole payloads, by the command's word, as
 * the document prints them.
 */
export abstract class HilinkModule implements WireEnd {
  readonly room = Number.MAX_SAFE_INTEGER;
  readonly #clock: Clock;
  readonly #answers: Readonly<Record<number, string>>;
  readonly #sends = new Listeners<Uint8Array>();
  readonly #commands: string[] = [];
  #heard = '';
  #timer: TimerId | null = null;
  readonly #answering = new Set<TimerId>();
  #configuring = false;
  #deaf = false;

  constructor(clock: Clock, answers: Readonly<Record<number, string>>) {
    this.#clock = clock;
    this.#answers = answers;
  }

  protected abstract report(): Uint8Array;
  /** A command's word and value in hexadecimal, as it came. */
  protected abstract take(word: number, value: string): void;

  /** The newest hundred commands that it took, words and values in hexadecimal. */
  get commands(): readonly string[] {
    return this.#commands;
  }

  setPowered(powered: boolean): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    for (const timer of this.#answering) this.#clock.clearTimeout(timer);
    this.#answering.clear();
    this.#timer = null;
    this.#configuring = false;
    this.#heard = '';
    if (powered) this.#arm();
  }

  /** Nothing is wired to its RX. */
  setDeaf(deaf: boolean): void {
    this.#deaf = deaf;
  }

  receive(bytes: Uint8Array): void {
    if (this.#timer === null || this.#deaf) return;
    this.#heard += Buffer.from(bytes).toString('hex');
    for (;;) {
      const start = this.#heard.indexOf(head);
      const end = this.#heard.indexOf(tail, start + head.length);
      if (start < 0 || end < 0) break;
      const body = this.#heard.slice(start + head.length + 4, end);
      this.#heard = this.#heard.slice(end + tail.length);
      this.#obey(Number.parseInt(body.slice(0, 2), 16), body.slice(4));
    }
    // Noise without a command's tail is forgotten, as by a module whose buffer is full.
    this.#heard = this.#heard.slice(-256);
  }

  onRoom(_listener: () => void): Unsubscribe {
    return () => undefined;
  }

  onSend(listener: (bytes: Uint8Array) => void): Unsubscribe {
    return this.#sends.add(listener);
  }

  #obey(word: number, value: string): void {
    if (word === 0xff) this.#configuring = true;
    const answer = this.#answers[word];
    if (!this.#configuring || answer === undefined) return;
    this.#commands.push(`${word.toString(16)} ${value}`.trim());
    if (this.#commands.length > 100) this.#commands.shift();
    this.take(word, value);
    if (word === 0xfe) this.#configuring = false;
    const size = (answer.length / 2).toString(16).padStart(2, '0');
    const timer = this.#clock.setTimeout(() => {
      this.#answering.delete(timer);
      this.#sends.emit(new Uint8Array(Buffer.from(`${head}${size}00${answer}${tail}`, 'hex')));
    }, answerAfterMs);
    this.#answering.add(timer);
  }

  #arm(): void {
    this.#timer = this.#clock.setTimeout(() => {
      this.#arm();
      if (!this.#configuring) this.#sends.emit(this.report());
    }, reportEveryMs);
  }
}
