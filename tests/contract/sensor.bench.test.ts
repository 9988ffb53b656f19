import type { Sensor } from '../../hal/ports/sensors.ts';
import { hands, onBench, wait, type Bench } from '../support/bench.ts';
import { sensorContract } from './sensor.contract.ts';

type SensorPort = 'presence' | 'range' | 'range-grid' | 'thermal-grid' | 'targets' | 'scan';

const suite = (bench: Bench<SensorPort>): void => {
  const { name } = bench;
  sensorContract(`${name} `, () => {
    const { device, clock, tidy } = bench.make();
    const sensor: Sensor<unknown> = device;
    return {
      sensor,
      wait,
      // What speaks every period speaks of an empty room too.
      appear: () => {
        if (sensor.periodMs === null) hands(`bước tới trước ${name}`, `step before ${name}`);
      },
      unplug: () => hands(`rút dây ${name}`, `pull the plug of ${name}`),
      plug: () => hands(`cắm lại ${name}`, `put the plug of ${name} back`),
      end: async () => {
        tidy();
        if (clock.pending > 0) throw new Error(`${clock.pending} timers are still armed`);
      },
    };
  });
};

for (const port of ['presence', 'range', 'range-grid', 'thermal-grid', 'targets', 'scan'] as const)
  onBench(port, suite);
