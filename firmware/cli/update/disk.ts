import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/*
 * Everything that an update does to a disk goes through here, one step a call, so that a test can cut the power behind each of them.
 * Between two steps the device must always start, with the old release or with the new one.
 */

/** A file that is being written; nothing of it is sure to be there before `sync` has returned. */
export interface NewFile {
  write(bytes: Uint8Array): void;
  sync(): void;
  close(): void;
}

export interface Disk {
  makeDirectory(path: string): void;
  /** Made anew: whatever has that name is emptied. A link of that name is refused. */
  create(path: string, mode: number): NewFile;
  /** Whether `from` bears its new name after a power cut only `syncDirectory` decides; it never bears half of it. */
  rename(from: string, to: string): void;
  link(target: string, path: string): void;
  /** A file, a link, or an empty directory. */
  remove(path: string): void;
  syncFile(path: string): void;
  syncDirectory(path: string): void;
}

const withDescriptor = (path: string, use: (fd: number) => void): void => {
  const fd = openSync(path, constants.O_RDONLY);
  try {
    use(fd);
  } finally {
    closeSync(fd);
  }
};

/** The machine's own disk. */
export const machineDisk: Disk = {
  makeDirectory: (path) => {
    mkdirSync(path);
    // Whatever the umask: the firmware that runs from here is another user.
    chmodSync(path, 0o755);
  },
  create: (path, mode) => {
    const { O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;
    const fd = openSync(path, O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW, mode);
    fchmodSync(fd, mode);
    return {
      write: (bytes) => {
        for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at, bytes.length - at);
      },
      sync: () => fsyncSync(fd),
      close: () => closeSync(fd),
    };
  },
  rename: renameSync,
  link: symlinkSync,
  remove: (path) => (lstatSync(path).isDirectory() ? rmdirSync(path) : unlinkSync(path)),
  syncFile: (path) => withDescriptor(path, fsyncSync),
  syncDirectory: (path) => withDescriptor(path, fsyncSync),
};

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** A file with other content: after a cut at any step it is the old one or the new one, whole. */
export function replaceFile(disk: Disk, path: string, text: string, mode = 0o644): void {
  const next = join(dirname(path), `.${basename(path)}.new`);
  const file = disk.create(next, mode);
  try {
    file.write(Buffer.from(text));
    file.sync();
  } finally {
    file.close();
  }
  disk.rename(next, path);
  disk.syncDirectory(dirname(path));
}

/** A symbolic link to something else: never missing, never half. */
export function switchLink(disk: Disk, path: string, target: string): void {
  const next = join(dirname(path), `.${basename(path)}.new`);
  if (isThere(next)) disk.remove(next);
  disk.link(target, next);
  disk.rename(next, path);
  disk.syncDirectory(dirname(path));
}

/** A file that is gone for good once this returns; none is no fault. */
export function removeFile(disk: Disk, path: string): void {
  if (!isThere(path)) return;
  disk.remove(path);
  disk.syncDirectory(dirname(path));
}

/** A whole tree, entry by entry; none is no fault. */
export function removeTree(disk: Disk, path: string): void {
  if (!isThere(path)) return;
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) removeTree(disk, join(path, name));
  disk.remove(path);
}

/** Makes a directory and those above it that are missing. */
export function ensureDirectory(disk: Disk, path: string): void {
  if (existsSync(path)) return;
  ensureDirectory(disk, dirname(path));
  disk.makeDirectory(path);
}

/** Syncs every file and directory of a tree, the inner ones first. */
export function syncTree(disk: Disk, path: string): void {
  for (const each of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, each.name);
    if (each.isDirectory()) syncTree(disk, inner);
    else if (each.isFile()) disk.syncFile(inner);
  }
  disk.syncDirectory(path);
}
