import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HallCommand, HallFact, HallRefusal } from '../../behaviours/hall/events.ts';
import { decide, type DecisionRules } from '../../behaviours/hall/decide.ts';
import { dataOf } from '../../behaviours/hall/facts.ts';
import { nextFor } from '../../behaviours/hall/order.ts';
import { pictureOf } from '../../behaviours/hall/picture.ts';
import { reduce, reduceAll } from '../../behaviours/hall/reduce.ts';
import { plainRules, type HallRules } from '../../behaviours/hall/settings.ts';
import { countersNow } from '../../behaviours/hall/counters.ts';
import { currentAt, emptyHall, ticketOf, ticketsOf, waitingOf, type HallState } from '../../behaviours/hall/state.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';

const monday = 1_785_718_500_000;
const today = '2026-08-03';

const services = ['s', 't'].map((id) => ({ id, series: id.toUpperCase(), typicalMs: 480_000 }));
const counters = [
  { id: '1', services: ['s'] },
  { id: '2', services: ['s', 't'] },
];

const issued = (n: number, service: string, priority: string | null = null): HallFact => {
  const number = `${service.toUpperCase()}${String(n).padStart(3, '0')}`;
  return {
    kind: 'ticket.issued',
    ticket: `${today}/${number}`,
    day: today,
    series: service.toUpperCase(),
    n,
    number,
    service,
    priority,
    language: 'vi',
    requestId: number,
    token: '00',
    channel: 'here',
    apart: false,
    person: null,
    booking: null,
  };
};

/** A hall on a desk: facts and commands at minutes of the day, everything that was written down kept. */
class Desk {
  state: HallState = emptyHall(420);
  readonly written: VisitEvent[] = [];
  readonly #rules: DecisionRules;
  #wall = monday;

  constructor(rules: Partial<HallRules> = {}) {
    this.#rules = { counters, services, rules: { ...plainRules, ...rules } };
  }

  get rules(): HallRules {
    return this.#rules.rules;
  }

  later(ms: number): this {
    this.#wall += ms;
    return this;
  }

  write(fact: HallFact, cause = `fact-${this.written.length}`, device = 'hub'): this {
    const seq = this.written.length + 1;
    const event: VisitEvent = {
      v: 1,
      id: `${device}/1/${seq}`,
      device,
      epoch: 1,
      seq,
      monotonicMs: this.#wall - monday,
      wall: this.#wall,
      trusted: true,
      cause,
      ...dataOf(fact),
    };
    this.written.push(event);
    this.state = reduce(this.state, event);
    this.#wall += 1_000;
    return this;
  }

  issue(n: number, service = 's', priority: string | null = null): this {
    return this.write(issued(n, service, priority));
  }

  /** Does it; gives the refusal, or null. */
  say(command: HallCommand): HallRefusal | null {
    const decided = decide(this.state, command, this.#rules, { wall: this.#wall, today, token: 'f'.repeat(32) });
    if (!decided.ok) return decided.fault;
    for (const fact of decided.value) this.write(fact, command.id);
    return null;
  }

  next(counter: string, finishing = false): string | null {
    const refusal = this.say({ name: 'next', id: `next-${this.written.length}`, by: 'clerk', counter, finishing });
    return refusal === null ? (currentAt(this.state, counter)?.number ?? '') : refusal.kind;
  }

  at(counter: string, name: 'recall' | 'arrived' | 'no-show' | 'finish'): string {
    return this.say({ name, id: `${name}-${this.written.length}`, by: 'clerk', counter })?.kind ?? 'done';
  }

  phase(number: string): string {
    return ticketOf(this.state, `${today}/${number}`)?.phase ?? 'unknown';
  }

  waiting(): string[] {
    return waitingOf(this.state).map((ticket) => ticket.number);
  }
}

const of = (number: string) => ({ id: `of-${number}`, by: 'clerk', number });

describe('a visit at the counters', () => {
  it('is called, walks, is served and over; the walk is no service', () => {
    const desk = new Desk().issue(1);
    expect(desk.next('1')).toBe('S001');
    expect(desk.phase('S001')).toBe('called');
    desk.later(40_000);
    expect(desk.at('1', 'arrived')).toBe('done');
    expect([desk.at('1', 'recall'), desk.at('1', 'no-show'), desk.at('1', 'arrived')]).toEqual([
      'already-there',
      'already-there',
      'already-there',
    ]);
    desk.later(300_000);
    expect(desk.at('1', 'finish')).toBe('done');
    expect(desk.phase('S001')).toBe('finished');
    expect(desk.state.days[today]?.served).toEqual({ s: { count: 1, totalMs: 301_000 } });
    const record = [...(desk.state.days[today]?.tickets.values() ?? [])][0];
    expect(record?.walkMs).toBe(41_000);
  });

  it('has who was called to the same counter by another device after the one before the clerk, not under everybody who waits', () => {
    const both = (): Desk => {
      const desk = new Desk().issue(1).issue(2).issue(3);
      desk.write({ kind: 'ticket.called', ticket: `${today}/S001`, counter: '1', call: 1, by: null }, 'a', 'member');
      desk.write({ kind: 'ticket.called', ticket: `${today}/S002`, counter: '1', call: 1, by: null }, 'b');
      return desk;
    };
    // Whoever walks is called once more: the clerk was busy when they came.
    const walking = both();
    expect(walking.next('1', true)).toBe('S001');
    expect(ticketOf(walking.state, `${today}/S001`)).toMatchObject({ phase: 'called', calls: 2 });
    expect([walking.phase('S002'), walking.waiting()]).toEqual(['finished', ['S003']]);
    expect(walking.next('1', true)).toBe('S003');
    // Who stands there is before the clerk.
    const standing = both().write({ kind: 'ticket.arrived', ticket: `${today}/S001`, counter: '1' });
    expect(standing.next('1', true)).toBe('S001');
    expect(ticketOf(standing.state, `${today}/S001`)).toMatchObject({ phase: 'serving', calls: 1 });
  });

  it('ends and begins with one press where the clerk wants it so', () => {
    const desk = new Desk().issue(1).issue(2);
    expect(desk.next('1', true)).toBe('S001');
    expect(desk.next('1')).toBe('counter-busy');
    expect(desk.next('1', true)).toBe('S002');
    expect(desk.phase('S001')).toBe('finished');
    expect(desk.next('1', true)).toBe('');
    expect(desk.phase('S002')).toBe('finished');
    expect(desk.next('1', true)).toBe('nobody-waiting');
  });

  it('waits for the next of its services with the place it earned', () => {
    const desk = new Desk().issue(1).issue(1, 't').issue(2, 't');
    desk.next('1');
    expect(desk.say({ name: 'extend', id: 'x', by: 'clerk', counter: '1', service: 't' })).toBeNull();
    // One press does not finish a visit that goes on elsewhere.
    expect(desk.next('1', true)).toBe('counter-busy');
    desk.at('1', 'finish');
    expect(desk.waiting()).toEqual(['S001', 'T001', 'T002']);
    expect(desk.next('2')).toBe('S001');
    desk.at('2', 'finish');
    expect(desk.phase('S001')).toBe('finished');
    expect(Object.keys(desk.state.days[today]?.served ?? {}).sort()).toEqual(['s', 't']);
  });

  it('goes to another service or to one counter with its place, and to nobody else', () => {
    const desk = new Desk().issue(1).issue(2).issue(1, 't');
    desk.next('1');
    const transfer = { name: 'transfer', id: 'x', by: 'clerk', counter: '1' } as const;
    expect(desk.say({ ...transfer, service: null, to: null })?.kind).toBe('same-place');
    expect(desk.say({ ...transfer, service: 'z', to: null })?.kind).toBe('unknown-service');
    expect(desk.say({ ...transfer, service: null, to: '9' })?.kind).toBe('unknown-counter');
    expect(desk.say({ ...transfer, service: null, to: '2' })).toBeNull();
    expect(desk.waiting()).toEqual(['S001', 'S002', 'T001']);
    expect(desk.next('1')).toBe('S002');
    expect(desk.next('2')).toBe('S001');
  });

  it('is put aside and comes back where the site wants it', () => {
    for (const [parked, line] of [
      [{ to: 'earned' }, ['S001', 'S002', 'S003', 'S004']],
      [{ to: 'behind', people: 2 }, ['S002', 'S003', 'S001', 'S004']],
      [{ to: 'end' }, ['S002', 'S003', 'S004', 'S001']],
    ] as const) {
      const desk = new Desk({ parked }).issue(1).issue(2).issue(3).issue(4);
      desk.next('1');
      expect(desk.say({ name: 'park', id: 'p', by: 'clerk', counter: '1', reason: 'photocopy' })).toBeNull();
      expect([desk.phase('S001'), currentAt(desk.state, '1')]).toEqual(['parked', null]);
      expect(desk.say({ name: 'return', ...of('S001') })).toBeNull();
      expect(desk.waiting()).toEqual(line);
    }
  });

  it('comes late after a no-show and is taken back; two behind the same one keep their order', () => {
    const desk = new Desk({ latecomers: { to: 'behind', people: 1 } }).issue(1).issue(2).issue(3).issue(4);
    for (const number of ['S001', 'S002']) {
      expect(desk.next('1')).toBe(number);
      expect(desk.at('1', 'no-show')).toBe('too-few-calls');
      desk.at('1', 'recall');
      desk.at('1', 'recall');
      expect(desk.at('1', 'no-show')).toBe('done');
    }
    expect(desk.say({ name: 'return', ...of('S002') })).toBeNull();
    desk.later(5_000);
    expect(desk.say({ name: 'return', ...of('S001') })).toBeNull();
    // S001 is put behind the first who waits, S003, where S002 already stands; S002 came back earlier.
    expect(desk.waiting()).toEqual(['S003', 'S002', 'S001', 'S004']);
  });

  it('asks for more time and lets others go first; who is last has nobody to let go', () => {
    const desk = new Desk({ deferBehind: 2 }).issue(1).issue(2).issue(3).issue(4);
    expect(desk.say({ name: 'defer', ...of('S001') })).toBeNull();
    expect(desk.waiting()).toEqual(['S002', 'S003', 'S001', 'S004']);
    expect(desk.say({ name: 'defer', ...of('S004') })?.kind).toBe('last-in-line');
    desk.next('1');
    expect(desk.say({ name: 'defer', ...of('S002') })?.kind).toBe('wrong-phase');
  });

  it('is called from a slip that the hall has not heard of, and has one story when its issue comes', () => {
    const desk = new Desk();
    expect(desk.say({ name: 'call', ...of('S501'), counter: '1' })).toBeNull();
    expect(currentAt(desk.state, '1')?.number).toBe('S501');
    expect(desk.waiting()).toEqual([]);
    expect(desk.at('1', 'arrived')).toBe('done');
    expect(desk.at('1', 'finish')).toBe('done');
    desk.write(issued(501, 's'), 'late', 'kiosk-2');
    expect(ticketOf(desk.state, `${today}/S501`)).toMatchObject({ phase: 'finished', service: 's', counter: '1' });
    expect(desk.waiting()).toEqual([]);
    expect(desk.say({ name: 'call', ...of('S501'), counter: '1' })?.kind).toBe('wrong-phase');
    expect(desk.say({ name: 'call', ...of('hello'), counter: '1' })?.kind).toBe('unknown-ticket');
  });

  it('is cancelled while it waits or walks, not while it is served', () => {
    const desk = new Desk().issue(1).issue(2).issue(3);
    expect(desk.say({ name: 'cancel', ...of('S002') })).toBeNull();
    desk.next('1');
    desk.at('1', 'arrived');
    expect(desk.say({ name: 'cancel', ...of('S001') })?.kind).toBe('wrong-phase');
    desk.next('2');
    expect(desk.say({ name: 'cancel', ...of('S003') })).toBeNull();
    expect([desk.phase('S002'), desk.phase('S003'), currentAt(desk.state, '2')]).toEqual([
      'cancelled',
      'cancelled',
      null,
    ]);
  });

  it('is not called twice by a slip of the finger', () => {
    const desk = new Desk({ recallGuardMs: 5_000 }).issue(1);
    desk.next('1');
    expect(desk.at('1', 'recall')).toBe('too-soon');
    desk.later(5_000);
    expect(desk.at('1', 'recall')).toBe('done');
  });
});

describe('a counter', () => {
  it('is open as config says until somebody says otherwise, for the day', () => {
    const desk = new Desk().issue(1).issue(1, 't');
    const now = () =>
      countersNow(desk.state, counters, today).map(({ id, services: serves, state }) => [id, state, ...serves]);
    expect(now()).toEqual([
      ['1', 'open', 's'],
      ['2', 'open', 's', 't'],
    ]);
    desk.say({ name: 'open', id: 'o', by: 'clerk', counter: '1', services: ['t'] });
    expect(desk.next('1')).toBe('T001');
    expect(desk.say({ name: 'close', id: 'c', by: 'clerk', counter: '1' })?.kind).toBe('counter-busy');
    desk.say({ name: 'pause-counter', id: 'p', by: 'clerk', counter: '2', reason: 'lunch' });
    expect(desk.next('2')).toBe('counter-shut');
    desk.at('1', 'finish');
    desk.say({ name: 'close', id: 'c2', by: 'clerk', counter: '1' });
    expect(now()).toEqual([
      ['1', 'closed', 't'],
      ['2', 'paused', 's', 't'],
    ]);
    expect(countersNow(desk.state, counters, '2026-08-04').map((one) => one.state)).toEqual(['open', 'open']);
    expect(desk.say({ name: 'open', id: 'o2', by: 'clerk', counter: '1', services: ['zz'] })?.kind).toBe(
      'unknown-service',
    );
  });
});

const fair = { priority: { classes: ['elderly'], overtakenAtMost: 2 } };

describe('priority', () => {
  it('goes before, until an ordinary ticket has been overtaken as often as the site allows', () => {
    const desk = new Desk(fair).issue(1).issue(2);
    for (const n of [3, 4, 5, 6]) desk.issue(n, 's', 'elderly');
    const order = [];
    for (let i = 0; i < 6; i += 1) order.push(desk.next('1', true));
    expect(order).toEqual(['S003', 'S004', 'S001', 'S002', 'S005', 'S006']);
  });

  it('is nothing where the site knows no classes, or not this one', () => {
    const plain = new Desk().issue(1).issue(2, 's', 'elderly');
    expect(plain.next('1')).toBe('S001');
    const other = new Desk(fair).issue(1).issue(2, 's', 'royal');
    expect(other.next('1')).toBe('S001');
  });

  it('is confirmed or taken away by staff', () => {
    const desk = new Desk(fair).issue(1).issue(2).issue(3, 's', 'elderly');
    expect(desk.say({ name: 'class', ...of('S003'), priority: null })).toBeNull();
    expect(desk.say({ name: 'class', ...of('S002'), priority: 'royal' })?.kind).toBe('unknown-class');
    expect(desk.say({ name: 'class', ...of('S002'), priority: 'elderly' })).toBeNull();
    expect(ticketOf(desk.state, `${today}/S002`)).toMatchObject({ priority: 'elderly', confirmed: true });
    expect(desk.next('1')).toBe('S002');
  });

  it('has overtaken whoever it was called before, wherever it is sent afterwards', () => {
    const desk = new Desk(fair).issue(1);
    for (const n of [2, 3, 4, 5]) desk.issue(n, 's', 'elderly');
    const wish = { by: 'clerk', counter: '1' } as const;
    desk.next('1');
    desk.say({ name: 'transfer', id: 'sent on', ...wish, service: 't', to: null });
    desk.next('1');
    desk.say({ name: 'class', ...of('S003'), priority: null });
    desk.say({ name: 'park', id: 'put aside', ...wish, reason: '' });
    expect(desk.next('1')).toBe('S001');
  });

  it('has overtaken whoever it was called before, also where another device had taken its number back unheard', () => {
    const desk = new Desk(fair).issue(1);
    for (const n of [2, 3, 4, 5]) desk.issue(n, 's', 'elderly');
    const soon = 600_000;
    desk.later(soon);
    expect([desk.next('1', true), desk.next('1', true), desk.at('1', 'finish')]).toEqual(['S002', 'S003', 'done']);
    desk.later(-soon);
    desk.write({ kind: 'ticket.voided', ticket: `${today}/S003`, reason: 'unseen' }, 'unseen', 'member');
    desk.later(soon);
    expect(desk.phase('S003')).toBe('void');
    expect(desk.next('1')).toBe('S001');
  });

  it('has overtaken also whoever was sent to this very counter for what it does not serve', () => {
    const desk = new Desk(fair).issue(1);
    const send = (id: string): unknown =>
      desk.say({ name: 'transfer', id: `send ${id}`, by: 'clerk', counter: '2', service: null, to: '1' });
    expect(desk.next('2')).toBe('S001');
    send('S001');
    for (const n of [2, 3, 4]) desk.issue(n, 't', 'elderly');
    for (const id of ['T002', 'T003', 'T004']) {
      expect(desk.next('2')).toBe(id);
      send(id);
    }
    expect([desk.next('1', true), desk.next('1', true), desk.next('1', true)]).toEqual(['T002', 'T003', 'S001']);
  });

  it('never overtakes an ordinary ticket more often than stated, however they come and are called', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3 }),
        fc.array(
          fc.oneof(
            fc.record({ do: fc.constant('issue' as const), service: fc.constantFrom('s', 't'), prior: fc.boolean() }),
            fc.record({ do: fc.constant('next' as const), counter: fc.constantFrom('1', '2') }),
          ),
          { minLength: 5, maxLength: 60 },
        ),
        (overtakenAtMost, steps) => {
          const desk = new Desk({ priority: { classes: ['elderly'], overtakenAtMost } });
          const ordinary: { number: string; service: string; overtaken: Record<string, number> }[] = [];
          let n = 0;
          for (const step of steps) {
            if (step.do === 'issue') {
              n += 1;
              desk.issue(n, step.service, step.prior ? 'elderly' : null);
              if (!step.prior)
                ordinary.push({
                  number: `${step.service.toUpperCase()}${String(n).padStart(3, '0')}`,
                  service: step.service,
                  overtaken: {},
                });
              continue;
            }
            const before = new Set(desk.waiting());
            const called = desk.next(step.counter, true) ?? '';
            const ticket = ticketOf(desk.state, `${today}/${called}`);
            if (ticket === null || ticket.priority === null) continue;
            for (const one of ordinary)
              if (before.has(one.number) && Number(one.number.slice(1)) < Number(called.slice(1))) {
                const serves = counters.find(({ id }) => id === step.counter)?.services.includes(one.service) === true;
                if (serves) one.overtaken[step.counter] = (one.overtaken[step.counter] ?? 0) + 1;
              }
          }
          for (const one of ordinary)
            for (const count of Object.values(one.overtaken)) expect(count).toBeLessThanOrEqual(overtakenAtMost);
        },
      ),
    );
  });
});

describe('whatever the order in which the events come', () => {
  it('the hall is the same', () => {
    const desk = new Desk({ ...fair, parked: { to: 'behind', people: 1 } })
      .issue(1)
      .issue(2)
      .issue(3, 's', 'elderly')
      .issue(1, 't');
    desk.next('1');
    desk.say({ name: 'park', id: 'p', by: 'clerk', counter: '1', reason: '' });
    desk.next('1');
    desk.at('1', 'arrived');
    desk.say({ name: 'transfer', id: 't', by: 'clerk', counter: '1', service: 't', to: null });
    desk.say({ name: 'return', ...of('S003') });
    desk.say({ name: 'pause-counter', id: 'q', by: 'clerk', counter: '1', reason: 'lunch' });
    desk.say({ name: 'open', id: 'o', by: 'clerk', counter: '1', services: ['t'] });
    desk.write({ kind: 'numbers.leased', device: 'kiosk-2', day: today, series: 'S', from: 501, to: 520 });
    desk.write({ kind: 'hub.raised', hub: 'b', term: 2, by: 'manager' });
    desk.write({ kind: 'hub.raised', hub: 'a', term: 2, by: 'manager' });
    desk.write({ kind: 'visit.rated', service: 's', level: 4 });
    desk.write({ kind: 'booking.cancelled', code: 'x' });
    desk.write({
      kind: 'booking.made',
      code: 'x',
      day: today,
      service: 's',
      minute: 600,
      language: 'vi',
      person: null,
      registered: monday,
    });
    const whole = (state: HallState): unknown => ({
      tickets: ticketsOf(state),
      waiting: waitingOf(state).map(({ id }) => id),
      called: state.called,
      desks: state.desks,
      hub: state.hub,
      leases: state.leases,
      served: state.days[today]?.served,
      ratings: state.days[today]?.ratings,
      standing: state.days[today]?.standing,
      cancelled: [...state.bookings.cancelled.values()],
      next: nextFor(state, { id: '2', services: ['s', 't'] }, today, desk.rules)?.id,
    });
    const expected = whole(desk.state);
    expect(desk.state.hub).toMatchObject({ device: 'a', term: 2 });
    fc.assert(
      fc.property(fc.shuffledSubarray(desk.written, { minLength: desk.written.length }), (shuffled) => {
        expect(whole(reduceAll(emptyHall(420), shuffled))).toEqual(expected);
      }),
    );
  });
});

describe('the picture of a hall', () => {
  it('shows counters, calls, lines and figures, and nothing of who somebody is', () => {
    const desk = new Desk(fair).issue(1).issue(2).issue(3, 's', 'elderly').issue(1, 't');
    desk.next('1');
    desk.later(5_000);
    desk.next('2');
    desk.at('2', 'arrived');
    desk.say({ name: 'pause-counter', id: 'q', by: 'clerk', counter: '1', reason: 'lunch' });
    const picture = pictureOf(desk.state, { counters, services, host: 'hub' }, today, ticketsOf(desk.state));
    expect(picture.counters).toMatchObject([
      { id: '1', state: 'paused', reason: 'lunch', current: { number: 'S003', phase: 'called' } },
      { id: '2', state: 'open', reason: '', current: { number: 'S001', phase: 'serving' } },
    ]);
    expect(picture.calls.map(({ number, counter, over }) => [number, counter, over])).toEqual([
      ['S001', '2', true],
      ['S003', '1', false],
    ]);
    expect(picture.tickets.map(({ number }) => number)).toEqual(['S001', 'S003', 'S002', 'T001']);
    expect(picture.services).toEqual([
      { id: 's', waiting: 1 },
      { id: 't', waiting: 1 },
    ]);
    expect(picture.figures).toMatchObject({ issued: 4, waiting: 2, called: 1, serving: 1 });
    expect(picture.hub).toEqual({ device: 'hub', term: 0 });
    expect(JSON.stringify(picture)).not.toContain('token');
    desk.write({ kind: 'hub.raised', hub: 'kiosk-2', term: 1, by: 'manager' });
    expect(
      pictureOf(desk.state, { counters, services, host: 'hub' }, '2026-08-04', ticketsOf(desk.state)),
    ).toMatchObject({
      hub: { device: 'kiosk-2', term: 1 },
      tickets: [],
      figures: { issued: 0 },
    });
  });
});
