import { lstatSync, statfsSync } from 'node:fs';
import type { KeyObject } from 'node:crypto';
import { errorCode } from '../../../hal/error-code.ts';
import { fail, ok, type Result } from '../../../hal/result.ts';
import type { Installed, Slot } from '../../installed.ts';
import type { CheckedBundle } from './bundle.ts';
import { ensureDirectory, removeTree, syncTree, type Disk } from './disk.ts';
import { checkSlot, manifestIn, type SlotFault } from './slots.ts';
import { unpack, type UnpackFault } from './unpack.ts';

export type FillFault =
  | UnpackFault
  | { readonly kind: 'no-room'; readonly where: string; readonly needed: number; readonly free: number }
  /** What was read back is not what was written: a bad card. */
  | { readonly kind: 'not-as-written'; readonly where: string; readonly fault: SlotFault }
  | { readonly kind: 'disk'; readonly where: string; readonly code: string };

export type FillStep = 'unpack' | 'sync' | 'check';
export type TellFill = (step: FillStep, done: number, of: number) => void;

/** Left free beside a slot: logs, the journal, the system's own. */
const spareBytes = 32 * 1024 * 1024;
/** A file takes whole blocks, and a directory entry. */
const bytesAFile = 4096;

const roomFor = ({ manifest }: CheckedBundle): number =>
  manifest.payload.unpackedBytes + manifest.payload.files * bytesAFile + spareBytes;

/** What a directory would give back, by its own manifest. */
const takenBy = (top: string): number => {
  const manifest = manifestIn(top);
  return manifest === null ? 0 : manifest.payload.unpackedBytes + manifest.payload.files * bytesAFile;
};

const roomFault = (bundle: CheckedBundle, where: string, given: number): FillFault | null => {
  const { bavail, bsize } = statfsSync(where);
  const [needed, free] = [roomFor(bundle), bavail * bsize + given];
  return free < needed ? { kind: 'no-room', where, needed, free } : null;
};

/**
 * Puts a release into a slot: unpacked beside it, synced, read back, and only then under the slot's name. A slot that is there is whole,
 * whenever the power goes. What was in it is gone; it must be neither what runs nor what is good.
 */
export async function fillSlot(
  bundle: CheckedBundle,
  keys: readonly KeyObject[],
  at: Installed,
  slot: Slot,
  disk: Disk,
  tell: TellFill,
  arch: string = process.arch,
): Promise<Result<void, FillFault>> {
  const top = at.slots[slot];
  const fresh = `${top}.new`;
  const old = `${top}.old`;
  try {
    ensureDirectory(disk, at.home);
    removeTree(disk, fresh);
    removeTree(disk, old);
    const room = roomFault(bundle, at.home, takenBy(top));
    if (room !== null) return fail(room);
    // Out of its name before the first of its files goes: half a tree is no slot.
    if (lstatSync(top, { throwIfNoEntry: false }) !== undefined) {
      disk.rename(top, old);
      disk.syncDirectory(at.home);
      removeTree(disk, old);
    }
    disk.makeDirectory(fresh);
    const unpacked = await unpack(bundle, disk, fresh, (done, of) => tell('unpack', done, of));
    if (!unpacked.ok) {
      removeTree(disk, fresh);
      return unpacked;
    }
    tell('sync', 0, 1);
    syncTree(disk, fresh);
    tell('sync', 1, 1);
    const checked = checkSlot(fresh, keys, 'full', (done, of) => tell('check', done, of), arch);
    if (!checked.ok) {
      removeTree(disk, fresh);
      return fail({ kind: 'not-as-written', where: fresh, fault: checked.fault });
    }
    disk.rename(fresh, top);
    disk.syncDirectory(at.home);
    return ok(undefined);
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    return fail({ kind: 'disk', where: at.home, code });
  }
}
