import { execFileSync } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packRelease, writeRelease, type About } from '../../firmware/cli/release/pack.ts';
import { checkRelease } from '../../firmware/cli/update/bundle.ts';
import { partOf } from './built-release.ts';

const changed = (text: string, from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`a release has no “${from}” to be spoiled`);
  return text.replace(from, to);
};

/** What may be wrong with a release that is signed and whole: a file of it that is another. */
const defects = {
  /** It ends at once, as one with a module that does not load. */
  exits: {
    file: 'app/firmware/cli/letan.mjs',
    spoiled: () => "process.stderr.write('this release does not start\\n');\nprocess.exit(1);\n",
  },
  /** It runs and tells the service manager so, but its page answers with faults: within a minute it finds itself bad. */
  unwell: {
    file: 'app/firmware/good-start.js',
    spoiled: (text: string) =>
      changed(
        changed(text, 'this.#settings.withinMs', '60_000'),
        '#feel(part) {',
        "#feel(part) {\n    if (part.vital.name === 'page') return Promise.resolve(this.#felt(part, 'faulty'));",
      ),
  },
} as const;

/**
 * A newer release out of a real one, by the key that signed it: one minute younger for each of `minutes` (older where
 * there are less than none), with another commit, and with a
 * defect where one is asked for. Writes it to `to`.
 */
export function respun(
  file: string,
  key: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  to: string,
  { defect, minutes }: { readonly minutes: number; readonly defect?: keyof typeof defects },
): void {
  const checked = checkRelease(file, key.publicKey);
  if (!checked.ok) throw new Error(`${file}: ${checked.fault.kind}`);
  const { format, name, payload, ...was } = checked.value.manifest;
  const [major = '0', minor = '0'] = was.version.split('.');
  const about: About = {
    ...was,
    version: `${major}.${minor}.${900 + minutes}`,
    commit: was.commit.slice(0, 32) + (minutes >>> 0).toString(16).padStart(8, '0'),
    committedAt: was.committedAt + minutes * 60,
  };
  // The same tree under another manifest, where nothing in it is another.
  if (defect === undefined)
    return writeRelease({ format, name, ...about, payload }, partOf(file, 'payload.tar.gz'), key.privateKey, to);
  const tree = `${to}.tree`;
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree, { recursive: true });
  try {
    execFileSync('sh', ['-c', 'tar -xOf "$1" payload.tar.gz | tar -xzf - -C "$2"', 'unpack', file, tree]);
    const { file: part, spoiled } = defects[defect];
    const path = join(tree, part);
    writeFileSync(path, spoiled(readFileSync(path, 'utf8')));
    packRelease(tree, about, key.privateKey, to);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}
