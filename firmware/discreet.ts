import type { DeviceConfig } from '../config/schema.ts';
import { DiscreetCodeScanner } from '../hal/drivers/discreet-code-scanner.ts';
import type { Hal } from '../hal/hal.ts';

/** The same hardware, with every reader of codes keeping people's own to itself: before anything is recorded, logged or decided. */
export const discreet = (hal: Hal, { site }: DeviceConfig): Hal => ({
  ...hal,
  devices: {
    ...hal.devices,
    'code-scanner': Object.fromEntries(
      Object.entries(hal.devices['code-scanner']).map(([name, scanner]) => [
        name,
        new DiscreetCodeScanner(scanner, hal.clock, hal.entropy, {
          counts: site.quotas?.askCode ?? false,
          zoneOffsetMin: site.zoneOffsetMin,
        }),
      ]),
    ),
  },
});
