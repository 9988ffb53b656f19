import type { JsonObject } from '../json.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * JSON lines for maintainers. `event` is a fixed dotted word (`printer.paper-out`), never a sentence with values in it: the
 * values stand in `data`. Nothing personal, no secret. The driver limits the rate and says how many lines it dropped.
 */
export interface Log {
  write(level: LogLevel, event: string, data: JsonObject): void;
}
