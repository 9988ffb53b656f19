import { describe, expect, it } from 'vitest';
import { factOf } from '../../behaviours/hall/facts.ts';
import { hallRig } from '../support/hall-rig.ts';

/* A clerk calls by the number on a slip; this device is cut off from the one that gave it, and knows nothing of it but that number. */

const called = async () => {
  const rig = await hallRig();
  const at = { by: 'clerk', counter: '1' } as const;
  expect(await rig.command({ name: 'call', id: 'c', number: 'A501', ...at })).toMatchObject({ ok: true });
  return { rig, at };
};

describe('a number whose issue has not been heard of', () => {
  it('is sent on only with the service that it is for: a line without one nobody could read, and nobody would wait for them there', async () => {
    const { rig, at } = await called();
    const refused = await rig.command({ name: 'transfer', id: 't1', service: null, to: '2', ...at });
    expect(refused).toMatchObject({ ok: false, fault: { kind: 'service-not-heard', number: 'A501' } });
    const service = rig.hall.picture().counters.find(({ id }) => id === '2')?.services[0] ?? '';
    expect(await rig.command({ name: 'transfer', id: 't2', service, to: '2', ...at })).toMatchObject({ ok: true });
    // Nobody stands in line of whom only a number is known; the clerk there calls by it, as the one here did.
    expect(rig.hall.waiting()).toEqual([]);
    const shown = { name: 'call', by: 'clerk', id: 'n', counter: '2', number: 'A501' } as const;
    expect(await rig.command(shown)).toMatchObject({ ok: true, value: { number: 'A501' } });
  });

  it('leaves no line that this device could not read again, whatever is done with it', async () => {
    for (const wish of [
      { name: 'arrived' },
      { name: 'recall' },
      { name: 'finish' },
      { name: 'park', reason: '' },
      { name: 'transfer', service: null, to: '2' },
      { name: 'transfer', service: null, to: null },
    ] as const) {
      const { rig, at } = await called();
      await rig.clock.advance(60_000);
      await rig.command({ ...wish, id: 'w', ...at });
      expect(rig.ledger.disk.filter((event) => factOf(event) === null)).toEqual([]);
    }
  });
});
