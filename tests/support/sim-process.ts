import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Summary } from '../../sim/summary.ts';
import { letanProgram } from './letan-program.ts';

export interface SimProcess {
  readonly summary: Summary;
  /** The trace as it stands in its file. */
  readonly trace: Buffer;
}

export interface SimProcessOptions {
  /** Where its files go; one directory for each process. */
  readonly directory: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another Node, and another checkout. */
  readonly node?: string;
  readonly checkout?: string;
}

/** `letan sim run …` as a process of its own. */
export const runSim = async (args: readonly string[], options: SimProcessOptions): Promise<SimProcess> => {
  const trace = join(options.directory, 'trace.ndjson');
  const json = join(options.directory, 'summary.json');
  const { checkout } = options;
  const bin = checkout === undefined ? letanProgram : join(resolve(checkout), 'firmware/cli/letan.mjs');
  const child = spawn(
    options.node ?? process.execPath,
    [bin, 'sim', 'run', ...args, '--json', json, '--trace', trace],
    {
      cwd: options.cwd ?? options.checkout ?? process.cwd(),
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let stderr = '';
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null]; // the arguments of a child's close event
  if (code !== 0) throw new Error(`sim run ${args.join(' ')} ended with ${code}\n${stderr}`);
  // The command's own document.
  return { summary: JSON.parse(readFileSync(json, 'utf8')) as Summary, trace: readFileSync(trace) };
};
