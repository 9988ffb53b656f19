import { execFileSync } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { buildRelease, sourceAt } from '../../firmware/cli/release/build.ts';
import { writeRelease } from '../../firmware/cli/release/pack.ts';
import type { Arch } from '../../firmware/cli/release/natives.ts';
import { manifestFrom, type bundleParts } from '../../firmware/cli/update/bundle.ts';

/** One of a release's three parts, as any tar gives it. */
export const partOf = (file: string, name: (typeof bundleParts)[number]): Buffer =>
  execFileSync('tar', ['-xOf', file, name], { maxBuffer: 1 << 29 });

/**
 * A whole release of this checkout for this processor, signed by `key` and written to `file`. With `LETAN_RELEASE` it is the one that
 * lies there, signed anew, and nothing is built.
 */
export async function builtRelease(file: string, key: KeyObject): Promise<void> {
  const built = process.env['LETAN_RELEASE'];
  if (built === undefined) {
    const arch = process.arch as Arch; // tests run on one of the two
    return buildRelease(sourceAt(process.cwd()), { arch, key, file, fresh: false, tell: () => undefined });
  }
  const manifest = manifestFrom(partOf(built, 'manifest.json'));
  if (manifest?.arch !== process.arch) throw new Error(`LETAN_RELEASE: ${built} is no release for ${process.arch}`);
  writeRelease(manifest, partOf(built, 'payload.tar.gz'), key, file);
}
