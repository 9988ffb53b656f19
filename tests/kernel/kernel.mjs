// The guest's kernel: Debian's own, unpacked and never installed, with the two modules of tests/kernel/modules built for it. All of
// it is kept outside the clone, by the kernel's version and the modules' text; a second run needs no network.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Why there can be no guest on this machine; what depends on it is skipped by name. */
export class NoKernel extends Error {}

export const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'letan');
const sources = resolve(import.meta.dirname, 'modules');

/** The kernel series that Raspberry Pi OS has too, else Debian's usual one. */
const series = ['linux-image-6.12-amd64', 'linux-image-amd64'];

/** Debian's modules that the guest loads; those they depend on come by themselves. */
const wanted = [
  ['virtio_pci', 'virtio_blk', 'crc32c_generic', '9pnet_virtio', '9p', 'overlay', 'ext4'],
  ['configfs', 'i2c-dev', 'snd-aloop', 'evdev', 'uinput', 'softdog'],
  ['dummy_hcd', 'libcomposite', 'usb_f_printer', 'usb_f_acm', 'usb_f_hid'],
  ['usblp', 'cdc-acm', 'usbhid', 'hid-generic', 'xhci-pci', 'ftdi_sio'],
].flat();

export const run = (program, args, options = {}) => {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64_000_000, ...options });
  if (status !== 0)
    throw new NoKernel(`${program} ${args.slice(0, 3).join(' ')}: ${(stderr || stdout || 'not run').trim()}`);
  return stdout;
};

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** `linux-image-6.12.117+deb12-amd64`: what the series stands for today; null where the archive has none. */
const imageOf = (meta) => {
  const { stdout } = spawnSync('apt-cache', ['depends', meta], { encoding: 'utf8' });
  return /Depends: (linux-image-\d\S*)/.exec(stdout ?? '')?.[1] ?? null;
};

const newestImage = () => {
  const find = () => series.map(imageOf).find((image) => image !== null) ?? null;
  const found = find();
  if (found !== null) return found;
  if (process.getuid?.() === 0) spawnSync('apt-get', ['update', '-q'], { stdio: 'ignore' });
  const again = find();
  if (again === null) throw new NoKernel(`apt knows no ${series.join(' and no ')}`);
  return again;
};

/** The kernel's headers and the programs that build modules with them; `linux-headers-*` itself would install an image. */
const headerPackages = (version) => {
  const headers = `linux-headers-${version}`;
  const depends = run('apt-cache', ['depends', headers]);
  const others = [...depends.matchAll(/Depends: (linux-(?:headers-\S+-common|kbuild-\S+))/g)].map(([, name]) => name);
  if (others.length < 2) throw new NoKernel(`${headers} names no common headers or no kbuild`);
  return [headers, ...new Set(others)];
};

/** Fetched by apt, which checks the archive's signature; and once more against the digest that the signed index gives. */
const download = (packages, folder) => {
  run('apt-get', ['-qq', '-o', 'APT::Sandbox::User=root', 'download', ...packages], { cwd: folder });
  return packages.map((name) => {
    const file = readdirSync(folder).find((each) => each.startsWith(`${name}_`));
    if (file === undefined) throw new NoKernel(`apt-get download ${name} left no file`);
    const path = join(folder, file);
    const told = /^SHA256: (\w{64})$/m.exec(run('apt-cache', ['show', '--no-all-versions', name]))?.[1];
    if (told !== sha256(readFileSync(path))) throw new NoKernel(`${file} is not what the archive's index says`);
    return path;
  });
};

/** An uncompressed kernel boots without a BIOS (PVH) and without unpacking itself under emulation: two seconds less. */
const uncompressed = (vmlinuz) => {
  const formats = [
    { magic: Buffer.from('fd377a585a00', 'hex'), unpack: ['xz', ['-dcq']] },
    { magic: Buffer.from('28b52ffd', 'hex'), unpack: ['zstd', ['-dcq']] },
  ];
  for (const { magic, unpack } of formats)
    for (let at = vmlinuz.indexOf(magic); at !== -1; at = vmlinuz.indexOf(magic, at + 1)) {
      // What follows the packed kernel makes the unpacker complain; the kernel is whole all the same.
      const { stdout } = spawnSync(unpack[0], unpack[1], { input: vmlinuz.subarray(at), maxBuffer: 512_000_000 });
      if (stdout?.subarray(1, 4).toString('latin1') === 'ELF') return stdout;
    }
  return vmlinuz;
};

const modulesBelow = (folder) => {
  const found = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const name = /^(.*)\.ko(\.xz)?$/.exec(entry.name)?.[1];
    if (name !== undefined) found.set(name.replaceAll('-', '_'), join(entry.parentPath ?? entry.path, entry.name));
  }
  return found;
};

const moduleText = (path) =>
  path.endsWith('.xz') ? spawnSync('xz', ['-dc', path], { maxBuffer: 64_000_000 }).stdout : readFileSync(path);

/** Copies modules with all that they depend on, and writes the order in which they load. */
export const keepModules = (from, names, to) => {
  const known = modulesBelow(from);
  const order = [];
  const keep = (name) => {
    const key = name.replaceAll('-', '_');
    const path = known.get(key);
    // What is not a module is built into the kernel.
    if (path === undefined || order.includes(key)) return;
    const text = moduleText(path);
    const depends = /(?:^|\0)depends=([^\0]*)\0/.exec(text.toString('latin1'))?.[1] ?? '';
    for (const each of depends.split(',').filter((part) => part !== '')) keep(each);
    writeFileSync(join(to, `${key}.ko`), text);
    order.push(key);
  };
  for (const name of names) keep(name);
  writeFileSync(join(to, 'order'), `${order.join('\n')}\n`);
};

const fetchKernel = (image, folder) => {
  const version = image.replace(/^linux-image-/, '');
  const work = mkdtempSync(join(cache, 'fetch-'));
  try {
    console.log(`fetching ${image} and its headers (some 125 MB, once)`);
    const [kernel, ...headers] = download([image, ...headerPackages(version)], work);
    run('dpkg-deb', ['-x', kernel, join(work, 'image')]);
    const made = join(work, 'made');
    mkdirSync(join(made, 'modules'), { recursive: true });
    for (const each of headers) run('dpkg-deb', ['-x', each, join(made, 'headers')]);
    writeFileSync(join(made, 'vmlinux'), uncompressed(readFileSync(join(work, 'image/boot', `vmlinuz-${version}`))));
    // Newer packages keep /lib under /usr.
    const lib = ['lib/modules', 'usr/lib/modules'].map((path) => join(work, 'image', path, version)).find(existsSync);
    if (lib === undefined) throw new NoKernel(`${image} brings no modules`);
    keepModules(join(lib, 'kernel'), wanted, join(made, 'modules'));
    writeFileSync(join(made, 'sha256'), sha256(readFileSync(join(made, 'vmlinux'))));
    rmSync(folder, { recursive: true, force: true });
    renameSync(made, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};

/** The headers say where they were installed; they lie elsewhere. */
const bendHeaders = (folder, version) => {
  const makefile = join(folder, `usr/src/linux-headers-${version}/Makefile`);
  const text = readFileSync(makefile, 'utf8');
  writeFileSync(makefile, text.replace(/(^|\s)\/usr\/src/g, `$1${folder}/usr/src`));
};

/** Builds ours for the kernel in the folder; `cross` is the prefix of another architecture's tools, `options` what make is told of it. */
export const buildModules = (kernel, version, to, { cross = '', options = [] } = {}) => {
  const work = mkdtempSync(join(cache, 'build-'));
  try {
    const files = readdirSync(sources).filter((name) => name.endsWith('.c'));
    for (const file of files) copyFileSync(join(sources, file), join(work, file));
    writeFileSync(join(work, 'Makefile'), `obj-m := ${files.map((file) => file.replace(/c$/, 'o')).join(' ')}\n`);
    const headers = join(kernel, 'headers');
    bendHeaders(headers, version);
    // Without type information for BPF, which needs a program of its own.
    const plain = 'CONFIG_DEBUG_INFO_BTF_MODULES=';
    run('make', [
      '-s',
      '-C',
      join(headers, `usr/src/linux-headers-${version}`),
      `M=${work}`,
      plain,
      ...options,
      'modules',
    ]);
    mkdirSync(join(work, 'made'));
    for (const file of files.map((name) => name.replace(/c$/, 'ko'))) {
      run(`${cross}strip`, ['--strip-debug', join(work, file)]);
      copyFileSync(join(work, file), join(work, 'made', file));
    }
    rmSync(to, { recursive: true, force: true });
    renameSync(join(work, 'made'), to);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};

const kept = (folder) =>
  existsSync(join(folder, 'sha256')) &&
  readFileSync(join(folder, 'sha256'), 'utf8') === sha256(readFileSync(join(folder, 'vmlinux')));

/** The newest kernel that is in the cache, for a machine that has no archive to ask. */
const cachedImage = () =>
  (existsSync(cache) ? readdirSync(cache) : [])
    .filter((name) => name.startsWith('linux-image-'))
    .toSorted()
    .at(-1) ?? null;

/**
 * @returns {{ version: string, vmlinux: string, modules: string, ours: string }} the kernel, the folder of Debian's modules with
 * their `order`, and the folder of ours. Throws NoKernel where it cannot be had.
 */
export const theKernel = () => {
  mkdirSync(cache, { recursive: true });
  let image = null;
  try {
    image = newestImage();
  } catch (error) {
    if (!(error instanceof NoKernel)) throw error;
    image = cachedImage();
    if (image === null) throw error;
  }
  const version = image.replace(/^linux-image-/, '');
  // The list of modules is part of what is kept.
  const folder = join(cache, `${image}.${sha256(wanted.join()).slice(0, 8)}`);
  if (!kept(folder)) fetchKernel(image, folder);
  const texts = readdirSync(sources)
    .toSorted()
    .map((file) => readFileSync(join(sources, file)));
  const ours = join(folder, `ours-${sha256(Buffer.concat(texts)).slice(0, 16)}`);
  if (!existsSync(ours)) buildModules(folder, version, ours);
  return { version, vmlinux: join(folder, 'vmlinux'), modules: join(folder, 'modules'), ours };
};
