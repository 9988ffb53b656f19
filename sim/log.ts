import { Listeners, type Unsubscribe } from '../hal/device.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Log, LogLevel } from '../hal/ports/log.ts';
import type { Milliseconds } from '../hal/units.ts';
import type { SimClock } from './clock.ts';

export interface LogLine {
  readonly t: Milliseconds;
  readonly device: string;
  readonly level: LogLevel;
  readonly event: string;
  readonly data: JsonObject;
}

const mostKept = 2_000;

/** The log's twin: keeps the newest lines and tells each; nothing of it reaches a trace. */
export class SimLog implements Log {
  readonly #clock: SimClock;
  readonly #device: string;
  readonly #lines: LogLine[] = [];
  readonly #listeners = new Listeners<LogLine>();

  constructor(clock: SimClock, device: string) {
    this.#clock = clock;
    this.#device = device;
  }

  write(level: LogLevel, event: string, data: JsonObject): void {
    const line: LogLine = { t: this.#clock.now(), device: this.#device, level, event, data };
    if (level !== 'debug') {
      this.#lines.push(line);
      if (this.#lines.length > mostKept) this.#lines.shift();
    }
    this.#listeners.emit(line);
  }

  /** From `info` up, oldest first. */
  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  onLine(listener: (line: LogLine) => void): Unsubscribe {
    return this.#listeners.add(listener);
  }
}
