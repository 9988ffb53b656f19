import { access, constants, realpath } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { ByteLink, LinkFault } from '../ports/byte-link.ts';
import { done, fail, type Result } from '../result.ts';
import { holderOf } from './device-holder.ts';
import { codeOf, linkFault } from './link-faults.ts';

export interface SerialSettings {
  /** Bits a second; any that the hardware divides down to. */
  readonly baud: number;
  readonly dataBits: 7 | 8;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
  /** Whether the two ends hold each other up by the RTS and CTS lines. */
  readonly rtscts: boolean;
}

interface OpenLine {
  readonly port: SerialPort;
  readonly end: AbortController;
}

/** As nearly every module has it. */
export const serial8n1 = (baud: number): SerialSettings => ({
  baud,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  rtscts: false,
});

/** What the library writes at once: with more, a device that does not read would hold the whole of it in this process. */
const pieceBytes = 4096;

/**
 * Bytes over a serial line: a UART of the board, a USB adapter, a USB device that calls itself one (CDC ACM). The path is best a stable
 * name (`/dev/serial/by-id/…`, or what `firmware/udev/70-letan.rules` makes): ttyUSB numbers change with what was plugged in first.
 *
 * The line is locked for this process; a lock keeps out only who asks for one, so at opening it is also looked for who else has it.
 */
export class SerialByteLink implements ByteLink {
  readonly where: string;
  readonly readable = true;
  readonly #settings: SerialSettings;
  readonly #bytes = new Listeners<Uint8Array>();
  readonly #faults = new Listeners<LinkFault>();
  #opening = false;
  #line: OpenLine | null = null;
  #writes: Promise<unknown> = Promise.resolve();
  /** Writes that the kernel has not taken whole. */
  #writing = 0;

  constructor(path: string, settings: SerialSettings) {
    this.where = path;
    this.#settings = settings;
  }

  async open(signal: AbortSignal): Promise<Result<void, LinkFault>> {
    assert(this.#line === null && !this.#opening, `${this.where} opened twice`);
    this.#opening = true;
    const opened = await this.#open(signal);
    this.#opening = false;
    return opened;
  }

  async close(): Promise<void> {
    const line = this.#line;
    this.#line = null;
    if (line === null) return;
    line.end.abort();
    // What a stuck device has not taken must not come out of it later; and the kernel would wait half a minute for it to be taken.
    if (this.#writing > 0 && line.port.isOpen)
      await new Promise<void>((resolve) => {
        line.port.flush(() => resolve());
      });
    await closed(line.port);
    await this.#writes;
  }

  write(bytes: Uint8Array, signal: AbortSignal): Promise<Result<void, LinkFault>> {
    const line = this.#line;
    const written = this.#writes.then(() => this.#write(line, bytes, signal));
    this.#writes = written;
    return written;
  }

  onBytes(listener: (bytes: Uint8Array) => void): Unsubscribe {
    return this.#bytes.add(listener);
  }

  onFault(listener: (fault: LinkFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  async #open(signal: AbortSignal): Promise<Result<void, LinkFault>> {
    const { where } = this;
    try {
      await access(where, constants.R_OK | constants.W_OK);
    } catch (error) {
      return fail(linkFault(error, where));
    }
    // A pseudo-terminal is open at whoever made it; that one is its other end and takes nothing away.
    const isPseudo = (await realpath(where).catch(() => where)).startsWith('/dev/pts/');
    const holder = isPseudo ? null : await holderOf(where);
    if (holder !== null) return fail({ kind: 'busy', where, holder });
    const { baud, dataBits, parity, stopBits, rtscts } = this.#settings;
    const port = new SerialPort({
      path: where,
      baudRate: baud,
      dataBits,
      parity,
      stopBits,
      rtscts,
      autoOpen: false,
      // Closing lets DTR fall; an Arduino then resets, which is what one wants of a device that is opened anew.
      hupcl: true,
    });
    const error = await new Promise<Error | null>((resolve) => {
      port.open((failed) => resolve(failed));
    });
    if (error !== null) return fail(await this.#openFault(error));
    const end = new AbortController();
    const lose = (fault: LinkFault): void => {
      if (end.signal.aborted) return;
      end.abort();
      this.#faults.emit(fault);
    };
    port.on('data', (bytes: Buffer) => this.#bytes.emit(new Uint8Array(bytes)));
    port.on('error', (failed) => lose(this.#lost(failed)));
    port.on('close', (failed: Error | null | undefined) => lose(this.#lost(failed)));
    this.#writing = 0;
    this.#line = { port, end };
    if (!signal.aborted) return done;
    await this.close();
    return fail({ kind: 'timeout', where });
  }

  async #openFault(error: Error): Promise<LinkFault> {
    const { where } = this;
    const text = error.message;
    if (/lock port|temporarily unavailable|busy/i.test(text))
      return { kind: 'busy', where, holder: (await holderOf(where)) ?? 'another process' };
    if (/permission denied|access denied/i.test(text)) return { kind: 'permission', where };
    if (/no such (file|device)|file not found/i.test(text)) return { kind: 'absent', where };
    if (/input\/output|unknown error code 5\b/i.test(text)) return { kind: 'unplugged', where };
    return { kind: 'io', where, code: codeOf(error) === 'Error' ? text.slice(0, 80) : codeOf(error) };
  }

  /** Whatever ends an open line is its being pulled out: the library says it as a bad descriptor, an I/O error or a hang-up. */
  #lost(error: Error | null | undefined): LinkFault {
    const fault = error === null || error === undefined ? null : linkFault(error, this.where);
    return fault !== null && fault.kind === 'permission' ? fault : { kind: 'unplugged', where: this.where };
  }

  async #write(line: OpenLine | null, bytes: Uint8Array, signal: AbortSignal): Promise<Result<void, LinkFault>> {
    const unplugged = fail<LinkFault>({ kind: 'unplugged', where: this.where });
    for (let from = 0; from < bytes.length; from += pieceBytes) {
      if (line === null || line.end.signal.aborted) return unplugged;
      if (signal.aborted) return fail({ kind: 'timeout', where: this.where });
      const piece = await this.#writePiece(line.port, bytes.subarray(from, from + pieceBytes), signal, line.end.signal);
      if (!piece.ok) return piece;
    }
    return line === null || line.end.signal.aborted ? unplugged : done;
  }

  #writePiece(
    port: SerialPort,
    bytes: Uint8Array,
    signal: AbortSignal,
    end: AbortSignal,
  ): Promise<Result<void, LinkFault>> {
    const { where } = this;
    return new Promise((resolve) => {
      const settle = (result: Result<void, LinkFault>): void => {
        signal.removeEventListener('abort', giveUp);
        end.removeEventListener('abort', onEnd);
        resolve(result);
      };
      const giveUp = (): void => settle(fail({ kind: 'timeout', where }));
      const onEnd = (): void => settle(fail({ kind: 'unplugged', where }));
      signal.addEventListener('abort', giveUp);
      end.addEventListener('abort', onEnd);
      this.#writing += 1;
      // Called back once the kernel has taken the last byte.
      port.write(Buffer.from(bytes), (error) => {
        this.#writing -= 1;
        settle(error === null || error === undefined ? done : fail(linkFault(error, where)));
      });
    });
  }
}

const closed = (port: SerialPort): Promise<void> =>
  new Promise((resolve) => {
    // A line that went away may refuse even this; nothing is held then.
    port.on('error', () => undefined);
    if (!port.isOpen) {
      resolve();
      return;
    }
    port.close(() => resolve());
  });
