import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createHall, type Hall } from '../../behaviours/hall/index.ts';
import { NodeStorage } from '../../hal/drivers/node-storage.ts';
import { SqliteTicketLedger } from '../../hal/drivers/sqlite-ticket-ledger.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { daily, hallSettings, issueOf, mondayMorning } from '../support/hall-rig.ts';
import { noSmallDisk, SmallDisk } from '../support/small-disk.ts';

vi.setConfig({ testTimeout: 60_000 });

const reason = noSmallDisk();
const signal = new AbortController().signal;

describe.skipIf(reason !== null)(`a hall on a disk of its own${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let disk: SmallDisk;
  let ledger: SqliteTicketLedger;
  let storage: NodeStorage;
  let hall: Hall;
  let time: SimClock;
  let wall: DeviceClock;

  const start = async (): Promise<void> => {
    ledger = new SqliteTicketLedger(join(disk.directory, 'ledger.sqlite'), 'FULL', 512 * 1024);
    storage = new NodeStorage(join(disk.directory, 'blobs'));
    expect((await storage.open()).ok).toBe(true);
    expect((await ledger.open(signal)).ok).toBe(true);
    let drawn = 0;
    hall = createHall(hallSettings({ numbers: { from: 1, to: 99_999 } }), {
      clock: wall,
      ledger,
      storage,
      link: null,
      log: { write: () => undefined },
      entropy: { bytes: (count) => Uint8Array.from({ length: count }, () => (drawn += 7) % 256) },
      onTransition: () => undefined,
    });
    expect((await hall.start()).ok).toBe(true);
  };
  const stop = async (): Promise<void> => {
    await ledger.close();
    await storage.close();
  };

  beforeEach(async () => {
    disk = new SmallDisk(4096);
    time = new SimClock();
    wall = new DeviceClock(time, mondayMorning);
    await start();
  });
  afterEach(async () => {
    await stop();
    disk.unmount();
  });

  test('gives numbers until the disk is full, serves who has one, ends the day, and gives numbers again when there is room', async () => {
    disk.fill(150_000);
    const given: string[] = [];
    let refusal: unknown = null;
    for (let n = 0; refusal === null && n < 3_000; n += 1) {
      const issued = await hall.office.issue(issueOf(`r-${n}`));
      if (issued.ok) given.push(issued.value.number);
      else refusal = issued.fault;
    }
    expect(refusal).toMatchObject({ kind: 'ledger-refused', fault: { kind: 'full' } });
    expect(given.length).toBeGreaterThan(10);
    expect(new Set(given).size).toBe(given.length);
    expect(ledger.room).toBe('last');

    for (let n = 0; n < 5; n += 1) {
      expect((await hall.command(daily('next', `n-${n}`, '1'))).ok).toBe(true);
      expect((await hall.command(daily('finish', `f-${n}`, '1'))).ok).toBe(true);
    }
    // A restart on the full disk changes nothing.
    await stop();
    await start();
    expect(ledger.room).toBe('last');
    expect((await hall.office.issue(issueOf('again'))).ok).toBe(false);
    expect((await hall.command({ name: 'close-day', id: 'close', by: 'manager' })).ok).toBe(true);
    expect(hall.waiting()).toEqual([]);
    expect(hall.picture().closed).toBe(true);
    const told = hall.tickets().map(({ number }) => number);
    expect(given.filter((number) => !told.includes(number))).toEqual([]);

    disk.makeRoom();
    await time.advance(24 * 3_600_000);
    const next = await hall.office.issue(issueOf('tomorrow'));
    expect(next).toMatchObject({ ok: true, value: { number: 'A001', day: '2026-08-04' } });
    expect(ledger.room).toBe('ample');
  });
});
