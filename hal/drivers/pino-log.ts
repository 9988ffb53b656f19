import { pino, type DestinationStream, type Logger } from 'pino';
import type { JsonObject } from '../json.ts';
import type { Clock, TimerId } from '../ports/clock.ts';
import type { Log, LogLevel } from '../ports/log.ts';

/** Lines of one event, and of all together, in one window; the rest is counted and told at the window's end. */
const windowMs = 10_000;
const linesPerEvent = 30;
const linesInAll = 600;
/** Event words that are counted apart; a program has some hundreds of them. */
const maxWords = 1000;
/** A line's data as JSON text. */
const maxChars = 16 * 1024;

/**
 * JSON lines on pino: `{ level, at, device, event, data }`, `at` being wall time in milliseconds with `trusted` beside it.
 * One event that repeats itself cannot drown the others: each has its own allowance in a window of ten seconds, and what was
 * dropped is told once at the end of it as `log.dropped` with the count of each.
 */
export class PinoLog implements Log {
  readonly #pino: Logger;
  readonly #clock: Clock;
  readonly #lines = new Map<string, number>();
  readonly #dropped = new Map<string, number>();
  #written = 0;
  #windowEndsAt = Number.NEGATIVE_INFINITY;
  #telling: TimerId | null = null;

  /**
   * @param destination where lines go, for example `pino.destination({ fd: 1, sync: true })`: synchronous, so that the last line
   *   before a crash is not lost.
   */
  constructor(device: string, level: LogLevel, clock: Clock, destination: DestinationStream) {
    this.#clock = clock;
    this.#pino = pino(
      {
        level,
        base: { device },
        timestamp: () => {
          const { instant, trusted } = clock.wallTime();
          return `,"at":${instant},"trusted":${trusted}`;
        },
        formatters: { level: (label) => ({ level: label }) },
      },
      destination,
    );
  }

  write(level: LogLevel, event: string, data: JsonObject): void {
    if (!this.#pino.isLevelEnabled(level)) return;
    this.#turnWindow();
    const lines = this.#lines.get(event) ?? 0;
    if (lines >= linesPerEvent || this.#written >= linesInAll || (lines === 0 && this.#lines.size >= maxWords)) {
      this.#drop(event);
      return;
    }
    this.#lines.set(event, lines + 1);
    this.#written += 1;
    const chars = JSON.stringify(data).length;
    this.#pino[level](chars > maxChars ? { event, data: { tooLong: chars } } : { event, data });
  }

  /** Tells what was dropped and leaves no timer. */
  close(): void {
    this.#tellDropped();
  }

  #drop(event: string): void {
    const word = this.#dropped.size < maxWords ? event : 'other';
    this.#dropped.set(word, (this.#dropped.get(word) ?? 0) + 1);
    this.#telling ??= this.#clock.setTimeout(
      () => this.#tellDropped(),
      Math.max(0, this.#windowEndsAt - this.#clock.now()),
    );
  }

  #turnWindow(): void {
    const now = this.#clock.now();
    if (now < this.#windowEndsAt) return;
    this.#tellDropped();
    this.#windowEndsAt = now + windowMs;
    this.#written = 0;
    this.#lines.clear();
  }

  #tellDropped(): void {
    if (this.#telling !== null) this.#clock.clearTimeout(this.#telling);
    this.#telling = null;
    if (this.#dropped.size === 0) return;
    const events = Object.fromEntries(this.#dropped);
    this.#dropped.clear();
    if (this.#pino.isLevelEnabled('warn')) this.#pino.warn({ event: 'log.dropped', data: { events } });
  }
}
