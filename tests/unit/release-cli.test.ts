import { Command } from 'commander';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { releaseMessages } from '../../config/languages/messages/release.ts';
import { worded } from '../../config/languages/messages/wording.ts';
import { mount } from '../../firmware/cli/release.ts';
import { packRelease } from '../../firmware/cli/release/pack.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));
afterEach(() => vi.restoreAllMocks());

/** What `letan release …` says to staff, and the code that it ends with. */
const letanRelease = async (...args: readonly string[]) => {
  let said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += text.toString();
    return true;
  });
  const program = new Command('letan');
  mount(program);
  process.exitCode = 0;
  await program.parseAsync(['release', ...args], { from: 'user' });
  const code = process.exitCode;
  process.exitCode = 0;
  return { said, code };
};

const keys = generateKeyPairSync('ed25519');
const others = generateKeyPairSync('ed25519');
const key = join(room, 'release.pub');
writeFileSync(key, keys.publicKey.export({ type: 'spki', format: 'pem' }));

const release = (name: string, committedAt: number, by = keys.privateKey): string => {
  const tree = join(room, name);
  mkdirSync(join(tree, 'app'), { recursive: true });
  writeFileSync(join(tree, 'app/a.js'), `// ${name}\n`);
  const file = `${tree}.letan`;
  const ledger = { oldest: 1, newest: 2 };
  const about = {
    version: '0.1.0',
    commit: 'c'.repeat(40),
    committedAt,
    arch: 'arm64',
    node: '24.21.0',
    ledger,
  } as const;
  packRelease(tree, about, by, file);
  return file;
};
const now = 1_795_000_000;
const verify = (file: string, ...more: readonly string[]) => letanRelease('verify', file, '--key', key, ...more);

describe('letan release key', () => {
  it('says at once where no keys can be written', async () => {
    const { code, said } = await letanRelease('key', '--out', '/proc/letan');
    expect([code, said.split('→').length]).toEqual([1, 3]);
    expect(said).toContain('/proc/letan/letan-signing.pem cannot be written (ENOENT)');
  });
});

describe('letan release build', () => {
  it('counts what is not committed as one counts', () => {
    const dirty = (count: number) => worded(releaseMessages.dirty, { count, first: 'hal/a.ts' }).needs;
    expect([dirty(1), dirty(2)]).toEqual([
      { vi: 'mã nguồn có 1 tệp chưa commit: hal/a.ts', en: '1 file is not committed: hal/a.ts' },
      { vi: 'mã nguồn có 2 tệp chưa commit: hal/a.ts', en: '2 files are not committed: hal/a.ts' },
    ]);
  });
});

describe('letan release verify', () => {
  it('says what a good release is', async () => {
    const { code, said } = await verify(release('good', now));
    expect([code, said]).toEqual([0, expect.stringContaining('letan 0.1.0 for arm64, commit cccccccccccc')]);
  });

  it('refuses one that was tampered with, each in both languages with what to do', async () => {
    const file = release('tampered', now);
    const bytes = readFileSync(file);
    const at = bytes.indexOf('payload.tar.gz') + 512 + 20;
    bytes.writeUInt8((bytes[at] ?? 0) ^ 1, at);
    writeFileSync(file, bytes);
    const { code, said } = await verify(file);
    expect([code, said.split('→').length]).toEqual([1, 3]);
    expect(said).toContain('is damaged: expected');
  });

  it('refuses one whose manifest says more than was signed', async () => {
    const file = release('raised', now);
    writeFileSync(file, readFileSync(file, 'latin1').replace('"0.1.0"', '"9.1.0"'), 'latin1');
    expect(await verify(file)).toMatchObject({ code: 1, said: expect.stringContaining('is not by this key') });
  });

  it('refuses one that ends early, and says by how much', async () => {
    const file = release('short', now);
    truncateSync(file, statSync(file).size - 1500);
    expect(await verify(file)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/is cut short: \d+ bytes are due, \d+ are there/),
    });
  });

  it('refuses one of another maker', async () => {
    const { code, said } = await verify(release('foreign', now, others.privateKey));
    expect([code, said]).toEqual([1, expect.stringContaining('is not by this key')]);
  });

  it('refuses one that is older than the other, and takes the same again', async () => {
    const installed = release('installed', now);
    const { code, said } = await verify(release('older', now - 60), '--not-older-than', installed);
    expect([code, said]).toEqual([1, expect.stringContaining('is older than what is there: 0.1.0')]);
    expect((await verify(installed, '--not-older-than', installed)).code).toBe(0);
  });

  it.each([
    ['nowhere.letan', 'cannot be read (ENOENT)'],
    ['release.pub', 'is no release of letan'],
  ])('refuses %s', async (name, words) => {
    expect(await verify(join(room, name))).toMatchObject({ code: 1, said: expect.stringContaining(words) });
  });

  it('asks for a key that is there', async () => {
    expect(await letanRelease('verify', key, '--key', join(room, 'none.pub'))).toMatchObject({
      code: 64,
      said: expect.stringContaining('letan release key'),
    });
  });
});

describe('letan release key', () => {
  it('makes a pair that signs and is believed, and never a second one over it', async () => {
    const out = join(room, 'keys');
    expect((await letanRelease('key', '--out', out)).code).toBe(0);
    const secret = join(out, 'letan-signing.pem');
    expect(statSync(secret).mode & 0o777).toBe(0o600);
    const before = readFileSync(secret, 'utf8');
    expect(await letanRelease('key', '--out', out)).toMatchObject({
      code: 1,
      said: expect.stringContaining('is there already'),
    });
    expect(readFileSync(secret, 'utf8')).toBe(before);
  });

  it('says where it may not write', async () => {
    const file = join(room, 'a-file');
    writeFileSync(file, '');
    const { code, said } = await letanRelease('key', '--out', join(file, 'keys'));
    expect([code, said]).toEqual([1, expect.stringContaining('(ENOTDIR)')]);
  });
});
