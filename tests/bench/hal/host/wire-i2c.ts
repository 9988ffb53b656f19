import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { Unsubscribe } from '../../../../hal/device.ts';
import type { I2cAddress, I2cBus, I2cFault } from '../../../../hal/ports/i2c-bus.ts';
import { done, fail, ok, type Result } from '../../../../hal/result.ts';
import type { I2cChip } from '../../../../sim/peripherals/i2c-chip.ts';

/*
 * An I2C bus between two processes, so that a chip's cost is not counted with its driver's. Where a board has one ioctl, this side has
 * one message there and one back.
 * Request: length of the rest (2), address (1), bytes to read (2), bytes to write. Answer: length of the rest (2), 0 or 1 for nobody
 * answered (1), bytes read.
 */

/** Cuts a stream into the messages that begin with their length. */
export class Messages {
  #left: Buffer = Buffer.alloc(0);

  take(bytes: Uint8Array): readonly Buffer[] {
    this.#left = Buffer.concat([this.#left, bytes]);
    const whole: Buffer[] = [];
    while (this.#left.length >= 2 && this.#left.length >= 2 + this.#left.readUInt16LE(0)) {
      const end = 2 + this.#left.readUInt16LE(0);
      whole.push(this.#left.subarray(2, end));
      this.#left = this.#left.subarray(end);
    }
    return whole;
  }
}

const message = (head: readonly number[], body: Uint8Array): Buffer => {
  const made = Buffer.alloc(2 + head.length + body.length);
  made.writeUInt16LE(head.length + body.length, 0);
  made.set(head, 2);
  made.set(body, 2 + head.length);
  return made;
};

/** The chips' side. */
export const serveI2c = async (
  ...chips: readonly I2cChip[]
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> => {
  const server = createServer({ noDelay: true }, (socket) => {
    const messages = new Messages();
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      for (const request of messages.take(bytes)) {
        const chip = chips.find(({ address }) => address === request[0]);
        const count = request.readUInt16LE(1);
        if (request.length > 3) chip?.write(new Uint8Array(request.subarray(3)));
        const read = chip === undefined || count === 0 ? new Uint8Array(0) : chip.read(count);
        socket.write(message([chip === undefined ? 1 : 0], read));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
};

/** The controller's side. */
export class WireI2cBus implements I2cBus {
  readonly where: string;
  readonly #port: number;
  #socket: Socket | null = null;
  /** Answers come in the order of the questions. */
  #waiting: ((answer: Buffer | null) => void)[] = [];

  constructor(port: number) {
    this.#port = port;
    this.where = `I2C over tcp ${port}`;
  }

  async open(): Promise<Result<void, I2cFault>> {
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });
    await once(socket, 'connect');
    const messages = new Messages();
    socket.on('data', (bytes) => {
      for (const answer of messages.take(bytes)) this.#waiting.shift()?.(answer);
    });
    socket.on('close', () => {
      for (const answer of this.#waiting.splice(0)) answer(null);
    });
    this.#socket = socket;
    return done;
  }

  async close(): Promise<void> {
    this.#socket?.destroy();
    this.#socket = null;
  }

  onFault(): Unsubscribe {
    return () => undefined;
  }

  async write(address: I2cAddress, bytes: Uint8Array): Promise<Result<void, I2cFault>> {
    const answer = await this.#ask(address, bytes, 0);
    return answer.ok ? done : answer;
  }

  read(address: I2cAddress, pointer: Uint8Array, count: number): Promise<Result<Uint8Array, I2cFault>> {
    return this.#ask(address, pointer, count);
  }

  async #ask(address: I2cAddress, bytes: Uint8Array, count: number): Promise<Result<Uint8Array, I2cFault>> {
    const socket = this.#socket;
    if (socket === null || socket.destroyed) return fail({ kind: 'closed', where: this.where });
    const answer = await new Promise<Buffer | null>((resolve) => {
      this.#waiting.push(resolve);
      socket.write(message([address, count & 0xff, count >> 8], bytes));
    });
    if (answer === null) return fail({ kind: 'closed', where: this.where });
    return answer[0] === 0
      ? ok(new Uint8Array(answer.subarray(1)))
      : fail({ kind: 'no-answer', where: this.where, address });
  }
}
