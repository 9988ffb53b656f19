// QEMU's Raspberry Pi 3B with Debian's arm64 kernel and that board's device tree: the pins are those of the chip's own kernel driver, and
// what they do is read from outside, out of the emulated chip's registers.
import { lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bare, emulate } from '../guest.mjs';
import { directory, file as plainFile, initramfs, link, program } from '../initramfs.mjs';
import { notEnded, resultsOf } from '../results.mjs';
import { guestTests } from './virt.mjs';

export const raspberryPiFile = 'tests/kernel/arm64/header-pins.guest.ts';
/** The GPIO block in the BCM2837's memory, and as many words of it as there are to GPLEV0. */
const gpioBlock = '0x3f200000';
const words = 14;
const natives = ['epoll', 'ioctl', 'onoff', 'bindings', 'file-uri-to-path', 'lodash.debounce'];

/** Files and folders below `from`, as entries of the initramfs below `to`. */
const tree = (from, to, wanted = () => true) =>
  readdirSync(from, { withFileTypes: true }).flatMap((each) => {
    const path = join(from, each.name);
    const name = join(to, each.name);
    if (!wanted(name)) return [];
    if (each.isSymbolicLink()) return [{ name, mode: link, data: Buffer.from(readlinkSync(path)) }];
    if (each.isDirectory()) return [{ name, mode: directory, data: Buffer.alloc(0) }, ...tree(path, name, wanted)];
    const mode = (lstatSync(path).mode & 0o111) === 0 ? plainFile : program;
    return [{ name, mode, data: readFileSync(path) }];
  });

const parents = (path) =>
  path
    .split('/')
    .map((_, index, parts) => parts.slice(0, index + 1).join('/'))
    .filter((name) => name !== '')
    .map((name) => ({ name, mode: directory, data: Buffer.alloc(0) }));

/**
 * A device tree without the node of this name. The 3B's first UART is its Bluetooth chip's; the kernel would give all that arrives to
 * that, and the emulated board has none. Format: Devicetree Specification 0.4, chapter 5; a no-operation is a word like another.
 */
const without = (tree_, node) => {
  const blob = Buffer.from(tree_);
  const begins = Buffer.concat([Buffer.from([0, 0, 0, 1]), Buffer.from(`${node}\0`)]);
  const start = blob.indexOf(begins);
  if (start === -1) return blob;
  const [property, end, nothing] = [3, 2, 4];
  let at = start + 4 + Math.ceil((node.length + 1) / 4) * 4;
  while (blob.readUInt32BE(at) !== end) {
    if (![property, nothing].includes(blob.readUInt32BE(at))) throw new Error(`${node} has nodes of its own`);
    at += blob.readUInt32BE(at) === property ? 12 + Math.ceil(blob.readUInt32BE(at + 4) / 4) * 4 : 4;
  }
  for (; start <= at; at -= 4) blob.writeUInt32BE(nothing, at);
  return blob;
};

/** QEMU's monitor: one command after the other, answered in order. */
const monitor = async (socketPath) => {
  const socket = await (async () => {
    for (let attempt = 0; ; attempt += 1)
      try {
        return await new Promise((done, failed) => {
          const made = connect(socketPath, () => done(made)).once('error', failed);
        });
      } catch (error) {
        if (attempt > 600) throw error;
        await sleep(50);
      }
  })();
  const waiting = [];
  let rest = '';
  // The guest's end is the socket's as well.
  socket.on('error', () => undefined);
  socket.setEncoding('utf8').on('data', (chunk) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const said = JSON.parse(line);
      if ('return' in said || 'error' in said) waiting.shift()?.(said);
    }
  });
  const execute = (command) =>
    new Promise((done) => {
      waiting.push(done);
      socket.write(`${JSON.stringify(command)}\n`);
    });
  await execute({ execute: 'qmp_capabilities' });
  return {
    /** The words of the GPIO block, in hexadecimal. */
    registers: async () => {
      const line = { 'command-line': `xp /${words}wx ${gpioBlock}` };
      const { return: text = '' } = await execute({ execute: 'human-monitor-command', arguments: line });
      return [...text.matchAll(/0x([0-9a-f]{8})/g)].map(([, word]) => word);
    },
  };
};

/** @returns {Promise<{ file: string, name: string, state: string, ms: number, error?: string }[]>} */
export const raspberryPi = async ({ root, natives: packages, kernel, work, repository, log }) => {
  const made = await guestTests([raspberryPiFile]);
  const inside = join(repository, 'bundled').slice(1);
  const { main, files } = made.below(`/${inside}`);
  const command = `/opt/node/bin/node '${main}' /tests/files.json /tests/results.ndjson\n`;
  const modulesAt = join(repository, 'node_modules').slice(1);
  const left = ['opt/node/include', 'opt/node/share', 'usr/lib/aarch64-linux-gnu/gconv'];
  const text = (name, words_) => ({ name, mode: plainFile, data: Buffer.from(words_) });
  const initrd = join(work, 'initrd-pi');
  try {
    const entries = [
      tree(root, '', (name) => !left.includes(name) && name !== 'bin/busybox'),
      parents(modulesAt),
      natives.flatMap((name) => [
        ...parents(`${modulesAt}/${name}`).slice(-1),
        ...tree(join(packages, 'node_modules', name), `${modulesAt}/${name}`),
      ]),
      parents(inside).slice(-1),
      tree(made.folder, inside),
      parents('tests'),
      [text('tests/files.json', JSON.stringify(files)), text('tests/command', command)],
    ].flat();
    const busybox = join(root, 'bin/busybox');
    const init = resolve(import.meta.dirname, 'init');
    // The board's pins need none of the modules: their driver is in the kernel.
    writeFileSync(
      initrd,
      initramfs({ busybox, modules: kernel.modules, ours: kernel.ours, wanted: () => false, init, entries }),
    );
  } finally {
    made.remove();
  }
  const socket = join(work, 'qmp');
  const board = join(work, 'board.dtb');
  writeFileSync(board, without(readFileSync(kernel.deviceTree), 'bluetooth'));
  const append = 'console=ttyAMA0,115200 quiet loglevel=4 panic=-1 mitigations=off nokaslr rdinit=/init';
  const args = [
    ['-M', 'raspi3b', bare],
    ['-kernel', kernel.image, '-dtb', board, '-initrd', initrd, '-append', append],
    ['-qmp', `unix:${socket},server=on,wait=off`],
  ].flat(2);
  log('— the pins of a Raspberry Pi 3B');
  const lines = [];
  let child;
  let outside;
  const { timedOut } = await emulate({
    program: 'qemu-system-aarch64',
    args,
    seconds: 300,
    stdin: 'pipe',
    started: (started) => {
      child = started;
      outside = monitor(socket);
      // Told to whoever asks first.
      outside.catch(() => undefined);
    },
    line: (said) => {
      const [, question] = /^letan-asks (\d+)$/.exec(said) ?? [];
      const [, result] = /^letan-result (.*)$/.exec(said) ?? [];
      if (question !== undefined)
        void outside
          .then((each) => each.registers())
          .then(
            (told) => child.stdin.write(`letan-registers ${question} ${told.join(' ')}\n`),
            (error) => log(String(error)),
          );
      else if (result !== undefined) lines.push(result);
      else if (said === 'letan-over') child.kill('SIGKILL');
      else log(said);
    },
  });
  return resultsOf(lines.join('\n'), [raspberryPiFile], notEnded(timedOut));
};
