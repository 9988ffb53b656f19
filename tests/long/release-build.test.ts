import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { requireTools } from '../../firmware/cli/release/tools.ts';
import { archs, nodeVersion, toolsToBuild, type Arch } from '../../firmware/cli/release/natives.ts';
import { checkRelease } from '../../firmware/cli/update/bundle.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

/*
 * Whoever builds a commit gets the bytes that everybody gets: two clones in different places, by different users with different clocks,
 * languages and masks, each with its own packages and nothing of an earlier build. What differs is named by file.
 */

const room = temporaryDirectory();
// Two clones with their packages are some ten thousand files.
afterAll(() => removeDirectory(room), 900_000);
chmodSync(room, 0o755);
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const key = join(room, 'key.pem');
writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o644 });

interface Builder {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly umask: string;
  /** Another user than root, where this is root. */
  readonly user: number | null;
}
const asRoot = process.getuid?.() === 0;
const builders: readonly Builder[] = [
  { folder: join(room, 'one'), environment: { TZ: 'UTC', LANG: 'C.UTF-8' }, umask: '022', user: null },
  {
    folder: join(room, 'một thư mục/khác hẳn'),
    environment: { TZ: 'Asia/Ho_Chi_Minh', LANG: 'vi_VN.UTF-8', USER: 'khach', LOGNAME: 'khach', npm_config_jobs: '1' },
    umask: '027',
    user: asRoot ? 65_534 : null,
  },
];

/** What npm is told of the network here. Whoever runs this by npm has its other settings in the environment: another user's cache and folders. */
const ofTheNetwork = /^npm_config_(?:registry|cafile|proxy|https_proxy|noproxy)$/u;
const ownEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') || ofTheNetwork.test(name)),
);

/** Runs a command line as that builder would. */
const as = ({ environment, folder, umask, user }: Builder, command: string): string => {
  const home = join(folder, '../home');
  mkdirSync(home, { recursive: true });
  const [program, ...args] =
    user === null
      ? ['sh', '-c']
      : ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--', 'sh', '-c'];
  if (user !== null) execFileSync('chown', ['-R', `${user}:${user}`, join(folder, '..')]);
  const ended = spawnSync(program ?? 'sh', [...args, `umask ${umask}; ${command}`], {
    cwd: folder,
    env: { ...ownEnvironment, ...environment, HOME: home, GIT_CONFIG_GLOBAL: '/dev/null' },
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (ended.status !== 0) throw new Error(`${command}: ${ended.stderr}${ended.stdout}`);
  return ended.stderr;
};

/** What is there now: a build takes long, and somebody may commit meanwhile. */
const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();

const clone = (builder: Builder): void => {
  if (existsSync(builder.folder)) return;
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', '.', builder.folder]);
  execFileSync('git', ['-C', builder.folder, 'checkout', '--quiet', '--detach', commit]);
  as(builder, 'npm ci --ignore-scripts --no-audit --no-fund --loglevel=error');
};

const build = (builder: Builder, arch: Arch): string => {
  clone(builder);
  const file = join(builder.folder, `${arch}.letan`);
  as(builder, `node firmware/cli/letan.mjs release build --arch ${arch} --fresh --key '${key}' --out '${file}'`);
  return file;
};

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

function* filesBelow(top: string, at = top): IterableIterator<string> {
  for (const each of readdirSync(at, { withFileTypes: true }))
    if (each.isDirectory()) yield* filesBelow(top, join(at, each.name));
    else yield relative(top, join(at, each.name));
}

/** Where a release's tree lies unpacked. */
const unpacked = (file: string): string => {
  const out = `${file}.out`;
  if (existsSync(out)) return out;
  mkdirSync(out);
  execFileSync('sh', ['-c', 'tar -xOf "$1" payload.tar.gz | tar -xzpf - -C "$2"', 'x', file, out]);
  return out;
};

/** Every file of a release with its mode and digest. */
const contentsOf = (file: string): ReadonlyMap<string, string> => {
  const out = unpacked(file);
  return new Map(
    [...filesBelow(out)].map((name) => {
      const mode = (lstatSync(join(out, name)).mode & 0o777).toString(8);
      return [name, `${mode} ${sha256(join(out, name))}`];
    }),
  );
};

const lacking = (arch: Arch): string | null => {
  try {
    requireTools(toolsToBuild(arch));
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown';
  }
};

for (const arch of archs) {
  const missing = lacking(arch);
  describe.skipIf(missing !== null)(
    `a release for ${arch}${missing === null ? '' : ` (skipped: no ${missing})`}`,
    () => {
      it('has the same bytes by whomever and wherever it is built', { timeout: 3_600_000 }, () => {
        const [one, two] = builders.map((builder) => build(builder, arch));
        if (one === undefined || two === undefined) throw new Error('two builders build');
        if (sha256(one) !== sha256(two)) {
          const [first, second] = [contentsOf(one), contentsOf(two)];
          const names = new Set([...first.keys(), ...second.keys()]);
          expect([...names].filter((name) => first.get(name) !== second.get(name))).toEqual([]);
        }
        expect(sha256(two)).toBe(sha256(one));
        const checked = checkRelease(one, publicKey);
        expect(checked.ok && checked.value.manifest).toMatchObject({ arch, commit, node: nodeVersion });
        // Of the machine that built it nothing stands in it.
        const top = unpacked(one);
        const telling = [...filesBelow(top)].filter((name) => readFileSync(join(top, name)).includes(room));
        expect(telling).toEqual([]);
      });
    },
  );
}
