import type { Unsubscribe } from '../../hal/device.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { Result } from '../../hal/result.ts';
import type { Epoch } from '../../hal/units.ts';
import type { HeldStarts } from './held.ts';
import type { GivenOver } from './release.ts';
import type { HallAnswer, HallCommand, HallRefusal, IssueRequest, OfficeFault } from './events.ts';

/** What a member asks of the hub. Each is safe to repeat: a request and a command by their ids. */
export type HubQuestion =
  | { readonly kind: 'number'; readonly request: IssueRequest }
  | { readonly kind: 'command'; readonly command: HallCommand }
  /** Further numbers of these series for the asker; the lines by which it gets them come as all events do. */
  | { readonly kind: 'lease'; readonly day: string; readonly series: readonly string[] };

/** What the hub says. `number`: the ledger's line by which it was given, to be written here before it is told. */
export type HubAnswer =
  | { readonly kind: 'number'; readonly answer: Result<VisitEvent, OfficeFault | HallRefusal> }
  | { readonly kind: 'command'; readonly answer: Result<HallAnswer, HallRefusal> }
  | { readonly kind: 'lease'; readonly answer: Result<void, OfficeFault | HallRefusal> };

/**
 * How far the others were asked what they hold of this device's own writing. `complete`: all of the site, and each has answered;
 * `partial`: somebody cannot be reached or does not answer; `ended`: the link was given up meanwhile.
 */
export type PastAsked = 'complete' | 'partial' | 'ended';

/** What a device holds of whose events, and the term that it knew when it said so. */
export interface HeldUnder {
  readonly term: number;
  readonly held: ReadonlyMap<string, HeldStarts>;
}

/** How this device reaches the others of its hall. */
export interface HubLink {
  /** Whether that device is believed to answer now; there is no use in waiting for one that is known to be away. */
  reaches(device: string): boolean;
  /** Devices of the site that are known to be out of reach, by name. */
  away(): readonly string[];
  /** Since when (wall clock) that device has been out of reach; 0: it never was in it. */
  awaySince(device: string): Epoch;
  /** Asks once. Null: no answer came before `signal` was raised, or the link broke meanwhile; it may have been done all the same. */
  ask(hub: string, question: HubQuestion, signal: AbortSignal): Promise<HubAnswer | null>;
  /**
   * Resolves once this device has had a fair chance, since it was last linked, to hear from the others that somebody else decides by
   * now, or that more of what this device wrote is known to them than to itself.
   */
  heard(): Promise<void>;
  /** Asks all others what they hold of this device's own writing; what they say has been heeded (`Hall.outlive`) when it resolves. */
  past(): Promise<PastAsked>;
  /**
   * Has others write these own events down at once. True once one of them has it durable; false where nobody has when `signal` is raised,
   * at once where nobody is in reach.
   */
  copy(events: readonly VisitEvent[], signal: AbortSignal): Promise<boolean>;
  /** Asks a device which events of which device it holds, and by which term it goes. Null: no answer came before `signal` was raised. */
  heldBy(device: string, signal: AbortSignal): Promise<HeldUnder | null>;
  /**
   * Whether the device that wrote this event has given it over to whoever decides. `held`: what is held here of that device's events; what
   * is still on its way is not given over.
   */
  isReleased(event: VisitEvent, held: HeldStarts): boolean;
  /** Says to all what this device has given over of its own. */
  release(given: GivenOver): void;
  /** Somebody came into reach or went out of it. */
  on(listener: () => void): Unsubscribe;
}

/** Of a device that has no bus: whoever else there may be is out of reach, and nobody can say that things have changed. */
export const noLink = (others: readonly string[]): HubLink => ({
  reaches: () => false,
  away: () => others,
  awaySince: () => 0,
  ask: () => Promise.resolve(null),
  heard: () => Promise.resolve(),
  past: () => Promise.resolve('complete'),
  copy: () => Promise.resolve(false),
  heldBy: () => Promise.resolve(null),
  isReleased: () => true,
  release: () => undefined,
  on: () => () => undefined,
});
