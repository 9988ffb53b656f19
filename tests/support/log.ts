import type { JsonObject } from '../../hal/json.ts';
import type { Log, LogLevel } from '../../hal/ports/log.ts';

/** Keeps what was logged, for tests that ask. */
export class KeptLog implements Log {
  readonly lines: { readonly level: LogLevel; readonly event: string; readonly data: JsonObject }[] = [];

  write(level: LogLevel, event: string, data: JsonObject): void {
    this.lines.push({ level, event, data });
  }

  events(least: LogLevel = 'debug'): string[] {
    const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];
    return this.lines.filter((line) => order.indexOf(line.level) >= order.indexOf(least)).map((line) => line.event);
  }
}
