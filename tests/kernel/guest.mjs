// Starts the guest: QEMU without a graphics card and without KVM (which looks present where it does not work).
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Writes so many lines of the guest's kernel log that a fault can be understood, and no more. */
const append = [
  ['console=ttyS0', 'quiet', 'loglevel=4', 'panic=-1'],
  // An emulated CPU has nothing to leak, its clock is not to be trusted as a source, and on a busy host its first timer may be late.
  ['mitigations=off', 'nokaslr', 'tsc=unstable', 'no_timer_check'],
]
  .flat()
  .join(' ');

/**
 * Runs an emulator until it ends or its time is over, and hands on what its console says.
 * @param {{ program: string, args: string[], seconds: number, stdin?: 'ignore' | 'pipe', line?: (text: string) => void,
 *   started?: (child: import('node:child_process').ChildProcess) => void }} machine `pipe`: what is written to the child, its console hears
 * @returns {Promise<{ code: number | null, timedOut: boolean }>}
 */
export const emulate = async ({ program, args, seconds, stdin = 'ignore', line, started }) => {
  const child = spawn(program, args, { stdio: [stdin, 'pipe', 'pipe'] });
  let rest = '';
  const hear = (chunk) => {
    const lines = `${rest}${chunk}`.split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const text of lines) line?.(text);
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  let timedOut = false;
  const limit = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, seconds * 1000);
  started?.(child);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(limit);
  if (rest !== '') line?.(rest);
  return { code, timedOut };
};

/** A folder of the host for the guest to mount by its tag. */
export const folder = (id, path, tag, options = '') =>
  [
    ['-fsdev', `local,id=${id},path=${path},security_model=none,multidevs=remap${options}`],
    ['-device', `virtio-9p-pci,fsdev=${id},mount_tag=${tag}`],
  ].flat();

/** A machine without the devices that QEMU would put into it by itself, with its console where `emulate` reads it. */
export const bare = '-nodefaults -no-user-config -display none -no-reboot -serial stdio -monitor none'.split(' ');

/**
 * Boots, runs `command` (a shell script) and ends when the guest does.
 * @param {{ vmlinux: string, initrd: string, share: string, command: string, memoryMb?: number, seconds: number, extra?: string[],
 *   line?: (text: string) => void, started?: (child: import('node:child_process').ChildProcess) => void }} guest
 * @returns {Promise<{ code: number | null, timedOut: boolean }>}
 */
export const boot = ({ vmlinux, initrd, share, command, memoryMb = 2048, seconds, extra = [], line, started }) => {
  writeFileSync(join(share, 'command'), command);
  writeFileSync(join(share, 'project'), resolve(import.meta.dirname, '../..'));
  const args = [
    ['-M', 'q35', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', String(memoryMb)],
    bare,
    ['-kernel', vmlinux, '-initrd', initrd, '-append', append],
    folder('root', '/', 'hostroot', ',readonly=on'),
    folder('letan', share, 'letan'),
    extra,
  ].flat();
  return emulate({ program: 'qemu-system-x86_64', args, seconds, line, started });
};
