import { describe, expect, it } from 'vitest';
import { hallRig, issueOf } from '../support/hall-rig.ts';

describe('the hall of one device', () => {
  it('gives numbers in order and calls them in order', async () => {
    const rig = await hallRig();
    const first = await rig.issue('a');
    const second = await rig.issue('b');
    expect([first.number, second.number]).toEqual(['A001', 'A002']);
    expect([first.ahead, second.ahead]).toEqual([0, 1]);
    expect(await rig.command({ name: 'next', id: 'c1', counter: '1' })).toEqual({
      ok: true,
      value: { number: 'A001', ticket: '2026-08-03/A001' },
    });
    expect(rig.events.filter((event) => event.type === 'ticket.called')).toMatchObject([
      { number: 'A001', counter: '1', call: 1, language: 'vi' },
    ]);
    expect(await rig.command({ name: 'next', id: 'c2', counter: '1' })).toEqual({
      ok: false,
      fault: { kind: 'counter-busy', counter: '1', number: 'A001' },
    });
    expect(await rig.command({ name: 'finish', id: 'c3', counter: '1' })).toMatchObject({ ok: true });
    expect(rig.hall.waiting().map((ticket) => ticket.number)).toEqual(['A002']);
    expect(rig.clock.pending).toBe(0);
  });

  it('answers a repeated request with the same number, at once, later and after a restart', async () => {
    const rig = await hallRig();
    const [one, two] = await Promise.all([
      rig.settled(rig.hall.office.issue(issueOf('same'))),
      rig.settled(rig.hall.office.issue(issueOf('same'))),
    ]);
    expect(one).toEqual(two);
    expect(await rig.issue('same')).toMatchObject({ number: 'A001' });
    await rig.restart();
    expect(await rig.issue('same')).toMatchObject({ number: 'A001' });
    expect(await rig.issue('other')).toMatchObject({ number: 'A002' });
  });
});
