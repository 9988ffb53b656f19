import type { DeviceConfig } from '../config/schema.ts';
import { DiscreetCodeScanner } from '../hal/drivers/discreet-code-scanner.ts';
import type { Hal } from '../hal/hal.ts';
import type { MessageBus } from '../hal/ports/message-bus.ts';
import { PersonKey } from './person-key.ts';

/**
 * The same hardware, with every reader of codes keeping people's own to itself: before anything is recorded, logged or decided. Where the
 * quota asks for them, the key by which they are told apart is the hall's: the bus carries it below what is recorded.
 */
export const discreet = (hal: Hal, { device, site }: DeviceConfig): Hal => {
  const { clock, entropy, log } = hal;
  const counts = site.quotas?.askCode ?? false;
  const [busName, bus] = Object.entries(hal.devices.bus)[0] ?? [null, null];
  const settings = { site: site.site, device, host: site.hall.host, zoneOffsetMin: site.zoneOffsetMin };
  const key = counts ? new PersonKey(settings, { bus, clock, entropy, log }) : null;
  return {
    ...hal,
    devices: {
      ...hal.devices,
      ...(key === null || bus === null ? {} : { bus: { ...hal.devices.bus, [busName]: carrying(bus, key) } }),
      'code-scanner': Object.fromEntries(
        Object.entries(hal.devices['code-scanner']).map(([name, scanner]) => [
          name,
          new DiscreetCodeScanner(scanner, key === null ? null : () => key.today()),
        ]),
      ),
    },
  };
};

/** A bus that carries the key besides, for as long as it is open. */
const carrying = (bus: MessageBus, key: PersonKey): MessageBus => ({
  get linked() {
    return bus.linked;
  },
  open: (signal) => {
    key.start();
    return bus.open(signal);
  },
  close: () => {
    key.stop();
    return bus.close();
  },
  onFault: (listener) => bus.onFault(listener),
  publish: (message) => bus.publish(message),
  subscribe: (filter, listener, besides) => bus.subscribe(filter, listener, besides),
  onLink: (listener) => bus.onLink(listener),
  onRefused: (listener) => bus.onRefused(listener),
});
