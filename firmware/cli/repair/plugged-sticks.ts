import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyObject } from 'node:crypto';
import type { NodeClock } from '../../../hal/drivers/node-clock.ts';
import type { Log } from '../../../hal/ports/log.ts';
import type { Storage } from '../../../hal/ports/storage.ts';
import { keySuffix, mostKeyBytes } from '../../stick/key.ts';
import { StickWatch, type Shown } from '../../stick/stick-watch.ts';
import { readPublicKeys } from '../update/bundle.ts';
import { wishMaintenance } from './maintenance-wish.ts';
import type { RepairSubject } from './subject.ts';

/** More key files than this on one machine are nobody's. */
const mostKeys = 32;

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
};

/** The small regular files of that ending in a folder: nothing else of a stick is ever read. */
export const keyFilesIn = (folder: string): readonly string[] =>
  namesIn(folder)
    .filter((name) => name.endsWith(keySuffix) && !name.startsWith('.'))
    .map((name) => join(folder, name))
    .filter((file) => {
      try {
        const { size } = lstatSync(file);
        return lstatSync(file).isFile() && size > 0 && size <= mostKeyBytes;
      } catch {
        return false;
      }
    })
    .slice(0, mostKeys);

/** What was laid down of the sticks that are plugged in: a folder for each. */
const keysAt = (sticksAt: string): readonly Uint8Array[] =>
  namesIn(sticksAt)
    .flatMap((name) => keyFilesIn(join(sticksAt, name)))
    .slice(0, mostKeys)
    .flatMap((file) => {
      try {
        return [readFileSync(file)];
      } catch {
        // Pulled out just now.
        return [];
      }
    });

/** The keys by which the site believes sticks; none where it has no such file, or a spoilt one. */
export const trustedBy = (file: string): readonly KeyObject[] => {
  try {
    return readPublicKeys(file);
  } catch {
    return [];
  }
};

export const stickWatch = (subject: RepairSubject, sticksAt: string, clock: NodeClock, log: Log): StickWatch =>
  new StickWatch({
    clock,
    log,
    keys: () => keysAt(sticksAt),
    door: () => ({
      site: subject.site,
      device: subject.device,
      now: clock.wallTime().instant,
      trusted: trustedBy(subject.stickKeys),
    }),
  });

/** The stick that was still plugged in when maintenance was left: it opens nothing again until it was pulled out. */
const usedBlob = 'maintenance-stick';

export const usedStick = async (storage: Storage, shown: Shown): Promise<void> => {
  if (shown?.ok === true) await storage.write(usedBlob, new TextEncoder().encode(shown.value.id));
};

/** While the device serves: a stick that opens ends this start in order, and the next is the technician's. */
export const watchSticks = async (watch: StickWatch, storage: Storage, log: Log): Promise<void> => {
  const read = await storage.read(usedBlob);
  let used = read.ok && read.value !== null ? Buffer.from(read.value).toString('utf8') : null;
  watch.onShown((shown) => {
    if (shown?.ok === true && shown.value.id !== used) return void wishMaintenance(storage, 'stick', log);
    if (shown !== null || used === null) return;
    used = null;
    void storage.remove(usedBlob);
  });
  watch.start();
  // Pulled out before this start, so that no change of it is ever heard.
  if (watch.shown === null && used !== null) {
    used = null;
    await storage.remove(usedBlob);
  }
};
