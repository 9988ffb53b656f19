import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createHall } from '../../../behaviours/hall/index.ts';
import type { HallCommand } from '../../../behaviours/hall/events.ts';
import { loadDevice } from '../../../config/load.ts';
import { hallSettings } from '../../../firmware/settings.ts';
import { assert } from '../../../hal/assert.ts';
import { NodeEntropy } from '../../../hal/drivers/node-entropy.ts';
import { SqliteTicketLedger } from '../../../hal/drivers/sqlite-ticket-ledger.ts';
import type { VisitEvent } from '../../../hal/ports/ticket-ledger.ts';
import { ok } from '../../../hal/result.ts';
import { HandClock } from '../hand-clock.ts';
import { services } from './site.ts';

/** Working days of a year and visitors of a day: 125 000 tickets. */
export const days = 250;
export const visitorsADay = 500;

const dayMs = 86_400_000;
const signal = new AbortController().signal;

/** One day of the hall as it really writes it: numbers, slips, calls, arrivals, ends, each with its moment. */
const oneDay = async (hubFile: string): Promise<readonly VisitEvent[]> => {
  const loaded = loadDevice(hubFile);
  assert(loaded.ok, 'bench: the hub does not load');
  const clock = new HandClock();
  const written: VisitEvent[] = [];
  const blobs = new Map<string, Uint8Array>();
  const settings = hallSettings(loaded.value);
  const hall = createHall(settings, {
    clock,
    log: { write: () => undefined },
    entropy: new NodeEntropy(),
    link: null,
    onTransition: () => undefined,
    storage: {
      read: async (name) => ok(blobs.get(name) ?? null),
      write: async (name, bytes) => {
        blobs.set(name, bytes);
        return ok(undefined);
      },
      append: async () => ok(undefined),
      remove: async () => ok(undefined),
    },
    // In memory: the real one is written below, a day at a time.
    ledger: {
      head: 0,
      room: 'ample',
      repairs: [],
      open: async () => ok(undefined),
      close: async () => undefined,
      onFault: () => () => undefined,
      append: async (events) => {
        written.push(...events);
        return ok(written.length);
      },
      read: async () => ok([]),
      mark: async () => ok(null),
      check: async () => ok(1),
      archive: async () => ok(null),
      archives: async () => ok([]),
      readArchive: () => Promise.resolve(ok(null)),
      forget: async () => ok(0),
      forgotten: async () => ok([]),
      makeRoom: async () => ok('ample' as const),
    },
  });
  const started = await hall.start();
  assert(started.ok, 'bench: the hall does not start');
  const say = async (command: HallCommand): Promise<void> => {
    const answer = await hall.command(command);
    assert(answer.ok, `bench: ${command.name} refused: ${JSON.stringify(answer)}`);
  };
  let now = 0;
  const later = (ms: number): void => {
    now += ms;
    clock.turnTo(now);
  };
  for (let visitor = 0; visitor < visitorsADay; visitor += 1) {
    later(20_000);
    const service = services[visitor % services.length] ?? services[0];
    const issued = await hall.office.issue({ id: `visit/${visitor}`, service, priority: null, language: 'vi' });
    assert(issued.ok, `bench: no number: ${JSON.stringify(issued)}`);
    const jobId = `visit/${visitor}/slip`;
    await hall.office.slipStarted(issued.value.ticket, jobId);
    later(1_500);
    await hall.office.slipEnded(issued.value.ticket, jobId, 'printed', '');
    const counter = `${1 + (visitor % 20)}`;
    await say({ name: 'next', id: `next/${visitor}`, by: 'clerk', counter, finishing: true });
    later(8_000);
    await say({ name: 'arrived', id: `arrived/${visitor}`, by: 'clerk', counter });
    later(15_000);
    await say({ name: 'finish', id: `finish/${visitor}`, by: 'clerk', counter });
  }
  return written;
};

const dateOf = (wall: number): string => new Date(wall).toISOString().slice(0, 10);

/** The same day again, so many days earlier, in a start of its own. */
const earlier = (day: readonly VisitEvent[], back: number, epoch: number): readonly VisitEvent[] => {
  const first = day[0];
  assert(first !== undefined, 'bench: an empty day');
  const from = dateOf(first.wall + 7 * 3_600_000);
  const to = dateOf(first.wall + 7 * 3_600_000 - back * dayMs);
  return day.map((event) => {
    const data = JSON.stringify(event.data).replaceAll(from, to).replaceAll('visit/', `visit/${to}/`);
    return {
      ...event,
      id: `hub/${epoch}/${event.seq}`,
      epoch,
      wall: event.wall - back * dayMs,
      cause: `${to}/${event.cause}`,
      // Text of JSON in, JSON out.
      data: JSON.parse(data) as VisitEvent['data'],
    };
  });
};

/** Writes a year into a hub's ledger, up to the day before `now`; what it holds then. */
export const writeYear = async (
  hubFile: string,
  dataDir: string,
  now: number,
): Promise<{ readonly tickets: number; readonly events: number }> => {
  const day = await oneDay(hubFile);
  const first = day[0];
  assert(first !== undefined, 'bench: an empty day');
  // Its last day is yesterday.
  const ahead = Math.floor((now - first.wall) / dayMs) - 1;
  mkdirSync(dataDir, { recursive: true });
  // A year is written in a minute, for which no power cut counts; the hub opens it as it opens its own.
  const ledger = new SqliteTicketLedger(join(dataDir, 'ledger.sqlite'), 'OFF');
  const opened = await ledger.open(signal);
  assert(opened.ok, 'bench: the ledger does not open');
  let events = 0;
  for (let back = days - 1; back >= 0; back -= 1) {
    const moved = earlier(day, back - ahead, days - back);
    for (let at = 0; at < moved.length; at += 1000) {
      const appended = await ledger.append(moved.slice(at, at + 1000));
      assert(appended.ok, `bench: the ledger refuses: ${JSON.stringify(appended)}`);
    }
    events += moved.length;
    process.stderr.write(`\rwriting a year: ${days - back} of ${days} days  `);
  }
  process.stderr.write('\n');
  await ledger.close();
  return { tickets: days * visitorsADay, events };
};
