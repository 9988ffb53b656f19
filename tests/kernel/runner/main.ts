/*
 * Runs in the guest: each bundled test file, one after the other, in one process. Everything is written down as it happens, so that
 * when a file takes the process with it the next start goes on behind it. Arguments: the list of files, the file for what happened.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { startTests, type File, type Task, type VitestRunner } from '@vitest/runner';

const [list = '', results = ''] = process.argv.slice(2);

interface Listed {
  readonly file: string;
  readonly bundle: string;
}
const files = JSON.parse(readFileSync(list, 'utf8')) as readonly Listed[]; // written by tests/kernel/run.mjs

const say = (line: object): void => appendFileSync(results, `${JSON.stringify(line)}\n`);

const begun = new Set<string>();
if (existsSync(results))
  for (const line of readFileSync(results, 'utf8').split('\n').filter(Boolean)) {
    const { begins } = JSON.parse(line) as { begins?: string };
    if (begins !== undefined) begun.add(begins);
  }

const nameOf = (task: Task): string =>
  task.suite === undefined || task.suite.type !== 'suite' || 'filepath' in task.suite
    ? task.name
    : `${nameOf(task.suite)} > ${task.name}`;

const words = (task: Task): string =>
  (task.result?.errors ?? [])
    .map(({ message, stack, diff }) => [message, diff, stack].filter(Boolean).join('\n'))
    .join('\n');

const report = (file: string, task: Task): void => {
  if (task.type === 'suite') {
    for (const each of task.tasks) report(file, each);
    // A hook of the suite or the file that failed fails tests that do not know of it.
    if (task.result?.state === 'fail' && task.result.errors !== undefined && task.result.errors.length > 0)
      tell({ file, name: `${nameOf(task)} (as a whole)`, state: 'failed', ms: 0, error: words(task) });
    return;
  }
  if (leftOut.has(task)) return;
  const state = task.result?.state === 'pass' ? 'passed' : task.result?.state === 'fail' ? 'failed' : 'skipped';
  const ms = Math.round(task.result?.duration ?? 0);
  tell({ file, name: nameOf(task), state, ms, ...(state === 'failed' ? { error: words(task) } : {}) });
};

const tell = (line: { file: string; name: string; state: string; ms: number; error?: string }): void => {
  say(line);
  const mark = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' }[line.state];
  console.log(`${mark} ${line.name} (${line.ms} ms)${line.error === undefined ? '' : `\n${line.error}`}`);
};

/** FNV-1a, 32 bits: which tests the fast tier takes depends on their names and the seed alone. */
const drawn = (name: string): number => {
  let hash = 0x811c9dc5;
  for (const letter of `${process.env['LETAN_SEED'] ?? '1'} ${name}`)
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
};
/** The long tier runs all. The fast tier an eighth: what is one suite before the twin, the chip and the kernel, the first two run whole. */
const share = process.env['LETAN_TIER'] === 'long' || process.env['LETAN_KERNEL_ALL'] !== undefined ? 1 : 8;
const leftOut = new Set<Task>();
const leaveOut = (task: Task): void => {
  if (task.type === 'suite') for (const each of task.tasks) leaveOut(each);
  else if (task.mode === 'run' && drawn(nameOf(task)) % share !== 0) {
    task.mode = 'skip';
    leftOut.add(task);
  }
};

const runner: VitestRunner = {
  onCollected: (collected) => {
    for (const each of collected) leaveOut(each);
  },
  config: {
    root: process.cwd(),
    setupFiles: [],
    name: undefined,
    passWithNoTests: false,
    testNamePattern: undefined,
    allowOnly: false,
    sequence: { seed: 1, hooks: 'stack', setupFiles: 'list' },
    chaiConfig: undefined,
    maxConcurrency: 1,
    // An emulated CPU on a busy host; tests themselves wait for conditions.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
    includeTaskLocation: false,
    tags: [],
    tagsFilter: undefined,
    strictTags: false,
  },
  importFile: (path) => import(pathToFileURL(path).href),
};

for (const { file, bundle } of files) {
  if (begun.has(file)) continue;
  say({ begins: file });
  console.log(`— ${file}`);
  const [result]: File[] = await startTests([bundle], runner);
  if (result !== undefined) report(file, result);
  say({ ended: file });
}
if (leftOut.size > 0) console.log(`${leftOut.size} tests are left to the long tier`);
// Something may be left that keeps the process alive: that is its file's fault and was its file's test to find.
process.exit(0);
