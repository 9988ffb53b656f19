import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import { untilReal } from './real-time.ts';
import { letanProgram } from './letan-program.ts';

/** A port that nobody has just now: the page finds the next start at the address of the last. */
export const freePort = (): Promise<number> =>
  new Promise((found) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/** A copy of the shipped ward centre in `folder` whose kiosk has no printer and its page at `port`; gives the kiosk’s file. */
export const kioskIn = (folder: string, port: number, dataDir: string, ...more: readonly string[]): string => {
  const site = join(folder, 'ward-centre');
  cpSync('config/sites/ward-centre', site, { recursive: true });
  const file = join(site, 'devices', 'kiosk-1.yaml');
  const own = readFileSync(file, 'utf8');
  const lines = [
    'devices:',
    '  slip: { link: { driver: device-file, path: /dev/usb/lp77 } }',
    `dataDir: ${dataDir}`,
    `web: { port: ${port} }`,
    ...more,
  ];
  writeFileSync(file, `${own}${lines.join('\n')}\n`);
  return file;
};

/** One start of the firmware as a process of its own. */
export class Start {
  readonly #child: ChildProcess;
  said = '';
  constructor(file: string, options: readonly string[] = []) {
    this.#child = spawn(process.execPath, [letanProgram, 'run', '--config', file, ...options]);
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (bytes: Buffer) => (this.said += bytes.toString()));
  }
  async until(word: string): Promise<void> {
    await untilReal(() => this.said.includes(word) || this.#child.exitCode !== null, 90_000);
    expect(this.said).toContain(word);
  }
  get url(): string {
    return /"at":"(http:[^"]+)"/.exec(this.said)?.[1] ?? '';
  }
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const over = once(this.#child, 'exit');
    this.#child.kill(signal);
    await over;
  }
  async code(): Promise<number | null> {
    await untilReal(() => this.#child.exitCode !== null || this.#child.signalCode !== null, 60_000);
    return this.#child.exitCode;
  }
}
