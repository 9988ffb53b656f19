import { expect } from 'vitest';
import { Ld2410Presence } from '../../hal/drivers/ld2410-presence.ts';
import { Ld2450Targets } from '../../hal/drivers/ld2450-targets.ts';
import type { ByteLink } from '../../hal/ports/byte-link.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Sensor } from '../../hal/ports/sensors.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimByteLink } from '../../sim/devices/byte-link.ts';
import type { HilinkModule } from '../../sim/peripherals/hilink-radar.ts';
import { Ld2410 } from '../../sim/peripherals/ld2410.ts';
import { Ld2450 } from '../../sim/peripherals/ld2450.ts';
import { walked } from '../support/walked-sensor.ts';
import { sensorContract, type SensorRig } from './sensor.contract.ts';

/** The real driver over the module's side of the serial line, on simulated time. */
const rigOf =
  <M extends HilinkModule>(
    makeModule: (clock: Clock) => M,
    appear: (module: M) => void,
    makeDriver: (link: ByteLink, clock: Clock) => Sensor<unknown>,
  ) =>
  (): SensorRig => {
    const sim = new SimClock();
    const clock = new DeviceClock(sim, 0, true);
    const module = makeModule(clock);
    // 256000 baud are 25 600 bytes a second.
    const link = new SimByteLink(clock, module, { where: '/dev/ttyUSB0', bytesPerSecond: 25_600 });
    module.setPowered(true);
    return {
      sensor: walked(makeDriver(link, clock), sim),
      wait: (ms) => sim.advance(ms),
      appear: () => appear(module),
      unplug: () => link.unplug(),
      plug: () => link.plug(),
      end: async () => {
        module.setPowered(false);
        await sim.settle();
        expect(sim.pending).toBe(0);
      },
    };
  };

sensorContract(
  'LD2410 driver over the module',
  rigOf(
    (clock) => new Ld2410(clock),
    (module) => module.see({ moving: { cm: 120, energy: 60 }, still: null }),
    (link, clock) => new Ld2410Presence({ id: 'radar', link, clock, baud: 256_000, settings: { gates: 4, holdS: 1 } }),
  ),
);
sensorContract(
  'LD2410 driver over a module that cannot hear',
  rigOf(
    (clock) => {
      const module = new Ld2410(clock);
      module.setDeaf(true);
      return module;
    },
    (module) => module.see({ moving: null, still: { cm: 90, energy: 80 } }),
    (link, clock) => new Ld2410Presence({ id: 'radar', link, clock, baud: 256_000, settings: null }),
  ),
);
sensorContract(
  'LD2450 driver over the module',
  rigOf(
    (clock) => new Ld2450(clock),
    (module) => module.see([{ xMm: -400, yMm: 1700, speedCmS: -30 }]),
    (link, clock) => new Ld2450Targets({ id: 'radar', link, clock, baud: 256_000, mirrored: false }),
  ),
);
