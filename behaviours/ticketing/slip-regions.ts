import { jobOf, parts } from './parts.ts';

/** One slip after another, from the ledger's word that it begins to the ledger's word how it ended. */
export const paper = parts.createStateConfig({
  initial: 'idle',
  states: {
    idle: { always: { guard: 'slipDue', target: 'starting', actions: ['startJob', 'tellStale'] } },
    /** Durable before the first byte leaves. */
    starting: {
      tags: ['busy', 'printing'],
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
      tags: ['busy', 'printing'],
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
      tags: ['busy', 'printing'],
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

/** Slips that an earlier start left without an end are told `unknown`, whenever the office has its ledger (again). */
export const recovery = parts.createStateConfig({
  initial: 'waiting',
  states: {
    waiting: { on: { 'office.ready': 'recovering' } },
    recovering: {
      invoke: { src: 'recover', onDone: 'waiting' },
      on: { 'office.ready': { target: 'recovering', reenter: true } },
    },
  },
});
