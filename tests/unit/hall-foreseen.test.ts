import { beforeAll, describe, expect, it } from 'vitest';
import { Foreseen } from '../../behaviours/hall/foreseen.ts';
import { reduce, reduceAll } from '../../behaviours/hall/reduce.ts';
import { emptyHall, withAnswer, type HallState } from '../../behaviours/hall/state.ts';
import { present } from '../../hal/assert.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { fail } from '../../hal/result.ts';
import { daily, hallRig, issueOf } from '../support/hall-rig.ts';

/** A morning as a ledger holds it: numbers, calls, ends. */
const morning = async (): Promise<readonly VisitEvent[]> => {
  const rig = await hallRig();
  for (let visitor = 0; visitor < 6; visitor += 1) await rig.settled(rig.hall.office.issue(issueOf(`r${visitor}`)));
  for (const name of ['next', 'arrived', 'finish', 'next'] as const)
    await rig.settled(rig.hall.command(daily(name, name, '1')));
  return rig.ledger.disk;
};

describe('the hall worked out while the disk syncs', () => {
  let events: readonly VisitEvent[];
  const start = emptyHall(420);
  const foldedBy = (foreseen: Foreseen, from: HallState, which: readonly VisitEvent[]): HallState =>
    which.reduce((state, event) => foreseen.after(state, event), from);
  beforeAll(async () => {
    events = await morning();
    expect(events.length).toBeGreaterThan(8);
  });

  it('is looked up when they are durable, in one append or in several that follow each other', () => {
    const foreseen = new Foreseen();
    foreseen.foresee(start, events.slice(0, 4));
    for (const event of events.slice(4)) foreseen.foresee(start, [event]);
    const first = present(events[0], 'an event');
    const after = foreseen.after(start, first);
    expect(after).toEqual(reduce(start, first));
    expect(foldedBy(foreseen, after, events.slice(1))).toEqual(reduceAll(start, events));
  });

  it('is worked out anew where it went otherwise: an append failed, or something else came between', () => {
    const foreseen = new Foreseen();
    for (const event of events) foreseen.foresee(start, [event]);
    const lost = events.slice(0, 1);
    foreseen.forget(lost);
    expect(foldedBy(foreseen, start, events.slice(1))).toEqual(reduceAll(start, events.slice(1)));

    foreseen.foresee(start, events);
    const refused = withAnswer(start, 'c1', fail({ kind: 'nobody-waiting', counter: '1' }));
    expect(foldedBy(foreseen, refused, events)).toEqual(reduceAll(refused, events));
  });
});
