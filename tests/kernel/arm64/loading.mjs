// The native modules on arm64 Node, as a process under QEMU's user mode: no kernel of its own, but the real machine code.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const file = 'firmware/cli/release/prove.cjs';
const program = resolve(import.meta.dirname, '../../..', file);
const modules = [
  ['better-sqlite3', 'epoll', 'ioctl', 'i2c-bus', 'spi-device'],
  ['@serialport/bindings-cpp', 'node-web-audio-api', '@resvg/resvg-js'],
].flat();
const named = (name) => `arm64 loads ${name}`;
export const loadNames = [...modules, 'esbuild'].map(named);

const emulated = (root, args, input = '') =>
  spawnSync('qemu-aarch64-static', ['-L', root, ...args], { encoding: 'utf8', timeout: 300_000, input });

/** esbuild is a program of its own; its JavaScript half starts it, which user mode cannot pass on. */
const esbuild = (root, natives) => {
  const before = performance.now();
  const transform = [join(natives, 'node_modules/@esbuild/linux-arm64/bin/esbuild'), '--loader=ts'];
  const { stdout, stderr } = emulated(root, transform, 'const number: number = 17;\n');
  const state = stdout === 'const number = 17;\n' ? 'passed' : 'failed';
  return { file, name: named('esbuild'), state, ms: Math.round(performance.now() - before), error: stdout + stderr };
};

/** @returns {{ file: string, name: string, state: string, ms: number, error?: string }[]} */
export const loadChecks = ({ root, natives, log }) => {
  const { stdout, stderr } = emulated(root, [join(root, 'opt/node/bin/node'), program, natives, 'arm64']);
  const told = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  const results = modules.map((name) => ({
    // A module that takes the process with it leaves no line of its own, nor do those behind it.
    ...(told.find((each) => each.name === name) ?? { state: 'failed', ms: 0, error: `no word of it: ${stderr}` }),
    file,
    name: named(name),
  }));
  results.push(esbuild(root, natives));
  for (const { name, state, ms } of results) log(`${state === 'passed' ? 'ok  ' : 'FAIL'} ${name} (${ms} ms)`);
  return results;
};
