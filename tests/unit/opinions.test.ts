import { describe, expect, it } from 'vitest';
import type { Command, CommandAnswer } from '../../firmware/commands.ts';
import { Opinions } from '../../firmware/opinions.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { hallRig, mondayMorning } from '../support/hall-rig.ts';

const minute = 60_000;

let visits = 0;
/** A visit that has ended, each time another. */
const visit = (): { readonly id: string; readonly service: string } => {
  visits += 1;
  return { id: `2026-08-03/A${visits}`, service: 'ho-tich' };
};

const done: CommandAnswer = { ok: true, value: {} };

const bench = (answer: () => CommandAnswer = () => done, noted: () => CommandAnswer = () => done) => {
  const clock = new SimClock();
  const sent: { readonly at: number; readonly command: Extract<Command, { name: 'rate' }> }[] = [];
  let drawn = 0;
  const opinions = new Opinions(
    {
      command: (command) => {
        if (command.name === 'rated') return Promise.resolve(noted());
        if (command.name === 'rate') sent.push({ at: clock.now(), command });
        return Promise.resolve(answer());
      },
    },
    {
      clock: new DeviceClock(clock, mondayMorning, true),
      entropy: { bytes: (count) => Uint8Array.from({ length: count }, () => (drawn += 91) % 256) },
      log: { write: () => undefined },
    },
  );
  return { clock, opinions, sent };
};

describe('opinions', () => {
  it('are written together, in another order than they came, with nothing but service and level', async () => {
    const { clock, opinions, sent } = bench();
    const levels = [4, 3, 4, 1, 2, 4, 3, 1];
    for (const level of levels) {
      expect(await opinions.take(visit(), level)).toBe('taken');
      await clock.advance(minute);
    }
    expect(sent).toEqual([]);
    await clock.advance(10 * minute);
    expect(sent.map(({ command }) => command.level).toSorted((a, b) => a - b)).toEqual(
      levels.toSorted((a, b) => a - b),
    );
    expect(sent.map(({ command }) => command.level)).not.toEqual(levels);
    expect(new Set(sent.map(({ at }) => at)).size).toBe(1);
    for (const { command } of sent)
      expect({ ...command, id: '' }).toEqual({
        name: 'rate',
        id: '',
        service: 'ho-tich',
        level: command.level,
        by: 'visitor',
      });
    expect(new Set(sent.map(({ command }) => command.id)).size).toBe(levels.length);
  });

  it('wait for company, but not for ever, and are written when the page ends', async () => {
    const { clock, opinions, sent } = bench();
    await opinions.take(visit(), 4);
    await clock.advance(90 * minute);
    expect(sent).toEqual([]);
    await clock.advance(45 * minute);
    expect(sent.length).toBe(1);
    await opinions.take(visit(), 2);
    await opinions.close();
    expect(sent.length).toBe(2);
    await clock.advance(300 * minute);
    expect(sent.length).toBe(2);
  });

  it('are asked again of a hub that is away, under the same id, and of nobody else', async () => {
    const away = { ok: false, refusal: { kind: 'hub-away', hub: 'kiosk-2' } } as const;
    let now: CommandAnswer = away;
    const { clock, opinions, sent } = bench(() => now);
    for (const level of [1, 2, 3]) await opinions.take(visit(), level);
    await clock.advance(16 * minute);
    expect(sent.length).toBe(3);
    now = { ok: true, value: {} };
    await clock.advance(16 * minute);
    const ids = sent.map(({ command }) => command.id);
    expect(ids.slice(3).toSorted()).toEqual(ids.slice(0, 3).toSorted());
    now = { ok: false, refusal: { kind: 'unknown-service', service: 'ho-tich' } };
    for (const level of [1, 2, 3]) await opinions.take(visit(), level);
    await clock.advance(16 * minute);
    await clock.advance(200 * minute);
    expect(sent.length).toBe(9);
  });

  it('have a limit', async () => {
    const { opinions } = bench();
    for (let i = 0; i < 500; i += 1) expect(await opinions.take(visit(), 4)).toBe('taken');
    expect(await opinions.take(visit(), 4)).toBe('refused');
  });

  it('are not taken where it cannot be written down that they were given, or they were before', async () => {
    let noted: CommandAnswer = { ok: false, refusal: { kind: 'ledger-refused' } };
    const { clock, opinions, sent } = bench(
      () => done,
      () => noted,
    );
    expect(await opinions.take(visit(), 1)).toBe('refused');
    noted = { ok: false, refusal: { kind: 'already-rated', number: 'A001' } };
    expect(await opinions.take(visit(), 1)).toBe('given');
    await clock.advance(300 * minute);
    await opinions.close();
    expect(sent).toEqual([]);
  });
});

describe('an opinion in the hall', () => {
  it('is counted once under one id, by its service, and refused for a service that nobody knows', async () => {
    const rig = await hallRig();
    const rate = (id: string, service = 'ho-tich') =>
      rig.command({ name: 'rate', id, by: 'visitor', service, level: 4 });
    expect((await rate('a')).ok).toBe(true);
    expect((await rate('a')).ok).toBe(true);
    expect((await rate('b')).ok).toBe(true);
    expect(await rate('c', 'weather')).toEqual({ ok: false, fault: { kind: 'unknown-service', service: 'weather' } });
    const rated = rig.ledger.disk.filter(({ kind }) => kind === 'visit.rated');
    expect(rated.map(({ data }) => data)).toEqual([
      { service: 'ho-tich', level: 4 },
      { service: 'ho-tich', level: 4 },
    ]);
  });

  it('is given once a visit, over a restart too, and not before the visit is over', async () => {
    const rig = await hallRig();
    const { number } = await rig.issue('one');
    const give = (id: string) => rig.command({ name: 'rated', id, by: 'visitor', number });
    expect(await give('early')).toMatchObject({ ok: false, fault: { kind: 'wrong-phase', phase: 'waiting' } });
    await rig.command({ name: 'next', id: 'n', by: 'clerk', counter: '1', finishing: false });
    await rig.command({ name: 'finish', id: 'f', by: 'clerk', counter: '1' });
    expect(await give('first')).toMatchObject({ ok: true, value: { number } });
    // The phone that heard no answer asks again under the same id.
    expect(await give('first')).toMatchObject({ ok: true });
    expect(await give('second')).toEqual({ ok: false, fault: { kind: 'already-rated', number } });
    await rig.restart();
    expect(await give('third')).toEqual({ ok: false, fault: { kind: 'already-rated', number } });
    const given = rig.ledger.disk.filter(({ kind }) => kind === 'ticket.rated');
    expect(given.map(({ data }) => data)).toEqual([{ ticket: `2026-08-03/${number}` }]);
  });
});
