import { expect } from 'vitest';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimButton } from '../../sim/devices/button.ts';
import { SimLamp } from '../../sim/devices/lamp.ts';
import { buttonContract, lampContract } from './lamp-and-button.contract.ts';

lampContract('twin', () => {
  const lamp = new SimLamp('kiosk-1.status');
  return {
    lamp,
    seen: () => lamp.seen,
    settle: async () => undefined,
    unplug: () => lamp.unplug(),
    plug: () => lamp.mend(),
    held: () => 0,
  };
});

buttonContract('twin', () => {
  const clock = new SimClock();
  const button = new SimButton('kiosk-1.start', new DeviceClock(clock, 0), 30);
  return {
    button,
    press: () => button.press(),
    wait: (ms) => clock.advance(ms),
    now: () => clock.now(),
    debounceMs: 30,
    unplug: () => button.unplug(),
    plug: () => button.mend(),
    end: () => expect(clock.pending).toBe(0),
  };
});
