import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { untilReal } from './real-time.ts';
import { removeDirectory, temporaryDirectory } from './temporary.ts';

/** Why no systemd can be started here as in a machine of its own, null where it can. */
export const noSystemd = (): string | null => {
  if (process.getuid?.() !== 0) return 'only root may start a systemd of its own';
  const missing = ['systemd-nspawn', 'systemd-sysusers', 'unshare'].filter(
    (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
  );
  return missing.length === 0 ? null : `not installed: ${missing.join(', ')} (Debian package systemd-container)`;
};

export interface Machine {
  /** Unit files and their drop-ins by path below /etc/systemd/system. */
  readonly units: Readonly<Record<string, string>>;
  /** Units that are started. */
  readonly wants: readonly string[];
  /** Run with `$M` as the machine's root before it boots: files, links, users. */
  readonly prepare: string;
  /** Files and device nodes of this machine, and where that one sees them. */
  readonly binds?: Readonly<Record<string, string>>;
}

/** Runs what it is asked, one shell script after the other, inside the machine. */
const obeying = `cd /shared
while :; do
  for ask in *.ask; do
    [ -e "$ask" ] || continue
    sh "$ask" > "\${ask%.ask}.part" 2>&1
    mv "\${ask%.ask}.part" "\${ask%.ask}.told"
    rm -f "$ask"
  done
  sleep 0.1
done
`;

/**
 * A real systemd that starts real units: a machine without a kernel of its own, whose root is this one's under a layer in memory, with
 * its own process ids, mounts and network (loopback alone). Nothing of it outlives `close`.
 */
export class SystemdMachine {
  readonly #room = temporaryDirectory();
  readonly #machine: Machine;
  #child: ChildProcess | null = null;
  #asked = 0;
  #said = '';

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** A folder that the machine sees as /shared. */
  get shared(): string {
    return join(this.#room, 'shared');
  }

  async start(): Promise<void> {
    const { prepare, units, wants } = this.#machine;
    for (const each of ['layer', 'units', 'shared']) mkdirSync(join(this.#room, each));
    // Services run as users of their own.
    for (const each of [this.#room, this.shared]) chmodSync(each, 0o777);
    const target = `[Unit]\nRequires=basic.target\nWants=obeying.service ${wants.join(' ')}\n`;
    const all = {
      ...units,
      'test.target': target,
      'obeying.service': '[Service]\nExecStart=/bin/sh /shared/obey.sh\n',
    };
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(join(this.#room, 'units', name, '..'), { recursive: true });
      writeFileSync(join(this.#room, 'units', name), text);
    }
    writeFileSync(join(this.shared, 'obey.sh'), obeying);
    const options = ['--quiet', '--register=no', '--keep-unit', '--private-network', '--console=pipe'];
    const boot = [
      'set -e; cd "$R"; M="$R/layer/m"',
      'mount -t tmpfs letan layer; mkdir layer/up layer/work "$M"',
      'mount -t overlay letan -o "lowerdir=/,upperdir=$R/layer/up,workdir=$R/layer/work" "$M"',
      'cp -r units/. "$M/etc/systemd/system/"; mkdir -p "$M/shared"',
      prepare,
      `exec systemd-nspawn ${options.join(' ')} -D "$M" --bind="$R/shared:/shared" ${this.#binds()} -b systemd.unit=test.target systemd.show_status=no`,
    ].join('\n');
    // Whoever ends the outermost process ends them all: they have process ids of their own.
    this.#child = spawn('unshare', ['-m', '--pid', '--fork', '--kill-child', 'sh', '-c', boot], {
      env: { ...process.env, R: this.#room },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (bytes: Buffer) => (this.#said += bytes.toString()));
    await this.ask('true');
  }

  /** What a shell inside says to that. */
  async ask(command: string): Promise<string> {
    const name = join(this.shared, String(++this.#asked));
    writeFileSync(`${name}.new`, command);
    renameSync(`${name}.new`, `${name}.ask`);
    await untilReal(() => existsSync(`${name}.told`) || this.#child?.exitCode !== null, 180_000).catch(() => undefined);
    if (!existsSync(`${name}.told`)) throw new Error(`the machine does not answer “${command}”: ${this.#said}`);
    return readFileSync(`${name}.told`, 'utf8').trim();
  }

  /** Asks again until the answer is as wanted. */
  async until(what: string, command: string, holds: (told: string) => boolean): Promise<string> {
    const deadline = performance.now() + 240_000;
    for (;;) {
      const told = await this.ask(command);
      if (holds(told)) return told;
      if (performance.now() > deadline) throw new Error(`never came: ${what}; last: ${told}`);
      await new Promise((next) => setTimeout(next, 200));
    }
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child !== null && child.exitCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.shared, { recursive: true, force: true });
    removeDirectory(this.#room);
  }

  /** The checkout where it is: a layer does not see mounts below this machine's root. */
  #binds(): string {
    const more = Object.entries(this.#machine.binds ?? {}).map(([from, to]) => `--bind="${from}:${to}"`);
    return [`--bind-ro="${resolve('.')}"`, ...more].join(' ');
  }
}
