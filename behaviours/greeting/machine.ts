import { and, assign, emit, enqueueActions, not, setup } from 'xstate';
import type { LampState } from '../../hal/ports/lamp.ts';
import type { LanguageTag } from '../behaviour.ts';
import type { Occupancy } from '../presence/events.ts';
import type { Rank, Utterance } from '../reception/claims.ts';
import type { Texts } from '../voice/texts.ts';
import type { GreetingIn, GreetingOut } from './events.ts';
import type { GreetingSettings } from './settings.ts';
import {
  bodyOf,
  closedWords,
  farewellWords,
  greetingWords,
  isRefusing,
  listenWords,
  type Stage,
  type WordsState,
} from './words.ts';

interface GreetingContext extends WordsState {
  readonly occupancy: Occupancy;
  /** The hall is being called: nobody is spoken to. */
  readonly calling: boolean;
  readonly visits: number;
  readonly stage: Stage | null;
  readonly lamp: LampState | null;
}

/** How far up the ladder the sensors put the nearest person. */
type Rung = 'asleep' | 'noticing' | 'inviting' | 'standing';

const rungOf = ({ nearness, standingSince }: Occupancy): Rung => {
  switch (nearness) {
    case 'absent':
      return 'asleep';
    case 'noticed':
      return 'noticing';
    case 'near':
      return 'inviting';
    case 'engaged':
      return standingSince === null ? 'inviting' : 'standing';
  }
};

/** Near enough to be the visitor; where distance is not known, whoever is there is. */
const isHere = ({ nearness, distanceM }: Occupancy): boolean =>
  nearness === 'near' || nearness === 'engaged' || (nearness === 'noticed' && distanceM === null);

const lampOf = (stage: Stage): LampState => {
  switch (stage) {
    case 'asleep':
    case 'closed':
    case 'thanks':
      return 'off';
    case 'notice':
      return 'notice';
    case 'invite':
      return 'invite';
  }
};

const ownLanguage = (texts: Texts): LanguageTag => texts.languages[0] ?? 'vi';

const wordsClaim = (id: string, rank: Rank, utterance: Utterance): GreetingOut => ({
  type: 'claim.made',
  claim: { resource: 'voice', id, rank, utterance },
});

const screenClaim = (context: GreetingContext, stage: Stage): GreetingOut => ({
  type: 'claim.made',
  claim: {
    resource: 'screen',
    shape: 'full',
    id: 'greeting.screen',
    rank: stage === 'asleep' ? 'idle' : 'invite',
    body: bodyOf(stage, context),
    back: false,
    listen: listenWords(stage, context),
  },
});

const lampChange = (context: GreetingContext, state: LampState): readonly GreetingOut[] =>
  context.lamp === state ? [] : [{ type: 'lamp.wanted', state }];

const visitId = (visits: number): string => `v${visits}`;

const parameters = setup({
  types: {} as {
    context: GreetingContext;
    events: GreetingIn;
    emitted: GreetingOut;
    input: { readonly settings: GreetingSettings; readonly texts: Texts };
  },
  actions: {
    keepOccupancy: assign(({ event }) => (event.type === 'occupancy.changed' ? { occupancy: event.occupancy } : {})),
    keepHours: assign(({ event }) => (event.type === 'hours.changed' ? { hours: event.hours } : {})),
    keepLanguage: assign(({ event }) => (event.type === 'language.chosen' ? { language: event.language } : {})),
    callingOn: assign({ calling: true }),
    callingOff: assign({ calling: false }),

    show: enqueueActions(({ context, enqueue }, stage: Stage) => {
      const lamp = lampOf(stage);
      if (context.stage !== stage) enqueue.emit(screenClaim(context, stage));
      for (const change of lampChange(context, lamp)) enqueue.emit(change);
      enqueue.assign({ stage, lamp });
    }),
    /** The same stage in another language, or at another hour. */
    showAgain: enqueueActions(({ context, enqueue }) => {
      const { stage, hours } = context;
      // A stage that the new hour does not have is about to be left.
      if (stage !== null && hours?.state !== 'paused' && (stage === 'closed') === isRefusing(hours))
        enqueue.emit(screenClaim(context, stage));
    }),
    attend: enqueueActions(({ context, enqueue }) => {
      for (const change of lampChange(context, 'attend')) enqueue.emit(change);
      enqueue.assign({ lamp: 'attend' });
    }),

    countVisit: assign(({ context }) => ({ visits: context.visits + 1 })),
    tellBegan: emit(({ context }, by: 'sensor' | 'touch') => ({
      type: 'visit.began',
      visitId: visitId(context.visits),
      by,
    })),
    tellEnded: emit(({ context }, reason: 'left' | 'completed') => ({
      type: 'visit.ended',
      visitId: visitId(context.visits),
      reason,
    })),
    tellGreeted: emit(({ context }) => ({ type: 'visitor.greeted', visitId: visitId(context.visits) })),
    /** What is shown next is shown anew, in the site's own language. */
    forgetLanguage: assign(({ context }) => ({ language: ownLanguage(context.texts), stage: null })),

    // The visitor's own rank, so that what ticketing says next waits for its end instead of cutting it off.
    greet: enqueueActions(({ context, enqueue }) => {
      const words = greetingWords(context);
      if (words !== null) enqueue.emit(wordsClaim('greeting.words', 'engaged-visitor', words));
    }),
    hush: emit({ type: 'claim.withdrawn', resource: 'voice', id: 'greeting.words' }),
    sayFarewell: enqueueActions(({ context, enqueue }) => {
      const { settings, calling, occupancy } = context;
      const words = farewellWords(context);
      if (words !== null && settings.aloud && !calling && isHere(occupancy))
        enqueue.emit(wordsClaim('greeting.farewell', 'invite', words));
    }),
    sayClosed: enqueueActions(({ context, enqueue }) => {
      const words = closedWords(context);
      if (words !== null && context.settings.aloud && !context.calling)
        enqueue.emit(wordsClaim('greeting.closed', 'invite', words));
    }),
    pause: emit(({ context: { texts, language } }) => ({
      type: 'claim.made',
      claim: {
        resource: 'screen',
        shape: 'full',
        id: 'greeting.pause',
        rank: 'staff',
        body: {
          screen: 'paused',
          title: texts.screen(language, 'pause.title', {}),
          text: texts.screen(language, 'pause.text', {}),
        },
        back: false,
        listen: null,
      },
    })),
    unpause: emit({ type: 'claim.withdrawn', resource: 'screen', id: 'greeting.pause' }),
  },
  guards: {
    rungIs: ({ context }, rung: Rung) => rungOf(context.occupancy) === rung,
    engaged: ({ context }) => context.occupancy.nearness === 'engaged',
    here: ({ context }) => isHere(context.occupancy),
    calling: ({ context }) => context.calling,
    /** Somebody can be spoken to at all: here, and in the language that the device has now. */
    spoken: ({ context }) => context.settings.aloud && greetingWords(context) !== null,
    refusing: ({ context }) => isRefusing(context.hours),
    paused: ({ context }) => context.hours?.state === 'paused',
  },
  delays: {
    standing: ({ context }) => context.settings.standingMs,
    away: ({ context }) => context.settings.awayMs,
    farewell: ({ context }) => context.settings.farewellMs,
    idleVisit: ({ context }) => context.settings.idleVisitMs,
    rest: ({ context }) => context.settings.restMs,
  },
});

const began = (by: 'sensor' | 'touch') => [{ type: 'countVisit' as const }, { type: 'tellBegan' as const, params: by }];
const ended = (reason: 'left' | 'completed') => [
  { type: 'hush' as const },
  { type: 'tellEnded' as const, params: reason },
  { type: 'forgetLanguage' as const },
];
const completed = ended('completed');
/** A touch makes a visit of whoever touched; nothing need be said to them. `before`: what the touch puts an end to. */
const touched = (before: ReturnType<typeof ended>) => [
  { guard: 'refusing' as const, target: '#closed.told', actions: before },
  { guard: 'paused' as const, target: '#greeting.person.still', actions: before },
  { target: '#visiting.words.needless', actions: [...before, ...began('touch')] },
];
const rungIs = (rung: Rung) => ({ type: 'rungIs' as const, params: rung });
const show = (stage: Stage) => ({ type: 'show' as const, params: stage });

/**
 * Greeting owns the visit and climbs the ladder with whoever comes: asleep, notice, invite, a greeting aloud once they stand
 * there, the visit, farewell. Once a visit it speaks; never into a call of the hall, never for one who passes.
 */
export const greetingMachine = parameters.createMachine({
  id: 'greeting',
  type: 'parallel',
  context: ({ input }) => ({
    settings: input.settings,
    texts: input.texts,
    language: ownLanguage(input.texts),
    occupancy: { nearness: 'absent', distanceM: null, bearingRad: null, standingSince: null },
    hours: null,
    calling: false,
    visits: 0,
    stage: null,
    lamp: null,
  }),
  on: {
    'occupancy.changed': { actions: 'keepOccupancy' },
    'hours.changed': { actions: ['keepHours', 'showAgain'] },
    'language.chosen': { actions: ['keepLanguage', 'showAgain'] },
    'hall.callStarted': { actions: 'callingOn' },
    'hall.callEnded': { actions: 'callingOff' },
    // The touch behind it came as `visitor.touched`.
    'action.chosen': {},
  },
  states: {
    device: {
      initial: 'serving',
      states: {
        serving: { always: { guard: 'paused', target: 'paused' } },
        paused: { entry: 'pause', exit: 'unpause', always: { guard: not('paused'), target: 'serving' } },
      },
    },
    person: {
      initial: 'ladder',
      states: {
        ladder: {
          initial: 'arriving',
          always: [
            { guard: 'refusing', target: 'closed' },
            { guard: 'paused', target: 'still' },
          ],
          on: { 'visitor.touched': touched([]) },
          states: {
            arriving: {
              always: [
                { guard: 'refusing', target: '#closed' },
                { guard: 'paused', target: '#greeting.person.still' },
                { guard: rungIs('asleep'), target: 'asleep' },
                { guard: rungIs('noticing'), target: 'noticing' },
                { guard: rungIs('inviting'), target: 'inviting' },
                { guard: rungIs('standing'), target: 'standing' },
              ],
            },
            asleep: {
              entry: show('asleep'),
              always: { guard: not(rungIs('asleep')), target: 'arriving' },
            },
            noticing: {
              entry: show('notice'),
              always: { guard: not(rungIs('noticing')), target: 'arriving' },
            },
            inviting: {
              entry: show('invite'),
              always: { guard: not(rungIs('inviting')), target: 'arriving' },
            },
            standing: {
              entry: show('invite'),
              always: { guard: not(rungIs('standing')), target: 'arriving' },
              after: {
                standing: [
                  { guard: not('spoken'), target: '#visiting.words.needless', actions: began('sensor') },
                  { guard: 'calling', target: '#visiting.words.owed', actions: began('sensor') },
                  {
                    target: '#visiting.words.said',
                    actions: ['countVisit', 'greet', { type: 'tellBegan', params: 'sensor' }, 'tellGreeted'],
                  },
                ],
              },
            },
          },
        },
        closed: {
          id: 'closed',
          initial: 'asleep',
          always: { guard: not('refusing'), target: 'ladder' },
          on: { 'visitor.touched': '.told' },
          states: {
            asleep: {
              entry: show('asleep'),
              always: [
                { guard: rungIs('inviting'), target: 'showing' },
                { guard: rungIs('standing'), target: 'standing' },
              ],
            },
            showing: {
              entry: show('closed'),
              always: [
                { guard: rungIs('standing'), target: 'standing' },
                { guard: not(rungIs('inviting')), target: 'asleep' },
              ],
            },
            standing: {
              entry: show('closed'),
              always: { guard: not(rungIs('standing')), target: 'asleep' },
              after: { standing: 'told' },
            },
            /** Said once to whoever is there until they have gone. */
            told: {
              entry: [show('closed'), 'sayClosed'],
              initial: 'here',
              // Another touch tells that they are there, not that they want to hear it again.
              on: { 'visitor.touched': '.here' },
              states: {
                here: { always: { guard: not('here'), target: 'leaving' } },
                leaving: {
                  always: { guard: 'here', target: 'here' },
                  after: { away: '#closed.asleep' },
                },
              },
            },
          },
        },
        /** Paused by staff: the sensors are followed, nobody is asked for anything. */
        still: { entry: show('asleep'), always: { guard: not('paused'), target: 'ladder' } },
        visiting: {
          id: 'visiting',
          type: 'parallel',
          tags: 'busy',
          entry: [show('invite'), 'attend'],
          on: {
            'visit.completed': { target: 'parting', actions: 'hush' },
          },
          states: {
            words: {
              initial: 'needless',
              states: {
                needless: {},
                /** The hall was being called when they came. */
                owed: {
                  on: { 'visitor.touched': 'needless' },
                  always: [
                    {
                      guard: and([not('calling'), rungIs('standing')]),
                      target: 'said',
                      actions: ['greet', 'tellGreeted'],
                    },
                    { guard: not('calling'), target: 'needless' },
                  ],
                },
                // Whoever goes on by hand need not hear it to the end.
                said: { on: { 'visitor.touched': { target: 'needless', actions: 'hush' } } },
              },
            },
            sensing: {
              initial: 'unsure',
              states: {
                /** The sensors do not see them (yet): only their hand tells of them. */
                unsure: { always: { guard: 'here', target: 'here' } },
                here: { always: { guard: not('here'), target: 'away' } },
                away: {
                  always: { guard: 'here', target: 'here' },
                  on: { 'visitor.touched': 'unsure' },
                  after: { away: { target: '#greeting.person.ladder', actions: ended('left') } },
                },
              },
            },
            hand: {
              initial: 'still',
              states: {
                still: {
                  on: { 'visitor.touched': { target: 'still', reenter: true } },
                  after: { idleVisit: { target: '#greeting.person.resting.untilGone', actions: ended('left') } },
                },
              },
            },
          },
        },
        /** Still their visit, in their language. */
        parting: {
          entry: [show('thanks'), 'sayFarewell'],
          on: { 'visitor.touched': touched(completed) },
          after: {
            farewell: [
              { guard: 'here', target: 'resting', actions: completed },
              { target: 'ladder', actions: completed },
            ],
          },
        },
        /** They have been served and stand there still: the screen is open to them, the voice is not. */
        resting: {
          initial: 'briefly',
          entry: show('invite'),
          always: [
            { guard: 'refusing', target: 'closed' },
            { guard: 'paused', target: 'still' },
          ],
          on: { 'visitor.touched': touched([]) },
          states: {
            briefly: {
              always: { guard: not('engaged'), target: '#greeting.person.ladder' },
              after: { rest: '#greeting.person.ladder' },
            },
            /** Who never touched anything will not: they are furniture until they go. */
            untilGone: { always: { guard: not('here'), target: '#greeting.person.ladder' } },
          },
        },
      },
    },
  },
});
