// `npm run test:arm64`: what a Raspberry Pi will run, on emulated arm64. Its native modules load; letan's drivers pass their contracts
// before an arm64 kernel; they drive the pins of a Raspberry Pi 3B with that board's own kernel driver, read back from outside the
// guest; and a card that letan made starts two boards. Its last line is `N passed, N failed, N skipped`. Words choose parts (load, virt, pi, card); `--json FILE` writes the results as well.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { armKernel, armRoot } from './arm64/debian.mjs';
import { armNatives } from './arm64/natives.mjs';
import { loadChecks, loadNames } from './arm64/loading.mjs';
import { raspberryPi, raspberryPiFile } from './arm64/raspberry-pi.mjs';
import { virtFiles, virtGuest } from './arm64/virt.mjs';
import { file as journeyFile, journeyNames, journeys } from './card/journey.mjs';
import { neededForCards } from './card/system.mjs';
import { NoKernel } from './kernel.mjs';

const jsonAt = process.argv.indexOf('--json');
const jsonFile = jsonAt === -1 ? null : (process.argv[jsonAt + 1] ?? null);

const words = process.argv.slice(2).filter((_, at) => jsonAt === -1 || (at + 2 !== jsonAt && at + 1 !== jsonAt));
const all = {
  load: { run: loadChecks, names: loadNames },
  virt: { run: virtGuest, names: virtFiles },
  pi: { run: raspberryPi, names: [raspberryPiFile] },
  card: { run: journeys, names: journeyNames, file: journeyFile },
};
/** By its own word, or by a file whose tests are to run again. */
const isAsked = (name, { file, names }) =>
  words.length === 0 || words.some((word) => word === name || word === file || names.includes(word));
const parts = Object.entries(all).flatMap(([name, part]) => (isAsked(name, part) ? [part] : []));

/** What is needed of the system: program → Debian package. */
const needed = {
  'qemu-system-aarch64': 'qemu-system-arm',
  'qemu-aarch64-static': 'qemu-user-static',
  'aarch64-linux-gnu-g++': 'g++-aarch64-linux-gnu',
  make: 'make',
  // The headers' own programs, and node-gyp's, run on this machine.
  gcc: 'gcc',
  python3: 'python3',
  xz: 'xz-utils',
  'dpkg-deb': 'dpkg',
  'apt-get': 'apt',
  npm: 'npm',
  ...neededForCards,
};
const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

const install = () => {
  const missing = Object.keys(needed).filter((program) => !has(program));
  if (missing.length === 0) return;
  const packages = missing.map((program) => needed[program]);
  if (process.getuid?.() === 0 && has('apt-get')) {
    console.log(`installing Debian packages for the arm64 tests: ${packages.join(' ')}`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-q'], { env, stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { env, stdio: 'ignore' });
  }
  const still = missing.filter((program) => !has(program));
  if (still.length > 0) throw new NoKernel(`not installed: ${still.map((program) => needed[program]).join(' ')}`);
};

const finish = (results) => {
  if (jsonFile !== null) writeFileSync(jsonFile, JSON.stringify(results));
  for (const { name, error, state } of results)
    if (state === 'failed') console.log(`\nfailed: ${name}\n${error ?? ''}`);
  const count = (state) => results.filter((each) => each.state === state).length;
  console.log(`\n${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
  process.exit(count('failed') > 0 ? 1 : 0);
};

const startedAt = performance.now();
const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(0);
const log = (text) => console.log(text);

let board;
try {
  install();
  const root = armRoot();
  board = { root, natives: armNatives(root), kernel: armKernel() };
} catch (error) {
  if (!(error instanceof NoKernel)) throw error;
  console.log(`\nARM64 TESTS SKIPPED: ${error.message}\n`);
  finish(
    parts
      .flatMap(({ names }) => names)
      .map((name) => ({ file: name, name, state: 'skipped', ms: 0, error: error.message })),
  );
}

const work = mkdtempSync(join(tmpdir(), 'letan-arm64-'));
const repository = resolve(import.meta.dirname, '../..');
const results = [];
try {
  log(`kernel ${board.kernel.version}, prepared in ${seconds()} s`);
  for (const { run } of parts) results.push(...(await run({ ...board, work, repository, log })));
  log(`\n${seconds()} s in all`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
finish(results);
