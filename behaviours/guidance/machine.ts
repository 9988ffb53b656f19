import { assign, emit, setup } from 'xstate';
import { present } from '../../hal/assert.ts';
import type { LanguageTag } from '../behaviour.ts';
import type { Texts } from '../voice/texts.ts';
import type { GuidanceIn, GuidanceOut } from './events.ts';
import { claimId, wayClaim } from './screens.ts';
import type { GuidanceSettings } from './settings.ts';
import { wayTo } from './way.ts';

interface GuidanceContext {
  readonly settings: GuidanceSettings;
  readonly texts: Texts;
  readonly language: LanguageTag;
  readonly number: string;
  readonly counter: string;
}

/** Shows the way to a counter on this device's screen, for a while or until the visitor has seen it. */
export const guidanceMachine = setup({
  types: {} as {
    context: GuidanceContext;
    events: GuidanceIn;
    emitted: GuidanceOut;
    input: { readonly settings: GuidanceSettings; readonly texts: Texts };
  },
  actions: {
    want: assign((_, { number, counter }: { readonly number: string; readonly counter: string }) => ({
      number,
      counter,
    })),
    speak: assign((_, { language }: { readonly language: LanguageTag }) => ({ language })),
    show: emit(({ context: { settings, texts, language, number, counter } }) => ({
      type: 'claim.made',
      claim: wayClaim(number, present(wayTo(settings, counter), `guidance: no counter ${counter}`), language, texts),
    })),
    hide: emit({ type: 'claim.withdrawn', resource: 'screen', id: claimId }),
    tellShown: emit(({ context }) => ({ type: 'way.shown', number: context.number, counter: context.counter })),
    tellCompleted: emit({ type: 'visit.completed' }),
  },
  guards: {
    onPlan: ({ context }, { counter }: { readonly counter: string }) =>
      context.settings.counters.some((one) => one.id === counter),
    chose: ({ event }, { action }: { readonly action: string }) =>
      event.type === 'action.chosen' && event.action === action,
  },
  delays: { show: ({ context }) => context.settings.showMs },
}).createMachine({
  id: 'guidance',
  context: ({ input }) => ({ ...input, language: input.texts.languages[0] ?? '', number: '', counter: '' }),
  initial: 'idle',
  on: {
    'way.wanted': {
      guard: { type: 'onPlan', params: ({ event }) => ({ counter: event.counter }) },
      target: '.showing',
      actions: { type: 'want', params: ({ event }) => event },
    },
  },
  states: {
    idle: {
      on: {
        'language.chosen': { actions: { type: 'speak', params: ({ event }) => ({ language: event.language }) } },
      },
    },
    showing: {
      tags: 'busy',
      entry: ['show', 'tellShown'],
      exit: 'hide',
      on: {
        'language.chosen': {
          actions: [{ type: 'speak', params: ({ event }) => ({ language: event.language }) }, 'show'],
        },
        'action.chosen': [
          { guard: { type: 'chose', params: { action: 'done' } }, target: 'idle', actions: 'tellCompleted' },
          // Back to what lay beneath: the visit goes on.
          { guard: { type: 'chose', params: { action: 'back' } }, target: 'idle' },
        ],
        'visit.ended': 'idle',
      },
      after: { show: { target: 'idle', actions: 'tellCompleted' } },
    },
  },
});
