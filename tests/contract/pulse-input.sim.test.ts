import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimWire } from '../../sim/devices/digital-pin.ts';
import { SimPulseInput } from '../../sim/devices/pulse-input.ts';
import { pulseInputContract } from './pulse-input.contract.ts';

pulseInputContract('twin', 1000, async () => {
  const clock = new SimClock();
  const wire = new SimWire('header GPIO24');
  const device = new DeviceClock(clock, 0);
  return {
    pulse: (pin) => new SimPulseInput(wire, device, { ...pin, queue: 1024 }),
    drive: async (high) => wire.drive(high),
    burst: async (edges) => {
      for (let edge = 0; edge < edges; edge += 1) wire.drive(!wire.high);
    },
    until: async (condition) => {
      for (let step = 0; step < 10_000 && !condition(); step += 1) await clock.advance(1);
      if (!condition()) throw new Error('not within ten simulated seconds');
    },
    wait: (ms) => clock.advance(ms),
    held: () => clock.pending,
    tidy: async () => undefined,
  };
});
