import type { DeviceConfig } from '../config/schema.ts';
import type { JsonObject } from '../hal/json.ts';

/** The firmware's own version. */
export const firmwareVersion = '0.1.0';

/**
 * What runs, as the site and recordings are told it: the version, and for a release that was installed the commit that it was made from
 * (`0.1.0+f973bc66cfee`, as Semantic Versioning has it). Two releases of one version are two.
 */
export const firmwareOf = (release: { readonly version: string; readonly commit: string } | null): string =>
  release === null ? firmwareVersion : `${release.version}+${release.commit.slice(0, 12)}`;

/** What a device says of itself once, for whoever listens. */
export const metaOf = ({ placeName, profile, site }: DeviceConfig): JsonObject => ({
  profile,
  firmware: firmwareVersion,
  schema: 1,
  site: site.site,
  place: placeName,
});
