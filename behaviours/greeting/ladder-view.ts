import type { Milliseconds } from '../../hal/units.ts';
import type { PersonId, StopReason } from './events.ts';

/** How far the screen goes for whoever is there. */
export type Wake = 'asleep' | 'noticing' | 'inviting';

/** Somebody whose stop counts. */
export interface Stop {
  readonly key: number;
  readonly person: PersonId;
  readonly why: StopReason;
  /** False: they have been spoken to not long ago. */
  readonly mayHear: boolean;
}

/** What the chart is told of the ladder, when it changes: conclusions, no positions. */
export interface LadderView {
  readonly wake: Wake;
  /** Somebody is near enough to be the visitor. */
  readonly near: boolean;
  /** The next to be spoken to: nobody's visit is on, or the visitor has gone and another stands there. */
  readonly stopped: Stop | null;
  /** The next to be told that the place is closed. */
  readonly untold: Stop | null;
  /** Whether one of those whose visit it is is there. */
  readonly visitor: 'here' | 'away';
  /** One of them stands within the engaging distance. */
  readonly stands: boolean;
  /** Who waits while the visit is another's. */
  readonly waiting: readonly number[];
}

export const emptyView: LadderView = {
  wake: 'asleep',
  near: false,
  stopped: null,
  untold: null,
  visitor: 'away',
  stands: false,
  waiting: [],
};

const sameStop = (a: Stop | null, b: Stop | null): boolean => a?.key === b?.key && a?.mayHear === b?.mayHear;

/** Whether the chart need hear of `b` after `a`: how long a stop has lasted by now is nothing new. */
export const sameView = (a: LadderView, b: LadderView): boolean =>
  a.wake === b.wake &&
  a.near === b.near &&
  sameStop(a.stopped, b.stopped) &&
  sameStop(a.untold, b.untold) &&
  a.visitor === b.visitor &&
  a.stands === b.stands &&
  a.waiting.length === b.waiting.length &&
  a.waiting.every((key, i) => key === b.waiting[i]);

/** What the chart takes of the ladder. */
export type LadderChanged = { readonly type: 'ladder.changed'; readonly at: Milliseconds; readonly view: LadderView };
