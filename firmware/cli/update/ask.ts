import { copyFileSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { updateMessages } from '../../../config/languages/messages/update.ts';
import type { DeviceConfig } from '../../../config/schema.ts';
import { errorCode } from '../../../hal/error-code.ts';
import { makeFolder } from '../make-folder.ts';
import { wantedFolder, wantedName, wantedSchema, type Wanted } from '../../update/wanted.ts';
import { exitCodes } from '../exit.ts';
import { refuse } from '../hub/say.ts';
import { unfit, type Place } from './apply.ts';
import { checkRelease } from './bundle.ts';
import { replaceFile } from './disk.ts';
import { sayFault, short, tell } from './say.ts';
import { findBundle, isAddress, machineSticks } from './source.ts';

/** Leaves a wish where the service looks for it; the folder belongs to the firmware. */
function leave(place: Place, folder: string, by: string, from: Wanted['from']): void {
  const wish: Wanted = { format: 1, id: randomBytes(4).toString('hex'), from, by };
  if (!wantedSchema.safeParse(wish).success) {
    const url = from.kind === 'address' ? from.url : from.name;
    return refuse(exitCodes.usage, updateMessages['no-address'], { url });
  }
  replaceFile(place.disk, join(folder, wantedName), `${JSON.stringify(wish)}\n`);
  tell('asked', {});
}

/**
 * `letan update ask`: leaves a release for the service, which applies it by itself once nobody is served. A file is looked over and
 * copied, so the stick may go home; an address is fetched when it is time.
 */
export function askFor(source: string, place: Place, { dataDir }: DeviceConfig, by: string): void {
  const folder = join(dataDir, wantedFolder);
  try {
    makeFolder(folder, 0o750);
    if (isAddress(source)) return leave(place, folder, by, { kind: 'address', url: source });
    const found = findBundle(source, place.keys, machineSticks);
    if (!found.ok) return sayFault(found.fault);
    try {
      const checked = checkRelease(found.value.file, ...place.keys);
      if (!checked.ok) return sayFault({ ...checked.fault, file: found.value.called });
      const { arch, commit, version } = checked.value.manifest;
      tell('good', { version, commit: short(commit), arch });
      const fault = unfit(place, checked.value, false);
      if (fault !== null) return sayFault(fault);
      const name = `letan-${version}-${arch}.letan`;
      // Gone first: no room for two, and half of it is refused by its signature.
      rmSync(join(folder, name), { force: true });
      copyFileSync(found.value.file, join(folder, name));
      place.disk.syncFile(join(folder, name));
      leave(place, folder, by, { kind: 'file', name });
    } finally {
      found.value.letGo();
    }
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    refuse(exitCodes.failed, updateMessages['no-room-here'], { where: folder, code });
  }
}
