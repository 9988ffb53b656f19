import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { letanProgram } from '../support/letan-program.ts';

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));
const data = join(room, 'data');
const site = join(room, 'ward-centre');
const file = join(site, 'devices', 'kiosk-1.yaml');
cpSync('config/sites/ward-centre', site, { recursive: true });
writeFileSync(file, `${readFileSync(file, 'utf8')}dataDir: ${data}\n`);
mkdirSync(join(data, 'support'), { recursive: true });

const support = (...args: readonly string[]) =>
  spawnSync(process.execPath, [letanProgram, 'support', 'bundle', '--config', file, ...args], {
    encoding: 'utf8',
  });

describe('letan support bundle', () => {
  it('packs what can be had, says what could not, and holds to its sums; ledger and PINs stay', () => {
    writeFileSync(join(data, 'last-bug.txt'), 'Error: planted\n');
    writeFileSync(join(data, 'staff-pins'), '{"schema":1,"pins":{"manager":"scrypt$canary"}}');
    writeFileSync(join(data, 'ledger.sqlite'), 'canary of the ledger');
    const wish = join(data, 'support', 'wanted.json');
    writeFileSync(wish, '{"schema":1}\n');
    const out = join(room, 'bundle.tar.gz');
    const ended = support('--out', out);
    expect(ended.status, ended.stderr).toBe(0);
    expect(ended.stdout).toContain('Không có dữ liệu cá nhân');
    // What was asked for at the menu has been done.
    expect(existsSync(wish)).toBe(false);
    expect(spawnSync('tar', ['-xzf', out, '-C', room]).status).toBe(0);
    const folder = join(room, readdirSync(room).find((name) => name.startsWith('letan-kiosk-1-')) ?? '');
    // Written by the command just now.
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
      readonly taken: readonly { readonly name: string; readonly sha256: string }[];
      readonly missing: readonly { readonly name: string; readonly why: string }[];
    };
    const names = manifest.taken.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['doctor.json', 'config.json', 'last-bug.txt', 'system.txt']));
    for (const { name, sha256 } of manifest.taken)
      expect(
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ).toBe(sha256);
    expect(manifest.missing.find(({ name }) => name === 'release.json')?.why).toContain('ENOENT');
    expect(readdirSync(folder).toSorted()).toEqual([...names, 'manifest.json'].toSorted());
    for (const name of names) expect(readFileSync(join(folder, name), 'utf8')).not.toContain('canary');
  }, 120_000);

  it('does nothing where nobody asked, and says in one line what is missing', () => {
    expect(support('--wanted', '--usb')).toMatchObject({ status: 0, stdout: '' });
    const nowhere = support();
    expect([nowhere.status, nowhere.stdout]).toEqual([64, '']);
    expect(nowhere.stderr).toContain('--out TỆP hoặc --usb');
    const unwritable = support('--out', join(room, 'no-such-folder', 'x.tar.gz'));
    expect(unwritable.status).toBe(1);
    expect(unwritable.stderr).toContain('ENOENT');
    expect(existsSync(join(room, 'no-such-folder'))).toBe(false);
  }, 120_000);
});
