import { describe, expect, test } from 'vitest';
import { follow } from '../../behaviours/greeting/climber.ts';
import { judgeStop } from '../../behaviours/greeting/stop-rule.ts';
import type { Person } from '../../behaviours/presence/events.ts';
import { settings } from '../support/greeting-rig.ts';

const person = (x: number, vx: number, intent: number | null = null): Person => ({
  id: 1,
  x,
  y: 0,
  vx,
  vy: 0,
  sigmaM: 0.05,
  seen: true,
  firstAt: 0,
  stillSince: 1_000,
  intent,
  group: 1,
});

/** Came within reach at 1 s and stood; `then` is what the frame 3 s later says of them. */
const stopOf = (then: Person) => {
  const came = follow(null, person(1.1, 0), 1_000, settings);
  const stood = follow(came, person(1.1, 0), 1_300, settings);
  return judgeStop({ ...follow(stood, then, 4_000, settings), seenSince: 1_000 }, 4_000, settings);
};

describe('a stop', () => {
  test('counts within reach', () => {
    expect(stopOf(person(1.1, 0))).toMatchObject({ counts: true, reason: { rule: 'stop' } });
  });

  test('counts on the very line, where noise would have them in and out', () => {
    expect(stopOf(person(1.28, 0))).toMatchObject({ counts: true });
  });

  test('does not count farther out, though nearness is held there', () => {
    expect(settings.engageM + settings.hysteresisM).toBeGreaterThan(1.4);
    expect(stopOf(person(1.4, 0))).toBeNull();
  });

  test('does not count for one who is walking off, while the half second still says that they stand', () => {
    expect(stopOf(person(1.1, 0.7))).toBeNull();
    expect(stopOf(person(1.1, -0.7))).toBeNull();
  });

  test('counts for one who shifts their weight', () => {
    expect(stopOf(person(1.1, 0.3))).toMatchObject({ counts: true });
  });
});
