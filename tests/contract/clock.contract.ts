import { describe, expect, test } from 'vitest';
import type { Clock } from '../../hal/ports/clock.ts';

export interface ClockRig {
  readonly clock: Clock;
  /** Lets at least `ms` pass by the clock. */
  readonly pass: (ms: number) => Promise<void>;
  /** Moves the wall clock alone; null where a test must not touch it. */
  readonly stepWall: ((byMs: number) => void) | null;
  readonly pending: () => number;
}

/** Each sentence of `hal/ports/clock.ts`. */
export const clockContract = (name: string, makeRig: () => ClockRig): void => {
  describe(`clock: ${name}`, () => {
    test('now is monotonic, in whole milliseconds', async () => {
      const { clock, pass } = makeRig();
      let before = clock.now();
      for (let round = 0; round < 20; round++) {
        await pass(1);
        const now = clock.now();
        expect(Number.isInteger(now)).toBe(true);
        expect(now).toBeGreaterThan(before);
        before = now;
      }
    });

    test('setTimeout calls once, not before its span has passed by now, never synchronously', async () => {
      const { clock, pass, pending } = makeRig();
      for (const ms of [0, 1, 3, 7.5, 20]) {
        const armedAt = clock.now();
        const firedAt: number[] = [];
        clock.setTimeout(() => firedAt.push(clock.now()), ms);
        expect(firedAt).toEqual([]);
        await pass(60);
        expect(firedAt).toHaveLength(1);
        expect((firedAt[0] ?? 0) - armedAt).toBeGreaterThanOrEqual(ms);
      }
      expect(pending()).toBe(0);
    });

    test('timers fire by deadline, equal deadlines in the order of arming', async () => {
      const { clock, pass } = makeRig();
      const fired: string[] = [];
      const arm = (label: string, ms: number): void => void clock.setTimeout(() => fired.push(label), ms);
      arm('c', 10);
      arm('a', 2);
      // The span is shorter, the deadline the same or later than that of 'c' armed before.
      arm('b', 5);
      for (let index = 0; index < 10; index++) arm(`equal ${index}`, 20);
      await pass(60);
      expect(fired).toEqual(['a', 'b', 'c', ...Array.from({ length: 10 }, (_, index) => `equal ${index}`)]);
    });

    test('a timer armed by a timer waits its own span; one of 0 ms does not starve others', async () => {
      const { clock, pass } = makeRig();
      let rounds = 0;
      let other = false;
      const again = (): void => {
        rounds += 1;
        if (!other && rounds < 100_000) clock.setTimeout(again, 0);
      };
      clock.setTimeout(again, 0);
      clock.setTimeout(() => (other = true), 0);
      await pass(20);
      expect(other).toBe(true);
      expect(rounds).toBeLessThan(100_000);
    });

    test('a cleared timer does not fire, also when cleared by one that fires at the same deadline', async () => {
      const { clock, pass, pending } = makeRig();
      const fired: string[] = [];
      const cleared = clock.setTimeout(() => fired.push('cleared'), 5);
      clock.clearTimeout(cleared);
      let victim = 0;
      clock.setTimeout(() => clock.clearTimeout(victim), 8);
      victim = clock.setTimeout(() => fired.push('victim'), 8);
      await pass(40);
      expect(fired).toEqual([]);
      expect(pending()).toBe(0);
    });

    test('clearing a timer that fired or never was does nothing', async () => {
      const { clock, pass } = makeRig();
      const fired: string[] = [];
      const first = clock.setTimeout(() => fired.push('first'), 1);
      await pass(20);
      clock.clearTimeout(first);
      clock.clearTimeout(987_654_321);
      clock.setTimeout(() => fired.push('second'), 1);
      clock.clearTimeout(first);
      await pass(20);
      expect(fired).toEqual(['first', 'second']);
    });

    test('a span that is NaN, negative or infinite is a bug of the caller and throws', () => {
      const { clock, pending } = makeRig();
      for (const ms of [Number.NaN, -1, Number.POSITIVE_INFINITY])
        expect(() => clock.setTimeout(() => undefined, ms)).toThrow(/a timer of/);
      expect(pending()).toBe(0);
    });

    test('a month is no overflow', async () => {
      const { clock, pass, pending } = makeRig();
      let fired = false;
      const id = clock.setTimeout(() => (fired = true), 31 * 24 * 3600 * 1000);
      await pass(20);
      expect(fired).toBe(false);
      clock.clearTimeout(id);
      expect(pending()).toBe(0);
    });

    test('a turn is had at once when it is free, else when all asked for before and its promises are done', async () => {
      const { clock, pass } = makeRig();
      const log: string[] = [];
      const slowly = async (label: string): Promise<void> => {
        log.push(label);
        for (let link = 0; link < 50; link += 1) await Promise.resolve();
        log.push(`${label} done`);
      };
      await pass(1);
      clock.turn(() => {
        void slowly('first');
        clock.turn(() => void slowly('asked within'));
      });
      clock.turn(() => log.push('asked after'));
      expect(log).toEqual(['first']);
      await pass(2);
      expect(log).toEqual(['first', 'first done', 'asked within', 'asked within done', 'asked after']);
      clock.turn(() => log.push('free again'));
      expect(log.at(-1)).toBe('free again');
      await pass(1);
    });

    test('timers that are due together have a turn each', async () => {
      const { clock, pass } = makeRig();
      const log: string[] = [];
      for (const label of ['a', 'b'])
        clock.setTimeout(
          () =>
            clock.turn(() => {
              log.push(label);
              void Promise.resolve().then(() => log.push(`${label} done`));
            }),
          5,
        );
      await pass(20);
      expect(log).toEqual(['a', 'a done', 'b', 'b done']);
    });

    test('a step of the wall clock moves no timer and no span', async () => {
      const { clock, pass, stepWall } = makeRig();
      const { instant } = clock.wallTime();
      expect(Number.isInteger(instant)).toBe(true);
      const seen = { fired: false };
      clock.setTimeout(() => (seen.fired = true), 30);
      const before = clock.now();
      if (stepWall !== null) {
        stepWall(-3_600_000);
        expect(clock.wallTime().instant).toBeLessThan(instant);
      }
      // The hour that the wall clock lost is in no span; a loaded host may need some milliseconds of its own.
      expect(clock.now() - before).toBeLessThan(60_000);
      expect(seen.fired).toBe(false);
      for (let tries = 0; tries < 50 && !seen.fired; tries += 1) await pass(80);
      expect(seen.fired).toBe(true);
      expect(clock.now() - before).toBeLessThan(60_000);
    });
  });
};
