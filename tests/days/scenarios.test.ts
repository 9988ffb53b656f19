import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planFromScenario, shippedScenarios } from '../../sim/run-plan.ts';
import { runPlan } from '../../sim/run.ts';
import { recordings, runs } from '../support/tier.ts';

/** These are run in `hub.test.ts` and `ordinary-day.test.ts`, which ask more of them. */
const elsewhere: readonly string[] = ['hub-pulled', 'hub-lost', 'ordinary-ward-day'];
/**
 * Hours in which many pass, for the long tier. In the fast one tests/e2e/sim-determinism.test.ts walks the first minute of each
 * recording, and `greeting-score.test.ts` judges a busy part of the standard day.
 */
const long: readonly string[] = ['eth', 'zara01', 'standard-day'];
const names = shippedScenarios().filter(
  (name) => !elsewhere.includes(name) && (!long.includes(name) || runs({ fast: 0, long: 1 }) > 0),
);

/** Scenarios on recordings that are no part of the project. */
const needs: Readonly<Record<string, string>> = { eth: 'eth_eth.csv', zara01: 'ucy_zara01.csv' };

describe('shipped scenarios', () => {
  test('there are some', () => {
    expect(shippedScenarios()).toEqual(
      expect.arrayContaining(['first-visitor', 'paper-out-in-the-rush', 'broker-gone', 'disk-full', 'standard-day']),
    );
  });

  for (const name of names) {
    const file = needs[name];
    const missing = file !== undefined && !existsSync(join(recordings(), 'tracks', file));
    test.skipIf(missing)(
      `${name} goes as it says`,
      async () => {
        const plan = planFromScenario(name, null);
        if (!plan.ok) throw new Error(plan.fault.join('\n'));
        const summary = await runPlan(plan.value);
        const failed = summary.outcomes.filter(({ ok }) => !ok);
        expect(
          failed.map(({ expected, was }) => `expected ${expected}; was ${was}`),
          `again: npx ${plan.value.replay}`,
        ).toEqual([]);
        expect(summary.outcomes.length).toBeGreaterThan(0);
      },
      900_000,
    );
  }
});
