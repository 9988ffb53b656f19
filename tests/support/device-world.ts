import { daysFromCivil, instantOf } from '../../behaviours/hours/civil.ts';
import { loadLanguages } from '../../config/languages.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { solidWalls } from '../../firmware/plan.ts';
import { noTrace, type TraceSink } from '../../firmware/trace.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { DeviceRig } from '../../sim/device-rig.ts';
import { simulatedHal, type HalParts } from '../../sim/hal.ts';
import { SeededRandom } from '../../sim/random.ts';
import { TwinBroker } from '../../sim/site-broker.ts';
import { World } from '../../sim/world/world.ts';

export interface DeviceWorld {
  readonly time: SimClock;
  readonly world: World;
  readonly broker: TwinBroker;
  readonly parts: HalParts;
}

/** A device's surroundings, empty of people. `at` is minutes of the site's day, on Monday 2026-08-03. */
export const deviceWorld = (config: DeviceConfig, at = 8 * 60 + 30): DeviceWorld => {
  const time = new SimClock();
  const world = new World(time, solidWalls(config.site.plan));
  const startsAt = instantOf(daysFromCivil({ year: 2026, month: 8, day: 3 }), at, config.site.zoneOffsetMin);
  const broker = new TwinBroker(new DeviceClock(time, startsAt));
  const parts = {
    config,
    world,
    broker,
    random: new SeededRandom(7),
    startsAt,
    clockTrusted: true,
    dataDir: '/nowhere',
    realVoice: false,
  };
  return { time, world, broker, parts };
};

/** The ports of a device in the empty hall, none of them open. */
export const deviceHal = (config: DeviceConfig) => {
  const { parts, time, broker } = deviceWorld(config);
  return { ...simulatedHal(parts), time, broker };
};

/** The device with its firmware in the empty hall, not started yet. */
export const deviceRig = (config: DeviceConfig, trace: TraceSink = noTrace, at?: number) => {
  const { parts, time, world, broker } = deviceWorld(config, at);
  const languages = loadLanguages('config/languages', config.site.languages);
  if (!languages.ok) throw new Error('the shipped languages are right');
  return { rig: new DeviceRig(parts, languages.value, trace), time, world, broker };
};
