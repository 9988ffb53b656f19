import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { HallCommand } from '../../behaviours/hall/events.ts';
import { reduceAll } from '../../behaviours/hall/reduce.ts';
import { plainRules } from '../../behaviours/hall/settings.ts';
import { decodeHall, encodeHall, foldVersion } from '../../behaviours/hall/snapshot-codec.ts';
import { Snapshots, type Snapshot } from '../../behaviours/hall/snapshots.ts';
import { emptyHall, type HallState } from '../../behaviours/hall/state.ts';
import type { JsonValue } from '../../hal/json.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { SeededRandom } from '../../sim/random.ts';
import { daily, hallRig, issueOf, type HallRig } from '../support/hall-rig.ts';
import { runs } from '../support/tier.ts';

const zone = 420;
const textOf = (state: HallState): string => [...encodeHall(state)].map((part) => JSON.stringify(part)).join('\n');
const throughText = (state: HallState): HallState => {
  // What JSON.parse gives is what was just written.
  const parts = textOf(state)
    .split('\n')
    .map((line) => JSON.parse(line) as JsonValue);
  const decoded = decodeHall(parts, zone);
  if (decoded === null) throw new Error('not decoded');
  return decoded;
};

/** Some days of a hall in which everything happens that clerks, visitors, clocks and disks do to it. */
async function anyDays(seed: number, steps: number): Promise<{ rig: HallRig; events: readonly VisitEvent[] }> {
  const rig = await hallRig({
    rules: { ...plainRules, strip: { series: 'D', count: 30 }, priority: { classes: ['elderly'], overtakenAtMost: 2 } },
  });
  const random = new SeededRandom(seed);
  const pick = <T>(list: readonly [T, ...T[]]): T => list[random.below(list.length)] ?? list[0];
  for (let step = 0; step < steps; step += 1) {
    const counter = pick(['1', '2', '3']);
    const id = `${seed}-${step}`;
    const by = 'clerk';
    const number = pick(['A001', 'A002', 'A003', 'B001', 'K001', 'D001']);
    const service = pick(['ho-tich', 'chung-thuc', 'dat-dai']);
    const commands: readonly [HallCommand, ...HallCommand[]] = [
      daily('next', id, counter),
      daily('recall', id, counter),
      daily('arrived', id, counter),
      daily('no-show', id, counter),
      daily('finish', id, counter),
      { name: 'park', id, by, counter, reason: 'form' },
      { name: 'return', id, by, number },
      { name: 'transfer', id, by, counter, service, to: null },
      { name: 'extend', id, by, counter, service },
      { name: 'call', id, by, counter, number },
      { name: 'class', id, by, number, priority: 'elderly' },
      { name: 'defer', id, by, number },
      { name: 'cancel', id, by, number },
      { name: 'pause-counter', id, by, counter, reason: 'lunch' },
      { name: 'open', id, by, counter, services: [service] },
      { name: 'enter', id, by, number: `D00${random.below(9) + 1}`, service, minute: 0, priority: null },
    ];
    const what = random.below(100);
    if (what < 45) {
      const asked = issueOf(id, { service, priority: random.below(5) === 0 ? 'elderly' : null });
      const answer = await rig.settled(rig.hall.office.issue(asked));
      // The day may have been closed.
      if (!answer.ok) continue;
      const issued = answer.value;
      if (random.below(3) > 0) await rig.settled(rig.hall.office.slipStarted(issued.ticket, `job-${id}`));
      if (random.below(2) > 0) await rig.settled(rig.hall.office.slipEnded(issued.ticket, `job-${id}`, 'printed', ''));
    } else if (what < 93) await rig.command(pick(commands));
    else if (what < 95) await rig.restart();
    else if (what < 96) await rig.command({ name: 'close-day', id, by });
    else await rig.clock.advance(random.below(9 * 3_600_000));
    await rig.clock.advance(random.below(120_000));
  }
  return { rig, events: rig.ledger.disk };
}

describe('a snapshot', () => {
  test('and what came after it give the hall that everything gives, wherever it was made', async () => {
    for (let seed = 1; seed <= runs({ fast: 6, long: 200 }); seed += 1) {
      const { events } = await anyDays(seed, 150);
      const all = textOf(reduceAll(emptyHall(zone), events));
      const random = new SeededRandom(seed + 1000);
      for (let round = 0; round < 8; round += 1) {
        const cut = random.below(events.length + 1);
        const kept = throughText(reduceAll(emptyHall(zone), events.slice(0, cut)));
        expect(textOf(reduceAll(kept, events.slice(cut))), `seed ${seed}, cut at ${cut}`).toBe(all);
      }
    }
  });

  test('is of this fold: whoever changes what events make of the hall raises foldVersion, and these lines', () => {
    // A morning as version 1 of the ledger's schema wrote it (tests/e2e/ledger-schema.test.ts).
    const kept = readFileSync(new URL('../support/ledgers/schema-1/events.ndjson', import.meta.url), 'utf8');
    const events = kept
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as VisitEvent);
    const made = createHash('sha256')
      .update(textOf(reduceAll(emptyHall(zone), events)))
      .digest('hex')
      .slice(0, 16);
    expect({ foldVersion, made }).toEqual({ foldVersion: 8, made: '59ed31a5e59b9ec9' });
  });

  test('of another shape is none', () => {
    const [first] = [...encodeHall(emptyHall(zone))];
    expect(decodeHall([first ?? null], zone)).not.toBeNull();
    expect(decodeHall([first ?? null], 0)).toBeNull();
    expect(decodeHall([], zone)).toBeNull();
    expect(decodeHall([{ state: { zoneOffsetMin: zone } }], zone)).toBeNull();
    expect(decodeHall([first ?? null, { day: '2026-08-03', tickets: [] }], zone)).toBeNull();
  });
});

describe('kept on the disk', () => {
  let rig: HallRig;
  let snapshots: Snapshots;
  let state: HallState;
  const thrown = (): readonly string[] =>
    rig.log.filter(({ event }) => event === 'snapshot.thrown-away').map(({ event }) => event);
  const fresh = (device = 'kiosk-1'): Snapshots =>
    new Snapshots(device, zone, {
      clock: rig.wall,
      log: { write: (level, event) => void rig.log.push({ level, event }) },
      ledger: rig.ledger,
      storage: rig.storage,
    });
  const snapshot = (over: Partial<Snapshot> = {}): Snapshot => ({
    position: rig.ledger.head,
    state,
    requests: { told: [['r', '2026-08-03/A001']], unseen: [] },
    newestWall: 1_785_718_500_000,
    epoch: 3,
    waits: { habits: { days: 3 } },
    ...over,
  });

  beforeEach(async () => {
    ({ rig } = await anyDays(3, 60));
    state = reduceAll(emptyHall(zone), rig.ledger.disk);
    snapshots = fresh();
    await rig.settled(snapshots.keep(snapshot()));
  });

  test('is read back as it was', async () => {
    const read = await rig.settled(fresh().open());
    expect(read === null ? null : textOf(read.state)).toBe(textOf(state));
    expect(read).toMatchObject({ ...snapshot(), state: expect.anything() });
    expect(thrown()).toEqual([]);
  });

  test('is thrown away when a single character is another', async () => {
    const blob = rig.storage.disk.get('hall-snapshot');
    if (blob === undefined) throw new Error('nothing was kept');
    const random = new SeededRandom(11);
    for (let round = 0; round < runs({ fast: 60, long: 2000 }); round += 1) {
      const spoilt = Uint8Array.from(blob);
      const at = random.below(spoilt.length);
      spoilt[at] = (spoilt[at] ?? 0) ^ (1 << random.below(7));
      await rig.settled(rig.storage.write('hall-snapshot', spoilt));
      const read = await rig.settled(fresh().open());
      // A bit of the header that is of no weight (an id of a request) may pass; the state never does.
      if (read !== null) expect(textOf(read.state), `byte ${at}`).toBe(textOf(state));
    }
    for (const cut of [0, 1, 100, blob.length >> 1, blob.length - 1]) {
      await rig.settled(rig.storage.write('hall-snapshot', blob.slice(0, cut)));
      expect(await rig.settled(fresh().open()), `cut to ${cut}`).toBeNull();
    }
    expect(thrown().length).toBeGreaterThan(0);
  });

  test('is thrown away beside another ledger, an earlier copy of it, or on another device', async () => {
    expect(await rig.settled(fresh('kiosk-2').open())).toBeNull();
    await rig.loseTail(1);
    expect(await rig.settled(fresh().open())).toBeNull();
    const other = await anyDays(4, 80);
    for (const event of other.events.slice(0, 3))
      await rig.settled(rig.ledger.append([{ ...event, id: `x/${event.id}` }]));
    expect(await rig.settled(fresh().open())).toBeNull();
  });

  test('is not written into the last room of a full disk, nor over a newer one', async () => {
    const before = rig.storage.disk.get('hall-snapshot');
    await rig.settled(snapshots.keep(snapshot({ position: 1 })));
    expect(rig.storage.disk.get('hall-snapshot')).toEqual(before);
    rig.ledger.runShort();
    await rig.settled(rig.ledger.append([{ ...(rig.ledger.disk[0] as VisitEvent), id: 'last' }]));
    await rig.settled(fresh().keep(snapshot()));
    expect(rig.storage.disk.get('hall-snapshot')).toEqual(before);
  });
});

test('a hall that starts from a snapshot is the hall that reads everything, and gives the next number', async () => {
  const rig = await hallRig({ numbers: { from: 1, to: 99_999 }, digits: 5 });
  // Enough for one: four thousand events.
  for (let n = 0; n < 1_400; n += 1) {
    const issued = await rig.issue(`r-${n}`);
    await rig.settled(rig.hall.office.slipStarted(issued.ticket, `j-${n}`));
    await rig.settled(rig.hall.office.slipEnded(issued.ticket, `j-${n}`, 'printed', ''));
  }
  await rig.clock.advance(60_000);
  expect(rig.storage.disk.has('hall-snapshot')).toBe(true);
  await rig.command(daily('next', 'n', '1'));
  const before = { tickets: rig.hall.tickets(), picture: rig.hall.picture() };
  // Were the ledger read from its beginning, one ticket would be missing.
  rig.ledger.spoil(10);
  await rig.restart();
  expect(rig.hall.tickets()).toEqual(before.tickets);
  expect(rig.hall.picture()).toEqual(before.picture);
  expect((await rig.issue('r-0')).number).toBe('A00001');
  expect((await rig.issue('new')).number).toBe('A01401');
});

test('the hall’s memory does not grow with the days: of days gone by only what numbers and events were is kept', async () => {
  const rig = await hallRig();
  const sizes: number[] = [];
  for (let day = 0; day < 12; day += 1) {
    for (let n = 0; n < 12; n += 1) {
      const issued = await rig.issue(`${day}-${n}`);
      await rig.settled(rig.hall.office.slipStarted(issued.ticket, `j-${day}-${n}`));
      await rig.settled(rig.hall.office.slipEnded(issued.ticket, `j-${day}-${n}`, 'printed', ''));
      await rig.command(daily('next', `n-${day}-${n}`, '1'));
      await rig.command(daily('finish', `f-${day}-${n}`, '1'));
    }
    await rig.clock.advance(24 * 3_600_000);
    // Answers to commands are kept up to a number of their own.
    const { answers } = emptyHall(zone);
    sizes.push(textOf({ ...reduceAll(emptyHall(zone), rig.ledger.disk), answers }).length);
  }
  const [before = 0, after = 0] = [sizes[7], sizes.at(-1)];
  expect(after - before).toBeLessThan(4 * 100);
});
