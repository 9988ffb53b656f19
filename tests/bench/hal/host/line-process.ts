import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A program of the bench in a process of its own, which is asked and answers line by line. */
export class LineProcess {
  readonly #program: string;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #gone: Promise<void>;
  #wake: () => void = () => undefined;
  #ended = false;

  constructor(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#program = program;
    const child = spawn(process.execPath, [program, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    this.#child = child;
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      this.#lines.push(line);
      this.#wake();
    });
    this.#gone = once(child, 'close').then(() => {
      this.#ended = true;
      this.#wake();
    });
    // One that ended before it was told to: what it said, or did not, tells.
    child.stdin.on('error', () => undefined);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The next line; throws where none comes within `limitMs` or the process has ended. */
  async line(limitMs = 30_000): Promise<string> {
    let isLate = false;
    const limit = setTimeout(() => {
      isLate = true;
      this.#wake();
    }, limitMs);
    try {
      for (;;) {
        const line = this.#lines.shift();
        if (line !== undefined) return line;
        if (this.#ended) throw new Error(`${this.#program} ended with ${this.#child.exitCode ?? 'a signal'}`);
        if (isLate) throw new Error(`${this.#program} said nothing for ${limitMs} ms`);
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      clearTimeout(limit);
    }
  }

  /** The next line that is a JSON object: the sound library says things of its own on its process's standard output. */
  async document(limitMs?: number): Promise<unknown> {
    for (;;) {
      const line = await this.line(limitMs);
      if (line.startsWith('{')) return JSON.parse(line);
    }
  }

  /** Asks and gives the answer's line. */
  ask(question: string): Promise<string> {
    this.say(question);
    return this.line();
  }

  say(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Resolves when it has ended by itself; throws where it failed. */
  async finish(): Promise<void> {
    await this.#gone;
    if (this.#child.exitCode !== 0)
      throw new Error(`${this.#program} ended with ${this.#child.exitCode ?? 'a signal'}`);
  }

  async end(): Promise<void> {
    if (!this.#ended) this.#child.kill('SIGKILL');
    await this.#gone;
  }
}
