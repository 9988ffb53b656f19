import { hands, onBench, wait } from '../support/bench.ts';
import { keypadContract } from './keypad.contract.ts';

onBench('keypad', ({ name, make }) => {
  keypadContract(`${name} `, async () => {
    const { device, clock, tidy } = make();
    return {
      keypad: device,
      press: (key) => hands(`bấm phím ${key}`, `press the key ${key}`),
      hold: (key) => hands(`giữ phím ${key}`, `hold the key ${key} down`),
      release: () => hands('thả phím', 'let the key go'),
      quiet: () => wait(500),
      now: () => clock.now(),
      unplug: async () => hands('rút bàn phím số', 'pull the number pad’s plug'),
      plug: async () => hands('cắm lại bàn phím số', 'put the number pad’s plug back'),
      held: () => clock.pending,
      tidy: async () => tidy(),
    };
  });
});
