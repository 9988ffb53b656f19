import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SeededRandom } from '../../sim/random.ts';

describe('simulated clock', () => {
  test('fires in the order of deadlines, equal ones in the order of arming', async () => {
    const clock = new SimClock();
    const log: string[] = [];
    clock.setTimeout(() => log.push(`b@${clock.now()}`), 20);
    clock.setTimeout(() => log.push(`a@${clock.now()}`), 10);
    clock.setTimeout(() => log.push(`c@${clock.now()}`), 20);
    await clock.advance(19);
    expect(log).toEqual(['a@10']);
    expect(clock.now()).toBe(19);
    await clock.advance(1);
    expect(log).toEqual(['a@10', 'b@20', 'c@20']);
    expect(clock.pending).toBe(0);
  });

  test('never fires synchronously, not even a span of nothing', async () => {
    const clock = new SimClock();
    let fired = false;
    clock.setTimeout(() => (fired = true), 0);
    expect(fired).toBe(false);
    await clock.advance(0);
    expect(fired).toBe(true);
  });

  test('a span that is not one is a bug of the caller', () => {
    const clock = new SimClock();
    for (const ms of [Number.NaN, -1, Number.POSITIVE_INFINITY])
      expect(() => clock.setTimeout(() => undefined, ms)).toThrow('timer');
  });

  test('a fraction of a millisecond is rounded up: not before it has passed', async () => {
    const clock = new SimClock();
    let at = -1;
    clock.setTimeout(() => (at = clock.now()), 1.2);
    await clock.advance(5);
    expect(at).toBe(2);
  });

  test('promises settle before the next deadline, however long their chain', async () => {
    const clock = new SimClock();
    const log: string[] = [];
    clock.setTimeout(() => {
      void (async () => {
        for (let i = 0; i < 200; i += 1) await Promise.resolve();
        log.push(`chain@${clock.now()}`);
        clock.setTimeout(() => log.push(`armed by it@${clock.now()}`), 5);
      })();
    }, 10);
    clock.setTimeout(() => log.push(`next@${clock.now()}`), 11);
    await clock.advance(100);
    expect(log).toEqual(['chain@10', 'next@11', 'armed by it@15']);
  });

  test('time stands until all have had their turn, also while a hold is on', async () => {
    const clock = new SimClock();
    const log: string[] = [];
    const release = clock.hold();
    clock.setTimeout(() => {
      for (const label of ['a', 'b', 'c']) clock.turn(() => log.push(`${label}@${clock.now()}`));
    }, 10);
    clock.setTimeout(() => log.push(`next@${clock.now()}`), 11);
    const advanced = clock.advance(100);
    for (let round = 0; round < 5; round += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual([]);
    clock.turn(() => clock.turn(() => log.push(`during the hold@${clock.now()}`)));
    for (let round = 0; round < 5; round += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual(['during the hold@0']);
    release();
    await advanced;
    expect(log).toEqual(['during the hold@0', 'a@10', 'b@10', 'c@10', 'next@11']);
  });

  test('a hold keeps time where it is until it is given back, twice given back is once', async () => {
    const clock = new SimClock();
    const log: number[] = [];
    let free: () => void = () => undefined;
    clock.setTimeout(() => {
      const release = clock.hold();
      free = release;
      setTimeout(() => {
        release();
        release();
        log.push(0 - clock.now());
      }, 5);
    }, 10);
    clock.setTimeout(() => log.push(clock.now()), 11);
    await clock.advance(20);
    expect(log).toEqual([-10, 11]);
    free();
    await clock.settle();
  });

  test('two holds: the first given back alone frees nothing', async () => {
    const clock = new SimClock();
    const log: string[] = [];
    clock.setTimeout(() => {
      void clock
        .during(() => new Promise((resolve) => setTimeout(resolve, 2)))
        .then(() => log.push(`short@${clock.now()}`));
      void clock
        .during(() => new Promise((resolve) => setTimeout(resolve, 8)))
        .then(() => log.push(`long@${clock.now()}`));
    }, 1);
    clock.setTimeout(() => log.push(`next@${clock.now()}`), 2);
    await clock.advance(3);
    expect(log).toEqual(['short@1', 'long@1', 'next@2']);
  });

  test('a hold that is taken while settling out of another counts too', async () => {
    const clock = new SimClock();
    const log: string[] = [];
    clock.setTimeout(() => {
      void clock
        .during(() => new Promise((resolve) => setTimeout(resolve, 2)))
        .then(() => clock.during(() => new Promise((resolve) => setTimeout(resolve, 2))))
        .then(() => log.push(`done@${clock.now()}`));
    }, 1);
    clock.setTimeout(() => log.push(`next@${clock.now()}`), 2);
    await clock.advance(3);
    expect(log).toEqual(['done@1', 'next@2']);
  });

  test('work that fails gives its hold back', async () => {
    const clock = new SimClock();
    await expect(clock.during(() => Promise.reject(new Error('disk')))).rejects.toThrow('disk');
    await clock.advance(10);
    expect(clock.now()).toBe(10);
  });

  test('one long advance equals many short ones', async () => {
    // A little world that arms, clears and re-arms by draws of its own; its log must not depend on how time is cut.
    const run = async (seed: number, cuts: readonly number[]): Promise<string[]> => {
      const clock = new SimClock();
      const random = new SeededRandom(seed);
      const log: string[] = [];
      const armed: number[] = [];
      const act = (name: string): void => {
        log.push(`${name}@${clock.now()}`);
        if (log.length > 300) return;
        armed.push(clock.setTimeout(() => act(`${name}a`.slice(-6)), random.below(50)));
        if (random.chance(0.4)) armed.push(clock.setTimeout(() => act(`${name}b`.slice(-6)), random.below(80)));
        if (random.chance(0.3)) clock.clearTimeout(random.pick(armed));
        if (random.chance(0.3)) void Promise.resolve().then(() => log.push(`settled@${clock.now()}`));
      };
      act('r');
      for (const cut of cuts) await clock.advance(cut);
      await clock.advanceTo(2000);
      return log;
    };
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 16 }),
        async (seed, cuts) => {
          expect(await run(seed, cuts)).toEqual(await run(seed, []));
        },
      ),
      { numRuns: 40, seed: 11 },
    );
  });

  test('a million timers in any order fire in order, and a cleared one never', async () => {
    const clock = new SimClock();
    const random = new SeededRandom(5);
    let last = -1;
    let fired = 0;
    let wrong = 0;
    const cleared: number[] = [];
    for (let i = 0; i < 1_000_000; i += 1) {
      const due = random.below(1000);
      const id = clock.setTimeout(() => {
        fired += 1;
        if (clock.now() < last || clock.now() !== due) wrong += 1;
        last = clock.now();
      }, due);
      // Most are cleared, as most timers of a real day are; the rest are walked.
      if (i % 20 !== 0) cleared.push(id);
    }
    for (const id of cleared) clock.clearTimeout(id);
    expect(clock.pending).toBe(50_000);
    await clock.advance(1000);
    expect({ fired, wrong, pending: clock.pending }).toEqual({ fired: 50_000, wrong: 0, pending: 0 });
  });

  test('step goes to the next deadline alone and says when none is left', async () => {
    const clock = new SimClock();
    clock.setTimeout(() => undefined, 7);
    const gone = clock.setTimeout(() => undefined, 3);
    clock.clearTimeout(gone);
    expect(clock.nextAt).toBe(7);
    expect(await clock.step()).toBe(true);
    expect(clock.now()).toBe(7);
    expect(await clock.step()).toBe(false);
    expect(clock.nextAt).toBeNull();
  });
});

describe('simulated time beside real hardware', () => {
  test('no timer fires before the pace says so, and what comes in meanwhile may be earlier', async () => {
    const clock = new SimClock();
    const log: string[] = [];
    let looks = 0;
    clock.setTimeout(() => log.push(`late@${clock.now()}`), 100);
    clock.paceWith((at) => {
      looks += 1;
      log.push(`asked for ${at}`);
      // Something real answers on the second look.
      if (looks === 2) clock.setTimeout(() => log.push(`answer@${clock.now()}`), 10);
      return Promise.resolve(looks > 2);
    });
    expect(await clock.step()).toBe(true);
    clock.paceWith(null);
    expect(await clock.step()).toBe(true);
    expect(log).toEqual(['asked for 100', 'asked for 100', 'asked for 10', 'answer@10', 'late@100']);
  });

  test('a pace has nothing to say when nothing waits', async () => {
    const clock = new SimClock();
    clock.paceWith(() => Promise.resolve(false));
    expect(await clock.step()).toBe(false);
  });
});

describe('a device’s own wall clock', () => {
  test('goes with simulated time, steps and is distrusted alone', async () => {
    const clock = new SimClock();
    const device = new DeviceClock(clock, 1_000_000);
    const other = new DeviceClock(clock, 1_000_000, false);
    await clock.advance(500);
    expect(device.wallTime()).toEqual({ instant: 1_000_500, trusted: true });
    device.stepWall(-3_600_000);
    expect(device.wallTime().instant).toBe(1_000_500 - 3_600_000);
    expect(other.wallTime()).toEqual({ instant: 1_000_500, trusted: false });
    other.setTrusted(true);
    expect(other.wallTime().trusted).toBe(true);
    expect(device.now()).toBe(500);
  });
});
