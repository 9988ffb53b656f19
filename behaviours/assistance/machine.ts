import { and, assign, emit, enqueueActions, setup } from 'xstate';
import { BugError } from '../../hal/assert.ts';
import type { LanguageTag } from '../behaviour.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { Texts } from '../voice/texts.ts';
import type { AssistanceIn, AssistanceOut } from './events.ts';
import { keptOf, openSpan, readKept, type KeptRequest } from './kept.ts';
import { screenFor, type HelpScreen } from './screens.ts';
import type { AssistanceSettings } from './settings.ts';

interface AssistanceContext {
  readonly settings: AssistanceSettings;
  readonly texts: Texts;
  readonly language: LanguageTag;
  /** '' while nobody has asked. */
  readonly requestId: string;
  readonly reason: string;
  readonly repeat: number;
  /** How long the request is still open, or the coming of staff still awaited: less than the whole after a restart. */
  readonly openMs: Milliseconds;
}

const claimId = 'assistance.help';

/**
 * Calls a member of staff to this place and says so to the visitor: called, again and again until somebody accepts, accepted,
 * done. What nobody answers ends with kind words about where to go instead.
 */
export const assistanceMachine = setup({
  types: {} as {
    context: AssistanceContext;
    events: AssistanceIn;
    emitted: AssistanceOut;
    input: { readonly settings: AssistanceSettings; readonly texts: Texts };
  },
  actions: {
    /** Provided in `index.ts`: draws the id of a new request. */
    begin: assign((_scope, _params: { readonly reason: string }): Partial<AssistanceContext> => {
      throw new BugError('assistance: begin is not provided');
    }),
    /** What a restart must not forget: who was called, and that somebody comes. */
    keep: emit(({ context }, { phase }: { readonly phase: KeptRequest['phase'] }) => ({
      type: 'state.kept',
      data: keptOf(context, phase),
      forMs: context.openMs,
    })),
    forget: emit({ type: 'state.kept', data: null, forMs: null }),
    /** The same request after a restart, with what is left of its time; where nobody knows how long that took, with all of it. */
    again: assign(({ context: { settings }, event }) => {
      const kept = event.type === 'state.resumed' ? readKept(event.data) : null;
      if (kept === null || event.type !== 'state.resumed') return {};
      const whole = openSpan(settings, kept.phase);
      const openMs = Math.min(event.leftMs ?? whole, whole);
      const repeat = Math.min(settings.maxRepeats, Math.floor((whole - openMs) / settings.repeatMs) + 1);
      return { requestId: kept.requestId, reason: kept.reason, repeat, openMs };
    }),
    accept: assign(({ context: { settings } }) => ({ openMs: openSpan(settings, 'accepted') })),
    countRepeat: assign(({ context }) => ({ repeat: context.repeat + 1 })),
    speak: assign((_, { language }: { readonly language: LanguageTag }) => ({ language })),
    request: emit(({ context }) => ({
      type: 'assistance.requested',
      requestId: context.requestId,
      reason: context.reason,
      place: context.settings.place,
      repeat: context.repeat,
    })),
    end: enqueueActions(({ context, enqueue }, { how }: { readonly how: 'done' | 'cancelled' | 'unanswered' }) => {
      enqueue.emit({ type: 'assistance.ended', requestId: context.requestId, how });
      enqueue.emit({ type: 'state.kept', data: null, forMs: null });
    }),
    show: emit(({ context }, { screen }: { readonly screen: HelpScreen }) => ({
      type: 'claim.made',
      // The visitor asked for it with their own hand: the newest of what is shown to them, and under what is urgent.
      claim: {
        resource: 'screen',
        shape: 'full',
        id: claimId,
        rank: 'engaged-visitor',
        back: screen === 'called',
        ...screenFor(screen, context.language, context.texts),
      },
    })),
    hide: emit({ type: 'claim.withdrawn', resource: 'screen', id: claimId }),
  },
  guards: {
    ours: ({ context }, { requestId }: { readonly requestId: string }) => context.requestId === requestId,
    cancels: (_, { action }: { readonly action: string }) => action === 'cancel' || action === 'back',
    closes: (_, { action }: { readonly action: string }) => action === 'close',
    wasCalled: ({ event }) => event.type === 'state.resumed' && readKept(event.data)?.phase === 'called',
    wasAccepted: ({ event }) => event.type === 'state.resumed' && readKept(event.data)?.phase === 'accepted',
    /** Its time ran out while the device was away. */
    over: ({ event }) => event.type === 'state.resumed' && event.leftMs === 0,
    repeatsLeft: ({ context }) => context.repeat < context.settings.maxRepeats,
  },
  delays: {
    repeat: ({ context }) => context.settings.repeatMs,
    show: ({ context }) => context.settings.showMs,
    open: ({ context }) => context.openMs,
  },
}).createMachine({
  id: 'assistance',
  context: ({ input }) => ({
    ...input,
    language: input.texts.languages[0] ?? '',
    requestId: '',
    reason: '',
    repeat: 0,
    openMs: openSpan(input.settings, 'called'),
  }),
  initial: 'idle',
  states: {
    idle: {
      on: {
        'assistance.wanted': {
          target: 'called',
          actions: { type: 'begin', params: ({ event }) => ({ reason: event.reason }) },
        },
        'state.resumed': [
          {
            guard: and(['wasCalled', 'over']),
            actions: ['again', { type: 'end', params: { how: 'unanswered' } }],
          },
          { guard: and(['wasAccepted', 'over']), actions: ['again', { type: 'end', params: { how: 'done' } }] },
          { guard: 'wasCalled', target: 'called', actions: 'again' },
          { guard: 'wasAccepted', target: 'accepted', actions: 'again' },
          // Words of another version, or of nobody.
          { actions: 'forget' },
        ],
        'language.chosen': { actions: { type: 'speak', params: ({ event }) => ({ language: event.language }) } },
      },
    },
    called: {
      tags: ['busy', 'needs-attendant'],
      initial: 'asking',
      entry: [
        { type: 'show', params: { screen: 'called' } },
        { type: 'keep', params: { phase: 'called' } },
      ],
      exit: 'hide',
      after: { open: '#unanswered' },
      on: {
        'language.chosen': {
          actions: [
            { type: 'speak', params: ({ event }) => ({ language: event.language }) },
            { type: 'show', params: { screen: 'called' } },
          ],
        },
        'assistance.accepted': {
          guard: { type: 'ours', params: ({ event }) => ({ requestId: event.requestId }) },
          target: 'accepted',
          actions: 'accept',
        },
        'assistance.done': {
          guard: { type: 'ours', params: ({ event }) => ({ requestId: event.requestId }) },
          target: 'helped',
        },
        'action.chosen': {
          guard: { type: 'cancels', params: ({ event }) => ({ action: event.action }) },
          target: 'idle',
          actions: { type: 'end', params: { how: 'cancelled' } },
        },
        'visit.ended': { target: 'idle', actions: { type: 'end', params: { how: 'cancelled' } } },
      },
      states: {
        asking: {
          entry: 'request',
          after: {
            repeat: { guard: 'repeatsLeft', target: 'asking', reenter: true, actions: 'countRepeat' },
          },
        },
      },
    },
    /** Somebody comes. Who asked may walk towards them: the visit's end does not send them home. */
    accepted: {
      tags: 'busy',
      initial: 'shown',
      on: {
        'language.chosen': { actions: { type: 'speak', params: ({ event }) => ({ language: event.language }) } },
        'assistance.done': {
          guard: { type: 'ours', params: ({ event }) => ({ requestId: event.requestId }) },
          target: 'helped',
        },
      },
      entry: { type: 'keep', params: { phase: 'accepted' } },
      after: { open: { target: 'idle', actions: { type: 'end', params: { how: 'done' } } } },
      states: {
        shown: {
          entry: { type: 'show', params: { screen: 'accepted' } },
          exit: 'hide',
          on: {
            'action.chosen': {
              guard: { type: 'closes', params: ({ event }) => ({ action: event.action }) },
              target: 'awaited',
            },
            'visit.ended': 'awaited',
          },
          after: { show: 'awaited' },
        },
        awaited: {},
      },
    },
    helped: {
      entry: [
        { type: 'end', params: { how: 'done' } },
        { type: 'show', params: { screen: 'done' } },
      ],
      exit: 'hide',
      on: {
        'action.chosen': {
          guard: { type: 'closes', params: ({ event }) => ({ action: event.action }) },
          target: 'idle',
        },
        'visit.ended': 'idle',
        'assistance.wanted': {
          target: 'called',
          actions: { type: 'begin', params: ({ event }) => ({ reason: event.reason }) },
        },
        'language.chosen': { actions: { type: 'speak', params: ({ event }) => ({ language: event.language }) } },
      },
      after: { show: 'idle' },
    },
    unanswered: {
      id: 'unanswered',
      tags: 'needs-attendant',
      entry: [
        { type: 'end', params: { how: 'unanswered' } },
        { type: 'show', params: { screen: 'unanswered' } },
      ],
      exit: 'hide',
      on: {
        'action.chosen': {
          guard: { type: 'closes', params: ({ event }) => ({ action: event.action }) },
          target: 'idle',
        },
        'visit.ended': 'idle',
        'assistance.wanted': {
          target: 'called',
          actions: { type: 'begin', params: ({ event }) => ({ reason: event.reason }) },
        },
        'language.chosen': {
          actions: [
            { type: 'speak', params: ({ event }) => ({ language: event.language }) },
            { type: 'show', params: { screen: 'unanswered' } },
          ],
        },
      },
      after: { show: 'idle' },
    },
  },
});
