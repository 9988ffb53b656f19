import { describe, expect, test } from 'vitest';
import { planFromRequest, type RunPlan } from '../../sim/run-plan.ts';
import { SeededRandom } from '../../sim/random.ts';
import { runPlan } from '../../sim/run.ts';
import { readStep, type Step } from '../../sim/scenario-steps.ts';
import { findingText, HallChecker } from '../support/hall-checker.mjs';
import { runs } from '../support/tier.ts';

/** What breaks on a bad day, per kiosk; the broker is everybody's. */
const kioskFaults = [
  'slip.paper-out',
  'slip.near-end',
  'slip.cover-open',
  'slip.cutter-jam',
  'slip.deaf',
  'slip.garbage',
  'slip.slow',
  'slip.unplugged',
  'radar.stuck',
  'radar.dead',
  'radar.garbled',
  'radar.unplugged',
  'pir.stuck',
  'pir.dead',
  'pir.unplugged',
  'panel.detached',
  'loudspeaker.unplugged',
  'voice.crashed',
  'status.unplugged',
  'start.unplugged',
  'disk.full',
  'clock.untrusted',
  'clock.stepped',
] as const;

const calmFromMs = 25 * 60_000;

const stepsOf = (random: SeededRandom, devices: readonly string[]): readonly Step[] => {
  const lines: string[] = [];
  for (let count = 1 + random.below(5); count > 0; count -= 1) {
    const from = random.below(calmFromMs / 1000 - 60);
    const to = from + 30 + random.below(calmFromMs / 1000 - from - 30);
    const device = random.pick(devices);
    const fault = random.chance(0.15) ? 'broker.gone' : `${device}.${random.pick(kioskFaults)}`;
    lines.push(`at +${from}s break ${fault}`, `at +${to}s mend ${fault}`);
  }
  if (random.chance(0.3))
    lines.push(`at +${60 + random.below(calmFromMs / 1000 - 60)}s restart ${random.pick(devices)}`);
  return lines.map((line) => {
    const step = readStep(line);
    if (!step.ok) throw new Error(step.fault);
    return step.value;
  });
};

/** A morning drawn from its seed: who comes, what breaks and when it is mended. */
const dayOf = (seed: number): RunPlan => {
  const plan = planFromRequest({
    site: 'config/sites/ward-centre',
    tracks: null,
    seed,
    place: null,
    at: '2026-08-03T08:30',
    forMs: 10 * 60_000,
    come: 0,
  });
  if (!plan.ok) throw new Error(plan.fault.join('\n'));
  const random = new SeededRandom(seed, 'day');
  // With or without the robot, which has other parts than kiosks have.
  const robot = random.chance(0.3);
  const devices = plan.value.devices.filter(({ profile }) => profile === 'kiosk' || robot);
  const kiosks = devices.filter(({ profile }) => profile === 'kiosk');
  const ids = kiosks.map(({ device }) => device);
  return {
    ...plan.value,
    devices,
    lengthMs: null,
    clockTrusted: !random.chance(0.1),
    generate: { pass: 5 + random.below(20), come: 4 + random.below(10), over: 20 * 60_000 },
    steps: stepsOf(random, ids),
    replay: `LETAN_SEED=${seed} npx vitest run tests/days/random-days.test.ts`,
  };
};

const only = process.env['LETAN_SEED'];
const seeds =
  only === undefined ? Array.from({ length: runs({ fast: 3, long: 300 }) }, (_, i) => 1000 + i) : [Number(only)];

describe('days on which things break', () => {
  test.each(seeds)(
    'day %i: no number twice, nobody called twice, all served in the end',
    async (seed) => {
      const plan = dayOf(seed);
      const checker = new HallChecker();
      const summary = await runPlan(plan, { trace: (text) => checker.read(text) });
      const story = plan.steps.map(({ text }) => text).join('; ');
      expect(checker.end({ calm: true }).map(findingText), `${story}\nagain: ${plan.replay}`).toEqual([]);
      expect(checker.issued.length).toBe(summary.tickets);
      expect(summary.finished + summary.noShows).toBe(summary.tickets);
      expect(summary.stillThere).toBe(0);
    },
    300_000,
  );
});
