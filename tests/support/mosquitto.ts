import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { removeDirectory, temporaryDirectory } from './temporary.ts';

const program = 'mosquitto';

/** Why there is no mosquitto here, or null when there is. */
export const noMosquitto = (): string | null =>
  spawnSync(program, ['-h']).error === undefined ? null : 'needs mosquitto (Debian: apt-get install mosquitto)';

/** A port that was free a moment ago. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

export interface MosquittoOptions {
  /** Lines of an access list; anonymous clients are then bound by it. */
  readonly acl?: readonly string[];
  /** User names and passwords; anonymous clients are then refused. */
  readonly users?: Readonly<Record<string, string>>;
  /** Server certificate for TLS; `requireClient` wants the client's too. */
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string; readonly requireClient: boolean };
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** A real broker of a test's own, on a free port of the loopback, with its retained messages and sessions on disk. */
export class Mosquitto {
  readonly port: number;
  readonly #directory: string;
  #process: ChildProcess | null = null;
  #output = '';

  private constructor(port: number, directory: string) {
    this.port = port;
    this.#directory = directory;
  }

  static async start(options: MosquittoOptions = {}): Promise<Mosquitto> {
    const directory = temporaryDirectory();
    const broker = new Mosquitto(await freePort(), directory);
    broker.#configure(options);
    await broker.run();
    return broker;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }
  /** Everything mosquitto has said, for a failing test's message. */
  get output(): string {
    return this.#output;
  }

  /** Starts it (again) and waits until it answers. */
  async run(): Promise<void> {
    const child = spawn(program, ['-c', join(this.#directory, 'mosquitto.conf'), '-v'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => (this.#output = (this.#output + bytes.toString()).slice(-100_000)));
    for (let attempt = 0; attempt < 500; attempt++) {
      if (child.exitCode !== null) throw new Error(`mosquitto ended at once:\n${this.#output}`);
      if (await answers(this.port)) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`mosquitto does not answer on port ${this.port}:\n${this.#output}`);
  }

  /** SIGTERM lets it save its state first, SIGKILL does not. */
  async kill(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }

  /** Has it write down what it keeps, as it does by itself from time to time (SIGUSR1: mosquitto(8)). */
  async save(): Promise<void> {
    const kept = join(this.#directory, 'mosquitto.db');
    rmSync(kept, { force: true });
    this.#process?.kill('SIGUSR1');
    while (!existsSync(kept)) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  async stop(): Promise<void> {
    await this.kill();
    removeDirectory(this.#directory);
  }

  #configure({ acl, users, tls }: MosquittoOptions): void {
    const path = (name: string): string => join(this.#directory, name);
    const lines = [
      `listener ${this.port} 127.0.0.1`,
      `allow_anonymous ${users === undefined}`,
      'set_tcp_nodelay true',
      'persistence true',
      `persistence_location ${this.#directory}/`,
      // As root mosquitto would become user `mosquitto`, who may not write here.
      ...(process.getuid?.() === 0 ? ['user root'] : []),
    ];
    if (users !== undefined) {
      for (const [index, [user, password]] of Object.entries(users).entries())
        spawnSync('mosquitto_passwd', [...(index === 0 ? ['-c'] : []), '-b', path('passwords'), user, password]);
      lines.push(`password_file ${path('passwords')}`);
    }
    if (acl !== undefined) {
      writeFileSync(path('acl'), `${acl.join('\n')}\n`, { mode: 0o600 });
      lines.push(`acl_file ${path('acl')}`);
    }
    if (tls !== undefined)
      lines.push(
        `cafile ${tls.ca}`,
        `certfile ${tls.cert}`,
        `keyfile ${tls.key}`,
        `require_certificate ${tls.requireClient}`,
      );
    writeFileSync(path('mosquitto.conf'), `${lines.join('\n')}\n`);
  }
}
