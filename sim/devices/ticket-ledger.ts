import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { LedgerFault, StoredVisitEvent, TicketLedger, VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';

interface Call {
  readonly events: readonly { readonly id: string; readonly body: string }[];
  readonly resolve: (result: Result<number, LedgerFault>) => void;
}

/** Faults of one call, after which the ledger serves on; any other ends the service until it is opened again. */
const passes = (fault: LedgerFault): boolean => fault.kind === 'full' || fault.kind === 'busy';

/**
 * The ledger's twin: keeps what was synced through a power cut and nothing else. A sync takes `syncMs` of simulated time; what is
 * appended meanwhile shares the next one, as on the real disk.
 */
export class SimTicketLedger implements TicketLedger {
  readonly #clock: Clock;
  readonly #syncMs: Milliseconds;
  readonly #where: string;
  readonly #faults = new Listeners<LedgerFault>();
  /** What is on the disk, in order. */
  readonly #disk: string[] = [];
  readonly #positions = new Map<string, number>();
  #opened = false;
  #refusal: LedgerFault;
  #broken: LedgerFault | null = null;
  #repairs: readonly string[] = [];
  #torn = false;
  #waiting: Call[] = [];
  #syncing: { readonly timer: TimerId; readonly calls: readonly Call[] } | null = null;
  #syncs = 0;

  constructor(clock: Clock, syncMs: Milliseconds = 2, where = 'simulated ledger') {
    this.#clock = clock;
    this.#syncMs = syncMs;
    this.#where = where;
    this.#refusal = { kind: 'absent', where };
  }

  get head(): number {
    return this.#opened ? this.#disk.length : 0;
  }
  get repairs(): readonly string[] {
    return this.#repairs;
  }

  async open(signal: AbortSignal): Promise<Result<void, LedgerFault>> {
    assert(!this.#opened, 'the ledger is open already');
    signal.throwIfAborted();
    if (this.#broken !== null && this.#broken.kind !== 'full') {
      this.#refusal = this.#broken;
      return fail(this.#broken);
    }
    this.#repairs = this.#torn ? ['cut an unfinished write off the end of the simulated ledger'] : [];
    this.#torn = false;
    this.#opened = true;
    return done;
  }

  async close(): Promise<void> {
    // The real ledger commits what waits before it lets go, however long the disk takes.
    while (this.#syncing !== null) {
      this.#clock.clearTimeout(this.#syncing.timer);
      this.#endSync();
    }
    this.#shut({ kind: 'absent', where: this.#where });
  }

  onFault(listener: (fault: LedgerFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  append(events: readonly VisitEvent[]): Promise<Result<number, LedgerFault>> {
    assert(events.length <= 1000, `an append of ${events.length} events`);
    if (!this.#opened) return Promise.resolve(fail(this.#refusal));
    // As text, so that what the caller does to its objects later changes nothing here.
    const texts = events.map((event) => ({ id: event.id, body: JSON.stringify(event) }));
    return new Promise((resolve) => {
      this.#waiting.push({ events: texts, resolve });
      if (this.#syncing === null) this.#beginSync();
    });
  }

  async read(from: number, limit: number): Promise<Result<readonly StoredVisitEvent[], LedgerFault>> {
    assert(Number.isSafeInteger(from) && from >= 1, `reading from position ${from}`);
    assert(Number.isSafeInteger(limit) && limit >= 1 && limit <= 10_000, `reading ${limit} events`);
    if (!this.#opened) return fail(this.#refusal);
    // Written by `append` from a VisitEvent and changed by nobody.
    const parse = (body: string): VisitEvent => JSON.parse(body) as VisitEvent;
    return ok(
      this.#disk
        .slice(from - 1, from - 1 + limit)
        .map((body, index) => ({ position: from + index, event: parse(body) })),
    );
  }

  /**
   * A power cut: only what was synced is left. Of the sync that was on its way the disk may by chance have everything (`kept`),
   * nothing (`lost`) or a torn part (`torn`). Nobody hears the end of it: the calls under way never resolve.
   */
  crash(inFlight: 'lost' | 'kept' | 'torn' = 'lost'): void {
    const syncing = this.#syncing;
    if (syncing !== null) {
      this.#clock.clearTimeout(syncing.timer);
      if (inFlight === 'kept') for (const call of syncing.calls) this.#store(call);
      this.#torn = inFlight === 'torn';
    }
    this.#syncing = null;
    this.#waiting = [];
    this.#opened = false;
    this.#refusal = { kind: 'absent', where: this.#where };
  }

  /** Breaks the ledger until `mend`: `full` and `busy` refuse appends, all else ends the service and refuses to open. */
  breakWith(fault: LedgerFault): void {
    this.#broken = fault;
    if (!this.#opened || passes(fault)) return;
    this.#shut(fault);
    this.#faults.emit(fault);
  }

  mend(): void {
    this.#broken = null;
  }

  /** Syncs that reached the disk. */
  get syncs(): number {
    return this.#syncs;
  }

  /** What a technician who reads the disk would find. */
  get disk(): readonly VisitEvent[] {
    return this.#disk.map((body) => JSON.parse(body) as VisitEvent);
  }

  #beginSync(): void {
    const calls = this.#waiting;
    this.#waiting = [];
    this.#syncing = { calls, timer: this.#clock.setTimeout(() => this.#endSync(), this.#syncMs) };
  }

  #endSync(): void {
    const calls = this.#syncing?.calls ?? [];
    this.#syncing = null;
    if (this.#broken === null) this.#syncs += 1;
    for (const call of calls) call.resolve(this.#broken === null ? ok(this.#store(call)) : fail(this.#broken));
    if (this.#waiting.length > 0) this.#beginSync();
  }

  #store(call: Call): number {
    let last = this.#disk.length;
    for (const { id, body } of call.events) {
      let position = this.#positions.get(id);
      if (position === undefined) {
        position = this.#disk.push(body);
        this.#positions.set(id, position);
      }
      last = position;
    }
    return last;
  }

  #shut(reason: LedgerFault): void {
    this.#opened = false;
    this.#refusal = reason;
    const calls = [...(this.#syncing?.calls ?? []), ...this.#waiting];
    if (this.#syncing !== null) this.#clock.clearTimeout(this.#syncing.timer);
    this.#syncing = null;
    this.#waiting = [];
    for (const call of calls) call.resolve(fail(reason));
  }
}
