import { expect, it } from 'vitest';
import { isNear } from '../../behaviours/hall/near.ts';

const rule = { ahead: 2, withinMs: 5 * 60_000 };
const wait = (p50Min: number, beyondClosing = false) => ({ p50Min, p90Min: 2 * p50Min, beyondClosing });

it.each([
  ['nobody is before them', { ahead: 0, direct: false, wait: wait(45) }, true],
  ['they may go at once', { ahead: 3, direct: true, wait: null }, true],
  ['few are before them, and nobody knows how long', { ahead: 2, direct: false, wait: null }, true],
  ['few are before them, and it goes quickly', { ahead: 2, direct: false, wait: wait(12) }, true],
  ['few are before them who will take an hour', { ahead: 2, direct: false, wait: wait(45) }, false],
  ['many are before them, and it goes quickly', { ahead: 7, direct: false, wait: wait(5) }, true],
  ['many are before them', { ahead: 7, direct: false, wait: wait(6) }, false],
  ['many are before them, and the doors close first', { ahead: 7, direct: false, wait: wait(5, true) }, false],
  ['many are before them, and nobody knows how long', { ahead: 3, direct: false, wait: null }, false],
])('a turn is near or not where %s', (_, standing, near) => {
  expect(isNear(standing, rule)).toBe(near);
});
