import { describe, expect, it } from 'vitest';
import type { HallFact } from '../../behaviours/hall/events.ts';
import { dataOf } from '../../behaviours/hall/facts.ts';
import { reduceAll } from '../../behaviours/hall/reduce.ts';
import { emptyHall, ticketOf } from '../../behaviours/hall/state.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';

/*
 * A counter's visitor is sent on, put aside or given one more service at one device, and finished at another that has not heard of it and
 * whose clock is behind: in the hall's order the finish comes first. Nobody would decide so who knew of both.
 */

const monday = 1_785_718_500_000;
const today = '2026-08-03';
const ticket = `${today}/S001`;
const at = { ticket, counter: '1' } as const;

const issued: HallFact = {
  kind: 'ticket.issued',
  ticket,
  day: today,
  series: 'S',
  n: 1,
  number: 'S001',
  service: 's',
  priority: null,
  language: 'vi',
  requestId: 'r',
  token: '00',
  channel: 'here',
  apart: false,
  person: null,
  booking: null,
};
const called: HallFact = { kind: 'ticket.called', ...at, call: 1, by: 'clerk' };
const arrived: HallFact = { kind: 'ticket.arrived', ...at };
const finished: HallFact = { kind: 'ticket.finished', ...at };
const sentOn: HallFact = { kind: 'ticket.transferred', ...at, service: 't', to: null, by: 'clerk' };
const parked: HallFact = { kind: 'ticket.parked', ...at, reason: 'papers' };
const extended: HallFact = { kind: 'ticket.extended', ticket, service: 't', by: 'clerk' };

/** What becomes of the ticket, its lines heard in this order or the other way round: that may change nothing. */
const after = (...facts: readonly HallFact[]) => {
  const events = facts.map((fact, index): VisitEvent => ({
    v: 1,
    id: `hub/1/${index + 1}`,
    device: 'hub',
    epoch: 1,
    seq: index + 1,
    monotonicMs: index * 1_000,
    wall: monday + index * 1_000,
    trusted: true,
    cause: `fact-${index}`,
    ...dataOf(fact),
  }));
  const heard = [events, events.toReversed()].map((order) => ticketOf(reduceAll(emptyHall(420), order), ticket));
  expect(heard[1]).toEqual(heard[0]);
  return heard[0];
};
const before = [issued, called, arrived] as const;

describe('whom one device finished, unheard of what another did with them', () => {
  it('waits for what they were sent on to', () => {
    const waits = { phase: 'waiting', service: 't', counter: null, calls: 0, finishedWall: null, further: [] };
    expect(after(...before, finished, sentOn)).toMatchObject(waits);
    expect(after(...before, sentOn, finished)).toMatchObject(waits);
  });

  it('is put aside and comes back, or waits for the service that was added', () => {
    expect(after(...before, finished, parked)).toMatchObject({ phase: 'parked', service: 's', finishedWall: null });
    expect(after(...before, finished, extended)).toMatchObject({ phase: 'waiting', service: 't', finishedWall: null });
    expect(after(...before, extended, finished)).toMatchObject({ phase: 'waiting', service: 't' });
  });

  it('keeps the services that were to come', () => {
    const more: HallFact = { ...extended, service: 'u' };
    expect(after(...before, more, finished, sentOn)).toMatchObject({ phase: 'waiting', service: 't', further: ['u'] });
    expect(after(...before, more, finished, parked)).toMatchObject({ phase: 'parked', service: 's', further: ['u'] });
  });

  it('stays finished for any other counter, and once they were called again', () => {
    expect(after(...before, finished, { ...sentOn, counter: '2' })).toMatchObject({ phase: 'finished', service: 's' });
    const more: HallFact = { ...extended, service: 'u' };
    const again = [...before, more, finished, { ...called, counter: '2' }] as const;
    expect(after(...again, sentOn)).toMatchObject({ phase: 'called', service: 'u', counter: '2' });
    expect(after(...before, finished, arrived)).toMatchObject({ phase: 'finished' });
  });
});
