// `npm run test:kernel [WORD…]`: the drivers before a real Linux kernel, in one guest under QEMU; its last line is
// `N passed, N failed, N skipped`. Words choose test files by a part of their path, and then each of their tests is run; without words
// the fast tier draws an eighth (LETAN_SEED), the long tier runs all. `--json FILE` writes the results as well.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundle, guestTests } from './bundle.mjs';
import { boot } from './guest.mjs';
import { initramfs } from './initramfs.mjs';
import { NoKernel, theKernel } from './kernel.mjs';
import { file as powerFile, powerCuts } from './power-cuts.mjs';
import { notEnded, resultsOf } from './results.mjs';

const repository = resolve(import.meta.dirname, '../..');
const args = process.argv.slice(2);
const jsonAt = args.indexOf('--json');
const jsonFile = jsonAt === -1 ? null : (args[jsonAt + 1] ?? null);
const words = args.filter((_, index) => jsonAt === -1 || (index !== jsonAt && index !== jsonAt + 1));

/** What is needed of the system: program → Debian package. */
const needed = {
  'qemu-system-x86_64': 'qemu-system-x86',
  busybox: 'busybox-static',
  make: 'make',
  gcc: 'gcc',
  strip: 'binutils',
  xz: 'xz-utils',
  'dpkg-deb': 'dpkg',
  'apt-get': 'apt',
  mke2fs: 'e2fsprogs',
};
const which = (program) => spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim() || null;

const install = () => {
  const missing = Object.keys(needed).filter((program) => which(program) === null);
  if (missing.length === 0) return;
  const packages = missing.map((program) => needed[program]);
  const mayInstall = process.getuid?.() === 0 && which('apt-get') !== null;
  if (mayInstall) {
    console.log(`installing Debian packages for the kernel tests: ${packages.join(' ')}`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-q'], { env, stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { env, stdio: 'ignore' });
  }
  const still = missing.filter((program) => which(program) === null);
  if (still.length > 0) throw new NoKernel(`not installed: ${still.map((program) => needed[program]).join(' ')}`);
};

const finish = (results) => {
  if (jsonFile !== null) writeFileSync(jsonFile, JSON.stringify(results));
  const count = (state) => results.filter((each) => each.state === state).length;
  const failed = count('failed');
  console.log(`\n${count('passed')} passed, ${failed} failed, ${count('skipped')} skipped`);
  process.exit(failed > 0 ? 1 : 0);
};

const files = guestTests(words);
const withPowerCuts = words.length === 0 || words.some((word) => powerFile.includes(word));
const whole = (file, state, error) => ({ file, name: file, state, ms: 0, error });
const startedAt = performance.now();
const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(0);

let kernel;
try {
  install();
  kernel = theKernel();
} catch (error) {
  if (!(error instanceof NoKernel)) throw error;
  console.log(`\nKERNEL TESTS SKIPPED, ${files.length} files: ${error.message}\n`);
  const left = withPowerCuts ? [...files, powerFile] : files;
  finish(left.map((file) => whole(file, 'skipped', error.message)));
}

const work = mkdtempSync(join(tmpdir(), 'letan-kernel-'));
const at = (name) => join(work, name);
/** Every chosen file of guest tests, in one guest. */
async function inTheGuest(made) {
  writeFileSync(at('initrd'), initramfs({ busybox: which('busybox'), modules: kernel.modules, ours: kernel.ours }));
  const share = mkdtempSync(at('share-'));
  writeFileSync(join(share, 'files.json'), JSON.stringify(made.files));
  const { standardFirmata } = await import(made.programs.firmata);
  const sketch = standardFirmata();
  if (sketch !== null) writeFileSync(join(share, 'StandardFirmata.hex'), sketch, 'latin1');
  const inGuest = '/run/letan-kernel';
  // A start that leaves files unbegun was killed by one of them; the next goes on behind it.
  const command = `
cd '${repository}'
export LETAN_KERNEL_SHARE=${inGuest} LETAN_PROGRAM='${made.programs.letan}' LETAN_TIER=${process.env['LETAN_TIER'] ?? 'fast'}
export LETAN_SEED=${Number(process.env['LETAN_SEED'] ?? 1)} ${words.length > 0 ? 'LETAN_KERNEL_ALL=1' : ''}
for start in ${files.map((_, index) => index).join(' ')}; do
  '${process.execPath}' '${made.main}' ${inGuest}/files.json ${inGuest}/results.ndjson && break
done
`;
  console.log(`kernel ${kernel.version}, ${files.length} files, prepared in ${seconds()} s; the guest starts`);
  const { timedOut } = await boot({
    vmlinux: kernel.vmlinux,
    initrd: at('initrd'),
    share,
    command,
    seconds: process.env['LETAN_TIER'] === 'long' ? 3600 : 1500,
    line: (text) => console.log(text),
  });
  const log = join(share, 'results.ndjson');
  return resultsOf(existsSync(log) ? readFileSync(log, 'utf8') : '', files, notEnded(timedOut));
}

let results;
let made;
try {
  made = await bundle(files, {
    letan: resolve(repository, 'firmware/cli/main.ts'),
    office: resolve(import.meta.dirname, 'power/office.ts'),
    words: resolve(import.meta.dirname, 'power/words.ts'),
    firmata: resolve(repository, 'tests/support/standard-firmata.ts'),
  });
  const guests = files.length === 0 ? [] : await inTheGuest(made);
  const cuts = withPowerCuts
    ? await powerCuts({
        kernel,
        busybox: which('busybox'),
        work,
        repository,
        office: made.programs.office,
        words: made.programs.words,
        log: (text) => console.log(text),
        tell: ({ name, state, ms }) => console.log(`${state === 'passed' ? 'ok  ' : 'FAIL'} ${name} (${ms} ms)`),
      })
    : [];
  results = [...guests, ...cuts];
  for (const { name, error, state } of results)
    if (state === 'failed') console.log(`\nfailed: ${name}\n${error ?? ''}`);
  console.log(`\n${seconds()} s in all`);
} finally {
  made?.remove();
  rmSync(work, { recursive: true, force: true });
}
finish(results);
