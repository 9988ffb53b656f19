import { wayTo } from '../../behaviours/guidance/way.ts';
import type { DeviceCheck } from '../../config/reader.ts';
import { refusal } from '../../config/refusal.ts';
import { guidanceSettings } from '../settings.ts';

/** Counters to which guidance finds no way from a device: a wall without its door, seats across the whole hall. */
export const unreachableCounters: DeviceCheck = (device) => {
  const settings = guidanceSettings(device);
  if (settings === null) return [];
  return device.site.counters.flatMap(({ id }, index) =>
    wayTo(settings, id)?.reachable === false
      ? [
          {
            in: 'site' as const,
            path: ['counters', index, 'at'],
            refused: refusal('counter.unreachable', { device: device.device, counter: id }),
          },
        ]
      : [],
  );
};
