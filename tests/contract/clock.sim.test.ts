import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { clockContract } from './clock.contract.ts';

clockContract('simulated', () => {
  const time = new SimClock();
  const clock = new DeviceClock(time, 1_785_000_000_000);
  return {
    clock,
    pass: (ms) => time.advance(ms),
    stepWall: (byMs) => clock.stepWall(byMs),
    pending: () => time.pending,
  };
});
