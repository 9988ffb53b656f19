import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimKeypad } from '../../sim/devices/keypad.ts';
import { keypadContract } from './keypad.contract.ts';

keypadContract('twin', async () => {
  const time = new SimClock();
  const keypad = new SimKeypad('kiosk-1.pad', new DeviceClock(time, 0));
  return {
    keypad,
    press: (key) => keypad.press(key),
    hold: (key) => keypad.press(key),
    release: () => undefined,
    quiet: () => time.advance(500),
    now: () => time.now(),
    unplug: async () => keypad.unplug(),
    plug: async () => keypad.mend(),
    held: () => time.pending,
    tidy: async () => undefined,
  };
});
