import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packRelease, type About } from '../../firmware/cli/release/pack.ts';

/** The keys of who makes releases in a test, and of somebody else. */
export const releaseKeys = generateKeyPairSync('ed25519');
export const otherKeys = generateKeyPairSync('ed25519');

/** What tells two tiny releases apart. */
export interface StandIn {
  /** Becomes the version 0.<number>.0, the commit, and the time of it. */
  readonly number: number;
  readonly about?: Partial<About>;
  readonly key?: KeyObject;
  /** Further files of the tree: their text by their paths. */
  readonly files?: Readonly<Record<string, string>>;
  /** How many small modules it is made of. */
  readonly modules?: number;
}

export const commitOf = (number: number): string => number.toString(16).padStart(40, 'c');
/** A day from one to the next. */
export const committedAtOf = (number: number): number => 1_790_000_000 + number * 86_400;

export const aboutStandIn = (number: number): About => ({
  version: `0.${number}.0`,
  commit: commitOf(number),
  committedAt: committedAtOf(number),
  arch: process.arch === 'arm64' ? 'arm64' : 'x64',
  node: process.versions.node,
  ledger: { oldest: 1, newest: 2 },
});

/** A name that does not fit into a tar's header, as packages have them. */
const longPath = `app/node_modules/${'a-package-with-a-long-name/'.repeat(4)}and-a-module-with-a-long-name.js`;

/** A release with a tree of the right shape and little in it; gives its file. */
export function standInRelease(room: string, standIn: StandIn): string {
  const { about = {}, files = {}, key = releaseKeys.privateKey, modules = 28, number } = standIn;
  const file = join(room, `letan-0.${number}.0.letan`);
  const tree = join(room, `tree-${number}`);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  };
  for (let index = 0; index < modules; index += 1)
    write(`app/part-${index % 5}/module-${index}.js`, `export const release${index} = ${number};\n`.repeat(1 + index));
  write(longPath, `// of release ${number}\n`);
  write('app/empty.txt', '');
  write('app/number.txt', String(number));
  // The Node of a stand-in is the one that runs the test.
  write('node/bin/node', `#!/bin/sh\nexec "${process.execPath}" "$@"\n`);
  chmodSync(join(tree, 'node/bin/node'), 0o755);
  write('systemd/letan.service', `# of release ${number}\n[Install]\nWantedBy=multi-user.target\n`);
  write('udev/70-letan.rules', `# of release ${number}\n`);
  for (const [path, text] of Object.entries(files)) write(path, text);
  packRelease(tree, { ...aboutStandIn(number), ...about }, key, file);
  rmSync(tree, { recursive: true });
  return file;
}
