import { expect, test } from 'vitest';
import { present } from '../../hal/assert.ts';
import { dayReport } from '../../sim/day-report.ts';
import { planFromScenario, type RunPlan } from '../../sim/run-plan.ts';
import { runPlan } from '../../sim/run.ts';
import { readStep, type Step } from '../../sim/scenario-steps.ts';
import { runs } from '../support/tier.ts';

const minuteMs = 60_000;

const wholeDay = (): RunPlan => {
  const plan = planFromScenario('ordinary-ward-day', null);
  if (!plan.ok) throw new Error(plan.fault.join('\n'));
  return plan.value;
};
const step = (line: string): Step => {
  const read = readStep(line);
  if (!read.ok) throw new Error(read.fault);
  return read.value;
};

/** The same office and the same faults in half an hour of one kiosk. */
const shortDay = (): RunPlan => {
  const plan = wholeDay();
  const [kiosk] = plan.devices;
  return {
    ...plan,
    devices: [present(kiosk, 'a kiosk')],
    lengthMs: 30 * minuteMs,
    generate: { pass: 0, come: 14, over: 15 * minuteMs },
    expect: {},
    steps: [
      'at +0s break kiosk-1.clock.untrusted',
      'at +240s mend kiosk-1.clock.untrusted',
      'at +360s break kiosk-1.slip.paper-out',
      'at +480s mend kiosk-1.slip.paper-out',
      'at +300s break wan.cut',
      'at +900s mend wan.cut',
      'at +1000s break broker.gone',
      'at +1000s break kiosk-1.power.off',
      'at +1060s mend kiosk-1.power.off',
      'at +1060s mend broker.gone',
    ].map(step),
  };
};

test('an ordinary day: nobody is lost, a person sees to the printer and to nothing else, the city hears all', async () => {
  const long = runs({ fast: 0, long: 1 }) === 1;
  const plan = long ? wholeDay() : shortDay();
  const summary = await runPlan(plan, { report: true });
  expect(summary.outcomes.filter(({ ok }) => !ok)).toEqual([]);
  const day = present(summary.day, 'the figures of the day');
  expect(summary.verdict?.broken).toEqual([]);
  expect(day.lost).toEqual([]);
  expect(day.given).toBeGreaterThan(long ? 240 : 5);
  expect(day.interventions.map(({ what }) => what)).toEqual(['printer']);
  expect(day.starts).toBe(plan.devices.length * 2);
  expect(summary.city?.heard).toBe(day.events);
  const report = dayReport(plan, summary);
  expect(report.indexOf('BÁO CÁO')).toBe(0);
  expect(report).toContain('A DAY’S REPORT');
  expect(report).not.toMatch(/\{\w+\}/);
  expect(report.split('\n').length).toBeLessThan(120);
}, 900_000);
