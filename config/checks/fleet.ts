import type { DeviceFile } from '../device.ts';
import type { ConfigFault } from '../faults.ts';
import type { Parsed } from '../parse.ts';
import type { SiteFile } from '../site.ts';

export const checkFleet = (
  _devices: readonly (Parsed<DeviceFile> | null)[],
  _names: readonly string[],
  _site: Parsed<SiteFile> | null,
): readonly ConfigFault[] => [];
