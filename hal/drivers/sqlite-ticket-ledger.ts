import type Database from 'better-sqlite3';
import { statSync } from 'node:fs';
import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { LedgerFault, StoredVisitEvent, TicketLedger, VisitEvent } from '../ports/ticket-ledger.ts';
import { done, fail, ok, type Result } from '../result.ts';
import { statement, transaction } from './sqlite-held.ts';
import { chainLink, faultOf, linkBefore, openLedgerFile } from './sqlite-ledger-file.ts';

/** Events of one `append`, and of one transaction unless a single call fills it. */
const maxEventsPerAppend = 1000;
/** One event as JSON text. */
const maxEventChars = 64 * 1024;
/** Events that may wait for the next transaction; more is a loop gone wild. */
const maxWaiting = 20_000;
const maxRead = 10_000;

interface Call {
  readonly events: readonly { readonly id: string; readonly body: string }[];
  readonly resolve: (result: Result<number, LedgerFault>) => void;
}

interface Open {
  readonly db: Database.Database;
  readonly inode: number;
  readonly positionOf: Database.Statement;
  readonly insert: Database.Statement;
  readonly select: Database.Statement;
  head: number;
  chain: Buffer;
}

interface EventRow {
  readonly position: number;
  readonly id: string;
  readonly body: string;
  readonly chain: Buffer;
}

/**
 * The ledger on better-sqlite3: one file, write-ahead log, `synchronous = FULL`, so a commit returns after the log's fdatasync.
 * Appends made in one turn of the event loop share one transaction and one sync. Each event carries the SHA-256 of all before it,
 * so a flipped bit is found when the event is read, not believed. SQLite's exclusive lock keeps a second writer out (`busy`).
 *
 * SQLite is synchronous: the event loop stands still while a commit is on its way to the disk (0.1 ms on an SSD, 5 to 50 ms on
 * an SD card). Nothing that keeps people safe may hang on this loop; it does not.
 */
export class SqliteTicketLedger implements TicketLedger {
  readonly #path: string;
  readonly #synchronous: 'FULL' | 'OFF';
  readonly #faults = new Listeners<LedgerFault>();
  #open: Open | null = null;
  /** Why it is not open. */
  #refusal: LedgerFault;
  #repairs: readonly string[] = [];
  #waiting: Call[] = [];
  #waitingEvents = 0;
  #flush: NodeJS.Immediate | null = null;

  /**
   * @param path the database's file; its directory must exist.
   * @param synchronous `OFF` does not sync and loses tickets in a power cut: it exists for the test that must notice so.
   */
  constructor(path: string, synchronous: 'FULL' | 'OFF' = 'FULL') {
    this.#path = path;
    this.#synchronous = synchronous;
    this.#refusal = { kind: 'absent', where: path };
  }

  get head(): number {
    return this.#open?.head ?? 0;
  }
  get repairs(): readonly string[] {
    return this.#repairs;
  }

  async open(signal: AbortSignal): Promise<Result<void, LedgerFault>> {
    assert(this.#open === null, 'the ledger is open already');
    signal.throwIfAborted();
    const opened = openLedgerFile(this.#path, this.#synchronous);
    if (!opened.ok) {
      this.#refusal = opened.fault;
      return opened;
    }
    const { db, head, chain, inode, repairs } = opened.value;
    this.#repairs = repairs;
    this.#open = {
      db,
      inode,
      head,
      chain,
      positionOf: statement(db, 'SELECT position FROM event WHERE id = ?').pluck(),
      insert: statement(db, 'INSERT INTO event (position, id, body, chain) VALUES (?, ?, ?, ?)'),
      select: statement(
        db,
        'SELECT position, id, body, chain FROM event WHERE position >= ? ORDER BY position LIMIT ?',
      ),
    };
    return done;
  }

  async close(): Promise<void> {
    while (this.#waiting.length > 0) this.#commitWaiting();
    this.#shut({ kind: 'absent', where: this.#path });
  }

  onFault(listener: (fault: LedgerFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  append(events: readonly VisitEvent[]): Promise<Result<number, LedgerFault>> {
    assert(events.length <= maxEventsPerAppend, `an append of ${events.length} events`);
    assert(this.#waitingEvents < maxWaiting, `${this.#waitingEvents} events wait for the ledger`);
    if (this.#open === null) return Promise.resolve(fail(this.#refusal));
    const texts = events.map((event) => {
      const body = JSON.stringify(event);
      assert(body.length <= maxEventChars, `event ${event.id} has ${body.length} characters`);
      return { id: event.id, body };
    });
    return new Promise((resolve) => {
      this.#waiting.push({ events: texts, resolve });
      this.#waitingEvents += texts.length;
      // After this turn's input has been read: whatever came in with it shares the sync.
      this.#flush ??= setImmediate(() => this.#commitWaiting());
    });
  }

  async read(from: number, limit: number): Promise<Result<readonly StoredVisitEvent[], LedgerFault>> {
    assert(Number.isSafeInteger(from) && from >= 1, `reading from position ${from}`);
    assert(Number.isSafeInteger(limit) && limit >= 1 && limit <= maxRead, `reading ${limit} events`);
    if (this.#open === null) return fail(this.#refusal);
    const { db, select } = this.#open;
    try {
      const stored: StoredVisitEvent[] = [];
      let before = linkBefore(db, from);
      // better-sqlite3 types rows as unknown; the table is STRICT and the columns are named in the statement.
      for (const row of select.all(from, limit) as EventRow[]) {
        const chain = chainLink(before.chain, row.body);
        if (row.position !== before.position + 1 || !chain.equals(row.chain))
          return fail({
            kind: 'damaged',
            where: this.#path,
            reason: `event ${row.position} is not what was written`,
          });
        before = { position: row.position, chain };
        // The chain has just proven that this text is what `append` made from a VisitEvent.
        stored.push({ position: row.position, event: JSON.parse(row.body) as VisitEvent });
      }
      return ok(stored);
    } catch (error) {
      return fail(faultOf(error, this.#path));
    }
  }

  #commitWaiting(): void {
    if (this.#flush !== null) clearImmediate(this.#flush);
    this.#flush = null;
    const calls: Call[] = [];
    let count = 0;
    for (const call of this.#waiting) {
      if (calls.length > 0 && count + call.events.length > maxEventsPerAppend) break;
      calls.push(call);
      count += call.events.length;
    }
    this.#waiting = this.#waiting.slice(calls.length);
    this.#waitingEvents -= count;
    if (this.#waiting.length > 0) this.#flush = setImmediate(() => this.#commitWaiting());

    const result = this.#commit(calls);
    calls.forEach((call, index) => call.resolve(result.ok ? ok(result.value[index] ?? 0) : result));
  }

  /** The last position of each call, durable. */
  #commit(calls: readonly Call[]): Result<readonly number[], LedgerFault> {
    const open = this.#open;
    if (open === null) return fail(this.#refusal);
    try {
      // A ledger that was removed or replaced under us would take every commit and lose it.
      if (statSync(this.#path).ino !== open.inode) return fail(this.#die({ kind: 'absent', where: this.#path }));
      let { head, chain } = open;
      const store = (id: string, body: string): number => {
        const known = open.positionOf.get(id);
        if (typeof known === 'number') return known;
        chain = chainLink(chain, body);
        head += 1;
        open.insert.run(head, id, body, chain);
        return head;
      };
      const positions = transaction(open.db, () =>
        calls.map((call) => call.events.reduce((_last, event) => store(event.id, event.body), head)),
      );
      open.head = head;
      open.chain = chain;
      return ok(positions);
    } catch (error) {
      const fault = faultOf(error, this.#path);
      // A full disk may have room again at the next call. After anything else (above all a failed sync, whose pages the kernel
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
  }
}
