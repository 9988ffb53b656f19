import type { DeviceFile } from '../device.ts';
import type { ConfigFault } from '../faults.ts';
import type { Parsed } from '../parse.ts';
import type { SiteFile } from '../site.ts';

export const checkDevice = (
  _parsed: Parsed<DeviceFile>,
  _name: string,
  _site: SiteFile | null,
): readonly ConfigFault[] => [];
