import { expect, test } from 'vitest';
import { readRecordedRun } from '../../sim/replay/recorded-run.ts';
import { replay } from '../../sim/replay/replay.ts';
import { shippedLanguages } from '../../sim/replay/replay-file.ts';
import { planFromScenario } from '../../sim/run-plan.ts';
import { runPlan } from '../../sim/run.ts';
import { runs } from '../support/tier.ts';

/* The standard day is the yardstick: what was recorded of it comes to its hash from its configs and inputs alone. */

const minutes = runs({ fast: 4, long: 9 * 60 });

test('a recorded standard day replays to its hash', async () => {
  const plan = planFromScenario('standard-day', 1);
  if (!plan.ok) throw new Error(plan.fault.join('\n'));
  const needed: string[] = [];
  const { traceHash } = await runPlan(
    { ...plan.value, lengthMs: minutes * 60_000, expect: {} },
    { trace: (line) => void (/"kind":"(?:config|input)"/.test(line) && needed.push(line)) },
  );
  const run = readRecordedRun('standard-day', needed.join(''));
  if (!run.ok) throw new Error(JSON.stringify(run.fault));
  expect(run.value.entries).toBeGreaterThan(1_000);
  const again = await replay(run.value, { languages: shippedLanguages, expected: traceHash });
  if (!again.ok) throw new Error(again.fault.join('\n'));
  expect(again.value).toMatchObject({ divergence: null, traceHash, same: true });
}, 3_600_000);
