import { assign, emit, enqueueActions, fromCallback, sendTo, setup } from 'xstate';
import { BugError } from '../../hal/assert.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';
import { minuteMs } from './civil.ts';
import type { Hours, HoursIn, HoursOut } from './events.ts';

/** What the timetable says of the present instant. */
export type TimetableRead = { readonly type: 'timetable.read'; readonly hours: Hours; readonly at: Epoch };
/** Asks the timetable to read the wall clock once more. */
export type TimetableAsked = { readonly type: 'timetable.asked'; readonly paused: boolean; readonly stopping: boolean };

interface HoursContext {
  readonly paused: boolean;
  readonly stopping: boolean;
  /** Null until the first reading. */
  readonly hours: Hours | null;
  readonly readAt: Epoch;
}

const same = (a: Hours | null, b: Hours): boolean => JSON.stringify(a) === JSON.stringify(b);

/** To the next change of the hours, but a minute at most: wall time may step at any moment and nobody need tell us. */
const untilNextLook = ({ context }: { context: HoursContext }): Milliseconds => {
  const until = context.hours?.until ?? null;
  return until === null ? minuteMs : Math.max(1, Math.min(minuteMs, until - context.readAt));
};

const saysOf =
  (state: Hours['state']) =>
  ({ event }: { event: HoursIn | TimetableRead }): boolean =>
    event.type === 'timetable.read' && event.hours.state === state;

/** The opening hours. Its states are what is told of them; every reading enters one anew and so re-arms the next look. */
export const hoursMachine = setup({
  types: {} as { context: HoursContext; events: HoursIn | TimetableRead; emitted: HoursOut },
  actors: {
    timetable: fromCallback<TimetableAsked>(() => {
      throw new BugError('the timetable was not provided');
    }),
  },
  actions: {
    ask: sendTo('timetable', ({ context: { paused, stopping } }): TimetableAsked => ({
      type: 'timetable.asked',
      paused,
      stopping,
    })),
    pause: assign({ paused: true }),
    resume: assign({ paused: false }),
    stop: assign({ stopping: true }),
    keep: emit(({ event }) => ({
      type: 'state.kept',
      data: event.type === 'staff.paused' ? { reason: event.reason } : null,
      forMs: null,
    })),
    hear: enqueueActions(({ context, enqueue }, read: TimetableRead) => {
      if (!same(context.hours, read.hours)) enqueue.emit({ type: 'hours.changed', hours: read.hours });
      enqueue.assign({ hours: read.hours, readAt: read.at });
    }),
  },
  guards: {
    open: saysOf('open'),
    break: saysOf('break'),
    closed: saysOf('closed'),
    holiday: saysOf('holiday'),
    untrusted: saysOf('untrusted'),
    paused: saysOf('paused'),
    stopping: saysOf('stopping'),
  },
  delays: { untilNextLook },
}).createMachine({
  id: 'hours',
  context: { paused: false, stopping: false, hours: null, readAt: 0 },
  invoke: { src: 'timetable', id: 'timetable' },
  initial: 'unread',
  on: {
    'clock.stepped': { actions: 'ask' },
    'staff.paused': { actions: ['pause', 'keep', 'ask'] },
    'staff.resumed': { actions: ['resume', 'keep', 'ask'] },
    // What was kept is the pause, and it has no end but `staff.resumed`.
    'state.resumed': { actions: ['pause', 'ask'] },
    'device.stopping': { actions: ['stop', 'ask'] },
    'timetable.read': [
      { guard: 'open', target: '.open', actions: { type: 'hear', params: ({ event }) => event } },
      { guard: 'break', target: '.break', actions: { type: 'hear', params: ({ event }) => event } },
      { guard: 'closed', target: '.closed', actions: { type: 'hear', params: ({ event }) => event } },
      { guard: 'holiday', target: '.holiday', actions: { type: 'hear', params: ({ event }) => event } },
      { guard: 'untrusted', target: '.untrusted', actions: { type: 'hear', params: ({ event }) => event } },
      { guard: 'paused', target: '.paused', actions: { type: 'hear', params: ({ event }) => event } },
      { guard: 'stopping', target: '.stopping', actions: { type: 'hear', params: ({ event }) => event } },
    ],
  },
  states: {
    unread: {},
    open: { tags: 'serving', after: { untilNextLook: { actions: 'ask' } } },
    untrusted: { tags: ['serving', 'needs-attendant'], after: { untilNextLook: { actions: 'ask' } } },
    break: { after: { untilNextLook: { actions: 'ask' } } },
    closed: { after: { untilNextLook: { actions: 'ask' } } },
    holiday: { after: { untilNextLook: { actions: 'ask' } } },
    paused: { after: { untilNextLook: { actions: 'ask' } } },
    stopping: { after: { untilNextLook: { actions: 'ask' } } },
  },
});
