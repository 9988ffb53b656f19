import type { Clock } from '../hal/ports/clock.ts';
import type { JsonObject } from '../hal/json.ts';
import type { VisitEvent } from '../hal/ports/ticket-ledger.ts';
import type { Milliseconds } from '../hal/units.ts';
import { parseVisitEvent, visitLines } from './visit-event.ts';

/** One that does not say within this that it has written it down is taken to have missed it; it comes the usual way. */
const missedAfterMs: Milliseconds = 60_000;
/** Lines in one question: what a clerk's act writes is a handful. */
const mostLines = 64;

export interface CopyingPorts {
  readonly clock: Clock;
  /** Those who may answer now. */
  readonly inReach: () => readonly string[];
  readonly ask: (device: string, question: JsonObject, signal: AbortSignal) => Promise<JsonObject | null>;
}

/**
 * Has the other devices of the hall write this device's newest lines down at once, ahead of their usual way: the first that has done so
 * is enough. Who was late with an earlier one is asked all the same and not waited for until it answers again.
 */
export class Copying {
  readonly #ports: CopyingPorts;
  readonly #late = new Set<string>();

  constructor(ports: CopyingPorts) {
    this.#ports = ports;
  }

  /** True once one device has them durable; false when nobody had by the time `signal` was raised, or nobody is there to wait for. */
  async copy(events: readonly VisitEvent[], signal: AbortSignal): Promise<boolean> {
    const question = { kind: 'keep', lines: events.slice(-mostLines).map((event) => ({ ...event })) };
    const asked = this.#ports.inReach().map((device) => ({ device, kept: this.#ask(device, question) }));
    const prompt = asked.filter(({ device }) => !this.#late.has(device));
    if (prompt.length === 0 || signal.aborted) return false;
    return await new Promise((resolve) => {
      let left = prompt.length;
      const late = (): void => {
        for (const { device } of prompt) if (!answered.has(device)) this.#late.add(device);
        resolve(false);
      };
      const answered = new Set<string>();
      signal.addEventListener('abort', late, { once: true });
      for (const { device, kept } of prompt)
        void kept.then((done) => {
          answered.add(device);
          left -= 1;
          if (!done && left > 0) return;
          signal.removeEventListener('abort', late);
          resolve(done);
        });
    });
  }

  async #ask(device: string, question: JsonObject): Promise<boolean> {
    const { ask, clock } = this.#ports;
    const limit = new AbortController();
    const timer = clock.setTimeout(() => limit.abort(), missedAfterMs);
    const said = await ask(device, question, limit.signal);
    clock.clearTimeout(timer);
    this.#late.delete(device);
    return said?.['kind'] === 'kept';
  }
}

/** The lines that a device asks to be kept; null where they are none, or not its own. */
export const linesToKeep = (from: string, data: JsonObject): readonly VisitEvent[] | null => {
  const lines = visitLines(data);
  if (lines.length > mostLines) return null;
  const read: VisitEvent[] = [];
  for (const line of lines) {
    const event = parseVisitEvent(from, line);
    if (!event.ok) return null;
    read.push(event.value);
  }
  return read;
};
