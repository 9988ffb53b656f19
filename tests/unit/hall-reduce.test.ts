import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { HallFact } from '../../behaviours/hall/events.ts';
import { dataOf, factOf } from '../../behaviours/hall/facts.ts';
import { nextFor } from '../../behaviours/hall/order.ts';
import { PersistentMap } from '../../behaviours/hall/persistent-map.ts';
import { reduce, reduceAll } from '../../behaviours/hall/reduce.ts';
import { plainRules } from '../../behaviours/hall/settings.ts';
import {
  answersKept,
  answerTo,
  currentAt,
  emptyHall,
  highestKey,
  newestOf,
  ticketOf,
  ticketsOf,
  waitingOf,
  withAnswer,
  type HallState,
} from '../../behaviours/hall/state.ts';
import { runs } from '../support/tier.ts';

const zone = 420;
const monday = 1_785_718_500_000;
const day = '2026-08-03';

const event = (
  device: string,
  seq: number,
  wall: number,
  fact: HallFact,
  over: Partial<VisitEvent> = {},
): VisitEvent => ({
  v: 1,
  id: `${device}/${over.epoch ?? 1}/${seq}`,
  device,
  epoch: 1,
  seq,
  monotonicMs: wall,
  wall: monday + wall,
  trusted: true,
  cause: `${device}-${seq}`,
  ...dataOf(fact),
  ...over,
});

const issued = (
  series: string,
  n: number,
  service: string,
  on = day,
): HallFact & { readonly kind: 'ticket.issued' } => {
  const number = `${series}${String(n).padStart(3, '0')}`;
  return {
    kind: 'ticket.issued',
    ticket: `${on}/${number}`,
    day: on,
    series,
    n,
    number,
    service,
    priority: null,
    language: 'vi',
    requestId: `${on}-${number}`,
    token: '00',
    channel: 'here',
    apart: false,
    person: null,
    booking: null,
  };
};
const id = (number: string): string => `${day}/${number}`;
const call = (number: string, counter: string, n = 1): HallFact => {
  const called = { ticket: id(number), counter, call: n };
  return n === 1 ? { kind: 'ticket.called', ...called, by: null } : { kind: 'ticket.recalled', ...called };
};

const raised = (fact: HallFact, term: number): HallFact => (fact.kind === 'ticket.called' ? { ...fact, term } : fact);

/** What the hall looks like to people, without how it is kept. */
const view = (state: HallState) => ({
  tickets: ticketsOf(state),
  waiting: waitingOf(state).map((ticket) => ticket.number),
  hub: state.hub,
  atCounters: ['1', '2'].map((counter) => currentAt(state, counter)?.number ?? null),
});

describe('a ticket’s story', () => {
  const base = [event('k1', 1, 0, issued('A', 1, 's'))];
  const cases: readonly {
    readonly name: string;
    readonly facts: readonly HallFact[];
    readonly phase: string;
    readonly calls: number;
    readonly counter: string | null;
  }[] = [
    { name: 'waits', facts: [], phase: 'waiting', calls: 0, counter: null },
    { name: 'is called', facts: [call('A001', '1')], phase: 'called', calls: 1, counter: '1' },
    { name: 'is recalled', facts: [call('A001', '1'), call('A001', '1', 2)], phase: 'called', calls: 2, counter: '1' },
    {
      name: 'is finished',
      facts: [call('A001', '1'), { kind: 'ticket.finished', ticket: id('A001'), counter: '1' }],
      phase: 'finished',
      calls: 1,
      counter: '1',
    },
    {
      name: 'does not come',
      facts: [call('A001', '1'), { kind: 'ticket.no-show', ticket: id('A001'), counter: '1' }],
      phase: 'no-show',
      calls: 1,
      counter: '1',
    },
    {
      name: 'is not finished by another counter',
      facts: [call('A001', '1'), { kind: 'ticket.finished', ticket: id('A001'), counter: '2' }],
      phase: 'called',
      calls: 1,
      counter: '1',
    },
    {
      name: 'stays with the counter that called it first',
      facts: [call('A001', '1'), call('A001', '2')],
      phase: 'called',
      calls: 1,
      counter: '1',
    },
    {
      name: 'goes to the counter that the hub of the higher term called it to',
      facts: [call('A001', '1'), raised(call('A001', '2'), 1)],
      phase: 'called',
      calls: 1,
      counter: '2',
    },
    {
      name: 'stays with the counter of the higher term whatever the old hub calls after',
      facts: [raised(call('A001', '2'), 1), call('A001', '1')],
      phase: 'called',
      calls: 1,
      counter: '2',
    },
    {
      name: 'is fetched by nobody from a counter at which its holder stands',
      facts: [
        call('A001', '1'),
        { kind: 'ticket.arrived', ticket: id('A001'), counter: '1' },
        raised(call('A001', '2'), 1),
        { kind: 'ticket.finished', ticket: id('A001'), counter: '2' },
      ],
      phase: 'serving',
      calls: 1,
      counter: '1',
    },
    {
      name: 'is over once a counter that called it too has served it',
      facts: [call('A001', '1'), call('A001', '2'), { kind: 'ticket.finished', ticket: id('A001'), counter: '2' }],
      phase: 'finished',
      calls: 1,
      counter: '2',
    },
    {
      name: 'is not given up by a counter that does not have it',
      facts: [call('A001', '1'), call('A001', '2'), { kind: 'ticket.no-show', ticket: id('A001'), counter: '2' }],
      phase: 'called',
      calls: 1,
      counter: '1',
    },
    {
      name: 'is not finished before it is called',
      facts: [{ kind: 'ticket.finished', ticket: id('A001'), counter: '1' }],
      phase: 'waiting',
      calls: 0,
      counter: null,
    },
    {
      name: 'is not called again once it is over',
      facts: [call('A001', '1'), { kind: 'ticket.finished', ticket: id('A001'), counter: '1' }, call('A001', '2')],
      phase: 'finished',
      calls: 1,
      counter: '1',
    },
    {
      name: 'is void when its day has ended',
      facts: [{ kind: 'ticket.voided', ticket: id('A001'), reason: 'day-ended' }],
      phase: 'void',
      calls: 0,
      counter: null,
    },
  ];
  for (const { name, facts, phase, calls, counter } of cases)
    it(name, () => {
      const events = facts.map((fact, index) => event('k1', index + 2, 1000 * (index + 1), fact));
      const state = reduceAll(emptyHall(zone), [...base, ...events]);
      expect(ticketOf(state, id('A001'))).toMatchObject({ phase, calls, counter });
      expect(waitingOf(state).length).toBe(phase === 'waiting' ? 1 : 0);
      const at = phase === 'called' || phase === 'serving' ? counter : null;
      for (const each of ['1', '2'])
        expect(currentAt(state, each)?.number ?? null, `at ${each}`).toBe(each === at ? 'A001' : null);
    });
});

describe('reducing', () => {
  it('gives the same hall in whatever order the devices’ events come, each any number of times', () => {
    const story: readonly VisitEvent[] = [
      event('k1', 1, 0, issued('A', 1, 's')),
      event('k2', 1, 50, issued('A', 501, 's')),
      event('k1', 2, 100, issued('B', 1, 't')),
      event('k1', 3, 200, call('A001', '1')),
      event('k1', 4, 300, call('A001', '1', 2)),
      event('k1', 5, 400, { kind: 'ticket.finished', ticket: id('A001'), counter: '1' }),
      event('k1', 6, 500, call('A501', '1')),
      event('k2', 2, 510, { kind: 'slip.started', ticket: id('A501'), jobId: 'j1' }),
      event('k2', 3, 520, {
        kind: 'slip.ended',
        ticket: id('A501'),
        jobId: 'j1',
        outcome: 'printed',
        reason: '',
      }),
      event('k1', 7, 600, call('B001', '2')),
      event('k1', 8, 700, { kind: 'ticket.no-show', ticket: id('B001'), counter: '2' }),
      event('k2', 4, 800, issued('B', 501, 't')),
      event('k3', 1, 810, { kind: 'hub.raised', hub: 'k3', term: 1, by: 'manager' }),
      event('k2', 5, 820, { kind: 'hub.raised', hub: 'k2', term: 2, by: 'manager' }),
      event('k3', 2, 830, issued('B', 801, 't')),
      event('k1', 9, 840, call('B801', '1')),
      event('k3', 3, 850, raised(call('B801', '3'), 1)),
      event('k2', 6, 860, raised(call('B801', '2'), 2)),
      event('k3', 4, 870, issued('B', 802, 't')),
      event('k1', 10, 880, call('B802', '1')),
      event('k2', 7, 890, raised(call('B802', '2'), 2)),
      event('k1', 11, 900, { kind: 'ticket.finished', ticket: id('B802'), counter: '1' }),
    ];
    const whole = view(reduceAll(emptyHall(zone), story));
    expect(whole.waiting).toEqual(['B501']);
    expect(whole.atCounters).toEqual(['A501', 'B801']);
    expect(whole.hub).toMatchObject({ device: 'k2', term: 2, before: ['k3'] });
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...story, ...story], { minLength: story.length * 2, maxLength: story.length * 2 }),
        (events) => {
          expect(view(reduceAll(emptyHall(zone), events))).toEqual(whole);
        },
      ),
      { numRuns: runs({ fast: 200, long: 5000 }) },
    );
  });

  it('knows a ticket whose issue was lost with a card by what was first written of it, whatever came first', () => {
    const story: readonly VisitEvent[] = [
      event('k3', 1, 100, { kind: 'slip.started', ticket: id('A900'), jobId: 'j' }),
      event('k1', 1, 200, call('A900', '1')),
      event('k2', 1, 300, { kind: 'ticket.finished', ticket: id('A900'), counter: '1' }),
      event('k2', 2, 400, { kind: 'ticket.rated', ticket: id('A900') }),
    ];
    const whole = ticketOf(reduceAll(emptyHall(zone), story), id('A900'));
    expect(whole).toMatchObject({ phase: 'finished', device: 'k3', place: { device: 'k3', seq: 1 } });
    fc.assert(
      fc.property(fc.shuffledSubarray([...story], { minLength: story.length }), (events) => {
        expect(ticketOf(reduceAll(emptyHall(zone), events), id('A900'))).toEqual(whole);
      }),
    );
  });

  it('passes over kinds it does not know and data that does not fit, and does not apply them later', () => {
    const strange: VisitEvent = {
      ...event('k1', 1, 0, issued('A', 1, 's')),
      kind: 'ticket.sung',
      data: { loud: true },
    };
    const broken: VisitEvent = { ...event('k1', 2, 0, issued('A', 1, 's')), data: { ticket: 7 } };
    const wrongDay = event('k1', 3, 0, { ...issued('A', 2, 's'), day: '2026-02-30' });
    expect([strange, broken, wrongDay].map(factOf)).toEqual([null, null, null]);
    const state = reduceAll(emptyHall(zone), [strange, broken, wrongDay]);
    expect(ticketsOf(state)).toEqual([]);
    expect(reduce(state, strange)).toBe(state);
  });

  it('puts a member’s late tickets where they waited, not where they arrived', () => {
    const host = [event('k1', 1, 60_000, issued('A', 1, 's')), event('k1', 2, 120_000, issued('A', 2, 's'))];
    const late = [event('k2', 1, 30_000, issued('A', 501, 's')), event('k2', 2, 90_000, issued('A', 502, 's'))];
    const state = reduceAll(emptyHall(zone), [...host, ...late]);
    expect(waitingOf(state).map((ticket) => ticket.number)).toEqual(['A501', 'A001', 'A502', 'A002']);
    expect(nextFor(state, { id: '1', services: ['s'] }, day, plainRules)?.number).toBe('A501');
    expect(nextFor(state, { id: '1', services: ['t'] }, day, plainRules)).toBeNull();
  });

  it('puts what a device far behind in time writes after what it knew of it', () => {
    const called = event('k1', 2, 3_600_000, call('A001', '1'));
    const known = reduceAll(emptyHall(zone), [event('k1', 1, 0, issued('A', 1, 's')), called]);
    const finish: HallFact = { kind: 'ticket.finished', ticket: id('A001'), counter: '1' };
    expect(newestOf(known, finish)).toBe(called.wall);
    const finished = event('k2', 1, 1_000, finish);
    expect(ticketOf(reduce(known, finished), id('A001'))?.phase).toBe('called');
    const after = { ...finished, data: { ...finished.data, after: called.wall + 1 } };
    for (const order of [[called, after] as const, [after, called] as const])
      expect(
        ticketOf(reduceAll(emptyHall(zone), [event('k1', 1, 0, issued('A', 1, 's')), ...order]), id('A001'))?.phase,
      ).toBe('finished');
  });

  it('breaks ties of time by device and sequence, on every device alike', () => {
    const events = [
      event('k2', 1, 0, issued('A', 501, 's')),
      event('k1', 2, 0, issued('A', 2, 's')),
      event('k1', 1, 0, issued('A', 1, 's')),
    ];
    expect(waitingOf(reduceAll(emptyHall(zone), events)).map((ticket) => ticket.number)).toEqual([
      'A001',
      'A002',
      'A501',
    ]);
  });

  it('dates what was issued without a believed clock by the first believed event of the same start', () => {
    const unknown = { trusted: false, wall: monday - 9 * 3_600_000 };
    const state = reduceAll(emptyHall(zone), [
      event('k2', 1, 0, issued('A', 501, 's', '2026-08-02'), { ...unknown, monotonicMs: 5_000 }),
      event('k1', 1, 7_000, issued('A', 1, 's')),
      event('k2', 2, 0, issued('A', 502, 's', '2026-08-02'), { ...unknown, monotonicMs: 8_000 }),
      event('k2', 3, 60_000, issued('A', 503, 's'), { monotonicMs: 60_000 }),
    ]);
    const tickets = waitingOf(state);
    expect(tickets.map((ticket) => [ticket.number, ticket.day])).toEqual([
      ['A501', day],
      ['A001', day],
      ['A502', day],
      ['A503', day],
    ]);
    expect(tickets.map((ticket) => ticket.issuedWall - monday)).toEqual([5_000, 7_000, 8_000, 60_000]);
    expect(state.highest.get(highestKey('k2', day, 'A'))).toBe(503);
  });

  it('lets tickets of an earlier, undated start be no later than the start that knows the time', () => {
    const state = reduceAll(emptyHall(zone), [
      event('k2', 1, 0, issued('A', 501, 's', '2026-08-02'), {
        trusted: false,
        wall: monday + 1e9,
        monotonicMs: 5_000,
      }),
      event('k2', 1, 60_000, issued('A', 502, 's'), { epoch: 2, monotonicMs: 20_000 }),
    ]);
    expect(waitingOf(state).map((ticket) => [ticket.number, ticket.day, ticket.issuedWall - monday])).toEqual([
      ['A501', day, 40_000],
      ['A502', day, 60_000],
    ]);
  });

  it('forgets days long past, but nobody who still stands', () => {
    const days = ['2026-08-03', '2026-08-04', '2026-08-05', '2026-08-06', '2026-08-07'];
    const events = days.flatMap((on, index) => [
      event('k1', 2 * index + 1, index * 86_400_000, issued('A', 1, 's', on)),
      event('k1', 2 * index + 2, index * 86_400_000 + 1, {
        kind: 'ticket.voided',
        ticket: `${on}/${index === 1 ? 'none' : 'A001'}`,
        reason: 'day-ended',
      }),
    ]);
    const state = reduceAll(emptyHall(zone), events);
    expect(ticketsOf(state).map((ticket) => ticket.id.slice(0, 10))).toEqual(days.slice(1));
    expect(state.highest.get(highestKey('k1', '2026-08-03', 'A'))).toBe(1);
  });

  it('keeps the newest answers and lets old ones go', () => {
    let state = emptyHall(zone);
    const refusal = { ok: false, fault: { kind: 'nobody-waiting', counter: '1' } } as const;
    for (let n = 0; n < 3 * answersKept; n += 1) state = withAnswer(state, `c${n}`, refusal);
    expect(answerTo(state, `c${3 * answersKept - 1}`)).toEqual(refusal);
    expect(answerTo(state, `c${2 * answersKept}`)).toEqual(refusal);
    expect(answerTo(state, 'c0')).toBeNull();
    expect(state.answers.fresh.size + state.answers.stale.size).toBeLessThanOrEqual(2 * answersKept);
  });
});

describe('facts', () => {
  it('come back from their data as they were', () => {
    const facts: readonly HallFact[] = [
      { ...issued('A', 12, 's'), at: 'k2' },
      call('A012', '1'),
      call('A012', '1', 2),
      { kind: 'ticket.no-show', ticket: id('A012'), counter: '1' },
      { kind: 'ticket.finished', ticket: id('A012'), counter: '1' },
      { kind: 'ticket.voided', ticket: id('A012'), reason: 'day-ended' },
      { kind: 'slip.started', ticket: id('A012'), jobId: 'j' },
      { kind: 'slip.ended', ticket: id('A012'), jobId: 'j', outcome: 'not-printed', reason: 'paper-out' },
      { kind: 'numbers.skipped', device: 'k2', day, series: 'A', from: 3, to: 5 },
    ];
    for (const fact of facts) expect(factOf(event('k1', 1, 0, fact))).toEqual(fact);
  });
});

describe('the persistent map', () => {
  it('does what a map does, and leaves every older value as it was', () => {
    const key = fc.constantFrom(...Array.from({ length: 60 }, (_, n) => `2026-08-03/A${n}`), 'Aa', 'BB', '');
    const step = fc.record({ key, value: fc.option(fc.nat(), { nil: null }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const plain = new Map<string, number>();
        let map = PersistentMap.empty<number>();
        const past: { readonly map: PersistentMap<number>; readonly entries: readonly [string, number][] }[] = [];
        for (const { key: at, value } of steps) {
          if (value === null) plain.delete(at);
          else plain.set(at, value);
          map = value === null ? map.without(at) : map.with(at, value);
          past.push({ map, entries: [...plain] });
        }
        for (const { map: old, entries } of past) {
          expect(old.size).toBe(entries.length);
          for (const [at, value] of entries) expect(old.get(at)).toBe(value);
          expect([...old.values()].sort((a, b) => a - b)).toEqual(
            entries.map(([, value]) => value).sort((a, b) => a - b),
          );
        }
      }),
      { numRuns: runs({ fast: 100, long: 2000 }) },
    );
  });

  it('keeps keys apart whose hashes are equal', () => {
    const [a, b] = collidingKeys();
    const map = PersistentMap.empty<number>().with(a, 1).with(b, 2);
    expect([map.get(a), map.get(b), map.size]).toEqual([1, 2, 2]);
    expect(map.without(a).get(b)).toBe(2);
    expect(map.without(a).has(a)).toBe(false);
  });
});

/** Two keys of one hash, found by trying: the hash is computed here again so that the test does not trust the map. */
function collidingKeys(): readonly [string, string] {
  const seen = new Map<number, string>();
  for (let n = 0; ; n += 1) {
    const key = `k${n}`;
    let hash = 0x811c9dc5;
    for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
    const before = seen.get(hash);
    if (before !== undefined) return [before, key];
    seen.set(hash, key);
  }
}
