import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WireEnd } from '../../sim/peripherals/wire.ts';
import { removeDirectory, temporaryDirectory } from './temporary.ts';

/** A peripheral behind a TCP port, as a network printer is: reads no more than it has room for. */
export class PeripheralServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  constructor(far: WireEnd) {
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket, far));
  }

  get port(): number {
    return this.#port;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** The same port again after `stop`. */
  async start(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    this.#port = address.port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.resetAndDestroy();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #serve(socket: Socket, far: WireEnd): void {
    this.#sockets.add(socket);
    let waiting: Uint8Array = new Uint8Array(0);
    const feed = (): void => {
      while (waiting.length > 0 && far.room > 0) {
        const piece = waiting.subarray(0, far.room);
        waiting = waiting.subarray(piece.length);
        far.receive(piece);
      }
      if (waiting.length === 0) socket.resume();
      else socket.pause();
    };
    const ends = [far.onRoom(feed), far.onSend((bytes) => socket.write(bytes))];
    socket.on('data', (bytes) => {
      waiting = Buffer.concat([waiting, bytes]);
      feed();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      for (const end of ends) end();
    });
  }
}

export const hasSocat = spawnSync('socat', ['-V']).status === 0;

/** A pseudo-terminal whose other end is the given TCP port: to whoever opens it a device file. */
export class PtyWire {
  readonly directory = temporaryDirectory();
  readonly path = join(this.directory, 'lp0');
  #socat: ChildProcess | null = null;
  /** Keeps the terminal alive while nobody has it open, as a device stays plugged in. */
  #keeper: FileHandle | null = null;

  async plug(port: number): Promise<void> {
    const socat = spawn('socat', [`pty,raw,echo=0,link=${this.path}`, `tcp:127.0.0.1:${port},nodelay`], {
      stdio: 'ignore',
    });
    this.#socat = socat;
    while (!existsSync(this.path)) {
      if (socat.exitCode !== null) throw new Error('socat ended');
      await sleep(5);
    }
    this.#keeper = await open(this.path, 'r+');
  }

  /** Takes the terminal away under whoever has it open. */
  async unplug(): Promise<void> {
    const socat = this.#socat;
    this.#socat = null;
    if (socat !== null && socat.exitCode === null) {
      const gone = once(socat, 'exit');
      socat.kill();
      await gone;
    }
    await this.#keeper?.close();
    this.#keeper = null;
  }

  async end(): Promise<void> {
    await this.unplug();
    removeDirectory(this.directory);
  }
}
