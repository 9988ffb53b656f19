import { build, buildSync } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { besideSource } from './beside-source.ts';

/** One file of plain JavaScript out of a child's TypeScript: it starts in a tenth of a second, and a test starts hundreds. */
export const bundleChild = (name: string): string => {
  const directory = join('node_modules', '.cache', 'letan-tests');
  mkdirSync(directory, { recursive: true });
  const outfile = join(directory, `${name}-${process.pid}.mjs`);
  buildSync({
    entryPoints: [join('tests', 'support', 'children', `${name}.ts`)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    outfile,
    logLevel: 'error',
  });
  return outfile;
};

/** As `bundleChild`, for what reads files beside its modules: configurations, language files. Gives the absolute path. */
export const bundleChildWithData = async (name: string): Promise<string> => {
  const outfile = resolve('node_modules/.cache/letan-tests', `${name}-${process.pid}.mjs`);
  await build({
    entryPoints: [join('tests', 'support', 'children', `${name}.ts`)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    plugins: [besideSource()],
    outfile,
    logLevel: 'error',
  });
  return outfile;
};

export interface KilledChild {
  /** Whole lines that it had said; half a line was not said. */
  readonly said: readonly string[];
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** Starts a child, lets `life` decide how long it lives, kills it with SIGKILL and gives what it had said. */
export const runAndKill = async (
  args: readonly string[],
  life: (child: ChildProcess, said: () => string) => Promise<void>,
): Promise<KilledChild> => {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let stderr = '';
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  const ended = once(child, 'close');
  await Promise.race([life(child, () => out), ended]);
  child.kill('SIGKILL');
  await ended;
  return { said: out.split('\n').slice(0, -1), stderr, exitCode: child.exitCode };
};
