import { cannotTry, hands, onBench, wait } from '../support/bench.ts';
import { speakerContract } from './speaker.contract.ts';

onBench('speaker', ({ name, make }) => {
  speakerContract(`${name} `, async () => {
    const { device, clock, tidy } = make();
    return {
      speaker: device,
      finish: (call) => call,
      pass: wait,
      now: () => clock.now(),
      heard: async () => cannotTry('how long and how loud it sounded needs a microphone; the kernel tests measure it'),
      unplug: async () => hands('rút loa', 'pull the loudspeaker’s plug'),
      mend: async () => hands('cắm lại loa', 'put the loudspeaker’s plug back'),
      held: () => clock.pending,
      tidy: async () => tidy(),
    };
  });
});
