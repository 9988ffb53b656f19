import { and, not } from 'xstate';
import { emptyView, type Wake } from './ladder-view.ts';
import { greetingVocabulary, ownLanguage } from './vocabulary.ts';
import type { Stage } from './words.ts';

const began = (by: 'sensor' | 'touch') => [{ type: 'countVisit' as const }, { type: 'tellBegan' as const, params: by }];
const ended = (reason: 'left' | 'completed') => [
  { type: 'hush' as const },
  { type: 'tellEnded' as const, params: reason },
  { type: 'forgetLanguage' as const },
];
const completed = ended('completed');
const left = ended('left');
/** A touch makes a visit of whoever touched; nothing need be said to them. `before`: what the touch puts an end to. */
const touched = (before: ReturnType<typeof ended>) => [
  { guard: 'refusing' as const, target: '#closed.told', actions: before },
  { guard: 'paused' as const, target: '#greeting.person.still', actions: before },
  { target: '#visiting.words.needless', actions: [...before, ...began('touch')] },
];
const wakeIs = (wake: Wake) => ({ type: 'wakeIs' as const, params: wake });
/** Somebody's stop counts: their visit begins, spoken if it may be. `before`: the visit that it puts an end to. */
const stopped = (before: ReturnType<typeof ended>) => [
  {
    guard: and(['stopped', not('spoken')]),
    target: '#visiting.words.needless',
    actions: [...before, ...began('sensor')],
  },
  { guard: and(['stopped', 'calling']), target: '#visiting.words.owed', actions: [...before, ...began('sensor')] },
  {
    guard: 'stopped' as const,
    target: '#visiting.words.said',
    actions: [...before, ...began('sensor'), 'greet' as const],
  },
];
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
    ladder: emptyView,
    manner: 'aloud',
    hours: null,
    calling: false,
    visits: 0,
    stage: null,
    lamp: null,
  }),
  on: {
    'ladder.changed': { actions: 'keepLadder' },
    'manner.changed': { actions: 'keepManner' },
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
    /** Staff's wish for silence; how long it stands is kept by `index.ts`, over a restart as well. */
    greetings: {
      initial: 'allowed',
      states: {
        allowed: { on: { 'mute.began': 'muted' } },
        muted: { on: { 'mute.ended': 'allowed' } },
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
                { guard: wakeIs('asleep'), target: 'asleep' },
                { guard: wakeIs('noticing'), target: 'noticing' },
                { guard: wakeIs('inviting'), target: 'inviting' },
              ],
            },
            asleep: {
              entry: show('asleep'),
              always: { guard: not(wakeIs('asleep')), target: 'arriving' },
            },
            noticing: {
              entry: show('notice'),
              always: { guard: not(wakeIs('noticing')), target: 'arriving' },
            },
            inviting: {
              entry: show('invite'),
              always: [...stopped([]), { guard: not(wakeIs('inviting')), target: 'arriving' }],
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
                { guard: 'untold', target: 'told' },
                { guard: wakeIs('inviting'), target: 'showing' },
              ],
            },
            showing: {
              entry: show('closed'),
              always: [
                { guard: 'untold', target: 'told' },
                { guard: not(wakeIs('inviting')), target: 'asleep' },
              ],
            },
            /** Said once to each who stops; shown until they have gone. */
            told: {
              entry: [show('closed'), 'sayClosed'],
              initial: 'here',
              on: {
                // Another touch tells that they are there, not that they want to hear it again.
                'visitor.touched': '.here',
                'ladder.changed': { guard: 'anotherUntold', target: 'told', reenter: true, actions: 'keepLadder' },
              },
              states: {
                here: { always: { guard: not('near'), target: 'leaving' } },
                leaving: {
                  always: { guard: 'near', target: 'here' },
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
                    { guard: and([not('calling'), 'stands']), target: 'said', actions: 'greet' },
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
                  // Another stands where they stood: the glass is theirs now.
                  always: [{ guard: 'here', target: 'here' }, ...stopped(left)],
                  on: {
                    'visitor.touched': 'unsure',
                    // Nobody is there to be thanked.
                    'visit.completed': { target: '#greeting.person.ladder', actions: completed },
                  },
                  after: { away: { target: '#greeting.person.ladder', actions: left } },
                },
              },
            },
            hand: {
              initial: 'still',
              states: {
                still: {
                  on: { 'visitor.touched': { target: 'still', reenter: true } },
                  // Who never touches anything is not asked again until they have gone.
                  after: { idleVisit: { target: '#greeting.person.ladder', actions: left } },
                },
              },
            },
          },
        },
        /** Still their visit, in their language. */
        parting: {
          entry: [show('thanks'), 'sayFarewell'],
          // The next one stands there and they have gone: nobody waits for thanks that nobody hears.
          always: stopped(completed),
          on: { 'visitor.touched': touched(completed) },
          after: { farewell: { target: 'ladder', actions: completed } },
        },
      },
    },
    /** Those who wait while the visit is another's: the screen says that they are seen, whatever else it shows. */
    line: {
      initial: 'nobody',
      states: {
        nobody: { always: { guard: 'waiting', target: 'acknowledged' } },
        acknowledged: {
          entry: 'acknowledge',
          exit: 'unacknowledge',
          on: { 'ladder.changed': { guard: 'othersWait', actions: ['keepLadder', 'acknowledge'] } },
          always: { guard: not('waiting'), target: 'nobody' },
        },
      },
    },
  },
});
