import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HallPicture, PictureTicket } from '../../behaviours/hall/picture.ts';
import { deltaOf, withDelta } from '../../firmware/pages/counter/delta.ts';
import { hallRig } from '../support/hall-rig.ts';
import { runs } from '../support/tier.ts';

/* What a clerk's page is told of a change is all of the change: before and delta make after. */

const ticket = (id: string, calls: number): PictureTicket => ({
  id: `2026-08-03/${id}`,
  number: id,
  service: 'ho-tich',
  further: [],
  to: null,
  phase: 'waiting',
  counter: null,
  calls,
  priority: null,
  confirmed: false,
  apart: false,
  dossier: false,
  language: 'vi',
  issuedWall: 0,
  calledWall: null,
  arrivedWall: null,
});

describe('what a page is told of a change', () => {
  it('makes the picture after it out of the picture before it', async () => {
    const rig = await hallRig();
    const empty = rig.hall.picture();
    const tickets = fc.uniqueArray(
      fc.record({ id: fc.constantFrom('A001', 'A002', 'B001', 'K001', 'K002'), calls: fc.nat(2) }),
      { selector: ({ id }) => id },
    );
    const picture = fc
      .record({ tickets, closed: fc.boolean(), reason: fc.constantFrom('', 'lunch'), waiting: fc.nat(3) })
      .map(({ tickets: some, closed, reason, waiting }): HallPicture => ({
        ...empty,
        tickets: some.map(({ id, calls }) => ticket(id, calls)),
        closed,
        services: empty.services.map((service) => ({ ...service, waiting })),
        counters: empty.counters.map((counter, index) => (index === 1 ? { ...counter, reason } : counter)),
      }));
    fc.assert(
      fc.property(picture, picture, (before, after) => {
        const delta = deltaOf(before, after);
        expect(delta === null ? before : withDelta(before, JSON.parse(JSON.stringify(delta)))).toEqual(after);
        expect(deltaOf(after, after)).toBeNull();
      }),
      { numRuns: runs({ fast: 200, long: 5_000 }) },
    );
  });

  it('is small where little changed, and refused where it does not fit', async () => {
    const rig = await hallRig();
    for (let i = 0; i < 100; i += 1) await rig.issue(`r${i}`);
    const before = rig.hall.picture();
    await rig.command({ name: 'next', id: 'c', by: 'clerk', counter: '1', finishing: true });
    const after = rig.hall.picture();
    const delta = deltaOf(before, after);
    expect(delta?.tickets).toHaveLength(1);
    expect(JSON.stringify(delta).length).toBeLessThan(JSON.stringify(after).length / 5);
    if (delta !== null)
      expect(
        withDelta(
          { ...before, tickets: before.tickets.slice(0, 3) },
          { ...delta, order: after.tickets.map(({ id }) => id) },
        ),
      ).toBeNull();
  });
});
