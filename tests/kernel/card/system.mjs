// A whole arm64 system as a Raspberry Pi OS image has it, from Debian's own packages: unpacked and never installed, so that neither root
// nor an arm64 machine is needed to make it. systemd, udev, D-Bus, NetworkManager and sshd are Debian's; what their installation would
// have done is done by hand below. Kept outside the clone.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { initramfs } from '../initramfs.mjs';
import { keepModules, NoKernel, run, sha256 } from '../kernel.mjs';
import { apt, armRoot, cache, download, once } from '../arm64/debian.mjs';

/** Programs beside those of the other arm64 tests: program → Debian package. */
export const neededForCards = {
  mcopy: 'mtools',
  'mkfs.vfat': 'dosfstools',
  sfdisk: 'fdisk',
  mosquitto: 'mosquitto',
  ssh: 'openssh-client',
};

/** What a Raspberry Pi OS Lite has of this and letan's own needs (sound, C++). */
const wanted = [
  ['systemd', 'systemd-sysv', 'udev', 'dbus', 'libpam-systemd', 'libnss-systemd', 'network-manager', 'openssh-server'],
  [
    'base-files',
    'base-passwd',
    'login',
    'passwd',
    'util-linux',
    'coreutils',
    'bash',
    'dash',
    'mawk',
    'grep',
    'sed',
    'findutils',
    'sudo',
  ],
  ['iproute2', 'procps', 'kmod', 'mount', 'e2fsprogs', 'dosfstools', 'tzdata', 'netbase', 'libasound2', 'libstdc++6'],
].flat();
/** Only for installing and documenting; nothing that runs here asks for them. */
const needless = /^(?:perl.*|lib.*-perl|debconf|usrmerge|sgml-base|xml-core|adduser|dpkg|ucf|sensible-utils|tar)$/u;

/** Modules that the boards' disks, networks and file systems need; the initramfs loads them all. */
const modules = [
  ['virtio_pci', 'virtio_mmio', 'virtio_blk', 'virtio_net', 'ext4', 'crc32c_generic', 'vfat', 'nls_cp437', 'nls_ascii'],
  [
    'mmc_block',
    'bcm2835',
    'sdhci-iproc',
    'phy-generic',
    'dwc2',
    'usbnet',
    'cdc_ether',
    'rndis_host',
    'i2c-dev',
    'spidev',
    'usblp',
    'cdc-acm',
  ],
  ['usbserial', 'autofs4', 'efivarfs'],
  // Sticks.
  ['xhci_pci', 'usb_storage', 'sd_mod', 'nls_utf8'],
].flat();

/** Every package that the wanted ones need, by apt's own reckoning on an empty machine. */
const closure = () => {
  const said = apt.simulate(wanted);
  const names = [...said.matchAll(/^Inst (\S+)/gmu)].map(([, name]) => name).filter((name) => !needless.test(name));
  if (names.length < wanted.length) throw new NoKernel('apt knows not all that an arm64 system needs');
  return names;
};

const put = (root, path, text, mode = 0o644) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  rmSync(join(root, path), { force: true });
  writeFileSync(join(root, path), text);
  chmodSync(join(root, path), mode);
};
const link = (root, path, to) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  rmSync(join(root, path), { force: true });
  symlinkSync(to, join(root, path));
};

/** What the packages' own scripts would have done. */
const settle = (root) => {
  const master = (name) => readFileSync(join(root, 'usr/share/base-passwd', `${name}.master`), 'utf8');
  const passwd = `${master('passwd').replaceAll(':*:', ':x:')}pi:x:1000:1000:,,,:/home/pi:/bin/bash\n`;
  // Groups that Raspberry Pi OS and udev's rules know besides Debian's own.
  const more = ['input', 'render', 'kvm', 'sgx', 'netdev', 'gpio', 'i2c', 'spi'].map(
    (name, index) => `${name}:x:${101 + index}:\n`,
  );
  put(root, 'etc/passwd', passwd);
  put(root, 'etc/group', `${master('group').replaceAll(':*:', ':x:')}${more.join('')}pi:x:1000:\n`);
  const names = (text) =>
    text
      .split('\n')
      .map((line) => line.split(':')[0])
      .filter((name) => name !== '');
  put(
    root,
    'etc/shadow',
    names(passwd)
      .map((name) => `${name}:*:19700:0:99999:7:::\n`)
      .join(''),
    0o640,
  );
  put(root, 'etc/gshadow', '', 0o640);
  put(root, 'etc/nsswitch.conf', 'passwd: files systemd\ngroup: files systemd\nshadow: files\nhosts: files dns\n');
  put(root, 'etc/hostname', 'raspberrypi\n');
  put(root, 'etc/hosts', '127.0.0.1\tlocalhost\n127.0.1.1\traspberrypi\n');
  put(root, 'etc/machine-id', '');
  put(root, 'etc/environment', '');
  put(
    root,
    'etc/pam.d/other',
    'auth required pam_unix.so\naccount required pam_unix.so\nsession required pam_unix.so\n',
  );
  for (const part of ['auth', 'account', 'password', 'session'])
    put(
      root,
      `etc/pam.d/common-${part}`,
      `${part} required pam_unix.so\n${part === 'session' ? 'session optional pam_systemd.so\n' : ''}`,
    );
  put(root, 'etc/pam.d/common-session-noninteractive', 'session required pam_unix.so\n');
  put(root, 'etc/sudoers.d/README', '');
  link(root, 'usr/bin/awk', 'mawk');
  link(root, 'etc/localtime', '/usr/share/zoneinfo/Etc/UTC');
  link(root, 'usr/sbin/init', '../lib/systemd/systemd');
  put(root, 'usr/sbin/nologin', '#!/bin/sh\nexit 1\n', 0o755);
  // As the packages enable them.
  const system = 'etc/systemd/system';
  link(root, `${system}/multi-user.target.wants/NetworkManager.service`, '/lib/systemd/system/NetworkManager.service');
  link(
    root,
    `${system}/dbus-org.freedesktop.nm-dispatcher.service`,
    '/lib/systemd/system/NetworkManager-dispatcher.service',
  );
  link(root, `${system}/sockets.target.wants/dbus.socket`, '/lib/systemd/system/dbus.socket');
  link(root, `${system}/default.target`, '/lib/systemd/system/multi-user.target');
  // Users that the packages make by scripts; systemd-sysusers makes them at the first start.
  put(
    root,
    'usr/lib/sysusers.d/debian-packages.conf',
    'u messagebus - "D-Bus" /nonexistent\nu sshd - "sshd" /run/sshd /usr/sbin/nologin\nu polkitd - "polkit" /nonexistent\nu _ssh - -\n',
  );
  put(
    root,
    'etc/ssh/sshd_config',
    'Include /etc/ssh/sshd_config.d/*.conf\nUsePAM yes\nSubsystem sftp /usr/lib/openssh/sftp-server\n',
  );
  // An emulated board on a busy host is some fifty times slower than the real one.
  put(root, 'etc/systemd/system.conf.d/emulated.conf', '[Manager]\nDefaultTimeoutStartSec=1200\n');
  put(root, `${system}/letan.service.d/emulated.conf`, '[Service]\nTimeoutStartSec=1200\nWatchdogSec=600\n');
  put(root, `${system}/letan-stick@.service.d/emulated.conf`, '[Service]\nTimeoutStartSec=1200\n');
  mkdirSync(join(root, 'etc/ssh/sshd_config.d'), { recursive: true });
  mkdirSync(join(root, 'var/lib/NetworkManager'), { recursive: true });
  mkdirSync(join(root, 'var/lib/systemd/rfkill'), { recursive: true });
  mkdirSync(join(root, 'home/pi'), { recursive: true });
  put(root, 'home/pi/.profile', '');
  for (const each of ['proc', 'sys', 'dev', 'run', 'tmp', 'mnt', 'boot/firmware', 'var/log/journal', 'root', 'opt'])
    mkdirSync(join(root, each), { recursive: true });
  chmodSync(join(root, 'tmp'), 0o1777);
  // Older programs look for the bus and for locks below /var; packages bring a folder of that name, their scripts make it a link.
  for (const each of ['run', 'lock']) rmSync(join(root, 'var', each), { recursive: true, force: true });
  link(root, 'var/run', '/run');
  link(root, 'var/lock', '/run/lock');
  rmSync(join(root, 'etc/.pwd.lock'), { force: true });
};

const shares = ['doc', 'man', 'locale', 'info', 'lintian', 'bash-completion', 'zsh', 'bug', 'common-licenses', 'i18n'];

/** @returns {string} the folder of a whole arm64 system. */
export const armSystem = () => {
  const folder = join(cache, `system-${sha256([...wanted, needless.source, settle.toString()].join()).slice(0, 12)}`);
  return once(folder, (root, work) => {
    console.log('fetching an arm64 system (some 60 MB, once)');
    if (!apt.known()) apt.update();
    let names = closure();
    const fetched = join(work, 'packages');
    mkdirSync(fetched);
    let files;
    try {
      files = download(names, fetched);
    } catch (error) {
      if (!(error instanceof NoKernel)) throw error;
      // A list of packages that is older than the archive names files that are gone.
      apt.update();
      names = closure();
      files = download(names, fetched);
    }
    mkdirSync(join(root, 'usr'));
    for (const each of ['bin', 'sbin', 'lib']) {
      mkdirSync(join(root, 'usr', each));
      symlinkSync(`usr/${each}`, join(root, each));
    }
    for (const file of files) {
      // Debian 12's packages still name /bin and /lib: what is linked there stays linked.
      const unpacked = spawnSync(
        'sh',
        [
          '-c',
          'dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink --no-same-owner -C "$2"',
          'x',
          file,
          root,
        ],
        { encoding: 'utf8' },
      );
      if (unpacked.status !== 0) throw new NoKernel(`${file}: ${unpacked.stderr}`);
    }
    for (const each of shares) rmSync(join(root, 'usr/share', each), { recursive: true, force: true });
    settle(root);
  });
};

/** The modules that the boards need, out of Debian's package of the kernel. */
const boardModules = (kernel) =>
  once(join(cache, `card-modules-${sha256([kernel.version, ...modules].join()).slice(0, 12)}`), (made, work) => {
    const [image] = download([`linux-image-${kernel.version}`], work);
    run('dpkg-deb', ['-x', image, join(work, 'image')]);
    const lib = ['lib/modules', 'usr/lib/modules']
      .map((path) => join(work, 'image', path, kernel.version))
      .find(existsSync);
    if (lib === undefined) throw new NoKernel(`linux-image-${kernel.version} brings no modules`);
    keepModules(join(lib, 'kernel'), modules, made);
  });

/**
 * What a Raspberry Pi's boot partition holds of the kernel: the kernel, an initramfs that finds the root as the command line names it,
 * and the 3B's device tree.
 * @returns {Record<string, string>} files by their names there
 */
export const bootFiles = (kernel, folder) => {
  const none = join(folder, 'no-modules');
  mkdirSync(none);
  const busybox = join(armRoot(), 'bin/busybox');
  const init = resolve(import.meta.dirname, 'init');
  const initrd = join(folder, 'initramfs8');
  writeFileSync(initrd, initramfs({ busybox, modules: boardModules(kernel), ours: none, init }));
  return { 'kernel8.img': kernel.image, initramfs8: initrd, 'bcm2710-rpi-3-b.dtb': kernel.deviceTree };
};
