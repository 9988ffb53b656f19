import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where tests keep what they fetched, outside the clone and for all clones. */
export const cacheDirectory = (): string => join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'letan');

/*
 * StandardFirmata as its makers' tools build it for an Arduino Uno. It is LGPL, so it is fetched and not kept here; npm checks the
 * package against the registry's digest, and this is the digest of the one file in it that is used.
 */
const source = { package: 'avrgirl-arduino@5.0.1', file: 'package/junk/hex/uno/StandardFirmata.cpp.hex' };
const digest = '6d57ea7cf30e26c9c2f3a01ee37907d2c951f8bc9c27f84dddad12fa9c8b8f36';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const fetchInto = (path: string): void => {
  mkdirSync(cacheDirectory(), { recursive: true });
  const folder = mkdtempSync(join(cacheDirectory(), 'fetch-'));
  try {
    const packed = spawnSync('npm', ['pack', source.package, '--silent', '--pack-destination', folder], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    const archive = packed.stdout.trim().split('\n').at(-1) ?? '';
    if (packed.status !== 0 || archive === '') return;
    const unpacked = spawnSync('tar', ['-xzOf', join(folder, archive), source.file], { maxBuffer: 1_000_000 });
    if (unpacked.status !== 0) return;
    writeFileSync(join(folder, 'hex'), unpacked.stdout);
    // Several test processes may fetch at once; each puts the whole file there or nothing.
    renameSync(join(folder, 'hex'), path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The sketch in Intel HEX, from the cache or the npm registry; null where neither has it. */
export const standardFirmata = (): string | null => {
  const path = join(cacheDirectory(), 'StandardFirmata-uno.hex');
  if (!existsSync(path)) fetchInto(path);
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  if (sha256(bytes) !== digest)
    throw new Error(`${path} is not the file that was tested (${sha256(bytes)}): remove it`);
  return bytes.toString('latin1');
};
