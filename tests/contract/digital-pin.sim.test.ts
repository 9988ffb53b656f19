import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimDigitalInput, SimDigitalOutput, SimWire } from '../../sim/devices/digital-pin.ts';
import { digitalInputContract, digitalOutputContract, type InputRig, type OutputRig } from './digital-pin.contract.ts';

const lineRig = (
  clock: SimClock,
  wire: SimWire,
): Omit<InputRig & OutputRig, 'input' | 'absent' | 'output' | 'driven'> => ({
  drive: async (high) => wire.drive(high),
  until: async (condition) => {
    for (let step = 0; step < 10_000 && !condition(); step += 1) await clock.advance(1);
    if (!condition()) throw new Error('not within ten simulated seconds');
  },
  wait: (ms) => clock.advance(ms),
  now: () => clock.now(),
  plug: { out: async () => wire.unplug(), in: async () => wire.mend() },
  held: () => clock.pending,
  tidy: async () => undefined,
});

digitalInputContract('twin', { busy: 'named', lowFirst: false, pulled: 'told' }, async () => {
  const clock = new SimClock();
  const wire = new SimWire('header GPIO17');
  const device = new DeviceClock(clock, 0);
  const absent = new SimWire('header GPIO99');
  absent.unplug();
  return {
    ...lineRig(clock, wire),
    input: (pin) => new SimDigitalInput(wire, device, pin),
    absent: () => new SimDigitalInput(absent, device, { activeLow: false, debounceMs: 0 }),
  };
});

digitalOutputContract('twin', { busy: 'named', lowFirst: false, pulled: 'told' }, async () => {
  const clock = new SimClock();
  const wire = new SimWire('header GPIO24');
  let seen: boolean[] = [];
  let last: boolean | null = null;
  wire.onDriven((high) => {
    if (high === null) last = null;
    else if (high !== last) seen = last === null ? [high] : [...seen, high];
    if (high !== null) last = high;
  });
  return { ...lineRig(clock, wire), output: (pin) => new SimDigitalOutput(wire, pin), driven: () => seen };
});
