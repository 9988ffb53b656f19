import { describe, expect, it } from 'vitest';
import type { DeviceConfig } from '../../config/schema.ts';
import { assert } from '../../hal/assert.ts';
import { planFromScenario } from '../../sim/run-plan.ts';
import { runPlan } from '../../sim/run.ts';
import type { Summary } from '../../sim/summary.ts';

/*
 * Whoever judges the greetings of a day must find what is wrong with them: a busy part of the standard day as it is, and the same with
 * a device that was spoilt in one way each.
 */

type Greeting = DeviceConfig['behaviours']['greeting'];
type Presence = DeviceConfig['behaviours']['presence'];

const busyTime = async (
  greeting: Partial<Greeting> = {},
  presence: Partial<Presence> = {},
  crowd = { pass: 25, come: 15 },
  seed = 1,
): Promise<Summary> => {
  const planned = planFromScenario('standard-day', seed);
  assert(planned.ok, 'the standard day does not load');
  const plan = planned.value;
  return runPlan({
    ...plan,
    lengthMs: 16 * 60_000,
    generate: { ...crowd, over: 13 * 60_000 },
    devices: plan.devices.map((device) => ({
      ...device,
      behaviours: {
        ...device.behaviours,
        greeting: { ...device.behaviours.greeting, ...greeting },
        presence: { ...device.behaviours.presence, ...presence },
      },
    })),
    expect: {},
  });
};

describe('the judge of greetings', () => {
  it('finds nothing wrong with the device as it is', async () => {
    const { greeted, greetedInError, greetedTwice, leftUnseen, greetingSlips } = await busyTime();
    expect(greetingSlips).toEqual([]);
    expect({ greetedInError, greetedTwice, leftUnseen }).toEqual({ greetedInError: 0, greetedTwice: 0, leftUnseen: 0 });
    expect(greeted).toBeGreaterThan(8);
  }, 240_000);

  it('finds one that speaks to whoever walks past', async () => {
    const spoilt = await busyTime(
      { standingMs: 0, judgedMs: 0, hastenedMs: 0, patienceMs: 0 },
      { standingSpeed: 3 },
      { pass: 80, come: 0 },
    );
    expect(spoilt.greetedInError).toBeGreaterThan(2);
    expect(spoilt.greetingSlips.find(({ kind }) => kind === 'in-error')?.what).toMatch(/^pass-\d+ at \d/);
  }, 240_000);

  it('finds one that forgets to whom it spoke as soon as they sway', async () => {
    let twice = 0;
    // One crowd may hold nobody who sways at the wrong moment.
    for (let seed = 1; seed <= 4 && twice === 0; seed += 1) {
      const spoilt = await busyTime(
        { restMs: 0, sameM: 0, sameMs: 0, awayMs: 1_000 },
        { holdMs: 0, standingSpeed: 0.06, hysteresisM: 0, engageM: 0.66 },
        { pass: 25, come: 30 },
        seed,
      );
      twice = spoilt.greetedTwice;
    }
    expect(twice).toBeGreaterThan(0);
  }, 240_000);

  it('finds one that does not tell those in line that it has seen them', async () => {
    const spoilt = await busyTime({ acknowledgeMs: 60_000, acknowledgeFarMs: 60_000 });
    expect(spoilt.leftUnseen).toBeGreaterThan(0);
    expect(spoilt.greetingSlips.find(({ kind }) => kind === 'unseen')?.what).toMatch(/1 before them in line$/);
  }, 240_000);
});
