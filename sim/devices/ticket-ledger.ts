import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type {
  ForgottenEvents,
  LedgerArchive,
  LedgerFault,
  LedgerRepair,
  StoredVisitEvent,
  TicketLedger,
  VisitEvent,
} from '../../hal/ports/ticket-ledger.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';

/** Written by `append` from a VisitEvent and changed by nobody but `spoil`. */
const parse = (body: string): VisitEvent => JSON.parse(body) as VisitEvent;

/** Enough for a mark: no simulated disk forges its own events. */
const markOf = (before: string, body: string): string => {
  let hash = 0x811c9dc5;
  for (const text of [before, body])
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
};

interface Kept {
  readonly body: string;
  readonly mark: string;
}

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
  /** What is on the disk, in order, from position 1; null: moved aside or forgotten. */
  readonly #disk: (Kept | null)[] = [];
  readonly #spoilt = new Set<number>();
  readonly #archives: LedgerArchive[] = [];
  readonly #lostArchives = new Set<string>();
  #base = 0;
  readonly #positions = new Map<string, number>();
  #opened = false;
  #refusal: LedgerFault;
  #broken: LedgerFault | null = null;
  #repairs: readonly LedgerRepair[] = [];
  /** The disk is full but for what is set aside. */
  #scarce = false;
  #room: 'ample' | 'last' = 'ample';
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
  get repairs(): readonly LedgerRepair[] {
    return this.#repairs;
  }
  get room(): 'ample' | 'last' {
    return this.#room;
  }

  async open(signal: AbortSignal): Promise<Result<void, LedgerFault>> {
    assert(!this.#opened, 'the ledger is open already');
    signal.throwIfAborted();
    if (this.#broken !== null && this.#broken.kind !== 'full') {
      this.#refusal = this.#broken;
      return fail(this.#broken);
    }
    this.#repairs = this.#torn ? [{ kind: 'torn-tail', where: this.#where, bytes: 1 }] : [];
    this.#room = this.#scarce ? 'last' : 'ample';
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
    const stored: StoredVisitEvent[] = [];
    for (let position = from; position <= this.#disk.length && stored.length < limit; position += 1) {
      const body = this.#proven(position);
      if (body !== null) stored.push({ position, event: parse(body) });
    }
    return ok(stored);
  }

  async mark(position: number): Promise<Result<string | null, LedgerFault>> {
    return this.#opened ? ok(this.#disk[position - 1]?.mark ?? null) : fail(this.#refusal);
  }

  async check(before: number, limit: number): Promise<Result<number, LedgerFault>> {
    assert(Number.isSafeInteger(before) && before >= 1, `checking before position ${before}`);
    assert(Number.isSafeInteger(limit) && limit >= 1 && limit <= 1000, `checking ${limit} events`);
    if (!this.#opened) return fail(this.#refusal);
    const from = Math.max(1, before - limit);
    for (let position = from; position < before; position += 1) this.#proven(position);
    return ok(from);
  }

  async archive(name: string): Promise<Result<LedgerArchive | null, LedgerFault>> {
    assert(/^[a-z0-9-]{1,64}$/.test(name), `an archive called ${name}`);
    if (!this.#opened) return fail(this.#refusal);
    const from = (this.#archives.at(-1)?.to ?? 0) + 1;
    const to = Math.min(this.#disk.length, from + 4_999);
    if (from > to || this.#archives.some((one) => one.name === name)) return ok(null);
    const sha256 = (this.#disk[to - 1]?.mark ?? '').padStart(64, '0');
    const archive: LedgerArchive = { name, file: `${this.#where}/archive/${name}`, from, to, sha256 };
    this.#archives.push(archive);
    return ok(archive);
  }

  async archives(): Promise<Result<readonly LedgerArchive[], LedgerFault>> {
    return this.#opened ? ok([...this.#archives]) : fail(this.#refusal);
  }

  async readArchive(name: string): Promise<Result<readonly StoredVisitEvent[] | null, LedgerFault>> {
    if (!this.#opened) return fail(this.#refusal);
    const found = this.#archives.find((one) => one.name === name);
    if (found === undefined) return ok(null);
    if (this.#lostArchives.has(name)) return fail({ kind: 'absent', where: found.file });
    return ok(
      this.#disk
        .slice(found.from - 1, found.to)
        .flatMap((kept, index) => (kept === null ? [] : [{ position: found.from + index, event: parse(kept.body) }])),
    );
  }

  /** Somebody takes the file of an archive away. */
  loseArchive(name: string): void {
    this.#lostArchives.add(name);
  }

  async forget(upTo: number): Promise<Result<number, LedgerFault>> {
    if (!this.#opened) return fail(this.#refusal);
    this.#base = Math.max(this.#base, ...this.#archives.filter(({ to }) => to <= upTo).map(({ to }) => to));
    return ok(this.#base);
  }

  async forgotten(): Promise<Result<readonly ForgottenEvents[], LedgerFault>> {
    if (!this.#opened) return fail(this.#refusal);
    const newest = new Map<string, ForgottenEvents>();
    for (const kept of this.#disk.slice(0, this.#base)) {
      if (kept === null) continue;
      const { device, epoch, seq } = parse(kept.body);
      const key = `${device}/${epoch}`;
      newest.set(key, { device, epoch, seq: Math.max(seq, newest.get(key)?.seq ?? 0) });
    }
    return ok([...newest.values()]);
  }

  async makeRoom(): Promise<Result<'ample' | 'last', LedgerFault>> {
    if (!this.#opened) return fail(this.#refusal);
    this.#room = this.#scarce ? 'last' : 'ample';
    return ok(this.#room);
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
    this.#scarce = false;
  }

  /** A disk that is full but for the reserve: the next append takes it, and there is room for the end of a day. */
  runShort(): void {
    this.#scarce = true;
  }

  /** Flips a bit of the event at a position: it is found when it is read or checked. */
  spoil(position: number): void {
    this.#spoilt.add(position);
  }

  /** Syncs that reached the disk. */
  get syncs(): number {
    return this.#syncs;
  }

  /** What a technician who reads the disk would find. */
  get disk(): readonly VisitEvent[] {
    return this.#disk.flatMap((kept) => (kept === null ? [] : [parse(kept.body)]));
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
    if (this.#scarce && calls.length > 0) this.#room = 'last';
    for (const call of calls) call.resolve(this.#broken === null ? ok(this.#store(call)) : fail(this.#broken));
    if (this.#waiting.length > 0) this.#beginSync();
  }

  #store(call: Call): number {
    let last = this.#disk.length;
    for (const { id, body } of call.events) {
      let position = this.#positions.get(id);
      if (position === undefined) {
        position = this.#disk.push({ body, mark: markOf(this.#disk.at(-1)?.mark ?? '', body) });
        this.#positions.set(id, position);
      }
      last = position;
    }
    return last;
  }

  /** The event at a position; one that was spoilt is moved aside and told. */
  #proven(position: number): string | null {
    if (position <= this.#base) return null;
    if (this.#spoilt.delete(position)) {
      this.#disk[position - 1] = null;
      const run = { from: position, to: position, missing: false };
      this.#repairs = [...this.#repairs, { kind: 'quarantined', where: this.#where, ...run }];
    }
    return this.#disk[position - 1]?.body ?? null;
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
