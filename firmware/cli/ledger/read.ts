import { SqliteTicketLedger } from '../../../hal/drivers/sqlite-ticket-ledger.ts';
import type { LedgerRepair, StoredVisitEvent, TicketLedger } from '../../../hal/ports/ticket-ledger.ts';
import { copyOf } from './copy.ts';
import { complain, complainOf } from './where.ts';

const pageEvents = 1000;

/** What every command needs to know of an opened copy. */
export interface Opened {
  readonly ledger: TicketLedger;
  /** As `path` names the original, not the copy. */
  readonly repairs: () => readonly LedgerRepair[];
}

/** Opens a copy of the ledger, lets `work` read it, and removes it; null: it was said why it could not be read. */
export const withCopy = async <T>(path: string, work: (opened: Opened) => Promise<T>): Promise<T | null> => {
  const copy = copyOf(path);
  if (copy === null) return complain('moving', { where: path });
  try {
    // Nothing of a copy need survive, and no day will end on it.
    const ledger = new SqliteTicketLedger(copy.path, 'OFF', 0);
    const opened = await ledger.open(new AbortController().signal);
    if (!opened.ok) return complainOf({ ...opened.fault, where: path });
    try {
      const named = (repair: LedgerRepair): LedgerRepair => ({
        ...repair,
        where: repair.where.replace(copy.path, path),
      });
      return await work({ ledger, repairs: () => ledger.repairs.map(named) });
    } finally {
      await ledger.close();
    }
  } finally {
    copy.remove();
  }
};

/** All events from a position on, page by page. */
export async function* eventsOf(ledger: TicketLedger, first = 1): AsyncIterableIterator<StoredVisitEvent> {
  for (let from = first; from <= ledger.head;) {
    const page = await ledger.read(from, pageEvents);
    if (!page.ok) throw new Error(`reading position ${from}: ${page.fault.kind}`);
    const last = page.value.at(-1);
    if (last === undefined) return;
    yield* page.value;
    from = last.position + 1;
  }
}
