import { open } from 'node:fs/promises';
import { errorCode } from '../error-code.ts';
import type { StorageFault } from '../ports/storage.ts';

/** The code of what a file system refused; rethrows what is nothing of the kind, because that is a bug of ours. */
export const refusalOf = (error: unknown): string => {
  const code = errorCode(error);
  if (code === null) throw error;
  return code;
};

/** The fault behind what a file system refused. */
export const storageFault = (error: unknown, name: string): StorageFault => {
  const code = refusalOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return { kind: 'full', name };
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return { kind: 'read-only', name };
  return { kind: 'io', name, code };
};

/** A name that was made or removed is so for good once its directory is synced. */
export const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
