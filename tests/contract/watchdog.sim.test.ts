import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimWatchdog } from '../../sim/devices/watchdog.ts';
import { watchdogContract } from './watchdog.contract.ts';

watchdogContract('twin', async () => {
  const time = new SimClock();
  const watchdog = new SimWatchdog(new DeviceClock(time, 0), 15_000);
  let bites = 0;
  watchdog.onBite(() => (bites += 1));
  return {
    watchdog,
    wait: (ms) => time.advance(ms),
    bitten: async () => bites > 0,
    die: async () => watchdog.abandon(),
    remove: async () => watchdog.breakWith({ kind: 'absent', where: 'watchdog' }),
    held: () => time.pending,
    tidy: async () => undefined,
  };
});
