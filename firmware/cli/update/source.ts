import { spawnSync } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { errorCode } from '../../../hal/error-code.ts';
import { fail, ok, type Result } from '../../../hal/result.ts';
import { peekRelease } from './bundle.ts';

/*
 * Where a release comes from: a file, a directory (a stick that is mounted), a block device (one that is not), the word `usb` (whatever
 * stick is plugged in), or an address. What is mounted is mounted to be read only, and nothing of it is run.
 */

export type SourceFault =
  | { readonly kind: 'no-source'; readonly where: string; readonly code: string }
  | { readonly kind: 'not-mounted'; readonly where: string; readonly said: string }
  /** No stick is plugged in. */
  | { readonly kind: 'no-stick' }
  /** Not one release for this device; `seen` counts the files that look like releases. */
  | { readonly kind: 'none-fits'; readonly where: string; readonly seen: number }
  | { readonly kind: 'several'; readonly where: string; readonly count: number; readonly newest: string };

/** A file that is there until it is let go. */
export interface FoundBundle {
  readonly file: string;
  /** What people call it: the file, or the address that it came from. */
  readonly called: string;
  readonly letGo: () => void;
}

/** How sticks are found and mounted; a test has others. */
export interface Sticks {
  /** Partitions of what is plugged in by USB. */
  plugged(): readonly string[];
  /** Where a partition is mounted already. */
  mountedAt(device: string): string | null;
  mount(device: string, at: string): { readonly ok: boolean; readonly said: string };
  unmount(at: string): void;
}

const byId = '/dev/disk/by-id';

const resolved = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

export const machineSticks: Sticks = {
  plugged: () => {
    try {
      const names = readdirSync(byId).filter((name) => name.startsWith('usb-'));
      const whole = names.filter((name) => !/-part\d+$/u.test(name));
      // A stick without a partition table is one file system.
      const bare = whole.filter((name) => !names.some((each) => each.startsWith(`${name}-part`)));
      return [...names.filter((name) => /-part\d+$/u.test(name)), ...bare].map((name) => resolved(join(byId, name)));
    } catch {
      return [];
    }
  },
  mountedAt: (device) => {
    const line = readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .find((each) => resolved(each.split(' ')[0] ?? '') === resolved(device));
    // The kernel writes blanks in paths as \040.
    return (
      line
        ?.split(' ')[1]
        ?.replaceAll(/\\(\d{3})/gu, (_all, code: string) => String.fromCodePoint(Number.parseInt(code, 8))) ?? null
    );
  },
  mount: (device, at) => {
    const run = spawnSync('mount', ['-o', 'ro,nosuid,nodev,noexec', device, at], { encoding: 'utf8' });
    return { ok: run.status === 0, said: run.error?.message ?? run.stderr.trim() };
  },
  unmount: (at) => void spawnSync('umount', [at]),
};

interface Fitting {
  readonly file: string;
  readonly committedAt: number;
}

/** Releases at the top of a directory that are signed by one of the keys and are for this processor. */
const fittingIn = (
  directory: string,
  keys: readonly KeyObject[],
): { readonly seen: number; readonly fitting: readonly Fitting[] } => {
  const names = readdirSync(directory).filter((name) => name.endsWith('.letan') && !name.startsWith('.'));
  const fitting = names.flatMap((name): readonly Fitting[] => {
    const file = join(directory, name);
    const peeked = peekRelease(file, ...keys);
    return peeked.ok && peeked.value.arch === process.arch ? [{ file, committedAt: peeked.value.committedAt }] : [];
  });
  return { seen: names.length, fitting };
};

/** Exactly one, since nobody should have to guess which of two was meant. */
const only = (where: string, seen: number, fitting: readonly Fitting[]): Result<string, SourceFault> => {
  const [newest] = fitting.toSorted((a, b) => b.committedAt - a.committedAt);
  if (newest === undefined) return fail({ kind: 'none-fits', where, seen });
  return fitting.length === 1
    ? ok(newest.file)
    : fail({ kind: 'several', where, count: fitting.length, newest: newest.file });
};

/** Looks over the partitions of sticks; those with none or an unknown file system are passed over where there are others. */
const onSticks = (
  devices: readonly string[],
  where: string,
  keys: readonly KeyObject[],
  sticks: Sticks,
): Result<FoundBundle, SourceFault> => {
  const mounted: string[] = [];
  const letGo = (): void => {
    for (const at of mounted.splice(0)) {
      sticks.unmount(at);
      rmdirSync(at);
    }
  };
  let seen = 0;
  const fitting: Fitting[] = [];
  const refused: string[] = [];
  for (const device of devices) {
    let at = sticks.mountedAt(device);
    if (at === null) {
      at = mkdtempSync(join(tmpdir(), 'letan-stick-'));
      const { ok: done, said } = sticks.mount(device, at);
      if (!done) {
        rmdirSync(at);
        refused.push(said);
        continue;
      }
      mounted.push(at);
    }
    const found = fittingIn(at, keys);
    seen += found.seen;
    fitting.push(...found.fitting);
  }
  const [said] = refused;
  if (refused.length === devices.length && said !== undefined) return fail({ kind: 'not-mounted', where, said });
  const one = only(where, seen, fitting);
  // People know a stick's files by their names; where it was mounted for a moment is nothing to them.
  if (one.ok) return ok({ file: one.value, called: `${where}: ${basename(one.value)}`, letGo });
  letGo();
  return one.fault.kind === 'several' ? fail({ ...one.fault, newest: basename(one.fault.newest) }) : one;
};

/** The release that somebody means; addresses are `download.ts`'s. */
export function findBundle(
  source: string,
  keys: readonly KeyObject[],
  sticks: Sticks,
): Result<FoundBundle, SourceFault> {
  if (source.toLowerCase() === 'usb') {
    const devices = sticks.plugged();
    return devices.length === 0 ? fail({ kind: 'no-stick' }) : onSticks(devices, 'USB', keys, sticks);
  }
  try {
    const stat = statSync(source);
    if (stat.isBlockDevice()) return onSticks([source], source, keys, sticks);
    if (!stat.isDirectory()) return ok({ file: source, called: source, letGo: () => {} });
    const { fitting, seen } = fittingIn(source, keys);
    const one = only(source, seen, fitting);
    return one.ok ? ok({ file: one.value, called: one.value, letGo: () => {} }) : one;
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    return fail({ kind: 'no-source', where: source, code });
  }
}

export const isAddress = (source: string): boolean => /^https?:\/\//iu.test(source);
