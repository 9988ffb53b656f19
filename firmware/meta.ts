import type { DeviceConfig } from '../config/schema.ts';
import type { JsonObject } from '../hal/json.ts';

/** The firmware's own version. */
export const firmwareVersion = '0.1.0';

/** What a device says of itself once, for whoever listens. */
export const metaOf = ({ placeName, profile, site }: DeviceConfig): JsonObject => ({
  profile,
  firmware: firmwareVersion,
  schema: 1,
  site: site.site,
  place: placeName,
});
