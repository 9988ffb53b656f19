import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join, relative, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { packRelease, sha256, writeRelease } from '../../firmware/cli/release/pack.ts';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { compileTo } from '../../firmware/cli/release/compile.ts';
import { archs, toolsToBuild } from '../../firmware/cli/release/natives.ts';
import { sbom, type Contents } from '../../firmware/cli/release/sbom.ts';
import { requireTools } from '../../firmware/cli/release/tools.ts';
import { shippedPackages } from '../../firmware/cli/release/modules.ts';
import { checkRelease, type Manifest } from '../../firmware/cli/update/bundle.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const { JsonStrictValidator } = Validation;
const { Version } = Spec;

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));
const keys = generateKeyPairSync('ed25519');
const foreign = generateKeyPairSync('ed25519');
const committedAt = 1_790_000_000;

const tree = (name: string): string => {
  const at = join(room, name);
  mkdirSync(join(at, 'app/hal'), { recursive: true });
  mkdirSync(join(at, 'node/bin'), { recursive: true });
  writeFileSync(join(at, 'app/hal/a.js'), 'export const a = 1;\n');
  writeFileSync(join(at, 'app/ngày.txt'), 'một\n');
  writeFileSync(join(at, 'node/bin/node'), '#!/bin/sh\n');
  chmodSync(join(at, 'node/bin/node'), 0o775);
  return at;
};
const about = {
  version: '0.1.0',
  commit: 'a'.repeat(40),
  committedAt,
  arch: 'arm64',
  node: '24.0.0',
  ledger: { oldest: 1, newest: 2 },
} as const;
const release = (name: string): string => {
  const file = join(room, `${name}.letan`);
  packRelease(tree(name), about, keys.privateKey, file);
  return file;
};
/** Some whole numbers below `most`. */
const pick = (most: number, count: number): readonly number[] =>
  fc.sample(fc.integer({ min: 0, max: most - 1 }), count);
const kindOf = (file: string, key = keys.publicKey): string => {
  const checked = checkRelease(file, key);
  return checked.ok ? `${checked.value.manifest.version} ${checked.value.manifest.payload.files}` : checked.fault.kind;
};

describe('a release', () => {
  it('is written where a path from the working directory says, too', () => {
    const file = relative(process.cwd(), join(room, 'from-here.letan'));
    packRelease(tree('from-here'), about, keys.privateKey, file);
    expect(kindOf(join(room, 'from-here.letan'))).toBe('0.1.0 4');
  });

  it('is believed by its key, and only whole', () => {
    expect(kindOf(release('good'))).toBe('0.1.0 4');
    expect(kindOf(release('good'), foreign.publicKey)).toBe('foreign');
  });

  it('is an ordinary tar that anybody can look into', () => {
    const file = release('plain');
    expect(execFileSync('tar', ['-tf', file], { encoding: 'utf8' }).trim().split('\n')).toEqual([
      'manifest.json',
      'manifest.sig',
      'payload.tar.gz',
    ]);
    const out = join(room, 'out');
    mkdirSync(out);
    execFileSync('sh', ['-c', 'tar -xOf "$1" payload.tar.gz | tar -xzf - -C "$2"', 'x', file, out]);
    expect(readFileSync(join(out, 'app/ngày.txt'), 'utf8')).toBe('một\n');
    // What openssl says of its signature: another's hand than ours.
    const pub = join(room, 'key.pub');
    writeFileSync(pub, keys.publicKey.export({ type: 'spki', format: 'pem' }));
    for (const name of ['manifest.json', 'manifest.sig'])
      writeFileSync(join(room, name), execFileSync('tar', ['-xOf', file, name]));
    const told = execFileSync(
      'openssl',
      [
        'pkeyutl',
        '-verify',
        '-pubin',
        '-inkey',
        pub,
        '-rawin',
        '-in',
        join(room, 'manifest.json'),
        '-sigfile',
        join(room, 'manifest.sig'),
      ],
      { encoding: 'utf8' },
    );
    expect(told).toContain('Signature Verified Successfully');
  });

  it('has the same bytes whenever and by whomever its tree was written', () => {
    const one = readFileSync(release('one'));
    const at = tree('two');
    chmodSync(join(at, 'app/hal/a.js'), 0o600);
    // As under another mask: the top of the tree as well, of which no file's name tells.
    for (const directory of [at, join(at, 'app')]) chmodSync(directory, 0o750);
    utimesSync(join(at, 'app/hal/a.js'), 1, 1);
    expect(sha256(readFileSync(release('two')))).toBe(sha256(one));
  });

  it('that was changed in any byte, or ends early, is refused', () => {
    const file = release('spoilt');
    const bytes = readFileSync(file);
    const spoilt = join(room, 'spoilt-copy.letan');
    const whole = checkRelease(file, keys.publicKey);
    if (!whole.ok) throw new Error(whole.fault.kind);
    const ends = whole.value.payloadAt + whole.value.manifest.payload.bytes;
    for (const at of [157, 512, 600, 1100, 1536, 2100, ...pick(ends, 40)]) {
      const copy = Buffer.from(bytes);
      copy.writeUInt8((copy[at] ?? 0) ^ 0x20, at);
      writeFileSync(spoilt, copy);
      const kind = kindOf(spoilt);
      // What only fills up a tar's blocks or its unread fields changes nothing of what it says.
      if (kind !== '0.1.0 4') expect(['no-release', 'foreign', 'damaged', 'cut-short']).toContain(kind);
      else expect(isFilling(bytes, at)).toBe(true);
    }
    for (const length of [0, 1, 511, 512, 700, 1536, 2000, ...pick(ends - 1, 20)]) {
      writeFileSync(spoilt, bytes.subarray(0, length));
      expect(['no-release', 'cut-short', 'foreign', 'damaged']).toContain(kindOf(spoilt));
    }
    expect(kindOf(join(room, 'nowhere.letan'))).toBe('unreadable');
    writeFileSync(spoilt, 'not a tar at all');
    expect(kindOf(spoilt)).toBe('no-release');
  });

  it('of another make, or of another form, is none', () => {
    // Signed by the right key, and still nothing that this letan knows.
    const payload = Buffer.from('x');
    const file = join(room, 'odd.letan');
    // A form of the future, as the past may meet it.
    writeRelease({ ...good(), format: 2 as 1 }, payload, keys.privateKey, file);
    expect(kindOf(file)).toBe('no-release');
  });

  it('that says more of itself than this letan knows is one all the same', () => {
    const file = join(room, 'talkative.letan');
    const more: Manifest & { readonly notes: string } = { ...good(), notes: 'later' };
    writeRelease(more, Buffer.from('x'), keys.privateKey, file);
    expect(kindOf(file)).toBe('0.1.0 1');
  });
});

const good = (): Manifest => ({
  format: 1,
  name: 'letan',
  ...about,
  payload: { sha256: sha256(Buffer.from('x')), bytes: 1, files: 1, unpackedBytes: 1, tree: sha256(Buffer.from('')) },
});

/** Whether a byte of a release belongs to none of its three contents: a tar header's field that is not read, or zeros to a block's end. */
function isFilling(bytes: Buffer, at: number): boolean {
  let from = 0;
  while (from < bytes.length) {
    const size = Number.parseInt(bytes.toString('ascii', from + 124, from + 135), 8);
    if (Number.isNaN(size)) return true;
    if (at < from + 512) return true;
    if (at < from + 512 + size) return false;
    from += 512 + Math.ceil(size / 512) * 512;
    if (at < from) return true;
  }
  return true;
}

describe('what a release is made of', () => {
  it.each(['arm64', 'x64'] as const)(
    'is what the lock file says that an %s device needs, without the desk’s tools',
    (arch) => {
      const packages = shippedPackages('.', arch);
      const names = new Set(packages.map(({ name }) => name));
      for (const needed of ['better-sqlite3', 'fastify', 'mqtt', 'xstate', 'zod']) expect(names).toContain(needed);
      for (const tool of ['esbuild', 'tsx', 'vitest', 'typescript', 'playwright-core'])
        expect(names).not.toContain(tool);
      expect(names).toContain(`@resvg/resvg-js-linux-${arch}-gnu`);
      expect([...names].filter((name) => /musl|darwin|win32|android/.test(name))).toEqual([]);
      expect(names).not.toContain(`@resvg/resvg-js-linux-${arch === 'x64' ? 'arm64' : 'x64'}-gnu`);
      expect(new Set(packages.map(({ path }) => path)).size).toBe(packages.length);
      // Without a digest nobody would notice that a registry's package is another one.
      expect(packages.filter(({ integrity, version }) => version === '' || !integrity.startsWith('sha512-'))).toEqual(
        [],
      );
    },
  );

  it(
    'is what a device can come to, with everything that it imports, and nothing of the desk',
    { timeout: 90_000 },
    async () => {
      const target = join(room, 'compiled');
      await compileTo(resolve('.'), target);
      const files = readdirSync(target, { recursive: true, encoding: 'utf8' });
      for (const needed of ['firmware/cli/run.js', 'firmware/cli/panel.js', 'firmware/cli/letan.mjs', 'config/load.js'])
        expect(files).toContain(needed);
      expect(files.filter((name) => /\.tsx?$|cli\/(?:release|flash|image|install)\.js$/.test(name))).toEqual([]);
      const missing = files
        .filter((name) => name.endsWith('.js'))
        .flatMap((name) =>
          [...readFileSync(join(target, name), 'utf8').matchAll(/(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/gu)]
            .map(([, its = '']) => join(name, '..', its))
            .filter((its) => !existsSync(join(target, its))),
        );
      expect([...new Set(missing)]).toEqual([]);
    },
  );

  const contents = (): Contents => ({
    version: '0.1.0',
    commit: 'a'.repeat(40),
    committedAt,
    arch: 'arm64',
    node: '24.0.0',
    compiler: 'aarch64-linux-gnu-g++ 12.2.0',
    packages: shippedPackages('.', 'arm64'),
  });

  it('is told as CycloneDX, by its own schema, the same each time', { timeout: 90_000 }, async () => {
    const told = sbom(contents());
    expect(sbom(contents())).toBe(told);
    // Null: nothing is wrong with it.
    expect(await new JsonStrictValidator(Version.v1dot6).validate(told)).toBeNull();
    const spoilt = told.replace('"type": "library"', '"type": "libary"');
    expect(await new JsonStrictValidator(Version.v1dot6).validate(spoilt)).not.toBeNull();
  });

  it('names every package once, and what each uses', () => {
    const { packages } = contents();
    const read = JSON.parse(sbom(contents())) as {
      readonly components: readonly { readonly purl: string; readonly 'bom-ref': string }[];
      readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
    }; // our own document
    expect(read.components).toHaveLength(packages.length + 1);
    expect(read.components.map(({ purl }) => purl)).toContain('pkg:npm/%40resvg/resvg-js-linux-arm64-gnu@2.6.2');
    const refs = new Set([...read.components.map((each) => each['bom-ref']), 'letan@0.1.0']);
    expect(
      read.dependencies.flatMap(({ dependsOn = [], ref }) => [ref, ...dependsOn]).filter((ref) => !refs.has(ref)),
    ).toEqual([]);
    // From letan everything is reached.
    const edges = new Map(read.dependencies.map(({ dependsOn = [], ref }) => [ref, dependsOn]));
    const reached = new Set<string>();
    const walk = (ref: string): void => {
      if (reached.has(ref)) return;
      reached.add(ref);
      edges.get(ref)?.forEach(walk);
    };
    walk('letan@0.1.0');
    expect([...refs].filter((ref) => !reached.has(ref))).toEqual([]);
  });

  it('asks for all the tools that are missing at once, by the packages that bring them', () => {
    const [cross] = archs.filter((arch) => arch !== process.arch);
    if (cross === undefined) throw new Error('there is no other processor');
    expect(toolsToBuild(cross)).toMatchObject({ make: 'make', git: 'git' });
    expect(() =>
      requireTools({
        sh: 'dash',
        'no-such-compiler': 'g++-none',
        'no-such-linker': 'g++-none',
        'no-qemu': 'qemu-none',
      }),
    ).toThrow(
      expect.objectContaining({
        programs: ['no-such-compiler', 'no-such-linker', 'no-qemu'],
        packages: ['g++-none', 'qemu-none'],
      }),
    );
  });
});
