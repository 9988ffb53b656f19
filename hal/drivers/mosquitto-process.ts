import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../assert.ts';
import { backoffMs, type Backoff } from '../backoff.ts';
import type { Clock, TimerId } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Random } from '../ports/random.ts';
import type { Milliseconds } from '../units.ts';

const backoff: Backoff = { firstMs: 500, mostMs: 30_000 };
/** How often the process and its files are looked at. */
const lookEveryMs: Milliseconds = 2_000;
/** One that stood this long was a good one: the next failure begins with the shortest wait again. */
const goodMs: Milliseconds = 30_000;
/** mosquitto saves its state at SIGTERM; one that takes longer than this is killed. */
const goodbyeMs: Milliseconds = 5_000;

/** Files that mosquitto reads at its start only, or whose connections must be judged anew when they change (revocations). */
const watched = ['mosquitto.conf', 'access', 'passwords', 'revoked.pem', 'server.crt', 'server.key', 'authority.crt'];

/**
 * Keeps a mosquitto running on a folder's `mosquitto.conf`: starts it again when it ends, with a growing wait, and when its files have
 * changed. One that an earlier process of ours left running on the same folder is taken over, so that a restart of letan cuts nobody off.
 */
export class MosquittoProcess {
  readonly #folder: string;
  readonly #program: string;
  readonly #ports: { readonly clock: Clock; readonly log: Log; readonly random: Random };
  #wanted = false;
  /** Ours, or one that was found running. */
  #child: ChildProcess | null = null;
  #adopted: number | null = null;
  #timer: TimerId | null = null;
  #startedAt: Milliseconds = 0;
  #attempts = 0;
  #stamp = '';

  constructor(
    folder: string,
    ports: { readonly clock: Clock; readonly log: Log; readonly random: Random },
    program = 'mosquitto',
  ) {
    this.#folder = folder;
    this.#ports = ports;
    this.#program = program;
  }

  /** Whether a mosquitto runs for us, as far as is known. */
  get running(): boolean {
    return this.#child !== null || this.#adopted !== null;
  }

  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#attempts = 0;
    this.#run();
  }

  /** Resolves once no mosquitto of ours runs any more. */
  async stop(): Promise<void> {
    this.#wanted = false;
    if (this.#timer !== null) this.#ports.clock.clearTimeout(this.#timer);
    this.#timer = null;
    await this.#end();
  }

  #run(): void {
    const { clock, log } = this.#ports;
    assert(!this.running, 'a mosquitto runs already');
    this.#startedAt = clock.now();
    this.#stamp = this.#stampOfFiles();
    const left = this.#leftRunning();
    if (left !== null) {
      this.#adopted = left;
      log.write('info', 'broker.taken-over', { pid: left });
      this.#lookLater();
      return;
    }
    try {
      mkdirSync(join(this.#folder, 'store'), { recursive: true, mode: 0o700 });
    } catch {
      // mosquitto then says itself what it cannot write.
    }
    const child = spawn(this.#program, ['-c', join(this.#folder, 'mosquitto.conf')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#said(text));
    child.on('error', (error) => {
      log.write('error', 'broker.not-started', { program: this.#program, reason: error.message });
      this.#ended(child, null);
    });
    child.on('exit', (code) => this.#ended(child, code));
    log.write('info', 'broker.started', { folder: this.#folder, pid: child.pid ?? 0 });
    this.#lookLater();
  }

  /** What mosquitto says of faults is told; who came and went is its own business. */
  #said(text: string): void {
    for (const line of text.split('\n').filter((each) => /error|warning/i.test(each)))
      this.#ports.log.write('warn', 'broker.said', { line: line.slice(0, 300) });
  }

  #ended(child: ChildProcess, code: number | null): void {
    if (this.#child !== child) return;
    this.#child = null;
    if (!this.#wanted) return;
    this.#ports.log.write('warn', 'broker.ended', { code });
    this.#again();
  }

  #again(): void {
    const { clock, random } = this.#ports;
    this.#attempts = clock.now() - this.#startedAt >= goodMs ? 1 : this.#attempts + 1;
    if (this.#timer !== null) clock.clearTimeout(this.#timer);
    this.#timer = clock.setTimeout(
      () => {
        this.#timer = null;
        this.#run();
      },
      backoffMs(this.#attempts, backoff, random),
    );
  }

  #lookLater(): void {
    const { clock } = this.#ports;
    if (this.#timer !== null) clock.clearTimeout(this.#timer);
    this.#timer = clock.setTimeout(() => {
      this.#timer = null;
      void this.#look();
    }, lookEveryMs);
  }

  async #look(): Promise<void> {
    if (this.#adopted !== null && this.#leftRunning() !== this.#adopted) {
      this.#adopted = null;
      this.#ports.log.write('warn', 'broker.ended', { code: null });
      this.#again();
      return;
    }
    const stamp = this.#stampOfFiles();
    if (stamp !== this.#stamp) {
      this.#ports.log.write('info', 'broker.files-changed', { folder: this.#folder });
      await this.#end();
      if (this.#wanted && !this.running && this.#timer === null) this.#run();
      return;
    }
    if (this.#wanted && this.running) this.#lookLater();
  }

  /** Ends whichever runs and waits until it is gone. */
  async #end(): Promise<void> {
    const { clock } = this.#ports;
    const pid = this.#child?.pid ?? this.#adopted;
    this.#child = null;
    this.#adopted = null;
    if (pid === null) return;
    const kill = (signal: 'SIGTERM' | 'SIGKILL'): void => {
      try {
        process.kill(pid, signal);
      } catch {
        // Gone already.
      }
    };
    kill('SIGTERM');
    const begun = clock.now();
    while (isMosquitto(pid, this.#folder)) {
      if (clock.now() - begun > goodbyeMs) kill('SIGKILL');
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 20));
    }
  }

  /** The mosquitto that runs on this folder although this process did not start it; null: none. */
  #leftRunning(): number | null {
    try {
      const pid = Number(readFileSync(join(this.#folder, 'mosquitto.pid'), 'utf8').trim());
      return Number.isSafeInteger(pid) && pid > 1 && isMosquitto(pid, this.#folder) ? pid : null;
    } catch {
      return null;
    }
  }

  #stampOfFiles(): string {
    return watched
      .map((name) => {
        try {
          const { ino, mtimeMs, size } = statSync(join(this.#folder, name));
          return `${ino}/${mtimeMs}/${size}`;
        } catch {
          return '';
        }
      })
      .join();
  }
}

/** Whether that process lives and was started with this folder's configuration: a number of a process is soon another's. */
const isMosquitto = (pid: number, folder: string): boolean => {
  try {
    const state = / ([A-Z]) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/, ''))?.[1];
    if (state === 'Z') return false;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(join(folder, 'mosquitto.conf'));
  } catch {
    return false;
  }
};
