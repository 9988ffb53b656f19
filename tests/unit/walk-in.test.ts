import { describe, expect, it } from 'vitest';
import { plainRules } from '../../behaviours/hall/settings.ts';
import { hallRig, type HallRig } from '../support/hall-rig.ts';

/* Somebody without a number: issued and called in one stroke. */

const walkIn = { name: 'walk-in', id: 'w1', by: 'clerk', counter: '1', service: 'ho-tich', priority: null } as const;
const kinds = (rig: HallRig): readonly string[] => rig.ledger.disk.map(({ kind }) => kind);

describe('a walk-in', () => {
  it('gets a number and is called by one line, told with the role, and announced to nobody', async () => {
    const rig = await hallRig();
    await rig.issue('waits');
    const answer = await rig.command(walkIn);
    expect(answer).toMatchObject({ ok: true, value: { number: 'A002' } });
    expect(rig.hall.picture().counters[0]?.current).toMatchObject({ number: 'A002', phase: 'called' });
    const [, issued, called] = rig.ledger.disk;
    expect(issued).toMatchObject({ kind: 'ticket.issued', cause: 'w1', data: { channel: 'clerk' } });
    expect(called).toMatchObject({ kind: 'ticket.called', cause: 'w1', data: { by: 'clerk', counter: '1' } });
    expect(rig.events.filter(({ type }) => type === 'ticket.called')).toEqual([]);
    // A recall is: they have walked away.
    await rig.command({ name: 'recall', id: 'r1', by: 'clerk', counter: '1' });
    expect(rig.events.filter(({ type }) => type === 'ticket.called')).toHaveLength(1);
  });

  it('is done once, however often it is asked, also after a restart', async () => {
    const rig = await hallRig();
    const first = await rig.command(walkIn);
    expect(await rig.command(walkIn)).toEqual(first);
    await rig.restart();
    expect(await rig.command(walkIn)).toEqual(first);
    expect(kinds(rig).filter((kind) => kind === 'ticket.issued')).toHaveLength(1);
    expect(kinds(rig).filter((kind) => kind === 'ticket.called')).toHaveLength(1);
  });

  it.each(['lost', 'kept', 'torn'] as const)(
    'is whole or not at all when the power is cut in its midst (%s)',
    async (fate) => {
      const rig = await hallRig();
      void rig.hall.command(walkIn);
      await rig.clock.settle();
      await rig.restart(fate);
      const issued = kinds(rig).filter((kind) => kind === 'ticket.issued').length;
      expect(kinds(rig).filter((kind) => kind === 'ticket.called')).toHaveLength(issued);
      expect(await rig.command(walkIn)).toMatchObject({ ok: true });
      expect(kinds(rig).filter((kind) => kind === 'ticket.issued')).toHaveLength(1);
      expect(rig.hall.waiting()).toEqual([]);
    },
  );

  it('gives no number to a counter that cannot serve just now', async () => {
    const rig = await hallRig({ rules: { ...plainRules, priority: { classes: ['declared'], overtakenAtMost: 3 } } });
    const refused = async (over: Partial<typeof walkIn> | { readonly priority: string }): Promise<unknown> => {
      const answer = await rig.command({ ...walkIn, ...over, id: JSON.stringify(over) });
      return answer.ok ? null : answer.fault.kind;
    };
    expect(await refused({ counter: '9' as '1' })).toBe('unknown-counter');
    expect(await refused({ service: 'unknown' as 'ho-tich' })).toBe('unknown-service');
    expect(await refused({ priority: 'king' })).toBe('unknown-class');
    await rig.command({ name: 'pause-counter', id: 'p', by: 'clerk', counter: '1', reason: '' });
    expect(await refused({})).toBe('counter-shut');
    await rig.command({ name: 'open', id: 'o', by: 'clerk', counter: '1', services: ['ho-tich'] });
    await rig.command(walkIn);
    expect(await refused({ priority: 'declared' })).toBe('counter-busy');
    expect(kinds(rig).filter((kind) => kind === 'ticket.issued')).toHaveLength(1);
  });

  it('says that its series is used up', async () => {
    const rig = await hallRig({ numbers: { from: 99_999, to: 99_999 }, host: 'kiosk-1' });
    expect(await rig.command(walkIn)).toMatchObject({ ok: true });
    await rig.command({ name: 'finish', id: 'f', by: 'clerk', counter: '1' });
    expect(await rig.command({ ...walkIn, id: 'w2' })).toMatchObject({
      ok: false,
      fault: { kind: 'numbers-exhausted', series: 'A' },
    });
  });
});
