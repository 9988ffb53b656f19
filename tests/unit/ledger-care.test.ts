import { beforeEach, describe, expect, test } from 'vitest';
import { plainRules } from '../../behaviours/hall/settings.ts';
import type { JsonObject } from '../../hal/json.ts';
import { LedgerCare, type CareSettings } from '../../firmware/ledger-care.ts';
import { daily, hallRig, issueOf, type HallRig } from '../support/hall-rig.ts';

const minute = 60_000;
const hour = 60 * minute;

let rig: HallRig;
let care: LedgerCare;
let told: { readonly name: string; readonly data: JsonObject }[];
const toldOf = (name: string): readonly JsonObject[] => told.filter((one) => one.name === name).map(({ data }) => data);

const careFor = (over: Partial<CareSettings> = {}): LedgerCare =>
  new LedgerCare(
    { device: 'kiosk-1', zoneOffsetMin: 420, dayEndMinute: 18 * 60, keepMs: null, ...over },
    {
      clock: rig.wall,
      log: { write: (level, event) => void rig.log.push({ level, event }) },
      ledger: rig.ledger,
      hall: rig.hall,
      tell: (name, data) => void told.push({ name, data }),
      changed: () => undefined,
    },
  );

beforeEach(async () => {
  rig = await hallRig({ rules: { ...plainRules, strip: { series: 'D', count: 5 } } });
  told = [];
  care = careFor();
  care.connect();
  await rig.settled(care.begin());
});

/** Simulated time goes on, and the care looks as often as the app lets it. */
const pass = async (ms: number, every = minute): Promise<void> => {
  for (let gone = 0; gone < ms; gone += every) {
    await rig.clock.advance(every);
    await rig.settled(care.look());
  }
};

describe('the day’s close', () => {
  test('comes at its time, tells who was not served and how the day went, and the day is archived', async () => {
    for (const id of ['r-1', 'r-2', 'r-3']) await rig.issue(id);
    await rig.command(daily('next', 'n', '1'));
    await rig.command(daily('finish', 'f', '1'));
    await pass(10 * hour, 10 * minute);
    expect(rig.hall.picture().closed).toBe(false);
    await pass(20 * minute);
    expect(rig.hall.picture().closed).toBe(true);
    expect(toldOf('day-closed')).toEqual([
      { day: '2026-08-03', issued: 3, finished: 1, noShow: 0, cancelled: 0, unserved: ['A002', 'A003'] },
    ]);
    expect(care.status()).toMatchObject({ lastDay: { day: '2026-08-03', issued: 3 } });
    const archives = await rig.settled(rig.ledger.archives());
    expect(archives).toMatchObject({ ok: true, value: [{ name: '2026-08-03', from: 1, to: rig.ledger.head }] });
    // Nobody gets a number that nobody would call.
    expect(await rig.settled(rig.hall.office.issue(issueOf('late')))).toEqual({
      ok: false,
      fault: { kind: 'day-closed', day: '2026-08-03' },
    });
  });

  test('waits for whoever is at a counter', async () => {
    await rig.issue('r-1');
    await rig.command(daily('next', 'n', '1'));
    await pass(11 * hour, 10 * minute);
    expect(rig.hall.picture().closed).toBe(false);
    await rig.command(daily('finish', 'f', '1'));
    await pass(10 * minute);
    expect(rig.hall.picture().closed).toBe(true);
    expect(toldOf('day-closed')).toMatchObject([{ finished: 1, unserved: [] }]);
  });

  test('is not written on a day on which nobody came, nor by a device that does not decide', async () => {
    await pass(12 * hour, 10 * minute);
    expect(rig.ledger.head).toBe(0);
    rig = await hallRig({ host: 'kiosk-2' });
    care = careFor();
    care.connect();
    await pass(12 * hour, 10 * minute);
    expect(rig.ledger.head).toBe(0);
  });

  test('is left alone while the clock is not believed', async () => {
    await rig.issue('r-1');
    rig.wall.setTrusted(false);
    await pass(12 * hour, 10 * minute);
    expect(rig.hall.picture().closed).toBe(false);
  });
});

describe('archives', () => {
  test('a day that nobody closed is archived when the next has begun; a long one in parts', async () => {
    care = careFor({ dayEndMinute: null });
    care.connect();
    await rig.settled(care.begin());
    for (let n = 0; n < 60; n += 1) {
      const issued = await rig.issue(`r-${n}`);
      for (let slip = 0; slip < 50; slip += 1)
        await rig.settled(rig.hall.office.slipStarted(issued.ticket, `j-${n}-${slip}`));
      for (let slip = 0; slip < 50; slip += 1)
        await rig.settled(rig.hall.office.slipEnded(issued.ticket, `j-${n}-${slip}`, 'printed', ''));
    }
    await pass(minute);
    await pass(20 * hour, 10 * minute);
    expect(await rig.settled(rig.ledger.archives())).toMatchObject({
      value: [
        { name: '2026-08-03', from: 1, to: 5_000 },
        { name: '2026-08-03-2', from: 5_001, to: 6_060 },
      ],
    });
  });

  test('what they have held for longer than the site keeps it is forgotten, never today', async () => {
    care = careFor({ keepMs: 3 * 24 * hour, dayEndMinute: 18 * 60 });
    care.connect();
    await rig.settled(care.begin());
    for (let day = 0; day < 6; day += 1) {
      await rig.issue(`r-${day}`);
      await pass(24 * hour, 20 * minute);
    }
    const archives = await rig.settled(rig.ledger.archives());
    if (!archives.ok) throw new Error('no archives');
    expect(archives.value.map(({ name }) => name)).toEqual([3, 4, 5, 6, 7, 8].map((day) => `2026-08-0${day}`));
    const first = await rig.settled(rig.ledger.read(1, 1));
    const kept = first.ok ? first.value[0]?.position : undefined;
    // Closed on the 8th: of the 3rd and the 4th everything is in archives older than three days.
    expect(kept).toBe((archives.value[1]?.to ?? 0) + 1);
    // The hall goes on over it, and over a start.
    const before = rig.hall.tickets();
    await rig.restart();
    expect(rig.hall.tickets().map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(rig.hall.held()?.get('kiosk-1')?.get(1)).toEqual([{ from: 1, to: expect.any(Number) }]);
  });
});

describe('damage and room', () => {
  test('what was put right is told once, when it is found, and stands in the status', async () => {
    for (let n = 0; n < 5; n += 1) await rig.issue(`r-${n}`);
    rig.ledger.spoil(2);
    await rig.settled(rig.ledger.read(1, 10));
    await pass(minute);
    await pass(minute);
    expect(toldOf('ledger')).toEqual([
      { kind: 'quarantined', where: 'simulated ledger', from: 2, to: 2, missing: false },
    ]);
    expect(care.status()).toMatchObject({ repairs: [{ kind: 'quarantined', from: 2, to: 2 }] });
  });

  test('the past is gone through in small pieces, and what is spoilt there is found', async () => {
    rig = await hallRig({ numbers: { from: 1, to: 99_999 } });
    const event = (seq: number) => ({
      v: 1 as const,
      id: `kiosk-9/1/${seq}`,
      device: 'kiosk-9',
      epoch: 1,
      seq,
      monotonicMs: seq,
      wall: 1_785_000_000_000 + seq,
      trusted: true,
      cause: 'c',
      kind: 'of-another-time',
      data: {},
    });
    for (let from = 1; from <= 21_000; from += 1_000)
      await rig.settled(rig.ledger.append(Array.from({ length: 1_000 }, (_, index) => event(from + index))));
    care = careFor();
    care.connect();
    rig.ledger.spoil(3);
    await rig.settled(care.begin());
    expect(care.status()).toMatchObject({ checkedFrom: 1_001, repairs: [] });
    await rig.clock.advance(400);
    expect(care.status()).toMatchObject({ checkedFrom: 801, repairs: [] });
    await rig.clock.advance(10_000);
    expect(care.status()).toMatchObject({ checkedFrom: 1, repairs: [{ kind: 'quarantined', from: 3, to: 3 }] });
  });

  test('on a full disk no more numbers are given, the day ends in order, and both go on when there is room', async () => {
    await rig.issue('r-1');
    await rig.issue('r-2');
    rig.ledger.runShort();
    // The number that found the disk full is given: the reserve held it.
    await rig.issue('r-3');
    await pass(minute);
    expect(toldOf('ledger')).toEqual([{ kind: 'room', room: 'last' }]);
    expect(await rig.settled(rig.hall.office.issue(issueOf('r-4')))).toEqual({
      ok: false,
      fault: { kind: 'ledger-refused', fault: { kind: 'full' } },
    });
    // Whoever has a number is served.
    for (const n of [1, 2, 3]) {
      expect((await rig.command(daily('next', `n-${n}`, '1'))).ok).toBe(true);
      expect((await rig.command(daily('finish', `f-${n}`, '1'))).ok).toBe(true);
    }
    rig.ledger.mend();
    expect((await rig.issue('r-5')).number).toBe('A004');
    await pass(minute);
    expect(toldOf('ledger')).toEqual([
      { kind: 'room', room: 'last' },
      { kind: 'room', room: 'ample' },
    ]);
  });
});
