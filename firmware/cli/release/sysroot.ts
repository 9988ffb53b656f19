import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Arch } from './natives.ts';
import { run } from './tools.ts';

/** What Node and the native modules are linked with (libasound2: node-web-audio-api). */
const libraries = ['libc6', 'libstdc++6', 'libgcc-s1', 'libasound2', 'libasound2-data'];
/** Debian's names of the processors. */
const debianNames: Readonly<Record<Arch, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Where what was fetched or built once is kept, outside the clone. */
const cacheFolder = (): string => join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'letan/release');

/** An apt with a state of its own for a processor, so that this machine's dpkg hears of no second one. Needs no root. */
const aptIn = (state: string, arch: Arch): readonly string[] => {
  for (const each of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(state, each), { recursive: true });
  writeFileSync(join(state, 'status'), '');
  const settings = {
    'APT::Architecture': debianNames[arch],
    'APT::Architectures': debianNames[arch],
    'Dir::State': state,
    'Dir::State::lists': join(state, 'lists'),
    'Dir::State::status': join(state, 'status'),
    'Dir::Cache': join(state, 'cache'),
    'Debug::NoLocking': '1',
    // Nothing is written but below the state, whoever runs it.
    ...(process.getuid?.() === 0 ? { 'APT::Sandbox::User': 'root' } : {}),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
};

/**
 * Debian's libraries for another processor, unpacked and never installed, for QEMU's user mode to load programs with. Fetched once with
 * this machine's apt, which holds each against the archive's signed index.
 */
export function sysrootFor(arch: Arch): string {
  const folder = join(cacheFolder(), `sysroot-${arch}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(join(cacheFolder(), 'fetch-'));
  try {
    const apt = aptIn(join(work, 'apt'), arch);
    run('apt-get', [...apt, '-qq', 'update'], {});
    run('apt-get', [...apt, '-qq', 'download', ...libraries], { cwd: work });
    const made = join(work, 'made');
    for (const each of readdirSync(work))
      if (each.endsWith('.deb')) run('dpkg-deb', ['-x', join(work, each), made], {});
    // Only what is whole gets its name.
    renameSync(made, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}
