import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimStorage } from '../../sim/devices/storage.ts';
import { storageContract } from './storage.contract.ts';

for (const fate of ['lost', 'kept', 'torn'] as const)
  storageContract(`twin, work under way at a crash is ${fate}`, true, async () => {
    const clock = new SimClock();
    const storage = new SimStorage(new DeviceClock(clock, 0), 5);
    return {
      storage,
      finish: async (call) => {
        await clock.advance(5000);
        return await call;
      },
      begin: () => clock.advance(2),
      powerCut: async () => {
        storage.crash(fate);
        return storage;
      },
      fill: async () => storage.breakWith({ kind: 'full' }),
      mend: async () => storage.mend(),
      held: () => clock.pending,
      tidy: () => clock.advance(5000),
    };
  });
