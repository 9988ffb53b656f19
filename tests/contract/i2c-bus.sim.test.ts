import { SharedI2cBus } from '../../hal/drivers/shared-i2c-bus.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimI2cBus } from '../../sim/devices/i2c-bus.ts';
import { MemoryChip } from '../support/memory-chip.ts';
import { i2cBusContract, type I2cBusRig } from './i2c-bus.contract.ts';

const rig = (shared: boolean) => (): Promise<I2cBusRig> => {
  const clock = new SimClock();
  const twin = new SimI2cBus(new DeviceClock(clock, 0, true));
  const chips = [new MemoryChip(0x40), new MemoryChip(0x41)] as const;
  twin.attach(...chips);
  const { where } = twin;
  return Promise.resolve({
    bus: shared ? new SharedI2cBus(twin).lease() : twin,
    chips,
    finish: (call) => clock.walk(call, 10_000),
    hold: () => twin.breakWith({ kind: 'stuck', where, tried: 'nothing' }),
    release: () => twin.mend(),
    adapter: {
      unplug: () => Promise.resolve(twin.breakWith({ kind: 'absent', where })),
      plug: () => Promise.resolve(twin.mend()),
    },
    held: () => clock.pending,
    tidy: () => clock.settle(),
  });
};

i2cBusContract('twin', rig(false));
i2cBusContract('a lease of the twin', rig(true));
