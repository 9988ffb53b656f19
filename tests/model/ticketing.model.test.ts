import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PrintOutcome } from '../../hal/ports/ticket-printer.ts';
import { DeskRig, printerStatus, take as takeNumber } from '../support/desk-rig.ts';
import { runs } from '../support/tier.ts';

/*
 * Ticketing under fingers, printers, ledgers, clerks and clocks in any order. Whatever happens it does not crash, shows a screen
 * exactly while somebody is served, begins no slip twice, and comes to rest when everybody has gone.
 */

type Step =
  | { readonly do: 'arrive' | 'leave' | 'mend' | 'call' | 'helped' | 'unhelped' }
  | { readonly do: 'touch'; readonly action: string }
  /** A whole visit up to the number, as most are. */
  | { readonly do: 'take' }
  | { readonly do: 'later'; readonly ms: number }
  | { readonly do: 'printer'; readonly state: 'ok' | 'paper-out' | 'gone' }
  | { readonly do: 'prints'; readonly end: PrintOutcome['kind'] | 'never'; readonly ms: number }
  | { readonly do: 'ledger'; readonly kind: 'full' | 'lost' | 'stored' }
  | { readonly do: 'hours'; readonly given: boolean }
  | { readonly do: 'speak'; readonly language: string };

const actions = [
  'service.ho-tich',
  'service.dat-dai',
  'no',
  'yes',
  'back',
  'more',
  'unsure',
  'retry',
  'help',
  'print',
  'way',
  'finish',
  'stay',
  'nonsense',
];

const ends = ['printed', 'not-printed', 'unknown', 'never'] as const;
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('arrive', 'leave', 'mend', 'call', 'helped', 'unhelped').map((it): Step => ({ do: it })),
  },
  { weight: 3, arbitrary: fc.constant<Step>({ do: 'take' }) },
  { weight: 4, arbitrary: fc.constantFrom(...actions).map((action): Step => ({ do: 'touch', action })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('print', 'stay', 'finish', 'retry').map((action): Step => ({ do: 'touch', action })),
  },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(0, 1, 2, 450, 1_500, 2_100, 11_000, 20_000, 46_000)
      .map((ms): Step => ({ do: 'later', ms })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('ok', 'ok', 'paper-out', 'gone').map((state): Step => ({ do: 'printer', state })),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ end: fc.constantFrom(...ends), ms: fc.nat(3000) })
      .map((it): Step => ({ do: 'prints', ...it })),
  },
  { weight: 1, arbitrary: fc.constantFrom('full', 'lost', 'stored').map((kind): Step => ({ do: 'ledger', kind })) },
  { weight: 1, arbitrary: fc.boolean().map((given): Step => ({ do: 'hours', given })) },
  { weight: 1, arbitrary: fc.constantFrom('vi', 'en', 'ko').map((language): Step => ({ do: 'speak', language })) },
);

const outcomes: Readonly<Record<PrintOutcome['kind'], PrintOutcome>> = {
  printed: { kind: 'printed' },
  'not-printed': { kind: 'not-printed', fault: { kind: 'cover-open' } },
  unknown: { kind: 'unknown', fault: { kind: 'cutter-jam' } },
};

let commands = 0;

async function take(desk: DeskRig, one: Step): Promise<void> {
  switch (one.do) {
    case 'arrive':
      // As greeting does: one visit at a time.
      if (!desk.visiting) desk.arrive();
      break;
    case 'leave':
      if (desk.visiting) desk.leave();
      break;
    case 'touch':
      desk.touch(one.action);
      break;
    case 'take':
      if (!desk.visiting) await takeNumber(desk);
      break;
    case 'later':
      await desk.later(one.ms);
      break;
    case 'printer':
      desk.printerIs(one.state === 'gone' ? null : printerStatus(one.state === 'ok' ? null : { kind: 'paper-out' }));
      break;
    case 'prints':
      desk.printer.willEnd({ outcome: one.end === 'never' ? 'never' : outcomes[one.end], ms: one.ms });
      break;
    case 'ledger':
      if (one.kind === 'full') desk.hall.ledger.breakWith({ kind: 'full', where: 'card' });
      else desk.hall.path.willFail(one.kind);
      break;
    case 'mend':
      desk.hall.ledger.mend();
      desk.hall.path.calm();
      break;
    case 'call':
      commands += 1;
      void desk.hall.hall.command({
        name: 'next',
        finishing: false,
        by: 'clerk',
        id: `c${commands}`,
        counter: commands % 2 === 0 ? '1' : '3',
      });
      break;
    case 'helped':
      desk.ticketing.send({ type: 'assistance.requested' });
      break;
    case 'unhelped':
      desk.ticketing.send({ type: 'assistance.ended' });
      break;
    case 'hours':
      desk.ticketing.send({
        type: 'hours.changed',
        hours: {
          state: 'open',
          ticketsGiven: one.given,
          until: null,
          reopensAtMinute: null,
          opens: null,
          spans: [],
          ticketSpans: [],
          holiday: null,
        },
      });
      break;
    case 'speak':
      desk.ticketing.send({ type: 'language.chosen', language: one.language });
      break;
  }
}

/** What holds between any two steps. */
function check(desk: DeskRig): void {
  const state = desk.ticketing.state();
  expect(desk.screen !== null, `a screen exactly while somebody is served: ${state.value}`).toBe(
    !state.value.startsWith('visit.idle'),
  );
  const jobs = desk.printer.slips.map(({ jobId }) => jobId);
  expect(new Set(jobs).size, 'no job is printed twice').toBe(jobs.length);
  const { disk } = desk.hall.ledger;
  const begun = disk.filter(({ kind }) => kind === 'slip.started').map(({ data }) => data['jobId']);
  for (const job of jobs) expect(begun, 'no byte leaves before the ledger knows').toContain(job);
  // A slip that may have come out is followed by another of its ticket only if a person asked for it.
  for (const slip of desk.printer.slips) {
    const [ticket = '', nth = '1'] = slip.jobId.split('#');
    const before = disk.filter(
      ({ kind, data }) => kind === 'slip.ended' && data['jobId'] === `${ticket}#${Number(nth) - 1}`,
    );
    if (before.some(({ data }) => data['outcome'] !== 'not-printed'))
      expect(JSON.stringify(slip.blocks), `${slip.jobId} is asked for by a person`).toContain('slip.again');
  }
}

describe('ticketing under everything at once', () => {
  it('does not crash, begins no slip twice, and comes to rest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
        const desk = await DeskRig.open();
        for (const one of steps) {
          await take(desk, one);
          check(desk);
        }
        if (desk.visiting) desk.leave();
        desk.hall.ledger.mend();
        desk.hall.path.calm();
        await desk.later(60_000);
        check(desk);
        expect(desk.ticketing.state()).toEqual({ value: 'visit.idle|paper.idle|recovery.waiting', tags: [] });
        expect([desk.screen, desk.rig.time.pending]).toEqual([null, 0]);
        expect(desk.rig.logged.filter(({ event }) => event === 'machine.crashed')).toEqual([]);
      }),
      { numRuns: runs({ fast: 200, long: 5000 }) },
    );
  }, 600_000);
});
