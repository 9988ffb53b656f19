import { done, ok, type Result } from '../../hal/result.ts';
import type { LedgerFault, TicketLedger, VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { Envelope } from './envelope.ts';
import { factOf } from './facts.ts';
import { reduce } from './reduce.ts';
import type { RequestsHere } from './requests-here.ts';
import { emptyHall, type Answers, type HallState } from './state.ts';
import type { Snapshot } from './snapshots.ts';

const pageSize = 1000;
/** How far before a snapshot those who learn from events hear them again: two days of a busy hall. */
const heardAgain = 8_000;

/** What a reading of the ledger teaches besides the state. */
export interface Readers {
  readonly device: string;
  readonly zoneOffsetMin: number;
  readonly envelope: Envelope;
  readonly requests: RequestsHere;
  /** Whoever learns from events hears each with the hall after it. */
  readonly heard: readonly ((event: VisitEvent, after: HallState) => void)[];
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
  { device, envelope, heard, requests, zoneOffsetMin }: Readers,
  answers: Answers,
): Promise<Result<Reading, LedgerFault>> {
  const remembered = answers.fresh.size > 0 || answers.stale.size > 0;
  let state = snapshot?.state ?? emptyHall(zoneOffsetMin);
  if (remembered) state = { ...state, answers };
  let epoch = snapshot?.epoch ?? 0;
  let position = snapshot?.position ?? 0;
  requests.resume(snapshot?.requests ?? { told: [], unseen: [] });
  if (snapshot?.newestWall !== undefined && snapshot.newestWall !== null) envelope.resume(snapshot.newestWall);
  if (snapshot !== null && heard.length > 0) {
    const again = await hearAgain(ledger, snapshot, zoneOffsetMin, heard);
    if (!again.ok) return again;
  }
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
      for (const hear of heard) hear(event, state);
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

/** Lets learners hear the days before a snapshot, in a hall that is folded of these days alone. */
async function hearAgain(
  ledger: TicketLedger,
  { position }: Snapshot,
  zoneOffsetMin: number,
  heard: Readers['heard'],
): Promise<Result<void, LedgerFault>> {
  let state = emptyHall(zoneOffsetMin);
  for (let from = Math.max(1, position - heardAgain + 1); from <= position;) {
    const page = await ledger.read(from, Math.min(pageSize, position - from + 1));
    if (!page.ok) return page;
    const last = page.value.at(-1);
    if (last === undefined) break;
    for (const { event, position: at } of page.value) {
      if (at > position) break;
      state = reduce(state, event);
      for (const hear of heard) hear(event, state);
    }
    from = last.position + 1;
  }
  return done;
}
