import type { Result } from '../result.ts';

/** Why the machine does not say something of itself. */
export type HostFault =
  | { readonly kind: 'absent'; readonly path: string }
  | { readonly kind: 'permission'; readonly path: string }
  | { readonly kind: 'io'; readonly path: string; readonly code: string };

/** What a file system has, in whole bytes. */
export interface DiskSpace {
  readonly totalBytes: number;
  /** What this process may still use. */
  readonly freeBytes: number;
}

/**
 * What the machine says of itself: the small files of /proc, /sys and /run, what its directories hold, who may open what, how full
 * its disks are. Nothing here changes anything, and no call takes more than a moment.
 *
 * - Paths are absolute, and resolved as the system does.
 * - `text` gives a file's text without the white space around it, NULs dropped, and at most the first 64 KiB.
 * - `list` gives the names in a directory, sorted.
 * - `may` says whether this process may open a node for reading and writing, without opening it.
 * - `space` is of the file system that holds the path.
 */
export interface HostFacts {
  text(path: string): Promise<Result<string, HostFault>>;
  list(path: string): Promise<Result<readonly string[], HostFault>>;
  may(path: string): Promise<Result<void, HostFault>>;
  space(path: string): Promise<Result<DiskSpace, HostFault>>;
}
