import type { DeviceConfig } from '../../config/schema.ts';
import { assert } from '../../hal/assert.ts';
import { planFromScenario, type RunPlan } from '../../sim/run-plan.ts';
import { runPlan } from '../../sim/run.ts';
import { rounded, type BenchCase, type Section } from './figures.ts';

/** Frame sensors speak 15 times a second, whether somebody is there or not. */
const frameMs = 1000 / 15;

const withFrames = (device: DeviceConfig): DeviceConfig => ({
  ...device,
  devices: Object.fromEntries(
    Object.entries(device.devices).map(([name, entry]) => [
      name,
      entry.port === 'targets' || entry.port === 'range' ? { ...entry, periodMs: frameMs } : entry,
    ]),
  ),
});

/** Only sensors that speak when something changes. */
const onChange = (device: DeviceConfig): DeviceConfig => ({
  ...device,
  devices: Object.fromEntries(
    Object.entries(device.devices).filter(([, entry]) => entry.port !== 'targets' && entry.port !== 'range'),
  ),
});

const runDay = async (
  name: string,
  plan: RunPlan,
): Promise<{ readonly times: number; readonly cases: BenchCase[] }> => {
  const summary = await runPlan(plan);
  assert(summary.tickets > 0, `bench: nobody got a number on the standard day (${name})`);
  const { timesRealTime, simulatedS, wallS, tickets, finished, greeted } = summary;
  const figures = { timesRealTime, simulatedS, wallS, tickets, finished, greeted };
  return {
    times: timesRealTime,
    cases: Object.entries(figures).map(([decision, value]) => ({
      section: 'standard-day',
      case: name,
      decision,
      time: 0,
      value,
    })),
  };
};

/** The standard day (one kiosk, nine hours, 600 people pass, 200 come, ledger on) in simulated over wall time. */
export const standardDay = async (): Promise<Section> => {
  const planned = planFromScenario('standard-day', null);
  assert(planned.ok, 'the standard day does not load');
  const plan = planned.value;
  const frames = await runDay('frames-15hz', { ...plan, devices: plan.devices.map(withFrames), expect: {} });
  const changes = await runDay('on-change', { ...plan, devices: plan.devices.map(onChange), expect: {} });
  return {
    name: 'standard-day',
    what: 'one kiosk, 9 h, 600 pass, 200 come, sqlite ledger, ESC/POS bytes: simulated over wall time, one process',
    figures: { frames15HzTimesRealTime: rounded(frames.times), onChangeTimesRealTime: rounded(changes.times) },
    cases: [...frames.cases, ...changes.cases],
  };
};
