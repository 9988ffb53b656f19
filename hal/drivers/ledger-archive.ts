import type Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type {
  ForgottenEvents,
  LedgerArchive,
  LedgerFault,
  StoredVisitEvent,
  VisitEvent,
} from '../ports/ticket-ledger.ts';
import { fail, ok, type Result } from '../result.ts';
import { single, statement, transaction } from './sqlite-held.ts';
import { eventsFrom, linkBefore } from './sqlite-ledger-chain.ts';
import { syncPath } from './sqlite-ledger-rebuild.ts';

const pageEvents = 500;
/** Events to a file, so that making one holds nobody up: a day of a hall, or a part of a busy one. */
const fileEvents = 5_000;
/** What an archive begins with: its form, before the position and the link that its first line follows. */
const head = 'letan ledger archive 1\t';

/** `archive` beside the ledger; in it a directory for each month, with the sums of its files as `sha256sum -c` reads them. */
const directoryOf = (ledgerPath: string, name: string): string =>
  join(dirname(ledgerPath), 'archive', name.slice(0, 7));
const fileOf = (ledgerPath: string, name: string): string => join(directoryOf(ledgerPath, name), `${name}.ledger`);

interface ArchiveRow {
  readonly first: number;
  readonly last: number;
  readonly name: string;
  readonly sha256: string;
}

export const archivesOf = (db: Database.Database, ledgerPath: string): readonly LedgerArchive[] =>
  // better-sqlite3 types rows as unknown; the table is STRICT and the columns are named here.
  (statement(db, 'SELECT first, last, name, sha256 FROM archive ORDER BY first').all() as ArchiveRow[]).map(
    ({ first: from, last: to, name, sha256 }) => ({ name, file: fileOf(ledgerPath, name), from, to, sha256 }),
  );

/**
 * One event to a line: its position, its link, its text as it was written, with a tab between. Before them the link before the first:
 * whoever has `sha256` can prove each line by the one above it. A position that is not there was moved aside.
 */
function* linesOf(db: Database.Database, from: number, to: number): IterableIterator<string> {
  const { chain, position } = linkBefore(db, from);
  yield `${head}${position}\t${chain?.toString('hex') ?? ''}\n`;
  for (let at = from; at <= to;) {
    const rows = eventsFrom(db, at, Math.min(pageEvents, to - at + 1)).filter(({ position: there }) => there <= to);
    const last = rows.at(-1);
    if (last === undefined) break;
    yield rows.map((row) => `${row.position}\t${row.chain.toString('hex')}\t${row.body}\n`).join('');
    at = last.position + 1;
  }
}

/** Writes the events behind the newest archive into one of this name, then notes it: an archive that is noted is on the disk, whole. */
export const archiveInto = (
  db: Database.Database,
  ledgerPath: string,
  name: string,
  head: number,
): LedgerArchive | null => {
  const known = archivesOf(db, ledgerPath);
  if (known.some((one) => one.name === name)) return null;
  const from = Math.max(
    (known.at(-1)?.to ?? 0) + 1,
    Number(single(db, 'SELECT coalesce(max(position), 0) FROM base')) + 1,
  );
  if (from > head) return null;
  const to = Math.min(head, from + fileEvents - 1);
  const directory = directoryOf(ledgerPath, name);
  const file = fileOf(ledgerPath, name);
  mkdirSync(directory, { recursive: true });
  const hash = createHash('sha256');
  const unfinished = `${file}.tmp`;
  try {
    const fd = openSync(unfinished, 'w', 0o600);
    try {
      for (const lines of linesOf(db, from, to)) {
        const bytes = Buffer.from(lines);
        hash.update(bytes);
        for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
      }
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
  const sha256 = hash.digest('hex');
  const sums = join(directory, 'SHA256SUMS');
  const line = `${sha256}  ${basename(file)}\n`;
  if (!existsSync(sums) || !readFileSync(sums, 'utf8').includes(line))
    appendFileSync(sums, line, { mode: 0o600, flush: true });
  for (const each of [directory, dirname(directory), dirname(dirname(directory))]) syncPath(each);
  transaction(db, () => {
    statement(db, 'INSERT INTO archive (first, last, name, sha256) VALUES (?, ?, ?, ?)').run(from, to, name, sha256);
  });
  return { name, file, from, to, sha256 };
};

/** What an archive holds. Its sum proves every line of it; where it does not fit nothing of the file is believed. */
export const readArchiveFile = ({ file, sha256 }: LedgerArchive): Result<readonly StoredVisitEvent[], LedgerFault> => {
  if (!existsSync(file)) return fail({ kind: 'absent', where: file });
  const bytes = readFileSync(file);
  const [first = '', ...lines] = bytes.toString('utf8').split('\n');
  if (createHash('sha256').update(bytes).digest('hex') !== sha256 || !first.startsWith(head))
    return fail({ kind: 'damaged', where: file, reason: 'not what was archived' });
  return ok(
    lines.flatMap((line) => {
      const [position = '', , body] = line.split('\t');
      // Written by this ledger out of events, which the sum has shown.
      return body === undefined ? [] : [{ position: Number(position), event: JSON.parse(body) as VisitEvent }];
    }),
  );
};

/** Whether an archive's file is there and is what was written. */
const isThere = ({ file, sha256 }: LedgerArchive): boolean =>
  existsSync(file) && createHash('sha256').update(readFileSync(file)).digest('hex') === sha256;

/** Removes events that archives hold, up to a position; gives how far it came. Ids and the last link are kept. */
export const forgetUpTo = (db: Database.Database, ledgerPath: string, upTo: number): number => {
  const base = Number(single(db, 'SELECT coalesce(max(position), 0) FROM base'));
  let last = base;
  for (const archive of archivesOf(db, ledgerPath)) {
    if (archive.to <= base) continue;
    if (archive.to > upTo || archive.from !== last + 1 || !isThere(archive)) break;
    last = archive.to;
  }
  if (last === base) return base;
  const { chain } = linkBefore(db, last + 1);
  if (chain === null) return base;
  transaction(db, () => {
    statement(
      db,
      `INSERT INTO forgotten (device, epoch, seq)
       SELECT body ->> 'device', body ->> 'epoch', max(body ->> 'seq') FROM event WHERE position <= ?
       GROUP BY body ->> 'device', body ->> 'epoch'
       ON CONFLICT (device, epoch) DO UPDATE SET seq = max(seq, excluded.seq)`,
    ).run(last);
    statement(db, 'DELETE FROM event WHERE position <= ?').run(last);
    statement(db, 'DELETE FROM base').run();
    statement(db, 'INSERT INTO base (position, chain) VALUES (?, ?)').run(last, chain);
  });
  return last;
};

export const forgottenIn = (db: Database.Database): readonly ForgottenEvents[] =>
  // As above.
  statement(db, 'SELECT device, epoch, seq FROM forgotten ORDER BY device, epoch').all() as ForgottenEvents[];
