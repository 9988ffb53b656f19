import { and } from 'xstate';
import { coding, person } from './codes.ts';
import { looking } from './looking.ts';
import { parts, requestOf } from './parts.ts';
import { paper, recovery } from './slip-regions.ts';

const chose = (action: string) => ({ type: 'chose' as const, params: { action } });
const help = (reason: string) => ({ type: 'wantHelp' as const, params: { reason } });
const say = (what: 'warning' | 'number') => ({ type: 'say' as const, params: { what } });
const request = (priority: string | null) => ({ type: 'request' as const, params: { priority } });
const askForPerson = (priority: string | null) => ({ type: 'askForPerson' as const, params: { priority } });
const useBooking = (from: 'typed' | 'scanned') => ({ type: 'useBooking' as const, params: { from } });
const turnPage = (by: number) => ({ type: 'turnPage' as const, params: { by } });
/** Who has no number yet when the device is about to stop gets none here any more. */
const stopped = {
  'hours.changed': [
    {
      guard: and(['stopping', 'midway']),
      target: '#turnedAway',
      actions: ['keepHours', 'withdraw', 'tellAbandoned', 'turnAway'],
    },
    { guard: 'stopping', target: '#turnedAway', actions: ['keepHours', 'turnAway'] },
  ],
} as const;
const called = ['keepCall', 'show', 'wantWay'] as const;

/**
 * A visitor's way to a number. Three things go on beside each other: the visit (what is asked and shown), the paper (a slip once
 * begun is finished whatever its visitor does), and the recovery of slips that an earlier start left without an end.
 */
export const ticketingMachine = parts.createMachine({
  id: 'ticketing',
  type: 'parallel',
  context: ({ input }) => ({
    ...input,
    language: input.texts.languages[0] ?? '',
    easy: false,
    helped: false,
    warned: false,
    hours: null,
    printer: null,
    visit: { phase: 'none' },
    offerMs: input.settings.offerMs,
    lookedBack: false,
    withdrawn: [],
    job: null,
  }),
  on: {
    'hours.changed': { actions: 'keepHours' },
    'language.chosen': { actions: ['keepLanguage', 'tellStale'] },
    'easy.changed': { actions: ['keepEasy', 'tellStale'] },
    'printer.changed': { actions: ['keepPrinter', 'tellStale'] },
    'assistance.requested': { actions: 'awaitHelp' },
    'assistance.ended': { actions: 'endHelp' },
  },
  states: {
    visit: {
      initial: 'idle',
      states: {
        idle: {
          id: 'idle',
          on: {
            'visit.began': [
              { guard: 'ticketsGiven', target: 'visiting', actions: 'welcome' },
              { target: 'visiting.turnedAway', actions: 'turnAway' },
            ],
            'ticket.left': { target: 'visiting.holding.offered', actions: 'holdAgain' },
          },
        },
        visiting: {
          tags: 'busy',
          initial: 'asked',
          exit: ['hide', 'hush', 'withdraw', 'forget'],
          on: {
            'screen.stale': { actions: 'show' },
            'dossier.told': [
              { guard: and(['hearsDossier', 'midway']), target: '.looking', actions: ['tellAbandoned', 'keepDossier'] },
              { guard: 'hearsDossier', target: '.looking', actions: 'keepDossier' },
            ],
            'code.scanned': [
              { guard: 'bookingScanned', target: '#checkingIn', actions: useBooking('scanned') },
              { guard: and(['mayLook', 'midway']), target: '.looking', actions: ['tellAbandoned', 'seek'] },
              { guard: 'mayLook', target: '.looking', actions: 'seek' },
            ],
            'visit.ended': [{ guard: 'midway', target: 'idle', actions: 'tellAbandoned' }, { target: 'idle' }],
          },
          states: {
            asked: {
              id: 'asked',
              initial: 'service',
              on: stopped,
              states: {
                service: {
                  entry: 'show',
                  on: {
                    'action.chosen': [
                      { guard: 'choseService', target: 'chosen', actions: 'chooseService' },
                      { guard: 'choseMore', target: 'service', reenter: true, actions: turnPage(1) },
                      { guard: 'choseBooked', target: '#coding', actions: 'askForCode' },
                      { guard: 'choseBefore', target: 'service', reenter: true, actions: turnPage(-1) },
                      {
                        guard: chose('unsure'),
                        target: 'service',
                        reenter: true,
                        actions: ['touch', help('help.papers')],
                      },
                    ],
                    'hours.changed': {
                      guard: 'noMoreTickets',
                      target: '#turnedAway',
                      actions: ['keepHours', 'turnAway'],
                    },
                  },
                  after: {
                    idle: [
                      // Who has touched nothing is not asked whether they need more time.
                      { guard: 'untouched', target: 'service', reenter: true },
                      { guard: 'helped', target: 'service', reenter: true },
                      { target: '#warned' },
                    ],
                  },
                },
                chosen: {
                  always: [
                    { guard: 'asksPriority', target: 'priority' },
                    { guard: 'asksPerson', target: 'person', actions: askForPerson(null) },
                    { target: '#requesting', actions: request(null) },
                  ],
                },
                priority: {
                  entry: 'show',
                  on: {
                    'action.chosen': [
                      { guard: and([chose('no'), 'asksPerson']), target: 'person', actions: askForPerson(null) },
                      { guard: and([chose('yes'), 'asksPerson']), target: 'person', actions: askForPerson('declared') },
                      { guard: chose('no'), target: '#requesting', actions: request(null) },
                      { guard: chose('yes'), target: '#requesting', actions: request('declared') },
                      { guard: chose('back'), target: 'service', actions: 'startOver' },
                    ],
                  },
                  after: { idle: [{ guard: 'helped', target: 'priority', reenter: true }, { target: '#warned' }] },
                },
                person,
                coding,
              },
            },
            checkingIn: {
              id: 'checkingIn',
              always: [{ guard: 'isRequesting', target: 'requesting' }, { target: '#coding' }],
            },
            /** The number is being written down; the same request is repeated until it is answered. */
            requesting: {
              id: 'requesting',
              tags: 'busy-with-slip',
              initial: 'asking',
              states: {
                asking: {
                  invoke: {
                    src: 'issue',
                    input: ({ context }) => requestOf(context),
                    onDone: [
                      {
                        guard: { type: 'issued', params: ({ event }) => ({ answer: event.output }) },
                        target: '#holding',
                        actions: { type: 'hold', params: ({ event }) => ({ answer: event.output }) },
                      },
                      {
                        guard: { type: 'passing', params: ({ event }) => ({ answer: event.output }) },
                        target: 'pausing',
                        actions: { type: 'keepFault', params: ({ event }) => ({ answer: event.output }) },
                      },
                      {
                        target: '#refused',
                        actions: { type: 'keepFault', params: ({ event }) => ({ answer: event.output }) },
                      },
                    ],
                  },
                  after: { officeRetry: { target: 'asking', reenter: true } },
                },
                pausing: { after: { officeRetry: 'asking' } },
              },
              // A quick answer does not flash a screen of its own.
              after: { patience: { actions: 'show' }, officeGiveUp: 'refused' },
            },
            refused: {
              id: 'refused',
              tags: 'needs-attendant',
              initial: 'fresh',
              on: {
                'action.chosen': [
                  { guard: chose('retry'), target: 'requesting', actions: ['requestAgain', 'show'] },
                  { guard: chose('help'), target: '.shown', reenter: true, actions: help('help.machine') },
                  { guard: chose('back'), target: 'asked', actions: ['withdraw', 'startOver'] },
                ],
                ...stopped,
              },
              states: {
                fresh: { entry: 'refuse', always: 'shown' },
                shown: {
                  entry: 'show',
                  after: { idle: [{ guard: 'helped', target: 'shown', reenter: true }, { target: '#warned' }] },
                },
              },
            },
            holding: {
              id: 'holding',
              initial: 'telling',
              on: {
                'queue.changed': { actions: ['look', 'show'] },
                'ticket.called': { guard: 'ours', actions: called },
                'action.chosen': { guard: chose('finish'), target: 'completing' },
              },
              states: {
                telling: {
                  tags: 'busy-with-slip',
                  always: [{ guard: 'speaksNumber', target: 'handing', actions: say('number') }, { target: 'handing' }],
                },
                /** A slip comes, or it turns out that none does. */
                handing: {
                  tags: 'busy-with-slip',
                  entry: 'show',
                  always: [
                    { guard: 'onPaper', target: 'shown', actions: 'tellHandedOver' },
                    { guard: 'withoutPaper', target: 'noted', actions: ['wantSlipLate', 'tellHandedOver'] },
                  ],
                },
                /**
                 * The number of whoever a restart has found here without a slip, until its own deadline. Nothing is printed or said by
                 * itself: nobody knows whether they are here still.
                 */
                offered: {
                  entry: 'show',
                  on: {
                    'action.chosen': [
                      { guard: 'choseWay', target: 'guided', actions: 'wantWay' },
                      { guard: 'chosePrint', target: 'noted', actions: 'wantSlipAgain' },
                    ],
                    'ticket.called': { guard: 'ours', target: 'guided', actions: called },
                  },
                  after: { offer: '#completing' },
                },
                /** With its slip: shown for a while, then the visit is done. */
                shown: {
                  entry: 'show',
                  on: {
                    'action.chosen': [
                      { guard: 'choseWay', target: 'guided', actions: 'wantWay' },
                      { guard: 'chosePrint', target: 'shown', reenter: true, actions: 'wantSlipAgain' },
                    ],
                    'ticket.called': { guard: 'ours', target: 'guided', actions: called },
                  },
                  after: { number: [{ guard: 'helped', target: 'shown', reenter: true }, { target: '#completing' }] },
                },
                /** The way lies over the number; when it ends the visit does, and if it does not, this does. */
                guided: {
                  entry: 'show',
                  on: {
                    'action.chosen': [
                      { guard: 'choseWay', target: 'guided', reenter: true, actions: 'wantWay' },
                      { guard: 'chosePrint', target: 'shown', actions: 'wantSlipAgain' },
                    ],
                    'ticket.called': { guard: 'ours', target: 'guided', reenter: true, actions: called },
                  },
                  after: { idle: [{ guard: 'helped', target: 'guided', reenter: true }, { target: '#completing' }] },
                },
                /** Without: shown until its holder has it by heart, in a picture or on their phone. */
                noted: {
                  id: 'noted',
                  entry: 'show',
                  always: { guard: 'onPaper', target: 'shown' },
                  on: {
                    'action.chosen': [
                      { guard: 'choseWay', target: 'noted', reenter: true, actions: 'wantWay' },
                      { guard: 'chosePrint', target: 'noted', reenter: true, actions: 'wantSlipAgain' },
                    ],
                    'ticket.called': { guard: 'ours', target: 'noted', reenter: true, actions: called },
                  },
                  after: { idle: [{ guard: 'helped', target: 'noted', reenter: true }, { target: '#warned' }] },
                },
              },
            },
            looking,
            turnedAway: { id: 'turnedAway', entry: 'show', after: { number: 'completing' } },
            /** The visitor is asked whether they are still there, as often as they want more time. */
            warned: {
              id: 'warned',
              initial: 'telling',
              entry: ['warn', 'show'],
              exit: ['calm', 'hush'],
              on: {
                'action.chosen': [
                  { guard: chose('stay'), target: 'resuming' },
                  { guard: chose('finish'), target: 'leaving' },
                ],
                'hours.changed': [{ guard: 'isHolding', actions: 'keepHours' }, ...stopped['hours.changed']],
                'ticket.called': { guard: 'ours', target: '#noted', actions: called },
                'assistance.requested': { target: 'resuming', actions: 'awaitHelp' },
              },
              states: {
                telling: {
                  always: [
                    { guard: 'speaksWarning', target: 'waiting', actions: say('warning') },
                    { target: 'waiting' },
                  ],
                },
                waiting: { after: { warning: '#leaving' } },
              },
            },
            /** Back to what the visitor was at. */
            resuming: {
              always: [
                { guard: 'isHolding', target: '#noted' },
                { guard: 'isRefused', target: 'refused.shown' },
                { guard: 'isAsking', target: 'asked.priority' },
                { guard: 'isCoding', target: '#coding' },
                { guard: 'isNaming', target: '#person' },
                { target: 'asked' },
              ],
            },
            leaving: {
              id: 'leaving',
              always: [{ guard: 'midway', target: 'completing', actions: 'tellAbandoned' }, { target: 'completing' }],
            },
            /** What comes after is told before this screen is taken down, so that nothing else shows in between. */
            completing: { id: 'completing', entry: 'tellCompleted', always: '#idle' },
          },
        },
      },
    },
    paper,
    recovery,
  },
});
