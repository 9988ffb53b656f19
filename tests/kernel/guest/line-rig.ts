import { setTimeout as sleep } from 'node:timers/promises';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { untilReal } from '../../support/real-time.ts';
import { lineDescriptors, raspberryPi, UserChip, type UserChipOptions } from './gpio-user.ts';

/** What every contract of a line needs, before a chip of the real kernel; GPIO17 is the line. */
export const lineRig = (options: UserChipOptions = raspberryPi) => {
  const clock = new NodeClock(() => true);
  const chip = new UserChip(options);
  return {
    clock,
    chip,
    rig: {
      until: (condition: () => boolean) => untilReal(condition),
      wait: (ms: number) => sleep(ms).then(() => undefined),
      now: () => clock.now(),
      plug: { out: async () => chip.unplug(), in: async () => chip.plug() },
      held: () => clock.pending + lineDescriptors(),
      tidy: async () => chip.unplug(),
      drive: async (high: boolean) => chip.drive(17, high ? 'high' : 'low'),
      driven: () => chip.driven(17),
    },
  };
};

/** GPIO17 is pin 11 of the header. */
export const gpio17 = { by: 'header', bcm: 17, pin: 11 } as const;
/** BCM numbers end at 57 on this chip; a header that had more would not be found on it. */
export const beyond = { by: 'header', bcm: 99, pin: 99 } as const;
