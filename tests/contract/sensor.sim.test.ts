import { expect } from 'vitest';
import { radians } from '../../hal/units.ts';
import { SimClock } from '../../sim/clock.ts';
import { SimGateRadar } from '../../sim/devices/gate-radar.ts';
import { SimPresence } from '../../sim/devices/presence.ts';
import { SimRange } from '../../sim/devices/range.ts';
import { SimRangeGrid } from '../../sim/devices/range-grid.ts';
import { SimScan } from '../../sim/devices/scan.ts';
import type { SimSensor } from '../../sim/devices/sensor.ts';
import { SimTargets } from '../../sim/devices/targets.ts';
import { SimThermalGrid } from '../../sim/devices/thermal-grid.ts';
import { SimTrackingRadar } from '../../sim/devices/tracking-radar.ts';
import { SeededRandom } from '../../sim/random.ts';
import { Body } from '../../sim/world/body.ts';
import { sector } from '../../sim/world/sector.ts';
import { World } from '../../sim/world/world.ts';
import { sensorContract, type SensorRig } from './sensor.contract.ts';

const area = sector({ x: 0, y: 0, headingRad: 0 }, 5, radians(100));

const rigOf =
  <T>(make: (world: World) => SimSensor<T>) =>
  (): SensorRig => {
    const clock = new SimClock();
    const world = new World(clock);
    const sensor = make(world);
    let people = 0;
    return {
      sensor,
      wait: (ms) => clock.advance(ms),
      appear: () => {
        people += 1;
        const now = clock.now();
        world.appear(new Body(`${people}`, 'placed', { x: 4, y: -1 }), [
          { t: now, x: 4, y: -1 },
          { t: now + 60_000, x: 1, y: 14 },
        ]);
      },
      unplug: () => sensor.breakWith('unplugged'),
      plug: () => sensor.mend(),
      end: async () => {
        await clock.settle();
        expect(clock.pending).toBe(0);
      },
    };
  };

sensorContract(
  'presence twin',
  rigOf((world) => new SimPresence('pir', world, area, { holdsMs: 500, warmUpMs: 0 })),
);
sensorContract(
  'range twin with a period',
  rigOf((world) => new SimRange('tof', world, area, 50, new SeededRandom(1))),
);
sensorContract(
  'range twin on change',
  rigOf((world) => new SimRange('tof', world, area, null, new SeededRandom(1))),
);
sensorContract(
  'targets twin',
  rigOf((world) => new SimTargets('radar', world, area, 100, 3, new SeededRandom(1))),
);

const eye = { x: 0, y: 0, headingRad: 0, heightM: 1.1, tiltRad: 0 };
const grid = { rangeM: 5, fieldOfViewRad: radians(100), periodMs: 100 };
sensorContract(
  'range grid twin',
  rigOf((world) => new SimRangeGrid('grid', world, eye, { ...grid, side: 8 }, new SeededRandom(1))),
);
sensorContract(
  'thermal grid twin',
  rigOf((world) => new SimThermalGrid('thermal', world, eye, grid, new SeededRandom(1))),
);
sensorContract(
  'scan twin',
  rigOf((world) => new SimScan('lidar', world, eye, { ...grid, stepRad: radians(1) }, new SeededRandom(1))),
);

sensorContract(
  'gate radar twin',
  rigOf((world) => new SimGateRadar('mmwave', world, area, new SeededRandom(1))),
);
sensorContract(
  'tracking radar twin',
  rigOf((world) => new SimTrackingRadar('radar', world, area, 100, new SeededRandom(1))),
);
for (const kind of ['vl53l0x', 'vl53l1x', 'hc-sr04'] as const)
  sensorContract(
    `range twin of a ${kind}`,
    rigOf((world) => new SimRange('range', world, area, 100, new SeededRandom(1), kind)),
  );
sensorContract(
  'presence twin of an HC-SR501',
  rigOf((world) => new SimPresence('pir', world, area, { holdsMs: 500, warmUpMs: 0, lockOutMs: 2_500 })),
);
