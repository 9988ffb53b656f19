import { hands, onBench, wait } from '../support/bench.ts';
import { codeScannerContract } from './code-scanner.contract.ts';

onBench('code-scanner', ({ name, make }) => {
  codeScannerContract(
    `${name} `,
    async () => {
      const { device, clock, tidy } = make();
      return {
        scanner: device,
        finish: (call) => call,
        show: (code) =>
          hands(
            `đưa mã ${JSON.stringify(code)} vào máy quét`,
            `hold the code ${JSON.stringify(code)} before the reader`,
          ),
        quiet: () => wait(1_000),
        pause: () => wait(2_000),
        now: () => clock.now(),
        unplug: async () => hands('rút máy quét', 'pull the reader’s plug'),
        plug: async () => hands('cắm lại máy quét', 'put the reader’s plug back'),
        held: () => clock.pending,
        tidy: async () => tidy(),
      };
    },
    { typesSlowly: true },
  );
});
