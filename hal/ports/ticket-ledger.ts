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

/** A visit event and its place in this ledger: 1, 2, 3 … without gaps, in the order of appending. */
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

/**
 * The append-only event log of a device.
 *
 * - `append` resolves only when every event of the call would survive a power cut, with the last position; all of a call are
 *   stored or none. Appends made while one is being synced are put into the next sync together.
 * - An event whose `id` is stored already is passed over: appending twice changes nothing.
 * - `read(from)` gives the events at positions ≥ `from` (at most `limit`) in order.
 * - A torn tail after a crash is cut off at `open` and told in `openReport`; nothing before it is lost.
 */
export interface TicketLedger extends Device<LedgerFault> {
  append(events: readonly VisitEvent[]): Promise<Result<number, LedgerFault>>;
  read(from: number, limit: number): Promise<Result<readonly StoredVisitEvent[], LedgerFault>>;
  /** Position of the last event, 0 when empty. */
  readonly head: number;
  /** What `open` had to repair, in words for the log; empty when nothing. */
  readonly repairs: readonly string[];
}
