import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installed } from '../../firmware/installed.ts';

/** Between two looks at what was asked, and between the end of a program and its next start. */
const everyMs = 10;

/**
 * What systemd does with letan.service, for a tree that is not `/`: the guard of the release that was last found good, then `current`, with
 * real processes, and again when it ends. `systemctl` on its PATH writes down what it is asked.
 */
export class ServiceManager {
  readonly #at: Installed;
  readonly #bin: string;
  readonly #asked: string;
  readonly #config: string;
  #child: ChildProcess | null = null;
  #ended = false;
  #taken = 0;
  /** What guard and releases said, all starts. */
  said = '';
  /** Starts so far. */
  starts = 0;

  constructor(room: string, at: Installed, config: string) {
    this.#at = at;
    this.#bin = join(room, 'bin');
    this.#asked = join(room, 'systemctl.log');
    this.#config = config;
    mkdirSync(this.#bin, { recursive: true });
    writeFileSync(this.#asked, '');
    const program = `#!/bin/sh\ncase "$1" in show) echo ActiveState=active;; *) echo "$*" >> "${this.#asked}";; esac\n`;
    writeFileSync(join(this.#bin, 'systemctl'), program);
    chmodSync(join(this.#bin, 'systemctl'), 0o755);
  }

  /** The environment of whoever shall find this service manager. */
  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, PATH: `${this.#bin}:${process.env['PATH'] ?? ''}` };
  }

  /** What `systemctl` was asked, in order. */
  asked(): readonly string[] {
    return readFileSync(this.#asked, 'utf8').split('\n').slice(0, -1);
  }

  /** Runs the unit until `stop`, and may be called again then. */
  start(): void {
    this.#ended = false;
    this.#running = this.#loop();
  }

  /** Ends the unit; of what it had in memory nothing is left, as of any that is stopped. */
  async stop(): Promise<void> {
    this.#ended = true;
    this.#child?.kill('SIGTERM');
    await this.#running;
    rmSync(this.#at.run, { recursive: true, force: true });
  }

  #running: Promise<void> = Promise.resolve();

  async #loop(): Promise<void> {
    const { current, good, root, run } = this.#at;
    while (!this.#ended) {
      rmSync(run, { recursive: true, force: true });
      mkdirSync(run, { recursive: true });
      const guard = join(good, 'app/firmware/cli/update/start-guard.js');
      if (existsSync(guard) && (await this.#toEnd(join(good, 'node/bin/node'), [guard, root])) === 'restart') continue;
      if (this.#ended) return;
      const program = [join(current, 'app/firmware/cli/letan.mjs'), 'run', '--config', this.#config];
      this.starts += 1;
      await this.#toEnd(join(current, 'node/bin/node'), program);
      await new Promise((next) => setTimeout(next, everyMs));
    }
  }

  /** One program to its end; ended in order when a restart is asked. */
  async #toEnd(program: string, args: readonly string[]): Promise<'ended' | 'restart'> {
    const child = spawn(program, args, { env: { ...process.env, RUNTIME_DIRECTORY: this.#at.run } });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => (this.said += bytes.toString()));
    let why: 'ended' | 'restart' = 'ended';
    const watch = setInterval(() => {
      const asked = this.asked();
      const restarts = asked.slice(this.#taken).some((line) => line.startsWith('restart'));
      this.#taken = asked.length;
      if (!restarts) return;
      why = 'restart';
      child.kill('SIGTERM');
    }, everyMs);
    // A program that cannot even be started ends as one that fails.
    await new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
    clearInterval(watch);
    this.#child = null;
    return why;
  }
}
