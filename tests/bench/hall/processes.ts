import { spawn, execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { assert } from '../../../hal/assert.ts';

/** How long a process of the bench may take to begin. */
const startWithinMs = 300_000;

/** A real mosquitto of the bench's own, on the loopback, without TLS and without a disk: what is measured is the hall, not OpenSSL. */
export const startMosquitto = async (folder: string, port: number): Promise<ChildProcess> => {
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(
    file,
    [
      `listener ${port} 127.0.0.1`,
      'allow_anonymous true',
      'set_tcp_nodelay true',
      'max_inflight_messages 100',
      'log_type error',
      ...(process.getuid?.() === 0 ? ['user root'] : []),
      '',
    ].join('\n'),
  );
  const child = spawn('mosquitto', ['-c', file], { stdio: 'ignore' });
  const failed = once(child, 'error').then(([error]: unknown[]) => {
    throw new Error(`bench: mosquitto does not start (Debian: apt-get install mosquitto): ${String(error)}`);
  });
  await Promise.race([failed, answering(port)]);
  return child;
};

const answering = async (port: number): Promise<void> => {
  const deadline = performance.now() + startWithinMs;
  while (performance.now() < deadline) {
    const socket = connect(port, '127.0.0.1');
    const answers = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (answers) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('bench: mosquitto does not answer');
};

export interface HubProcess {
  /** From its beginning to the moment at which it runs and gives numbers. */
  readonly startupMs: number;
  /** Resident memory at that moment, in MiB. */
  readonly rssMb: () => number;
  readonly end: () => Promise<void>;
}

/** `letan run` of the hub, until it says that it runs and its bus is linked. */
export const startHub = async (file: string): Promise<HubProcess> => {
  const begun = performance.now();
  const child = spawn(process.execPath, ['firmware/cli/letan.mjs', 'run', '--config', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  let output = '';
  const running = { at: null as number | null };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-20_000);
      if (output.includes('"device.running"')) running.at ??= performance.now();
    });
  const deadline = begun + startWithinMs;
  while (running.at === null) {
    assert(child.exitCode === null && performance.now() < deadline, `bench: the hub does not start: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const { pid } = child;
  assert(pid !== undefined, 'bench: a process without a number');
  return {
    startupMs: running.at - begun,
    rssMb: () =>
      Number(/VmRSS:\s+([0-9]+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024,
    end: async () => {
      child.kill('SIGTERM');
      await exit;
    },
  };
};

const run = promisify(execFile);

/** A program of Node in a process of its own that prints one JSON document. */
export const measured = async <T>(args: readonly string[]): Promise<T> => {
  const { stdout } = await run(process.execPath, args, { maxBuffer: 256 * 1024 * 1024 });
  return JSON.parse(stdout) as T; // each caller names the shape of the program that it starts
};

/** Bytes of all files below a folder. */
export const bytesBelow = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .reduce((sum, each) => sum + statSync(join(each.parentPath, each.name)).size, 0);
