import { connect, type Socket } from 'node:net';
import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { ByteLink, LinkFault } from '../ports/byte-link.ts';
import type { Clock } from '../ports/clock.ts';
import { done, fail, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { linkFault } from './link-faults.ts';

/** A connection that has not come about by then does not. */
const connectMs: Milliseconds = 5000;
/** After so much silence the kernel asks whether the other side is still there. */
const keepAliveMs: Milliseconds = 10_000;

/** Bytes over a TCP connection, as network printers take them on port 9100. */
export class TcpByteLink implements ByteLink {
  readonly where: string;
  readonly readable = true;
  readonly #host: string;
  readonly #port: number;
  readonly #clock: Clock;
  readonly #bytes = new Listeners<Uint8Array>();
  readonly #faults = new Listeners<LinkFault>();
  #socket: Socket | null = null;
  /** Ends writes under way when the connection ends. */
  #end = new AbortController();
  #writing = 0;

  constructor(host: string, port: number, clock: Clock) {
    this.#host = host;
    this.#port = port;
    this.#clock = clock;
    this.where = host.includes(':') ? `tcp [${host}]:${port}` : `tcp ${host}:${port}`;
  }

  async open(signal: AbortSignal): Promise<Result<void, LinkFault>> {
    assert(this.#socket === null, `${this.where} opened twice`);
    const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
    this.#socket = socket;
    const connected = await this.#connected(socket, signal);
    if (!connected.ok) {
      await this.close();
      return connected;
    }
    socket.setKeepAlive(true, keepAliveMs);
    const end = new AbortController();
    this.#end = end;
    this.#writing = 0;
    socket.on('data', (bytes: Buffer) => this.#bytes.emit(new Uint8Array(bytes)));
    socket.on('error', (error) => this.#lose(socket, linkFault(error, this.where)));
    socket.on('end', () => this.#lose(socket, { kind: 'unplugged', where: this.where }));
    socket.on('close', () => {
      end.abort();
      this.#lose(socket, { kind: 'unplugged', where: this.where });
    });
    return done;
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    this.#end.abort();
    if (socket === null) return;
    socket.on('error', () => undefined);
    if (!socket.destroyed || !socket.closed) {
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      // What a stuck printer has not read must not come out of it later: a reset drops it, where a close would deliver it.
      if (this.#writing > 0 && !socket.connecting) socket.resetAndDestroy();
      else socket.destroy();
      await closed;
    }
  }

  write(bytes: Uint8Array, signal: AbortSignal): Promise<Result<void, LinkFault>> {
    const socket = this.#socket;
    const end = this.#end.signal;
    if (socket === null || end.aborted) return Promise.resolve(fail({ kind: 'unplugged', where: this.where }));
    if (signal.aborted) return Promise.resolve(fail({ kind: 'timeout', where: this.where }));
    return new Promise((resolve) => {
      const settle = (result: Result<void, LinkFault>): void => {
        signal.removeEventListener('abort', onAbort);
        end.removeEventListener('abort', onEnd);
        resolve(result);
      };
      const onAbort = (): void => settle(fail({ kind: 'timeout', where: this.where }));
      const onEnd = (): void => settle(fail({ kind: 'unplugged', where: this.where }));
      signal.addEventListener('abort', onAbort);
      end.addEventListener('abort', onEnd);
      this.#writing += 1;
      // Called back once the kernel has taken the last byte, so a printer that does not read holds its writer.
      socket.write(bytes, (error) => {
        if (error === null || error === undefined) {
          this.#writing -= 1;
          settle(done);
        } else settle(fail(linkFault(error, this.where)));
      });
    });
  }

  onBytes(listener: (bytes: Uint8Array) => void): Unsubscribe {
    return this.#bytes.add(listener);
  }

  onFault(listener: (fault: LinkFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  #connected(socket: Socket, signal: AbortSignal): Promise<Result<void, LinkFault>> {
    return new Promise((resolve) => {
      const settle = (result: Result<void, LinkFault>): void => {
        this.#clock.clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        socket.off('connect', onConnect);
        socket.off('error', onError);
        socket.off('close', onClose);
        // An error that comes while the socket is thrown away concerns nobody.
        if (!result.ok) socket.on('error', () => undefined);
        resolve(result);
      };
      const onConnect = (): void => settle(done);
      const onError = (error: Error): void => settle(fail(linkFault(error, this.where)));
      const onClose = (): void => settle(fail({ kind: 'unplugged', where: this.where }));
      const giveUp = (): void => settle(fail({ kind: 'timeout', where: this.where }));
      const timer = this.#clock.setTimeout(giveUp, connectMs);
      socket.once('connect', onConnect);
      socket.once('error', onError);
      socket.once('close', onClose);
      signal.addEventListener('abort', giveUp);
      if (signal.aborted) giveUp();
    });
  }

  /** Told once; the socket that is told of may be an earlier one. */
  #lose(socket: Socket, fault: LinkFault): void {
    if (this.#socket !== socket || this.#end.signal.aborted) return;
    this.#end.abort();
    this.#faults.emit(fault);
  }
}
