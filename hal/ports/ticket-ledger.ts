import type { Device } from '../device.ts';
import type { JsonObject } from '../json.ts';
import type { Result } from '../result.ts';
import type { Epoch, Milliseconds } from '../units.ts';

/**
 * One line of a visit's history, version 1 of its envelope. What `kind` and `data` mean is `behaviours/hall`'s knowledge.
 *
 * `id` is `<device>/<epoch>/<seq>` and unique for ever; `epoch` counts the starts of the device that wrote it, `seq` its events
 * within that epoch; `monotonicMs` may be compared within one epoch only; `cause` is the id of the command, request or event
 * that this one answers.
 */
export interface VisitEvent {
  readonly v: 1;
  readonly id: string;
  readonly device: string;
  readonly epoch: number;
  readonly seq: number;
  readonly monotonicMs: Milliseconds;
  readonly wall: Epoch;
  readonly trusted: boolean;
  readonly cause: string;
  readonly kind: string;
  readonly data: JsonObject;
}

/** A visit event and its place in this ledger: 1, 2, 3 … in the order of appending. */
export interface StoredVisitEvent {
  readonly position: number;
  readonly event: VisitEvent;
}

export type LedgerFault =
  | { readonly kind: 'absent'; readonly where: string }
  | { readonly kind: 'permission'; readonly where: string }
  | { readonly kind: 'read-only'; readonly where: string }
  | { readonly kind: 'full'; readonly where: string }
  | { readonly kind: 'busy'; readonly where: string }
  | {
      readonly kind: 'newer-schema';
      readonly where: string;
      readonly found: number;
      readonly known: number;
    }
  | { readonly kind: 'damaged'; readonly where: string; readonly reason: string }
  | { readonly kind: 'io'; readonly where: string; readonly code: string };

/** What was found damaged or old and put right, for staff and the log. Nothing of it is silent and nothing of it is thrown away. */
export type LedgerRepair =
  /** An unfinished write was cut off the end; nothing that was confirmed is lost. */
  | { readonly kind: 'torn-tail'; readonly where: string; readonly bytes: number }
  /** Events that are not what was written were moved aside (`where` says whereto); those of `missing` are not even there. */
  | {
      readonly kind: 'quarantined';
      readonly where: string;
      readonly from: number;
      readonly to: number;
      readonly missing: boolean;
    }
  /** An event is whole, but its link in the chain was not; the link was made again from what stands before and after it. */
  | { readonly kind: 'relinked'; readonly where: string; readonly position: number }
  /** The file was damaged: it lies untouched in `where`, and everything that could be proven was taken over into a new one. */
  | { readonly kind: 'rebuilt'; readonly where: string; readonly kept: number }
  | { readonly kind: 'migrated'; readonly where: string; readonly from: number; readonly to: number };

/** Events `from` to `to` as one file beside the ledger. */
export interface LedgerArchive {
  /** What the file was to be called: a day. */
  readonly name: string;
  readonly file: string;
  readonly from: number;
  readonly to: number;
  /** SHA-256 of the file, 64 hexadecimal digits. */
  readonly sha256: string;
}

/** Events of one start of one device, up to `seq`, that this ledger once held and has forgotten. */
export interface ForgottenEvents {
  readonly device: string;
  readonly epoch: number;
  readonly seq: number;
}

/**
 * The append-only event log of a device.
 *
 * - `append` resolves only when every event of the call would survive a power cut, with the last position; all of a call are
 *   stored or none. Appends made while one is being synced are put into the next sync together.
 * - An event whose `id` is stored already, or was and is forgotten, is passed over: appending twice changes nothing.
 * - `read(from)` gives the events at positions ≥ `from` (at most `limit`) in order. What it gives is what was written: an event
 *   that is not is moved aside, told in `repairs`, and its position stays empty. Nothing else is lost with it.
 * - A torn tail after a crash is cut off at `open` and told in `repairs`; nothing before it is lost.
 * - `open` checks the newest events, on which everything stands; `check` does the rest, piece by piece.
 * - A full disk ends with a reserve: the first append that finds no room gets that of a file set aside for it. From then on `room` is
 *   `last`: enough to end the day in order, not enough for another. `makeRoom` sets the reserve aside again once there is room.
 */
export interface TicketLedger extends Device<LedgerFault> {
  append(events: readonly VisitEvent[]): Promise<Result<number, LedgerFault>>;
  read(from: number, limit: number): Promise<Result<readonly StoredVisitEvent[], LedgerFault>>;
  /**
   * The chain's link at a position (hexadecimal): two ledgers with one mark at one position hold the same events up to there. Null
   * where none stands: nothing was written there yet, it was moved aside or is forgotten.
   */
  mark(position: number): Promise<Result<string | null, LedgerFault>>;
  /** Checks at most `limit` (1 to 1000) events before position `before`, newest first; resolves with the first that was checked. */
  check(before: number, limit: number): Promise<Result<number, LedgerFault>>;
  /**
   * Writes what no archive holds yet, at most 5 000 events, into one of this name (`[a-z0-9-]+`, of no other), durable when resolved;
   * null when there is nothing to write.
   */
  archive(name: string): Promise<Result<LedgerArchive | null, LedgerFault>>;
  /** Every archive, oldest first. */
  archives(): Promise<Result<readonly LedgerArchive[], LedgerFault>>;
  /**
   * The events of the archive of this name, in order, as they were written. Where its file is not there the fault is `absent`, where it is
   * not what was written `damaged`, with the file's name; neither changes anything for the ledger itself. Null: there is no such archive.
   */
  readArchive(name: string): Promise<Result<readonly StoredVisitEvent[] | null, LedgerFault>>;
  /**
   * Forgets the events up to position `upTo`, as far as archives whose files are there and whole hold them; resolves with the
   * position up to which it did. Ids and links of them are kept.
   */
  forget(upTo: number): Promise<Result<number, LedgerFault>>;
  /** What was forgotten, by device and start. */
  forgotten(): Promise<Result<readonly ForgottenEvents[], LedgerFault>>;
  makeRoom(): Promise<Result<'ample' | 'last', LedgerFault>>;
  readonly room: 'ample' | 'last';
  /** Position of the last event, 0 when empty. */
  readonly head: number;
  /** What had to be put right since `open`, that included; empty when nothing. */
  readonly repairs: readonly LedgerRepair[];
}
