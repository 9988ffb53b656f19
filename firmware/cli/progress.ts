import type { StaffText } from '../../config/languages/messages/wording.ts';
import { both } from './hub/say.ts';

/** Speed is that of so much of the past: a card's cache is quick for its first moments. */
const windowMs = 8_000;
/** A terminal is redrawn so often; a log gets a line for each of so many parts, or for so much where nobody knows how much it will be. */
const redrawMs = 200;
const linesInLog = 10;
const bytesInLog = 10e6;

/** Seconds as a person reads a watch: 1:05. */
const clockText = (seconds: number): string => {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
};

/** Where the words go: a terminal, or a file that a program reads. */
export interface ProgressOut {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface ProgressOptions {
  /** As many bytes more come when this is over, and count for the time that is left. */
  readonly after?: number;
  /** What an earlier run has done already, and this one need not. */
  readonly from?: number;
  /** Milliseconds of any clock that only goes forward. */
  readonly now?: () => number;
}

/** Tells how far a long work on bytes is: how much of it, how fast, and how long it still takes. */
export class Progress {
  readonly #title: StaffText;
  readonly #total: number | null;
  readonly #after: number;
  readonly #out: ProgressOut;
  readonly #now: () => number;
  readonly #marks: { readonly at: number; readonly bytes: number }[];
  readonly #startedAt: number;
  #toldAt = Number.NEGATIVE_INFINITY;
  #part: number;

  /** `total` in bytes; null: nobody knows. */
  constructor(title: StaffText, total: number | null, out: ProgressOut, options: ProgressOptions = {}) {
    const { after = 0, from = 0, now = () => performance.now() } = options;
    this.#title = title;
    this.#total = total;
    this.#after = after;
    this.#out = out;
    this.#now = now;
    this.#startedAt = now();
    this.#marks = [{ at: this.#startedAt, bytes: from }];
    this.#part = this.#partOf(from);
  }

  /** Bytes a second of late; 0 before anything is known. */
  get speed(): number {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    return first === undefined || last === undefined || last.at <= first.at
      ? 0
      : ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
  }

  /** `done` bytes of all are done. */
  at(done: number): void {
    const now = this.#now();
    this.#marks.push({ at: now, bytes: done });
    while (this.#marks.length > 2 && now - (this.#marks[0]?.at ?? now) > windowMs) this.#marks.shift();
    const part = this.#partOf(done);
    if (this.#out.isTTY === true) {
      if (now - this.#toldAt < redrawMs && done !== this.#total) return;
      this.#out.write(`\r\u001b[K${this.#line(done)}`);
    } else {
      if (part === this.#part) return;
      this.#out.write(`${this.#line(done)}\n`);
    }
    this.#part = part;
    this.#toldAt = now;
  }

  /** The work is over, well or not: the line stays. Gives its seconds. */
  end(): number {
    if (this.#out.isTTY === true) this.#out.write('\n');
    return (this.#now() - this.#startedAt) / 1000;
  }

  #partOf(done: number): number {
    return this.#total === null
      ? Math.floor(done / bytesInLog)
      : Math.floor((done * linesInLog) / Math.max(1, this.#total));
  }

  #line(done: number): string {
    const { speed } = this;
    const [title, rate] = [both(this.#title), `${(speed / 1e6).toFixed(1)} MB/s`];
    if (this.#total === null) return `${title}: ${Math.round(done / 1e6)} MB, ${rate}`;
    const percent = Math.floor((done * 100) / Math.max(1, this.#total));
    const left = speed === 0 ? '–' : clockText((this.#total + this.#after - done) / speed);
    const megabytes = `${Math.round(done / 1e6)}/${Math.round(this.#total / 1e6)} MB`;
    return `${title}: ${percent} %, ${megabytes}, ${rate}, còn · left ${left}`;
  }
}
