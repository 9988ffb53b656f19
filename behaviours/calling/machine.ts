import { and, assign, emit, setup, stateIn } from 'xstate';
import { BugError, present } from '../../hal/assert.ts';
import type { Utterance } from '../reception/claims.ts';
import type { Texts } from '../voice/texts.ts';
import { bannerClaim, bannerId, utteranceFor, voiceClaim, voiceId, type Call } from './announcement.ts';
import type { CallingIn, CallingOut } from './events.ts';
import type { CallingSettings } from './settings.ts';

/** Calls that may wait behind the one that is announced; when more come, the oldest of them is left out. */
export const longestQueue = 20;

interface CallingContext {
  readonly settings: CallingSettings;
  readonly texts: Texts;
  /** The call that is announced, then those that wait. */
  readonly queue: readonly Call[];
  /** What is said of the first one; null when it is silent. */
  readonly utterance: Utterance | null;
}

const announced = ({ queue }: CallingContext): Call => present(queue[0], 'calling: nothing to announce');

/**
 * One call after another: chime, words and banner. A call is never cut by the next one. Its banner stays its whole time while
 * nobody else is called, and a quarter of it at least when others wait.
 */
export const callingMachine = setup({
  types: {} as {
    context: CallingContext;
    events: CallingIn;
    emitted: CallingOut;
    input: { readonly settings: CallingSettings; readonly texts: Texts };
  },
  actions: {
    /** Provided in `index.ts`: a call that nobody will hear is told to the maintainer. */
    tellDropped: () => {
      throw new BugError('calling: tellDropped is not provided');
    },
    enqueue: assign(({ context }, { call }: { readonly call: Call }) => ({
      queue: [...context.queue.slice(0, 1), ...[...context.queue.slice(1), call].slice(-longestQueue)],
    })),
    prepare: assign(({ context }) => ({
      utterance: utteranceFor(announced(context), context.settings, context.texts),
    })),
    putUpBanner: emit(({ context }) => ({
      type: 'claim.made',
      claim: bannerClaim(announced(context), context.settings, context.texts),
    })),
    speak: emit(({ context }) => ({
      type: 'claim.made',
      claim: voiceClaim(present(context.utterance, 'calling: nothing to say')),
    })),
    tellAnnounced: emit(({ context }) => ({
      type: 'call.announced',
      number: announced(context).number,
      counter: announced(context).counter,
      aloud: context.utterance !== null,
    })),
    drop: assign(({ context }) => ({ queue: context.queue.slice(1), utterance: null })),
    giveUpVoice: emit({ type: 'claim.withdrawn', resource: 'voice', id: voiceId }),
    takeDownBanner: emit({ type: 'claim.withdrawn', resource: 'screen', id: bannerId }),
    tellStarted: emit({ type: 'hall.callStarted' }),
    tellEnded: emit({ type: 'hall.callEnded' }),
  },
  guards: {
    /** The same call of the same ticket, told twice. */
    known: ({ context }, { call }: { readonly call: Call }) =>
      context.queue.some((one) => one.ticket === call.ticket && one.call === call.call),
    silent: ({ context }) => context.utterance === null,
    full: ({ context }) => context.queue.length > longestQueue,
    othersWait: ({ context }) => context.queue.length > 1,
    ours: (_, { id }: { readonly id: string }) => id === voiceId,
  },
  delays: {
    voice: ({ context }) => context.settings.voiceMs,
    shortBanner: ({ context }) => context.settings.bannerMs / 4,
    restOfBanner: ({ context }) => (context.settings.bannerMs * 3) / 4,
  },
}).createMachine({
  id: 'calling',
  context: ({ input }) => ({ ...input, queue: [], utterance: null }),
  initial: 'idle',
  states: {
    idle: {
      on: {
        'ticket.called': {
          target: 'announcing',
          actions: ['tellStarted', { type: 'enqueue', params: ({ event }) => ({ call: event }) }],
        },
      },
    },
    announcing: {
      type: 'parallel',
      tags: 'busy',
      entry: ['prepare', 'putUpBanner', 'tellAnnounced'],
      on: {
        'ticket.called': [
          { guard: { type: 'known', params: ({ event }) => ({ call: event }) } },
          {
            guard: 'full',
            actions: ['tellDropped', { type: 'enqueue', params: ({ event }) => ({ call: event }) }],
          },
          { actions: { type: 'enqueue', params: ({ event }) => ({ call: event }) } },
        ],
      },
      always: [
        {
          guard: and([stateIn('#quiet'), stateIn('#seen'), 'othersWait']),
          target: 'announcing',
          reenter: true,
          actions: 'drop',
        },
        {
          guard: and([stateIn('#quiet'), stateIn('#over'), 'othersWait']),
          target: 'announcing',
          reenter: true,
          actions: 'drop',
        },
        {
          guard: and([stateIn('#quiet'), stateIn('#over')]),
          target: 'idle',
          actions: ['drop', 'takeDownBanner', 'tellEnded'],
        },
      ],
      states: {
        voice: {
          initial: 'choosing',
          states: {
            choosing: { always: [{ guard: 'silent', target: 'quiet' }, { target: 'speaking' }] },
            speaking: {
              entry: 'speak',
              on: {
                'voice.ended': {
                  guard: { type: 'ours', params: ({ event }) => ({ id: event.id }) },
                  target: 'quiet',
                },
              },
              after: { voice: { target: 'quiet', actions: 'giveUpVoice' } },
            },
            quiet: { id: 'quiet' },
          },
        },
        banner: {
          initial: 'fresh',
          states: {
            fresh: { after: { shortBanner: 'seen' } },
            seen: { id: 'seen', after: { restOfBanner: 'over' } },
            over: { id: 'over' },
          },
        },
      },
    },
  },
});
