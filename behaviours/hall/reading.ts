import { ok, type Result } from '../../hal/result.ts';
import type { LedgerFault, TicketLedger } from '../../hal/ports/ticket-ledger.ts';
import type { Envelope } from './envelope.ts';
import { factOf } from './facts.ts';
import { reduce } from './reduce.ts';
import type { RequestsHere } from './requests-here.ts';
import { emptyHall, type Answers, type HallState } from './state.ts';
import type { Snapshot } from './snapshots.ts';
import type { Standings } from './waits/standings.ts';

const pageSize = 1000;

/** What a reading of the ledger teaches besides the state. */
export interface Readers {
  readonly device: string;
  readonly zoneOffsetMin: number;
  readonly envelope: Envelope;
  readonly requests: RequestsHere;
  /** Learns from each event with the hall after it. */
  readonly standings: Standings;
}

export interface Reading {
  readonly state: HallState;
  /** The highest start of this device that the ledger knows, 0 for none. */
  readonly epoch: number;
  /** Events that were folded one by one. */
  readonly folded: number;
  /** Up to here the ledger is in the state. */
  readonly position: number;
}

/**
 * The hall as the ledger tells it: from a snapshot on, or from the beginning. `answers` are those that this process gave and that stand
 * in no ledger (refusals): who repeats a refused command after the ledger came back hears the same.
 */
export async function readLedger(
  ledger: TicketLedger,
  snapshot: Snapshot | null,
  { device, envelope, requests, standings, zoneOffsetMin }: Readers,
  answers: Answers,
): Promise<Result<Reading, LedgerFault>> {
  const remembered = answers.fresh.size > 0 || answers.stale.size > 0;
  let state = snapshot?.state ?? emptyHall(zoneOffsetMin);
  if (remembered) state = { ...state, answers };
  let epoch = snapshot?.epoch ?? 0;
  let position = snapshot?.position ?? 0;
  standings.resume(snapshot?.waits ?? null);
  requests.resume(snapshot?.requests ?? { told: [], unseen: [] });
  if (snapshot?.newestWall !== undefined && snapshot.newestWall !== null) envelope.resume(snapshot.newestWall);
  if (snapshot === null) {
    // What was forgotten was here: nobody need send it again.
    const forgotten = await ledger.forgotten();
    if (!forgotten.ok) return forgotten;
    for (const gone of forgotten.value) {
      state = { ...state, seen: state.seen.with(`${gone.device}/${gone.epoch}`, [{ from: 1, to: gone.seq }]) };
      if (gone.device === device) epoch = Math.max(epoch, gone.epoch);
    }
  }
  let folded = 0;
  // The first page is read in any case: a ledger that is not open has a head of 0 as an empty one has, and only the reading tells.
  for (let from = position + 1; folded === 0 || from <= ledger.head;) {
    const page = await ledger.read(from, pageSize);
    if (!page.ok) return page;
    if (page.value.length === 0) break;
    for (const { event, position: at } of page.value) {
      state = reduce(state, event);
      standings.heard(event, state);
      requests.notice(factOf(event));
      envelope.learn(event);
      if (event.device === device) epoch = Math.max(epoch, event.epoch);
      from = at + 1;
      position = at;
      folded += 1;
    }
  }
  return ok({ state, epoch, folded, position });
}
