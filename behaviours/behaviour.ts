import type { Unsubscribe } from '../hal/device.ts';

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

/** A language of `config/languages` by its BCP 47 tag. */
export type LanguageTag = string;
