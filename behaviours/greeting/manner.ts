import type { WallTime } from '../../hal/ports/clock.ts';
import type { GreetingSettings } from './settings.ts';
import type { Manner } from './vocabulary.ts';

const minuteMs = 60_000;
const dayMinutes = 1_440;

/** How it speaks at this hour. A clock that is not believed knows no hours. */
export const mannerAt = (
  { quietHours, quietVolume, zoneOffsetMin }: Pick<GreetingSettings, 'quietHours' | 'quietVolume' | 'zoneOffsetMin'>,
  { instant, trusted }: WallTime,
): Manner => {
  if (!trusted || quietHours.length === 0) return 'aloud';
  const minute = (Math.floor(instant / minuteMs) + zoneOffsetMin) % dayMinutes;
  if (!quietHours.some(({ from, to }) => minute >= from && minute < to)) return 'aloud';
  return quietVolume > 0 ? 'softly' : 'silent';
};
