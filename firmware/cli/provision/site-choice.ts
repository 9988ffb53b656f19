import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { faultText } from '../../../config/faults.ts';
import { imageMessages } from '../../../config/languages/messages/image.ts';
import { checkFiles, loadDevice } from '../../../config/load.ts';
import type { DeviceConfig } from '../../../config/schema.ts';
import { exitCodes } from '../exit.ts';
import { refuse } from '../hub/say.ts';
import { unreachableCounters } from '../reachable.ts';

const devicesIn = (directory: string): readonly string[] => {
  try {
    return readdirSync(join(directory, 'devices'))
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => name.slice(0, -'.yaml'.length))
      .toSorted();
  } catch {
    return [];
  }
};

/** One device of a site, when the whole site is right; null: it was said what is wrong. */
export const chosenDevice = (directory: string, device: string): DeviceConfig | null => {
  const known = devicesIn(directory);
  if (known.length > 0 && !known.includes(device)) {
    refuse(exitCodes.usage, imageMessages.noDevice, { directory, device, known: known.join(', ') });
    return null;
  }
  // The whole site goes onto the device, and others of it depend on this one.
  const faults = checkFiles([directory], unreachableCounters).flatMap((file) => file.faults);
  const loaded = loadDevice(join(directory, 'devices', `${device}.yaml`));
  if (faults.length === 0 && loaded.ok) return loaded.value;
  for (const fault of faults.length > 0 || loaded.ok ? faults : loaded.fault)
    process.stderr.write(`${faultText(fault)}\n`);
  process.exitCode = exitCodes.config;
  return null;
};
