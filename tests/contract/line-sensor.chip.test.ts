import { expect } from 'vitest';
import { HcSr04Range } from '../../hal/drivers/hc-sr04-range.ts';
import { PirPresence } from '../../hal/drivers/pir-presence.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimDigitalInput, SimDigitalOutput, SimWire } from '../../sim/devices/digital-pin.ts';
import { SimPulseInput } from '../../sim/devices/pulse-input.ts';
import { HcSr04 } from '../../sim/peripherals/hc-sr04.ts';
import { walked } from '../support/walked-sensor.ts';
import { sensorContract, type SensorRig } from './sensor.contract.ts';

const end = (sim: SimClock) => async (): Promise<void> => {
  await sim.settle();
  expect(sim.pending).toBe(0);
};

sensorContract('PIR driver over a line', (): SensorRig => {
  const sim = new SimClock();
  const clock = new DeviceClock(sim, 0, true);
  const wire = new SimWire('GPIO17');
  const pin = new SimDigitalInput(wire, clock, { activeLow: false, debounceMs: 0 });
  return {
    sensor: walked(new PirPresence({ id: 'pir', pin, clock, warmUpMs: 0 }), sim),
    wait: (ms) => sim.advance(ms),
    appear: () => wire.drive(true),
    unplug: () => wire.unplug(),
    plug: () => wire.mend(),
    end: end(sim),
  };
});

sensorContract('HC-SR04 driver over two lines', (): SensorRig => {
  const sim = new SimClock();
  const clock = new DeviceClock(sim, 0, true);
  const [trigger, echo] = [new SimWire('GPIO23'), new SimWire('GPIO24')];
  const module = new HcSr04(clock, trigger, echo);
  const sensor = new HcSr04Range({
    id: 'sonar',
    trigger: new SimDigitalOutput(trigger, { activeLow: false }),
    echo: new SimPulseInput(echo, clock, { activeLow: false, counted: 'both', queue: 64 }),
    clock,
    periodMs: 60,
  });
  return {
    sensor: walked(sensor, sim),
    wait: (ms) => sim.advance(ms),
    appear: () => module.see(120),
    unplug: () => {
      module.setPowered(false);
      echo.unplug();
    },
    plug: () => {
      echo.mend();
      module.setPowered(true);
    },
    end: async () => {
      // The module finishes its echo by itself.
      await sim.advance(50);
      await end(sim)();
    },
  };
});
