// The guest's first files: busybox, the modules, and init. An archive in the kernel's "newc" format, written here because it is forty
// lines and needs no program.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const field = (value) => value.toString(16).padStart(8, '0');
const padded = (bytes) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

/** One entry: Documentation/driver-api/early-userspace/buffer-format.rst of Linux. */
const entry = (inode, name, mode, data) => {
  const head = [inode, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, name.length + 1, 0].map(field).join('');
  return Buffer.concat([padded(Buffer.from(`070701${head}${name}\0`, 'latin1')), padded(data)]);
};

export const directory = 0o040755;
export const program = 0o100755;
export const file = 0o100644;
export const link = 0o120777;
const nothing = Buffer.alloc(0);

const archive = (entries) =>
  Buffer.concat([
    ...entries.map(({ name, mode, data }, index) => entry(index + 1, name, mode, data)),
    entry(0, 'TRAILER!!!', 0, nothing),
  ]);

/**
 * @returns {Buffer} what QEMU takes as `-initrd`; `busybox` is a statically linked one. A guest that needs few of the modules starts
 * sooner with those that `wanted` takes. `entries` are files beside these, for a guest that has no share; `init` its first program.
 */
export const initramfs = ({
  busybox,
  modules,
  ours,
  wanted = () => true,
  init = resolve(import.meta.dirname, 'init'),
  entries = [],
}) => {
  const order = [
    ...readFileSync(join(modules, 'order'), 'utf8').trim().split('\n'),
    ...readdirSync(ours).map((name) => name.replace(/\.ko$/, '')),
  ].filter(wanted);
  const from = (name) => {
    const own = join(ours, `${name}.ko`);
    return readdirSync(ours).includes(`${name}.ko`) ? readFileSync(own) : readFileSync(join(modules, `${name}.ko`));
  };
  return archive([
    ...['bin', 'dev', 'proc', 'sys', 'host', 'mod'].map((name) => ({ name, mode: directory, data: nothing })),
    { name: 'bin/busybox', mode: program, data: readFileSync(busybox) },
    { name: 'init', mode: program, data: readFileSync(init) },
    { name: 'mod/order', mode: file, data: Buffer.from(`${order.join('\n')}\n`) },
    ...order.map((name) => ({ name: `mod/${name}.ko`, mode: file, data: from(name) })),
    ...entries,
  ]);
};
