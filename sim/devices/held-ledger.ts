import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type {
  ForgottenEvents,
  LedgerArchive,
  LedgerFault,
  LedgerRepair,
  StoredVisitEvent,
  TicketLedger,
  VisitEvent,
} from '../../hal/ports/ticket-ledger.ts';
import { fail, type Result } from '../../hal/result.ts';
import type { SimClock } from '../clock.ts';

/** Faults of one call, after which the ledger serves on. */
const passes = (fault: LedgerFault): boolean => fault.kind === 'full' || fault.kind === 'busy';

/**
 * A real ledger in the simulated world: simulated time stands still while the host's disk works, so how long that takes changes nothing.
 * Its disk can be made full or lost, as the twin's can.
 */
export class HeldLedger implements TicketLedger {
  readonly #ledger: TicketLedger;
  readonly #clock: SimClock;
  readonly #faults = new Listeners<LedgerFault>();
  #broken: LedgerFault | null = null;

  constructor(ledger: TicketLedger, clock: SimClock) {
    this.#ledger = ledger;
    this.#clock = clock;
    ledger.onFault((fault) => this.#faults.emit(fault));
  }

  get head(): number {
    return this.#ledger.head;
  }
  get repairs(): readonly LedgerRepair[] {
    return this.#ledger.repairs;
  }
  get room(): 'ample' | 'last' {
    return this.#ledger.room;
  }

  async open(signal: AbortSignal): Promise<Result<void, LedgerFault>> {
    if (this.#broken !== null && !passes(this.#broken)) return fail(this.#broken);
    return this.#clock.during(() => this.#ledger.open(signal));
  }
  close(): Promise<void> {
    return this.#clock.during(() => this.#ledger.close());
  }
  onFault(listener: (fault: LedgerFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }
  async append(events: readonly VisitEvent[]): Promise<Result<number, LedgerFault>> {
    if (this.#broken !== null) return fail(this.#broken);
    return this.#clock.during(() => this.#ledger.append(events));
  }
  read(from: number, limit: number): Promise<Result<readonly StoredVisitEvent[], LedgerFault>> {
    return this.#whileUp(() => this.#ledger.read(from, limit));
  }
  mark(position: number): Promise<Result<string | null, LedgerFault>> {
    return this.#whileUp(() => this.#ledger.mark(position));
  }
  check(before: number, limit: number): Promise<Result<number, LedgerFault>> {
    return this.#whileUp(() => this.#ledger.check(before, limit));
  }
  archive(name: string): Promise<Result<LedgerArchive | null, LedgerFault>> {
    return this.#whileUp(() => this.#ledger.archive(name));
  }
  archives(): Promise<Result<readonly LedgerArchive[], LedgerFault>> {
    return this.#whileUp(() => this.#ledger.archives());
  }
  readArchive(name: string): Promise<Result<readonly StoredVisitEvent[] | null, LedgerFault>> {
    return this.#whileUp(() => this.#ledger.readArchive(name));
  }
  forget(upTo: number): Promise<Result<number, LedgerFault>> {
    return this.#whileUp(() => this.#ledger.forget(upTo));
  }
  forgotten(): Promise<Result<readonly ForgottenEvents[], LedgerFault>> {
    return this.#whileUp(() => this.#ledger.forgotten());
  }
  makeRoom(): Promise<Result<'ample' | 'last', LedgerFault>> {
    return this.#whileUp(() => this.#ledger.makeRoom());
  }

  async #whileUp<T>(work: () => Promise<Result<T, LedgerFault>>): Promise<Result<T, LedgerFault>> {
    if (this.#broken !== null && !passes(this.#broken)) return fail(this.#broken);
    return this.#clock.during(work);
  }

  /** Breaks it until `mend`: `full` and `busy` refuse appends, all else ends the service and refuses to open. */
  breakWith(fault: LedgerFault): void {
    this.#broken = fault;
    if (!passes(fault)) this.#faults.emit(fault);
  }
  mend(): void {
    this.#broken = null;
  }
}
