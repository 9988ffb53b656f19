import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { NodeStorage } from '../../hal/drivers/node-storage.ts';
import { noSmallDisk, SmallDisk } from '../support/small-disk.ts';
import { openFilesBelow, removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { storageContract, type StorageRig } from './storage.contract.ts';

const makeRig = async (directory: string, disk: SmallDisk | null): Promise<StorageRig> => {
  const storage = new NodeStorage(join(directory, 'storage'));
  const after = temporaryDirectory();
  const copies: NodeStorage[] = [];
  await storage.open();
  return {
    storage,
    finish: (call) => call,
    // Somewhere within the file work that runs on other threads; where exactly is the disk's business.
    begin: () => new Promise((resolve) => setImmediate(resolve)),
    powerCut: async () => {
      cpSync(join(directory, 'storage'), join(after, 'storage'), {
        recursive: true,
        filter: (path) => !path.endsWith('.tmp'),
      });
      const copy = new NodeStorage(join(after, 'storage'));
      copies.push(copy);
      await copy.open();
      return copy;
    },
    fill: async () => disk?.fill(),
    mend: async () => disk?.makeRoom(),
    held: () => openFilesBelow(directory).length + openFilesBelow(after).length,
    tidy: async () => {
      await Promise.all([storage, ...copies].map((each) => each.close()));
      removeDirectory(after);
      if (disk === null) removeDirectory(directory);
      else disk.unmount();
    },
  };
};

// The disk of the host is shared: that it can be full is shown by the second rig.
storageContract('files on the disk', false, () => makeRig(temporaryDirectory(), null));

const reason = noSmallDisk();
describe.skipIf(reason !== null)(`on a disk of its own${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  storageContract('files on a small disk', true, () => {
    const disk = new SmallDisk(1024);
    return makeRig(disk.directory, disk);
  });
});
