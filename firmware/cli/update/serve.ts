import { closeSync, constants, openSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { updateMessages } from '../../../config/languages/messages/update.ts';
import type { DeviceConfig } from '../../../config/schema.ts';
import { errorCode } from '../../../hal/error-code.ts';
import type { Installed } from '../../installed.ts';
import { wantedFolder, wantedName, wantedSchema, type Wanted } from '../../update/wanted.ts';
import { exitCodes } from '../exit.ts';
import { refuse } from '../hub/say.ts';
import { machineDisk } from './disk.ts';
import { settle } from './guard.ts';
import { machineUnit } from './machine.ts';
import { historyOf } from './record.ts';
import { applyFrom, placeAt, watchOn } from './run-update.ts';
import { standingOf } from './slots.ts';

const longest = 64 * 1024;

/** What the firmware wrote, whatever it is: the folder is its own, so what lies there is read and never trusted. */
function wishAt(file: string): Wanted | 'none' | 'unreadable' {
  let fd: number;
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? 'none' : 'unreadable';
  }
  try {
    const text = readFileSync(fd, 'utf8');
    const parsed = wantedSchema.safeParse(text.length > longest ? null : JSON.parse(text));
    return parsed.success ? parsed.data : 'unreadable';
  } catch {
    return 'unreadable';
  } finally {
    closeSync(fd);
  }
}

const drop = (file: string): void => {
  try {
    unlinkSync(file);
  } catch {
    // Gone already.
  }
};

/**
 * One round of `letan-update.service`: sees what is on trial to its end, then does what the firmware asked for, when nobody is served. A
 * wish is dropped once it was tried, however that ended; cut short before, it is done by the next round. A trial is seen to its end
 * whatever the configuration looks like.
 */
export async function serve(at: Installed, configured: () => DeviceConfig | null): Promise<void> {
  const config = configured();
  const place = placeAt(at, config);
  settle(machineDisk, at, standingOf(at), Date.now(), () => machineUnit(at).adopt());
  if (place !== null) await watchOn(place);
  if (config === null || place === null) return;
  const folder = join(config.dataDir, wantedFolder);
  const file = join(folder, wantedName);
  const wish = wishAt(file);
  if (wish === 'none') return;
  if (wish === 'unreadable') {
    refuse(exitCodes.ok, updateMessages.request, { file });
    return drop(file);
  }
  const by = `${wish.by} #${wish.id}`.slice(0, 80);
  // Tried before the power went: not again and again.
  if (!historyOf(at).some((each) => each.by === by && each.what !== 'interrupted')) {
    const source = wish.from.kind === 'file' ? join(folder, wish.from.name) : wish.from.url;
    await applyFrom(source, place, config, { now: false, whenIdle: true, allowOlder: false, by });
  }
  drop(file);
  if (wish.from.kind === 'file') drop(join(folder, wish.from.name));
  // Refused or done, this service did its work; only what it could not do is its failure.
  process.exitCode = exitCodes.ok;
}
