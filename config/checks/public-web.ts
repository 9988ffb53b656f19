import type { DeviceFile } from '../device.ts';
import { refusal } from '../refusal.ts';
import type { SiteFile } from '../site.ts';
import type { Findings } from './findings.ts';

/** The listener for phones beside the device's own and the address in the slips' codes. */
export const checkPublicWeb = (device: Partial<DeviceFile>, site: Partial<SiteFile>, found: Findings): void => {
  const { web } = device;
  const told = web?.public ?? null;
  if (web === undefined || told === null) return;
  if (told.port !== 0 && told.port === web.port)
    found.refuse(['web', 'public', 'port'], refusal('public.samePort', {}));
  if (site.publicBase === '') found.refuse(['web', 'public'], refusal('public.noBase', {}));
};
