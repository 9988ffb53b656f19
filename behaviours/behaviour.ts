import type { Unsubscribe } from '../hal/device.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Milliseconds } from '../hal/units.ts';

/**
 * The one face of every behaviour. Events in and out are past tense, `subject.verb`; `send` never throws for an event that the
 * present state does not take: it is logged and passed over. `stop` leaves no timer behind.
 */
export interface Behaviour<In extends { type: string }, Out extends { type: string }> {
  readonly name: string;
  start(): void;
  send(event: In): void;
  on(listener: (event: Out) => void): Unsubscribe;
  /** The state as a dotted path and its tags, for pages and status. */
  state(): BehaviourState;
  stop(): void;
}

export interface BehaviourState {
  readonly value: string;
  readonly tags: readonly string[];
}

/** One step of a machine, for the trace and the maintainer's page. */
export interface Transition {
  readonly machine: string;
  readonly event: string;
  readonly from: string;
  readonly to: string;
}

/**
 * What a behaviour wants remembered over a restart, in its own words; null: nothing any more. It is said when the state is entered.
 * `forMs`: for how long it is worth anything; null: until it is taken back.
 */
export interface Kept {
  readonly type: 'state.kept';
  readonly data: JsonObject | null;
  readonly forMs: Milliseconds | null;
}

/**
 * What was kept, told once after a restart. `leftMs`: how long it is still worth anything, 0 when that ran out meanwhile; null: it has no
 * end, or the clock was not believed and nobody knows how long the device was away.
 */
export interface Resumed {
  readonly type: 'state.resumed';
  readonly data: JsonObject;
  readonly leftMs: Milliseconds | null;
}

/** A language of `config/languages` by its BCP 47 tag. */
export type LanguageTag = string;
