import { existsSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findBundle, type Sticks } from '../../firmware/cli/update/source.ts';
import { otherKeys, releaseKeys, standInRelease } from '../support/stand-in-release.ts';
import { memoryDirectory, removeDirectory } from '../support/temporary.ts';

const room = memoryDirectory();
afterAll(() => removeDirectory(room));
const keys = [releaseKeys.publicKey];
const folder = (): string => mkdtempSync(join(room, 'folder-'));
const small = { modules: 1 };

/** Sticks whose partitions are directories here. */
class TestSticks implements Sticks {
  readonly mounted = new Map<string, string>();
  readonly #partitions: Readonly<Record<string, string | null>>;
  /** By device: the directory of what is on it; null: no file system that is known. */
  constructor(partitions: Readonly<Record<string, string | null>>) {
    this.#partitions = partitions;
  }
  plugged(): readonly string[] {
    return Object.keys(this.#partitions);
  }
  mountedAt(device: string): string | null {
    return this.mounted.get(device) ?? null;
  }
  mount(device: string, at: string): { readonly ok: boolean; readonly said: string } {
    const content = this.#partitions[device] ?? null;
    if (content === null) return { ok: false, said: 'wrong fs type' };
    for (const name of readdirSync(content)) symlinkSync(join(content, name), join(at, name));
    this.mounted.set(device, at);
    return { ok: true, said: '' };
  }
  unmount(at: string): void {
    for (const name of readdirSync(at)) removeDirectory(join(at, name));
    for (const [device, where] of this.mounted) if (where === at) this.mounted.delete(device);
  }
}
const none = new TestSticks({});
const kindOf = (source: string, sticks: Sticks = none): unknown => {
  const found = findBundle(source, keys, sticks);
  if (!found.ok) return found.fault;
  found.value.letGo();
  return found.value.file;
};

describe('the release that somebody means', () => {
  it('is the file that is named, whatever it is', () => {
    const file = join(folder(), 'anything');
    writeFileSync(file, 'x');
    expect(kindOf(file)).toBe(file);
    expect(kindOf(join(room, 'nowhere'))).toEqual({ kind: 'no-source', where: join(room, 'nowhere'), code: 'ENOENT' });
  });

  it('is the only one on a stick that is signed and for this processor, beside whatever else lies there', () => {
    const stick = folder();
    const own = standInRelease(stick, { number: 4, ...small });
    standInRelease(stick, { number: 5, key: otherKeys.privateKey, ...small });
    standInRelease(stick, { number: 6, about: { arch: process.arch === 'x64' ? 'arm64' : 'x64' }, ...small });
    writeFileSync(join(stick, 'holiday.jpg'), 'x');
    writeFileSync(join(stick, 'half.letan'), 'x');
    expect(kindOf(stick)).toBe(own);
  });

  it('is nobody’s guess: of two the newest is named, of none it is said how many were seen', () => {
    const stick = folder();
    writeFileSync(join(stick, 'half.letan'), 'x');
    expect(kindOf(stick)).toEqual({ kind: 'none-fits', where: stick, seen: 1 });
    standInRelease(stick, { number: 4, ...small });
    const newest = standInRelease(stick, { number: 7, ...small });
    standInRelease(stick, { number: 5, ...small });
    expect(kindOf(stick)).toEqual({ kind: 'several', where: stick, count: 3, newest });
  });

  it('“usb” is whatever stick is plugged in, mounted for as long as it is read', () => {
    const content = folder();
    standInRelease(content, { number: 4, ...small });
    const sticks = new TestSticks({ '/dev/sda1': null, '/dev/sda2': content });
    const found = findBundle('USB', keys, sticks);
    if (!found.ok) throw new Error(found.fault.kind);
    const { file, letGo } = found.value;
    expect(file).toMatch(/letan-0\.4\.0\.letan$/u);
    expect(existsSync(file)).toBe(true);
    letGo();
    expect([...sticks.mounted]).toEqual([]);
    expect(existsSync(join(file, '..'))).toBe(false);
  });

  it('a stick that is mounted already is read where it is, and stays', () => {
    const content = folder();
    const own = standInRelease(content, { number: 4, ...small });
    const sticks = new TestSticks({ '/dev/sda1': null });
    sticks.mounted.set('/dev/sda1', content);
    expect(kindOf('usb', sticks)).toBe(own);
    expect(existsSync(own)).toBe(true);
  });

  it('no stick, and one that cannot be read, are told apart', () => {
    expect(kindOf('usb')).toEqual({ kind: 'no-stick' });
    expect(kindOf('usb', new TestSticks({ '/dev/sda1': null }))).toEqual({
      kind: 'not-mounted',
      where: 'USB',
      said: 'wrong fs type',
    });
  });
});
