import { describe, expect, it } from 'vitest';
import { FreshStart } from '../../firmware/fresh-start.ts';
import type { Obstacle } from '../../firmware/update/work.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { KeptLog } from '../support/web.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Monday 16:00 in Hanoi. */
const monday = Date.UTC(2026, 7, 3, 9);

const watched = (trusted = true) => {
  const time = new SimClock();
  const clock = new DeviceClock(time, monday, trusted);
  const against: { now: readonly Obstacle[] } = { now: [] };
  const begun: number[] = [];
  const fresh = new FreshStart(420, {
    clock,
    log: new KeptLog(),
    obstacles: () => against.now,
    begin: () => void begun.push(time.now()),
  });
  fresh.start();
  return { time, against, begun, fresh };
};

describe('a fresh start', () => {
  it('is begun after ten quiet minutes of the next day, and once', async () => {
    const { begun, time } = watched();
    await time.advance(8 * hourMs + 9 * minuteMs);
    expect(begun).toEqual([]);
    await time.advance(2 * minuteMs);
    expect(begun).toEqual([8 * hourMs + 10 * minuteMs]);
    await time.advance(72 * hourMs);
    expect(begun.length).toBe(1);
  });

  it('waits while anything speaks against it, and counts the quiet anew after that', async () => {
    const { against, begun, time } = watched();
    await time.advance(8 * hourMs + 5 * minuteMs);
    against.now = [{ kind: 'at-machine' }];
    await time.advance(3 * hourMs);
    expect(begun).toEqual([]);
    against.now = [];
    await time.advance(9 * minuteMs);
    expect(begun).toEqual([]);
    await time.advance(3 * minuteMs);
    expect(begun.length).toBe(1);
  });

  it('is never begun by a clock that is not believed, nor after it was stopped', async () => {
    const unbelieved = watched(false);
    await unbelieved.time.advance(72 * hourMs);
    expect(unbelieved.begun).toEqual([]);
    const stopped = watched();
    stopped.fresh.stop();
    await stopped.time.advance(72 * hourMs);
    expect(stopped.begun).toEqual([]);
  });
});
