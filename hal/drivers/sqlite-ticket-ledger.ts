import type Database from 'better-sqlite3';
import { closeSync, fdatasync, openSync, statSync } from 'node:fs';
import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type {
  ForgottenEvents,
  LedgerArchive,
  LedgerFault,
  LedgerRepair,
  StoredVisitEvent,
  TicketLedger,
  VisitEvent,
} from '../ports/ticket-ledger.ts';
import { done, fail, ok, type Result } from '../result.ts';
import { archiveInto, archivesOf, forgetUpTo, forgottenIn, readArchiveFile } from './ledger-archive.ts';
import { maxEventsPerAppend, settle, WaitingCalls, type Call } from './ledger-calls.ts';
import { LedgerReserve, reserveBytes } from './ledger-reserve.ts';
import { statement, transaction, transactionInLog } from './sqlite-held.ts';
import { chainLink, provenFrom } from './sqlite-ledger-chain.ts';
import { faultOf, openLedgerFile, type Opening } from './sqlite-ledger-file.ts';
import { knownSchema } from './sqlite-ledger-schema.ts';

const maxRead = 10_000;
const maxCheck = 1000;

interface Open {
  readonly db: Database.Database;
  readonly inode: number;
  readonly positionOf: Database.Statement;
  readonly insert: Database.Statement;
  readonly held: boolean;
  /** Up to which of its events each start of each device is known though no longer kept. */
  readonly forgotten: Map<string, number>;
  head: number;
  /** Up to here all would survive a power cut. */
  durable: number;
  chain: Buffer;
  /** The write-ahead log, to be synced; null: nothing is. */
  readonly log: number | null;
}

const startOf = (device: string, epoch: number): string => `${device}/${epoch}`;

/**
 * The ledger on better-sqlite3: one file, write-ahead log. SQLite itself syncs everything (`synchronous = FULL`) but the commits of
 * `append`: their way to the disk, an fdatasync of the log, is left to another thread, so that the event loop goes on (0.1 ms on an SSD,
 * 5 to 50 ms on an SD card), and an append resolves when that is done. Nothing is read back before. Appends that come while a sync is on
 * its way share one transaction and the next sync. Each event carries the SHA-256 of all before it,
 * so a flipped bit is found when the event is read, not believed: the event is then moved aside, and the rest goes on. SQLite's
 * exclusive lock keeps a second writer out (`busy`).
 */
export class SqliteTicketLedger implements TicketLedger {
  readonly #path: string;
  readonly #opening: Opening;
  readonly #faults = new Listeners<LedgerFault>();
  readonly #reserve: LedgerReserve;
  #open: Open | null = null;
  /** Why it is not open. */
  #refusal: LedgerFault;
  #repairs: readonly LedgerRepair[] = [];
  #room: 'ample' | 'last' = 'ample';
  readonly #waiting = new WaitingCalls(() => this.#commitWaiting());
  /** A commit is on its way to the disk. */
  #syncing: Promise<void> | null = null;

  /**
   * @param path the database's file; its directory must exist.
   * @param synchronous `OFF` does not sync and loses tickets in a power cut: it exists for the test that must notice so.
   * @param reserve bytes that are kept free for the end of a day on a full disk; 0: none.
   * @param ceiling the newest version that the file may be raised to: what a release that may come back reads as well.
   */
  constructor(
    path: string,
    synchronous: 'FULL' | 'OFF' = 'FULL',
    reserve: number = reserveBytes,
    ceiling: number = knownSchema,
  ) {
    this.#path = path;
    this.#opening = { synchronous, ceiling };
    this.#reserve = new LedgerReserve(path, reserve);
    this.#refusal = { kind: 'absent', where: path };
  }

  get head(): number {
    return this.#open?.durable ?? 0;
  }
  get repairs(): readonly LedgerRepair[] {
    return this.#repairs;
  }
  get room(): 'ample' | 'last' {
    return this.#room;
  }

  async open(signal: AbortSignal): Promise<Result<void, LedgerFault>> {
    assert(this.#open === null, 'the ledger is open already');
    signal.throwIfAborted();
    let opened = openLedgerFile(this.#path, this.#opening);
    // Even opening writes; a day that was to end on the reserve goes on after a restart.
    if (!opened.ok && opened.fault.kind === 'full' && this.#reserve.release())
      opened = openLedgerFile(this.#path, this.#opening);
    if (!opened.ok) {
      this.#refusal = opened.fault;
      return opened;
    }
    const { db, head, chain, held, inode, repairs } = opened.value;
    try {
      this.#room = this.#reserve.keep() ? 'ample' : 'last';
      this.#open = {
        db,
        inode,
        head,
        durable: head,
        log: this.#opening.synchronous === 'FULL' ? openSync(`${this.#path}-wal`, 'r') : null,
        chain,
        held,
        positionOf: statement(db, 'SELECT position FROM event WHERE id = ?').pluck(),
        insert: statement(db, 'INSERT INTO event (position, id, body, chain) VALUES (?, ?, ?, ?)'),
        forgotten: new Map(forgottenIn(db).map(({ device, epoch, seq }) => [startOf(device, epoch), seq])),
      };
    } catch (error) {
      db.close();
      return fail((this.#refusal = faultOf(error, this.#path)));
    }
    this.#repairs = repairs;
    return done;
  }

  async close(): Promise<void> {
    this.#commitWaiting();
    while (this.#syncing !== null) await this.#syncing;
    this.#shut({ kind: 'absent', where: this.#path });
  }

  onFault(listener: (fault: LedgerFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  append(events: readonly VisitEvent[]): Promise<Result<number, LedgerFault>> {
    assert(events.length <= maxEventsPerAppend, `an append of ${events.length} events`);
    return this.#open === null ? Promise.resolve(fail(this.#refusal)) : this.#waiting.add(events);
  }

  async read(from: number, limit: number): Promise<Result<readonly StoredVisitEvent[], LedgerFault>> {
    assert(Number.isSafeInteger(from) && from >= 1, `reading from position ${from}`);
    assert(Number.isSafeInteger(limit) && limit >= 1 && limit <= maxRead, `reading ${limit} events`);
    if (this.#open === null) return fail(this.#refusal);
    return this.#withDatabase((db, { durable }) =>
      this.#proven(db, from, limit)
        .filter(({ position }) => position <= durable)
        // The chain has just proven that each text is what `append` made from a VisitEvent.
        .map(({ position, body }) => ({ position, event: JSON.parse(body) as VisitEvent })),
    );
  }

  async mark(position: number): Promise<Result<string | null, LedgerFault>> {
    return this.#withDatabase((db, { durable }) => {
      if (position > durable) return null;
      const chain = statement(db, 'SELECT chain FROM event WHERE position = ?').pluck().get(position);
      return Buffer.isBuffer(chain) ? chain.toString('hex') : null;
    });
  }

  async check(before: number, limit: number): Promise<Result<number, LedgerFault>> {
    assert(Number.isSafeInteger(before) && before >= 1, `checking before position ${before}`);
    assert(Number.isSafeInteger(limit) && limit >= 1 && limit <= maxCheck, `checking ${limit} events`);
    const from = Math.max(1, before - limit);
    return this.#withDatabase((db) => {
      if (before > from) this.#proven(db, from, before - from);
      return from;
    });
  }

  async archive(name: string): Promise<Result<LedgerArchive | null, LedgerFault>> {
    assert(/^[a-z0-9-]{1,64}$/.test(name), `an archive called ${name}`);
    const { head } = this;
    return this.#withDatabase((db) => archiveInto(db, this.#path, name, head));
  }

  async archives(): Promise<Result<readonly LedgerArchive[], LedgerFault>> {
    return this.#withDatabase((db) => archivesOf(db, this.#path));
  }

  async readArchive(name: string): Promise<Result<readonly StoredVisitEvent[] | null, LedgerFault>> {
    const archives = await this.archives();
    if (!archives.ok) return archives;
    const found = archives.value.find((one) => one.name === name);
    try {
      return found === undefined ? ok(null) : readArchiveFile(found);
    } catch (error) {
      // A disk that cannot be read there says nothing of the ledger.
      return fail(faultOf(error, found?.file ?? this.#path));
    }
  }

  async forget(upTo: number): Promise<Result<number, LedgerFault>> {
    return this.#withDatabase((db, open) => {
      // A release that may come back reads events from the first one on.
      if (open.held) return 0;
      const last = forgetUpTo(db, this.#path, upTo);
      for (const { device, epoch, seq } of forgottenIn(db)) open.forgotten.set(startOf(device, epoch), seq);
      return last;
    });
  }

  async forgotten(): Promise<Result<readonly ForgottenEvents[], LedgerFault>> {
    return this.#withDatabase((db) => forgottenIn(db));
  }

  async makeRoom(): Promise<Result<'ample' | 'last', LedgerFault>> {
    return this.#withDatabase(() => (this.#room = this.#reserve.keep() ? 'ample' : 'last'));
  }

  /** Does `work` unless the ledger is closed; what SQLite or the file system refuses is its fault. */
  #withDatabase<T>(work: (db: Database.Database, open: Open) => T): Result<T, LedgerFault> {
    if (this.#open === null) return fail(this.#refusal);
    try {
      return ok(work(this.#open.db, this.#open));
    } catch (error) {
      const fault = faultOf(error, this.#path);
      // A file that cannot be read throughout is rebuilt by the next opening.
      return fail(fault.kind === 'damaged' ? this.#die(fault) : fault);
    }
  }

  #proven(db: Database.Database, from: number, limit: number): readonly { position: number; body: string }[] {
    const { repairs, rows } = provenFrom(db, from, limit, this.#path);
    if (repairs.length > 0) this.#repairs = [...this.#repairs, ...repairs];
    return rows;
  }

  /**
   * Commits what waits, and has it synced beside the event loop. One sync at a time: what comes meanwhile waits for the next one and shares it,
   * and behind a commit that is not synced yet no other is written, so that a crash spoils the end of the log alone.
   */
  #commitWaiting(): void {
    while (!this.#waiting.none && this.#syncing === null) {
      const calls = this.#waiting.take();
      let result = this.#commit(calls);
      if (!result.ok && result.fault.kind === 'full' && this.#reserve.release()) {
        this.#room = 'last';
        result = this.#commit(calls);
      }
      const open = this.#open;
      if (result.ok && open !== null && open.head > open.durable) this.#sync(open, calls, result.value);
      else settle(calls, result);
    }
  }

  #sync(open: Open, calls: readonly Call[], positions: readonly number[]): void {
    if (open.log === null) {
      open.durable = open.head;
      settle(calls, ok(positions));
      return;
    }
    const { log } = open;
    this.#syncing = new Promise((ended) => {
      fdatasync(log, (error) => {
        this.#syncing = null;
        if (this.#open !== open) settle(calls, fail(this.#refusal));
        else if (error !== null) settle(calls, fail(this.#die(faultOf(error, this.#path))));
        else {
          open.durable = open.head;
          settle(calls, ok(positions));
        }
        ended();
        this.#commitWaiting();
      });
    });
  }

  /** The last position of each call, in the log and not synced. */
  #commit(calls: readonly Call[]): Result<readonly number[], LedgerFault> {
    const open = this.#open;
    if (open === null) return fail(this.#refusal);
    try {
      // A ledger that was removed or replaced under us would take every commit and lose it.
      if (statSync(this.#path).ino !== open.inode) return fail(this.#die({ kind: 'absent', where: this.#path }));
      let { head, chain } = open;
      const store = ({ id, device, epoch, seq }: Call['events'][number]['event'], body: string): number => {
        const known = open.positionOf.get(id);
        if (typeof known === 'number') return known;
        if (seq <= (open.forgotten.get(startOf(device, epoch)) ?? 0)) return head;
        chain = chainLink(chain, body);
        head += 1;
        open.insert.run(head, id, body, chain);
        return head;
      };
      const write = (): readonly number[] =>
        calls.map((call) => call.events.reduce((_last, { event, body }) => store(event, body), head));
      const positions = open.log === null ? transaction(open.db, write) : transactionInLog(open.db, write);
      open.head = head;
      open.chain = chain;
      return ok(positions);
    } catch (error) {
      const fault = faultOf(error, this.#path);
      // A full disk may have room again at the next call. After anything else (and above all after a failed sync, whose pages the kernel
      // may already have thrown away) what is on the disk must be read anew before it is believed.
      return fail(fault.kind === 'full' || fault.kind === 'busy' ? fault : this.#die(fault));
    }
  }

  #die(fault: LedgerFault): LedgerFault {
    this.#shut(fault);
    this.#faults.emit(fault);
    return fault;
  }

  #shut(reason: LedgerFault): void {
    this.#refusal = reason;
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    try {
      open.db.close();
    } catch {
      // Closing moves the log into the database, which may fail on a dying disk; the next opening recovers from the log.
    }
    const { log } = open;
    if (log === null) return;
    // A number that is closed while it is synced may be another file's by then.
    if (this.#syncing === null) closeSync(log);
    else void this.#syncing.then(() => closeSync(log));
  }
}
