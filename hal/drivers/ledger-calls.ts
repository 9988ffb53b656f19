import { assert } from '../assert.ts';
import type { LedgerFault, VisitEvent } from '../ports/ticket-ledger.ts';
import { ok, type Result } from '../result.ts';
import { longestGatheringMs } from './gathering.ts';

/** Events of one `append`, and of one transaction unless a single call fills it. */
export const maxEventsPerAppend = 1000;
/** One event as JSON text. */
const maxEventChars = 64 * 1024;
/** Events that may wait for the next transaction; more is a loop gone wild. */
const maxWaiting = 20_000;

/** An append that waits for its transaction. */
export interface Call {
  readonly events: readonly {
    readonly event: Pick<VisitEvent, 'id' | 'device' | 'epoch' | 'seq'>;
    readonly body: string;
  }[];
  readonly resolve: (result: Result<number, LedgerFault>) => void;
}

/** Tells each call its last position, or why nothing of it is stored. */
export const settle = (calls: readonly Call[], result: Result<readonly number[], LedgerFault>): void => {
  for (const [index, call] of calls.entries()) call.resolve(result.ok ? ok(result.value[index] ?? 0) : result);
};

/**
 * Appends on their way into a transaction. Who comes alone waits for nobody. Where several came together last time it is waited for the
 * others: input is read one after the other, a round of the loop for each, so until the first round that brings nothing more, and never
 * longer than a sync takes.
 */
export class WaitingCalls {
  readonly #due: () => void;
  #calls: Call[] = [];
  #events = 0;
  #crowd = false;
  #flush: NodeJS.Immediate | null = null;
  /** Something was added since that was last looked at, and when the first of it came. */
  #joined = false;
  #since = 0;

  /** @param due a transaction is to be made of what waits. */
  constructor(due: () => void) {
    this.#due = due;
  }

  get none(): boolean {
    return this.#calls.length === 0;
  }

  add(events: readonly VisitEvent[]): Promise<Result<number, LedgerFault>> {
    assert(this.#events < maxWaiting, `${this.#events} events wait for the ledger`);
    const texts = events.map((event) => {
      const body = JSON.stringify(event);
      assert(body.length <= maxEventChars, `event ${event.id} has ${body.length} characters`);
      const { id, device, epoch, seq } = event;
      return { event: { id, device, epoch, seq }, body };
    });
    return new Promise((resolve) => {
      this.#calls.push({ events: texts, resolve });
      this.#events += texts.length;
      if (!this.#crowd) {
        this.#due();
        return;
      }
      if (this.#calls.length === 1) this.#since = performance.now();
      this.#joined = true;
      this.#flush ??= setImmediate(this.#flushWhenStill);
    });
  }

  /** As many as go into one transaction. */
  take(): readonly Call[] {
    if (this.#flush !== null) clearImmediate(this.#flush);
    this.#flush = null;
    const calls: Call[] = [];
    let count = 0;
    for (const call of this.#calls) {
      if (calls.length > 0 && count + call.events.length > maxEventsPerAppend) break;
      calls.push(call);
      count += call.events.length;
    }
    this.#calls = this.#calls.slice(calls.length);
    this.#events -= count;
    this.#crowd = calls.length > 1;
    return calls;
  }

  readonly #flushWhenStill = (): void => {
    const goesOn = this.#joined && performance.now() - this.#since < longestGatheringMs;
    this.#joined = false;
    this.#flush = goesOn ? setImmediate(this.#flushWhenStill) : null;
    if (!goesOn) this.#due();
  };
}
