import type Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import type { LedgerRepair } from '../ports/ticket-ledger.ts';
import { statement, transaction } from './sqlite-held.ts';

/** Before the first event. */
const chainStart = Buffer.alloc(32);

/** The link of an event: SHA-256 over the link before it and its own text, so that nothing can change or vanish unseen. */
export const chainLink = (before: Uint8Array, body: string): Buffer =>
  createHash('sha256').update(before).update(body).digest();

export interface EventRow {
  readonly position: number;
  readonly id: string;
  readonly body: string;
  readonly chain: Buffer;
}

/** Position and link of the newest event before `position`, wherever it is: in the ledger, moved aside, or forgotten. */
export const linkBefore = (db: Database.Database, position: number): { position: number; chain: Buffer | null } => {
  // better-sqlite3 types rows as unknown; the tables are STRICT and the columns are named here. Links are blobs or null.
  const row = statement(
    db,
    `SELECT position, chain FROM (SELECT position, chain FROM event WHERE position < ? ORDER BY position DESC LIMIT 1)
     UNION ALL SELECT last AS position, chain FROM (SELECT last, chain FROM quarantine WHERE last < ? ORDER BY last DESC LIMIT 1)
     UNION ALL SELECT position, chain FROM base WHERE position < ?
     ORDER BY position DESC LIMIT 1`,
  ).get(position, position, position) as { position: number; chain: Buffer | null } | undefined;
  return row ?? { position: 0, chain: chainStart };
};

/** At most `limit` events from a position on. */
export const eventsFrom = (db: Database.Database, from: number, limit: number): readonly EventRow[] =>
  // As above.
  statement(db, 'SELECT position, id, body, chain FROM event WHERE position >= ? ORDER BY position LIMIT ?').all(
    from,
    limit,
  ) as EventRow[];

/** Whether each event is linked to the one before it, and none is missing but what is known to be. */
const isWhole = (db: Database.Database, rows: readonly EventRow[]): boolean => {
  const [first] = rows;
  if (first === undefined) return true;
  let before = linkBefore(db, first.position);
  for (const row of rows) {
    // Somewhere in between something was moved aside.
    if (row.position !== before.position + 1) before = linkBefore(db, row.position);
    if (row.position !== before.position + 1 || before.chain === null) return false;
    if (!chainLink(before.chain, row.body).equals(row.chain)) return false;
    before = row;
  }
  return true;
};

const putAside = (db: Database.Database, row: EventRow, reason: string): void => {
  statement(db, 'INSERT INTO quarantine (first, last, id, body, chain, reason) VALUES (?, ?, ?, ?, ?, ?)').run(
    row.position,
    row.position,
    row.id,
    row.body,
    row.chain,
    reason,
  );
  statement(db, 'DELETE FROM event WHERE position = ?').run(row.position);
};

/**
 * Moves aside whatever of these events cannot be proven. An event is proven by the link before it and its own; the link of a
 * spoilt event still proves the one after it, so that one flipped bit costs one event.
 */
const mend = (db: Database.Database, rows: readonly EventRow[], where: string): readonly LedgerRepair[] => {
  const repairs: LedgerRepair[] = [];
  const [first] = rows;
  let before = first === undefined ? { position: 0, chain: null } : linkBefore(db, first.position);
  for (const [index, row] of rows.entries()) {
    if (row.position !== before.position + 1) before = linkBefore(db, row.position);
    if (row.position !== before.position + 1) {
      const [from, to] = [before.position + 1, row.position - 1];
      statement(db, 'INSERT INTO quarantine (first, last, reason) VALUES (?, ?, ?)').run(from, to, 'missing');
      repairs.push({ kind: 'quarantined', where, from, to, missing: true });
      before = { position: to, chain: null };
    }
    const link = before.chain === null ? null : chainLink(before.chain, row.body);
    const next = rows[index + 1];
    if (link !== null && link.equals(row.chain)) before = row;
    else if (link !== null && next?.position === row.position + 1 && chainLink(link, next.body).equals(next.chain)) {
      statement(db, 'UPDATE event SET chain = ? WHERE position = ?').run(link, row.position);
      repairs.push({ kind: 'relinked', where, position: row.position });
      before = { position: row.position, chain: link };
    } else {
      putAside(db, row, link === null ? 'unproven' : 'changed');
      repairs.push({ kind: 'quarantined', where, from: row.position, to: row.position, missing: false });
      before = row;
    }
  }
  return repairs;
};

/** The same runs told as one. */
const joined = (repairs: readonly LedgerRepair[]): readonly LedgerRepair[] => {
  const runs: LedgerRepair[] = [];
  for (const repair of repairs) {
    const last = runs.at(-1);
    if (
      repair.kind === 'quarantined' &&
      last?.kind === 'quarantined' &&
      last.to + 1 === repair.from &&
      last.missing === repair.missing
    )
      runs[runs.length - 1] = { ...last, to: repair.to };
    else runs.push(repair);
  }
  return runs;
};

/**
 * At most `limit` events from a position on, each proven by its chain; what cannot be proven is moved aside first, in a transaction
 * of its own, and told.
 */
export const provenFrom = (
  db: Database.Database,
  from: number,
  limit: number,
  where: string,
): { readonly rows: readonly EventRow[]; readonly repairs: readonly LedgerRepair[] } => {
  const rows = eventsFrom(db, from, limit);
  if (isWhole(db, rows)) return { rows, repairs: [] };
  // One more than asked, since the event after a spoilt one tells whether only its link is.
  const told = transaction(db, () => mend(db, eventsFrom(db, from, limit + 1), where));
  return { rows: eventsFrom(db, from, limit), repairs: joined(told) };
};
