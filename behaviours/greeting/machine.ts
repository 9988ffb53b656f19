import { and, not } from 'xstate';
import { nobody } from '../presence/events.ts';
import { greetingVocabulary, ownLanguage, type Rung } from './vocabulary.ts';
import type { Stage } from './words.ts';

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
export const greetingMachine = greetingVocabulary.createMachine({
  id: 'greeting',
  type: 'parallel',
  context: ({ input }) => ({
    settings: input.settings,
    texts: input.texts,
    language: ownLanguage(input.texts),
    occupancy: nobody,
    visitor: null,
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
                  on: {
                    'visitor.touched': 'unsure',
                    // Nobody is there to be thanked.
                    'visit.completed': { target: '#greeting.person.ladder', actions: completed },
                  },
                  after: { away: { target: '#greeting.person.ladder', actions: ended('left') } },
                },
              },
            },
            hand: {
              initial: 'still',
              states: {
                still: {
                  on: { 'visitor.touched': { target: 'still', reenter: true, actions: 'recognise' } },
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
            { guard: not('visitor'), target: 'ladder' },
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
