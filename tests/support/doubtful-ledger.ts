import type { Unsubscribe } from '../../hal/device.ts';
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

const io: LedgerFault = { kind: 'io', where: 'test', code: 'EIO' };

/** A ledger whose next appends end in an input/output error, and only the disk knows whether they were stored. */
export class DoubtfulLedger implements TicketLedger {
  readonly #disk: TicketLedger;
  #next: ('stored' | 'lost')[] = [];
  #unreadable = 0;
  #held: { readonly over: Promise<void>; readonly end: () => void } | null = null;

  constructor(disk: TicketLedger) {
    this.#disk = disk;
  }

  /** What really happens to the next appends, each of which is answered with an error. */
  willFail(...fates: readonly ('stored' | 'lost')[]): void {
    this.#next.push(...fates);
  }
  /** The next readings fail too. */
  willNotRead(times: number): void {
    this.#unreadable = times;
  }
  /** Appends begin only once `release` is called: a disk that is busy. */
  hold(): void {
    let end = (): void => {};
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#held = { over, end };
  }
  release(): void {
    this.#held?.end();
    this.#held = null;
  }
  calm(): void {
    this.release();
    this.#next = [];
    this.#unreadable = 0;
  }

  async append(events: readonly VisitEvent[]): Promise<Result<number, LedgerFault>> {
    await this.#held?.over;
    const fate = this.#next.shift();
    if (fate === undefined) return this.#disk.append(events);
    if (fate === 'stored') await this.#disk.append(events);
    return fail(io);
  }
  async read(from: number, limit: number): Promise<Result<readonly StoredVisitEvent[], LedgerFault>> {
    if (this.#unreadable === 0) return this.#disk.read(from, limit);
    this.#unreadable -= 1;
    return fail(io);
  }
  get head(): number {
    return this.#disk.head;
  }
  get repairs(): readonly LedgerRepair[] {
    return this.#disk.repairs;
  }
  get room(): 'ample' | 'last' {
    return this.#disk.room;
  }
  mark(position: number): Promise<Result<string | null, LedgerFault>> {
    return this.#disk.mark(position);
  }
  check(before: number, limit: number): Promise<Result<number, LedgerFault>> {
    return this.#disk.check(before, limit);
  }
  archive(name: string): Promise<Result<LedgerArchive | null, LedgerFault>> {
    return this.#disk.archive(name);
  }
  archives(): Promise<Result<readonly LedgerArchive[], LedgerFault>> {
    return this.#disk.archives();
  }
  readArchive(name: string): Promise<Result<readonly StoredVisitEvent[] | null, LedgerFault>> {
    return this.#disk.readArchive(name);
  }
  forget(upTo: number): Promise<Result<number, LedgerFault>> {
    return this.#disk.forget(upTo);
  }
  forgotten(): Promise<Result<readonly ForgottenEvents[], LedgerFault>> {
    return this.#disk.forgotten();
  }
  makeRoom(): Promise<Result<'ample' | 'last', LedgerFault>> {
    return this.#disk.makeRoom();
  }
  open(signal: AbortSignal): Promise<Result<void, LedgerFault>> {
    return this.#disk.open(signal);
  }
  close(): Promise<void> {
    return this.#disk.close();
  }
  onFault(listener: (fault: LedgerFault) => void): Unsubscribe {
    return this.#disk.onFault(listener);
  }
}
