// `npm test` (fast tier) and `npm run test:long` (full counts): sees to the Debian packages that tests need, runs everything, and ends with
// one line `N passed, N failed, N skipped`. In CI a skip that .ci/allowed-skips does not name with its reason is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const tier = process.argv[2] === 'long' ? 'long' : 'fast';

/** What some tests need of the system: program → Debian package. */
const needed = {
  mosquitto: 'mosquitto',
  'espeak-ng': 'espeak-ng',
  aplay: 'alsa-utils',
  sox: 'sox',
  strace: 'strace',
  socat: 'socat',
  chromium: 'chromium',
  cage: 'cage',
  Xwayland: 'xwayland',
  'qemu-system-x86_64': 'qemu-system-x86',
  busybox: 'busybox-static',
  mcopy: 'mtools',
  'mkfs.vfat': 'dosfstools',
  sfdisk: 'fdisk',
  sshd: 'openssh-server',
};
const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const missing = Object.keys(needed).filter((program) => !has(program));
if (missing.length > 0) {
  const packages = missing.map((program) => needed[program]);
  const mayInstall = process.getuid?.() === 0 && has('apt-get');
  if (mayInstall) {
    console.log(`installing Debian packages for the tests: ${packages.join(' ')}`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-q'], { env, stdio: 'ignore' });
    const run = spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { env });
    if (run.status !== 0) console.log(`could not install ${packages.join(' ')}; their tests are skipped by name`);
  } else console.log(`not installed here, so their tests are skipped by name: apt-get install ${packages.join(' ')}`);
}

const folder = mkdtempSync(join(tmpdir(), 'letan-test-'));
const report = join(folder, 'report.json');
const env = { ...process.env, LETAN_TIER: tier };
const total = { passed: 0, failed: 0, skipped: [] };
/** Each failure with the first line of why: said again at the very end, where a cut log still shows it. */
const failures = [];
const secondTries = [];
const failed = (name, why = '') => {
  total.failed += 1;
  failures.push(`${name}${why === '' ? '' : `: ${why.split('\n')[0].slice(0, 300)}`}`);
};
// Both zones: nothing may depend on where the host thinks it is. The second pass runs what knows civil time; that nothing else asks the
// host for it, tests/house.test.ts sees to.
const civil = ['civil', 'hours', 'hall', 'keeping', 'config-load', 'sim-page'];
const passes = [
  { zone: 'UTC', filter: [] },
  { zone: 'Asia/Ho_Chi_Minh', filter: civil.map((name) => `tests/unit/${name}`) },
];
/** One run of the test runner: what it says of each file; null when it wrote nothing, or met an error outside of any test. */
const vitest = (zone, args) => {
  rmSync(report, { force: true });
  const run = spawnSync(
    'node_modules/.bin/vitest',
    ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { env: { ...env, TZ: zone }, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const files = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : null;
  return run.status === 0 || files?.some((file) => file.status === 'failed') ? files : null;
};
for (const { zone, filter } of passes) {
  console.log(`\n— ${tier} tier, TZ=${zone} —`);
  const first = vitest(zone, filter) ?? (process.env['CI'] === undefined ? null : vitest(zone, filter));
  if (first === null) {
    failed(`TZ=${zone}`, 'the test runner wrote no report, or met an error outside of any test');
    continue;
  }
  const files = new Map(first.map((file) => [file.name, file]));
  const red = [...files.values()].filter((file) => file.status === 'failed').map((file) => file.name);
  // In CI a file of real processes that met a busy host is tried once more as a whole, with nothing beside it; what was red is said.
  if (process.env['CI'] !== undefined && red.length > 0) {
    console.log(`\n— red, tried once more alone: ${red.join(', ')} —`);
    for (const again of vitest(zone, [...red, '--no-file-parallelism']) ?? []) files.set(again.name, again);
    secondTries.push(...red.map((name) => `${name}, TZ=${zone}`));
  }
  for (const file of files.values()) {
    // A file that does not load has no tests to count, so it counts as one failure.
    if (file.status === 'failed' && file.assertionResults.length === 0) failed(file.name, file.message);
    for (const each of file.assertionResults) {
      if (each.status === 'passed') total.passed += 1;
      else if (each.status === 'failed') failed(`${file.name} > ${each.fullName}`, each.failureMessages?.[0]);
      else total.skipped.push(each.fullName);
    }
  }
}

// Drivers before a real Linux kernel, in a guest of its own; in the long tier also on emulated arm64 and a Raspberry Pi's pins.
const guests = { kernel: 'tests/kernel/run.mjs', ...(tier === 'long' ? { arm64: 'tests/kernel/arm64.mjs' } : {}) };
for (const [name, program] of Object.entries(guests)) {
  console.log(`\n— a real kernel: ${name} —`);
  const written = join(folder, `${name}.json`);
  const boot = (words) => {
    rmSync(written, { force: true });
    const guest = spawnSync(process.execPath, [program, ...words, '--json', written], {
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (guest.status !== 0) console.log(`the guest’s tests ended with ${guest.status ?? guest.signal}`);
    return existsSync(written) ? JSON.parse(readFileSync(written, 'utf8')) : null;
  };
  let reported = boot([]);
  const red = [...new Set((reported ?? []).filter((each) => each.state === 'failed').map((each) => each.file))];
  // As the other tests in CI: what was red on an emulated machine beside a busy host is tried once more, file by file.
  if (process.env['CI'] !== undefined && (reported === null || red.length > 0)) {
    console.log(`\n— a real kernel: ${name}, second try: ${red.join(', ')} —`);
    const again = boot(red);
    const left = (reported ?? []).filter((each) => !red.includes(each.file));
    reported = again === null ? reported : [...left, ...again];
    secondTries.push(...(red.length === 0 ? [name] : red));
  }
  if (reported === null) failed(name, 'wrote no report');
  for (const each of reported ?? []) {
    if (each.state === 'passed') total.passed += 1;
    else if (each.state === 'failed') failed(`${name} > ${each.name}`);
    else total.skipped.push(each.name);
  }
}
rmSync(folder, { recursive: true });

const allowed = existsSync('.ci/allowed-skips')
  ? readFileSync('.ci/allowed-skips', 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'))
      .map((line) => line.split(' — ')[0]?.trim() ?? '')
  : [];
const surprising = total.skipped.filter((name) => !allowed.some((each) => name.includes(each)));
if (total.skipped.length > 0)
  console.log(`\nskipped:\n${[...new Set(total.skipped)].map((name) => `  ${name}`).join('\n')}`);
if (process.env['CI'] !== undefined)
  for (const name of surprising) failed(name, 'skipped, and .ci/allowed-skips does not name it');
if (secondTries.length > 0) console.log(`\nneeded a second try:\n${secondTries.map((each) => `  ${each}`).join('\n')}`);
if (failures.length > 0) console.log(`\nfailed:\n${failures.map((each) => `  ${each}`).join('\n')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`);
process.exit(total.failed > 0 ? 1 : 0);
