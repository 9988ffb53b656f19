import { jobOf, parts, type Recovered } from './parts.ts';

/** One slip after another, from the ledger's word that it begins to the ledger's word how it ended. */
export const paper = parts.createStateConfig({
  initial: 'idle',
  states: {
    idle: { always: { guard: 'slipDue', target: 'starting', actions: ['startJob', 'tellStale'] } },
    /** Durable before the first byte leaves. */
    starting: {
      tags: ['busy', 'printing', 'busy-with-slip'],
      invoke: {
        src: 'beginSlip',
        input: ({ context }) => jobOf(context),
        onDone: [
          { guard: { type: 'written', params: ({ event }) => ({ answer: event.output }) }, target: 'printing' },
          { target: 'resting', actions: ['dropJob', 'tellStale'] },
        ],
      },
      after: { officeGiveUp: { target: 'resting', actions: ['dropJob', 'tellStale'] } },
    },
    printing: {
      tags: ['busy', 'printing', 'busy-with-slip'],
      invoke: {
        src: 'print',
        input: ({ context }) => jobOf(context),
        onDone: {
          target: 'ending',
          actions: [{ type: 'keepOutcome', params: ({ event }) => ({ outcome: event.output }) }, 'tellStale'],
        },
      },
      after: {
        print: {
          target: 'ending',
          actions: [
            {
              type: 'keepOutcome',
              params: ({ context }) => ({
                outcome: {
                  kind: 'unknown',
                  fault: { kind: 'no-answer', where: 'printer', afterMs: context.settings.printMs },
                },
              }),
            },
            'tellStale',
          ],
        },
      },
    },
    ending: {
      tags: ['busy', 'printing', 'busy-with-slip'],
      invoke: {
        src: 'endSlip',
        input: ({ context }) => jobOf(context),
        onDone: [{ guard: 'cameOut', target: 'idle', actions: 'clearJob' }, { target: 'resting' }],
      },
      after: { officeGiveUp: 'resting' },
    },
    /** A printer that has just failed is not asked again at once. */
    resting: { entry: 'clearJob', after: { officeRetry: 'idle' } },
  },
});

const recovered = ({ event }: { readonly event: { readonly output: Recovered } }) => ({ answer: event.output });
const recoverNow = { 'office.ready': 'recovering', 'request.left': 'recovering' } as const;

/**
 * What is put right in the ledger afterwards: slips that an earlier start left without an end are told `unknown`, numbers that their
 * visitors did not wait for are taken back. Tried whenever the office has its ledger (again), and until it succeeds.
 */
export const recovery = parts.createStateConfig({
  initial: 'waiting',
  states: {
    waiting: { on: recoverNow },
    recovering: {
      invoke: {
        src: 'recover',
        input: ({ context }) => ({ withdrawn: context.withdrawn }),
        onDone: [
          {
            guard: { type: 'leftBehind', params: recovered },
            target: 'waiting',
            actions: [{ type: 'tellLeft', params: recovered }, 'lookedBack'],
          },
          { guard: { type: 'recovered', params: recovered }, target: 'waiting', actions: 'lookedBack' },
          { target: 'postponed' },
        ],
      },
      on: {
        'office.ready': { target: 'recovering', reenter: true },
        'request.left': { target: 'recovering', reenter: true },
      },
    },
    postponed: { on: recoverNow, after: { officeGiveUp: 'recovering' } },
  },
});
