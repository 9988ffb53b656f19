import Database from 'better-sqlite3';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteTicketLedger } from '../../hal/drivers/sqlite-ticket-ledger.ts';
import type { LedgerFault, VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { Result } from '../../hal/result.ts';
import { visitEvent } from '../contract/ticket-ledger.contract.ts';
import { removeDirectory, temporaryDirectory } from './temporary.ts';

const event = (seq: number): VisitEvent => visitEvent(seq, { name: 'Hộ tịch', text: String(seq).repeat(60) });
export const events = (from: number, count: number): VisitEvent[] =>
  Array.from({ length: count }, (_, index) => event(from + index));

export const value = <T>(result: Result<T, LedgerFault>): T => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.fault)}`);
  return result.value;
};
export const openAt = async (at: string): Promise<{ ledger: SqliteTicketLedger; fault: LedgerFault | null }> => {
  const ledger = new SqliteTicketLedger(at);
  const opened = await ledger.open(new AbortController().signal);
  return { ledger, fault: opened.ok ? null : opened.fault };
};

/** A ledger's file in a directory of its own, to be spoilt. */
export class LedgerOnDisk {
  readonly directory = temporaryDirectory();
  readonly path = join(this.directory, 'ledger.db');
  /** Where `makeKilled` leaves its files. */
  readonly killed = join(this.directory, 'killed');

  /** A ledger of `count` events, each in a commit of its own, closed in order. */
  async make(count: number): Promise<void> {
    const { ledger } = await openAt(this.path);
    for (const each of events(1, count)) value(await ledger.append([each]));
    await ledger.close();
  }
  /** The same as a killed process leaves it: everything still in the log. */
  async makeKilled(count: number): Promise<void> {
    const { ledger } = await openAt(this.path);
    for (const each of events(1, count)) value(await ledger.append([each]));
    mkdirSync(this.killed);
    for (const suffix of ['', '-wal']) copyFileSync(this.path + suffix, join(this.killed, `ledger.db${suffix}`));
    await ledger.close();
  }
  edit(sql: string): void {
    const db = new Database(this.path);
    db.exec(sql);
    db.close();
  }
  /** Rows of the ledger while it is open elsewhere: of a copy. */
  query(sql: string): readonly unknown[] {
    const copy = join(this.directory, 'query.db');
    for (const suffix of ['', '-wal']) {
      rmSync(copy + suffix, { force: true });
      if (existsSync(this.path + suffix)) copyFileSync(this.path + suffix, copy + suffix);
    }
    const db = new Database(copy);
    try {
      return db.prepare(sql).all();
    } finally {
      db.close();
    }
  }
  tidy(): void {
    removeDirectory(this.directory);
  }
}
