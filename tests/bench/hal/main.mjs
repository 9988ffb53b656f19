// `npm run bench:hal [-- --only SECTION] [--json FILE] [--cases FILE]`: what letan's path costs beside a bare loop, in one run; every loop in
// a process of its own. `guest` (edges, I2C frames) runs in the kernel guest, whose CPU is emulated: its ratios mean something, its
// microseconds are the emulator's. The other sections run on this machine. Nothing is asserted.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { bundle } from '../../kernel/bundle.mjs';
import { boot } from '../../kernel/guest.mjs';
import { initramfs } from '../../kernel/initramfs.mjs';
import { NoKernel, theKernel } from '../../kernel/kernel.mjs';
import { hostSections, measureHost, printSections } from './host.mjs';

const repository = resolve(import.meta.dirname, '../../..');
const { values: options } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'string' }, cases: { type: 'string' } },
});
const sections = ['guest', ...hostSections];
if (options.only !== undefined && !sections.includes(options.only)) {
  console.error(`bench:hal: there is no section "${options.only}"; there are ${sections.join(', ')}`);
  process.exit(64);
}
const chosen = options.only === undefined ? sections : [options.only];
const here = (file) => resolve(import.meta.dirname, file);

/** What the guest measured; null where it cannot run. */
const measureGuest = async () => {
  let kernel;
  try {
    kernel = theKernel();
  } catch (error) {
    if (!(error instanceof NoKernel)) throw error;
    console.error(`edges and I2C frames need what npm run test:kernel installs: ${error.message}`);
    process.exitCode = 1;
    return null;
  }
  console.error('measuring guest …');
  const work = mkdtempSync(join(tmpdir(), 'letan-bench-hal-'));
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
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    made?.remove();
    rmSync(work, { recursive: true, force: true });
  }
};

const printGuest = (measured) => {
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
};

/** The guest's raw values in the form of the other sections: ms; `time` is not known of them. */
const guestCases = (measured) =>
  ['edges', 'frames'].flatMap((section) =>
    measured[section].flatMap(({ name, ns }) =>
      ns.map((value, at) => ({ section, case: String(at), decision: name, time: null, value: value / 1e6 })),
    ),
  );

const guest = chosen.includes('guest') ? await measureGuest() : null;
if (guest !== null) printGuest(guest);
const host = await measureHost(chosen.filter((name) => name !== 'guest'));
printSections(host);
if (options.json !== undefined) {
  const figures = Object.fromEntries(host.map(({ name, what, figures }) => [name, { what, ...figures }]));
  // Raw values are for --cases.
  const told = JSON.stringify({ ...guest, ...figures }, (key, value) => (key === 'ns' ? undefined : value), 2);
  writeFileSync(options.json, `${told}\n`);
}
if (options.cases !== undefined) {
  const cases = [...(guest === null ? [] : guestCases(guest)), ...host.flatMap((section) => section.cases)];
  writeFileSync(options.cases, cases.map((each) => `${JSON.stringify(each)}\n`).join(''));
}
