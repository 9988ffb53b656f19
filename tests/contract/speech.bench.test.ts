import { cannotTry, hands, onBench } from '../support/bench.ts';
import { speechContract } from './speech.contract.ts';

onBench('speech', ({ name, make }) => {
  speechContract(`${name} `, async () => {
    const { device, clock, tidy } = make();
    return {
      speech: device,
      finish: (call) => call,
      made: () => cannotTry('how often the engine was asked cannot be seen from outside'),
      remove: async () => hands('gỡ espeak-ng', 'uninstall espeak-ng'),
      held: () => clock.pending,
      tidy: async () => tidy(),
    };
  });
});
