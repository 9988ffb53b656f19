import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimCodeScanner } from '../../sim/devices/code-scanner.ts';
import { simulated } from '../support/simulated.ts';
import { codeScannerContract } from './code-scanner.contract.ts';

for (const anyLetters of [true, false])
  codeScannerContract(anyLetters ? 'twin' : 'twin of one that types', async () => {
    const time = new SimClock();
    const scanner = new SimCodeScanner('kiosk-1.codes', new DeviceClock(time, 0), anyLetters);
    return {
      scanner,
      finish: simulated(time).finish,
      show: (code) => scanner.scan(code),
      quiet: () => time.advance(500),
      pause: () => time.advance(2500),
      now: () => time.now(),
      unplug: async () => scanner.unplug(),
      plug: async () => scanner.mend(),
      held: () => time.pending,
      tidy: async () => undefined,
    };
  });
