import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { removeDirectory, temporaryDirectory } from './temporary.ts';

/** Why system calls cannot be watched here, or null when they can. */
export const noStrace = (): string | null => {
  const run = spawnSync('strace', ['-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (run.error !== undefined) return 'needs strace (Debian: apt-get install strace)';
  return run.status === 0 ? null : `needs ptrace: ${run.stderr.trim().split('\n')[0] ?? ''}`;
};

/** One system call, from its beginning to its end in lines of the trace, with the file behind its descriptor. */
export interface SystemCall {
  readonly name: string;
  readonly path: string;
  /** Everything between the brackets. */
  readonly args: string;
  readonly begins: number;
  readonly ends: number;
  readonly failed: boolean;
}

const wanted = 'openat,write,pwrite64,writev,ftruncate,fsync,fdatasync,rename,unlink,setsockopt';

/** Runs a program under strace with descriptors shown as paths. */
export const trace = (args: readonly string[]): { lines: string[]; stdout: string } => {
  const directory = temporaryDirectory();
  const file = join(directory, 'trace');
  try {
    const run = spawnSync('strace', ['-f', '-y', '-s', '64', '-e', `trace=${wanted}`, '-o', file, ...args], {
      encoding: 'utf8',
    });
    if (run.status !== 0) throw new Error(`strace ${args.join(' ')}: ${run.stderr}`);
    return { lines: readFileSync(file, 'utf8').split('\n'), stdout: run.stdout };
  } finally {
    removeDirectory(directory);
  }
};

const parse = (text: string): Pick<SystemCall, 'name' | 'path' | 'args' | 'failed'> | null => {
  const [, name, rest] = /^(\w+)\((.*)$/s.exec(text) ?? [];
  if (name === undefined || rest === undefined) return null;
  const descriptor = /^\d+<([^>]*)>/.exec(rest)?.[1];
  const quoted = [...rest.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
  const path = name === 'rename' ? (quoted[1] ?? '') : (descriptor ?? quoted[0] ?? '');
  // openat's own path is the second argument; its first is a directory's descriptor.
  return { name, path: name === 'openat' ? (quoted[0] ?? '') : path, args: rest, failed: / = -1 /.test(rest) };
};

/** The calls of all threads; one that another thread interrupted is put together again. */
export const systemCalls = (lines: readonly string[]): SystemCall[] => {
  const calls: SystemCall[] = [];
  const open = new Map<string, { readonly text: string; readonly begins: number }>();
  for (const [index, line] of lines.entries()) {
    const [, pid, text] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || text === undefined) continue;
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(text)?.[1];
    if (unfinished !== undefined) {
      open.set(pid, { text: unfinished, begins: index });
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)?.[1];
    const before = resumed === undefined ? undefined : open.get(pid);
    const call = parse(before === undefined ? text : before.text + (resumed ?? ''));
    if (call !== null) calls.push({ ...call, begins: before?.begins ?? index, ends: index });
    open.delete(pid);
  }
  return calls;
};

/** What was not yet durable below `directory` when the word was said: each sentence names a file and what it lacked. */
export const unsyncedAtWord = (calls: readonly SystemCall[], directory: string, word: string): string[] => {
  const said = calls.find((call) => call.name === 'write' && call.args.includes(word));
  if (said === undefined) return [`${word} was never said`];
  const before = calls.filter((call) => !call.failed && call.begins < said.begins);
  const below = before.filter((call) => call.path.startsWith(`${directory}/`));
  const syncedAfter = (path: string, after: number): boolean =>
    before.some(
      (call) =>
        /^f(data)?sync$/.test(call.name) && call.path === path && call.begins > after && call.ends < said.begins,
    );
  const faults: string[] = [];
  const written = new Map<string, number>();
  const named = new Map<string, number>();
  for (const call of below) {
    if (/^(write|pwrite64|writev|ftruncate)$/.test(call.name)) written.set(call.path, call.ends);
    if (call.name === 'unlink') {
      written.delete(call.path);
      named.delete(call.path);
    }
    if (call.name === 'openat' && /O_CREAT/.test(call.args) && !named.has(call.path)) named.set(call.path, call.ends);
    if (call.name === 'rename') {
      const [, from = ''] = /"([^"]*)"/.exec(call.args) ?? [];
      // What the file holds must be on the disk before its name is.
      const last = written.get(from);
      if (last !== undefined && !syncedBetween(before, from, last, call.begins))
        faults.push(`${call.path}: its content was not synced before the rename`);
      written.delete(from);
      named.delete(from);
      named.set(call.path, call.ends);
    }
  }
  for (const [path, at] of written) if (!syncedAfter(path, at)) faults.push(`${path}: written and not synced`);
  for (const [path, at] of named)
    if (!syncedAfter(dirname(path), at)) faults.push(`${path}: its directory was not synced`);
  return faults;
};

const syncedBetween = (calls: readonly SystemCall[], path: string, after: number, until: number): boolean =>
  calls.some(
    (call) => /^f(data)?sync$/.test(call.name) && call.path === path && call.begins > after && call.ends < until,
  );
