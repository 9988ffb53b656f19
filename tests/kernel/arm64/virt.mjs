// letan's drivers before an arm64 kernel on a Cortex-A72, the Raspberry Pi 4's: the same guest tests as on x86, with GPIO
// chips of tests/kernel/modules.
import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundle } from '../bundle.mjs';
import { bare, emulate, folder } from '../guest.mjs';
import { initramfs } from '../initramfs.mjs';
import { notEnded, resultsOf } from '../results.mjs';

export const virtFiles = ['tests/kernel/guest/gpiochip.guest.ts'];
/** What stays outside the bundles, since it has a native half. */
export const nativePackages = ['epoll', 'ioctl', 'i2c-bus', 'spi-device', 'onoff', '@serialport/bindings-cpp'].concat([
  'better-sqlite3',
  'node-web-audio-api',
  '@resvg/resvg-js',
  'esbuild',
]);
/** Without this machine's own GPIO chip: it takes the numbers that the Raspberry Pi's have. */
const blacklist = 'initcall_blacklist=pl061_gpio_init,pl061_gpio_driver_init';
const append = `console=ttyAMA0 quiet loglevel=4 panic=-1 mitigations=off nokaslr ${blacklist}`;

const guestTests = async (files) => {
  const made = await bundle(files, {}, nativePackages);
  return {
    ...made,
    /** The same files as the guest sees them, in another folder. */
    below: (path) => ({
      main: `${path}/${basename(made.main)}`,
      files: made.files.map(({ file, bundle: each }) => ({ file, bundle: `${path}/${basename(each)}` })),
    }),
  };
};
export { guestTests };

/** @returns {Promise<{ file: string, name: string, state: string, ms: number, error?: string }[]>} */
export const virtGuest = async ({ root, natives, kernel, work, repository, log }) => {
  const share = mkdtempSync(join(work, 'share-'));
  const made = await guestTests(virtFiles);
  // Within the repository's own path, from where its sources look for packages.
  const inside = `${repository}/bundled`;
  try {
    cpSync(made.folder, join(share, 'bundled'), { recursive: true });
  } finally {
    made.remove();
  }
  const { main, files } = made.below(inside);
  writeFileSync(join(share, 'files.json'), JSON.stringify(files));
  const letan = '/run/letan-kernel';
  writeFileSync(
    join(share, 'command'),
    `
mkdir -p '${repository}/node_modules'
mount -t 9p -o trans=virtio,version=9p2000.L,msize=524288,cache=loose,ro natives '${repository}/node_modules' || exit 1
cp -r ${letan}/bundled '${inside}'
cd '${repository}'
export LETAN_KERNEL_SHARE=${letan} LETAN_TIER=${process.env['LETAN_TIER'] ?? 'fast'}
for start in ${virtFiles.join(' ')}; do
  /opt/node/bin/node '${main}' ${letan}/files.json ${letan}/results.ndjson && break
done
`,
  );
  const initrd = join(work, 'initrd');
  writeFileSync(initrd, initramfs({ busybox: join(root, 'bin/busybox'), modules: kernel.modules, ours: kernel.ours }));
  const args = [
    ['-M', 'virt', '-accel', 'tcg,thread=multi', '-cpu', 'cortex-a72', '-smp', '2', '-m', '1024'],
    bare,
    ['-kernel', kernel.image, '-initrd', initrd, '-append', append],
    folder('root', root, 'hostroot', ',readonly=on'),
    folder('letan', share, 'letan'),
    folder('natives', join(natives, 'node_modules'), 'natives', ',readonly=on'),
  ].flat();
  log('— an arm64 kernel on a Cortex-A72');
  const { timedOut } = await emulate({ program: 'qemu-system-aarch64', args, seconds: 400, line: log });
  const written = join(share, 'results.ndjson');
  return resultsOf(existsSync(written) ? readFileSync(written, 'utf8') : '', virtFiles, notEnded(timedOut)).map(
    (each) => ({
      ...each,
      name: `arm64: ${each.name}`,
    }),
  );
};
