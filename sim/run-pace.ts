import type { DeviceConfig } from '../config/schema.ts';
import type { Milliseconds } from '../hal/units.ts';
import type { Pace } from './clock.ts';

/** Longest wait before the next deadline is looked for anew: what comes in from real hardware is dealt with within it. */
const lookEveryMs = 10;

/** The parts of a device that are real and take the host's time: simulated time must not run ahead of them. */
export const realWires = ({ device, devices }: DeviceConfig): readonly string[] =>
  Object.entries(devices)
    .filter(([, entry]) => {
      if (entry.port === 'printer') return entry.driver === 'escpos' && entry.link.driver !== 'simulated';
      return (entry.port === 'bus' || entry.port === 'speaker') && entry.driver !== 'simulated';
    })
    .map(([name]) => `${device}.${name}`);

/** The host's own pace from now on, where simulated time stands at `now`: a simulated second takes a second. */
export const hostPace = (now: Milliseconds): Pace => {
  const began = performance.now() - now;
  return async (at) => {
    const left = began + at - performance.now();
    if (left <= 0) return true;
    await new Promise<void>((resolve) => {
      setTimeout(resolve, Math.min(left, lookEveryMs));
    });
    return began + at <= performance.now();
  };
};
