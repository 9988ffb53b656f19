import { createHash } from 'node:crypto';
import { lineText, type TraceLine, type TraceSink } from '../firmware/trace.ts';

/** Hashes the trace as it is written (SHA-256 of each line and its line feed) and hands the lines on where they are wanted. */
export class TraceWriter implements TraceSink {
  readonly #hash = createHash('sha256');
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
    this.#hash.update(text);
    this.#write?.(text);
  }

  /** Of all lines so far; more may follow. */
  get hash(): string {
    return this.#hash.copy().digest('hex');
  }
}

/** One trace to several readers. */
export const tee = (...sinks: readonly TraceSink[]): TraceSink => ({
  line: (line) => {
    for (const sink of sinks) sink.line(line);
  },
});
