import { createHash } from 'node:crypto';
import { lineText, type TraceLine, type TraceSink } from '../firmware/trace.ts';

const hashAtOnce = 64 * 1024;

/** Hashes the trace as it is written (SHA-256 of each line and its line feed) and hands the lines on where they are wanted. */
export class TraceWriter implements TraceSink {
  readonly #hash = createHash('sha256');
  /** Lines not hashed yet: a call for each would cost more than the hashing. */
  #unhashed = '';
  readonly #write: ((text: string) => void) | null;
  #lines = 0;

  constructor(write: ((text: string) => void) | null) {
    this.#write = write;
  }

  get lines(): number {
    return this.#lines;
  }

  line(line: TraceLine): void {
    const text = `${lineText(line)}\n`;
    this.#lines += 1;
    this.#unhashed += text;
    if (this.#unhashed.length > hashAtOnce) this.#take();
    this.#write?.(text);
  }

  /** Of all lines so far; more may follow. */
  get hash(): string {
    this.#take();
    return this.#hash.copy().digest('hex');
  }

  #take(): void {
    this.#hash.update(this.#unhashed);
    this.#unhashed = '';
  }
}

/** One trace to several readers. */
export const tee = (...sinks: readonly TraceSink[]): TraceSink => ({
  line: (line) => {
    for (const sink of sinks) sink.line(line);
  },
});
