import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  checkRelease,
  packTree,
  settleModes,
  sha256,
  writeRelease,
  type Manifest,
} from '../../firmware/cli/release/pack.ts';
import { sbom } from '../../firmware/cli/release/sbom.ts';
import { shippedPackages } from '../../firmware/cli/release/modules.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

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
const release = (name: string, over: Partial<Manifest> = {}): string => {
  const at = tree(name);
  const files = settleModes(at);
  packTree(at, join(room, `${name}.gz`), committedAt);
  const payload = readFileSync(join(room, `${name}.gz`));
  const file = join(room, `${name}.letan`);
  const told = { sha256: sha256(payload), bytes: payload.length, files };
  const manifest: Manifest = {
    format: 1,
    name: 'letan',
    version: '0.1.0',
    commit: 'a'.repeat(40),
    committedAt,
    arch: 'arm64',
    node: '24.0.0',
    payload: told,
    ...over,
  };
  writeRelease(manifest, payload, keys.privateKey, file);
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
  it('is believed by its key, and only whole', () => {
    expect(kindOf(release('good'))).toBe('0.1.0 3');
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
      if (kind !== '0.1.0 3') expect(['no-release', 'foreign', 'damaged', 'cut-short']).toContain(kind);
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
});

const good = (): Manifest => ({
  format: 1,
  name: 'letan',
  version: '0.1.0',
  commit: 'a'.repeat(40),
  committedAt,
  arch: 'x64',
  node: '24.0.0',
  payload: { sha256: sha256(Buffer.from('x')), bytes: 1, files: 1 },
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
  it('is what the lock file says that a device needs, without the desk’s tools', () => {
    const packages = shippedPackages('.');
    const names = new Set(packages.map(({ name }) => name));
    for (const needed of ['better-sqlite3', 'fastify', 'mqtt', 'xstate', 'zod']) expect(names).toContain(needed);
    for (const tool of ['esbuild', 'tsx', 'vitest', 'typescript', 'playwright-core']) expect(names).not.toContain(tool);
    expect(new Set(packages.map(({ path }) => path)).size).toBe(packages.length);
    expect(packages.filter(({ version }) => version === '')).toEqual([]);
  });

  it('is told as CycloneDX, the same each time', () => {
    const packages = shippedPackages('.');
    const told = sbom('0.1.0', 'a'.repeat(40), '24.0.0', packages);
    expect(sbom('0.1.0', 'a'.repeat(40), '24.0.0', packages)).toBe(told);
    const read = JSON.parse(told) as { readonly components: readonly { readonly purl: string }[] }; // our own document
    expect(read.components).toHaveLength(packages.length + 1);
    expect(read.components.map(({ purl }) => purl)).toContain('pkg:npm/%40resvg/resvg-js@2.6.2');
  });
});
