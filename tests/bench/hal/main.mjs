// `npm run bench:hal [-- --json FILE]`: what letan's path costs beside a bare loop, in one run of one guest; every loop in a process of its
// own. The guest's CPU is emulated: the ratios mean something, the microseconds are the emulator's. Nothing is asserted.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { bundle } from '../../kernel/bundle.mjs';
import { boot } from '../../kernel/guest.mjs';
import { initramfs } from '../../kernel/initramfs.mjs';
import { NoKernel, theKernel } from '../../kernel/kernel.mjs';

const repository = resolve(import.meta.dirname, '../../..');
const jsonAt = process.argv.indexOf('--json');
const jsonFile = jsonAt === -1 ? null : (process.argv[jsonAt + 1] ?? null);

let kernel;
try {
  kernel = theKernel();
} catch (error) {
  if (!(error instanceof NoKernel)) throw error;
  console.error(`bench:hal needs what npm run test:kernel installs: ${error.message}`);
  process.exit(1);
}
const work = mkdtempSync(join(tmpdir(), 'letan-bench-hal-'));
const here = (file) => resolve(import.meta.dirname, file);
let made;
try {
  made = await bundle([], { guest: here('guest.ts'), edges: here('letan-edges.ts'), i2c: here('letan-i2c.ts') });
  const busybox = spawnSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).stdout.trim();
  writeFileSync(join(work, 'initrd'), initramfs({ busybox, modules: kernel.modules, ours: kernel.ours }));
  const share = join(work, 'share');
  mkdirSync(share);
  const { guest, edges, i2c } = made.programs;
  await boot({
    vmlinux: kernel.vmlinux,
    initrd: join(work, 'initrd'),
    share,
    command: `cd '${repository}'\n'${process.execPath}' '${guest}' '${here('floors')}' '${edges}' '${i2c}' /run/letan-kernel/results.json\n`,
    seconds: 400,
    line: (text) => console.error(text),
  });
  const file = join(share, 'results.json');
  if (!existsSync(file)) throw new Error('the guest ended without figures');
  const measured = JSON.parse(readFileSync(file, 'utf8'));
  if (jsonFile !== null) writeFileSync(jsonFile, `${JSON.stringify(measured, null, 2)}\n`);
  const ratio = (list, of) => {
    const floor = of(list[0]);
    return (each) => (of(each) / floor).toFixed(2);
  };
  const p50 = ratio(measured.edges, ({ callback }) => callback.p50us);
  console.log('\nedge to callback and to another line (emulated CPU; ratio at p50 to the bare epoll loop)');
  for (const each of measured.edges) {
    const { p50us, p90us, p99us } = each.callback;
    console.log(
      `  ${each.name.padEnd(18)} p50 ${p50us} µs, p90 ${p90us}, p99 ${p99us}; ×${p50(each)}; heard ${each.heard} of ${each.driven}, lines driven ${each.outputs}`,
    );
  }
  console.log('a burst in one write');
  for (const { name, heard, driven } of measured.bursts)
    console.log(`  ${name.padEnd(18)} heard ${heard} of ${driven} edges`);
  // Pointer and frame with both addresses: 131 bytes of nine clocks at 400 kHz.
  const wireUs = Math.round((131 * 9 * 1000) / 400);
  const frame = ratio(measured.frames, ({ p50us }) => p50us);
  console.log(`a frame of 128 bytes over I2C (on a wire at 400 kHz it would take ${wireUs} µs more)`);
  for (const each of measured.frames) {
    const share = (wireUs / (wireUs + each.p50us)).toFixed(2);
    console.log(
      `  ${each.name.padEnd(18)} p50 ${each.p50us} µs, p99 ${each.p99us}; ×${frame(each)}; ${share} of the bus limit`,
    );
  }
} finally {
  made?.remove();
  rmSync(work, { recursive: true, force: true });
}
