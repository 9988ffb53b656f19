import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import type { JsonObject } from '../../../hal/json.ts';
import { fail, ok, type Result } from '../../../hal/result.ts';

/*
 * How a command line reaches the device that runs on the same machine: a socket in its data directory, one JSON document a line each way.
 * No port and no password: whoever may write in the data directory may ask. It works when the network, the broker and the hub are gone,
 * which is when it is needed.
 */

const longestLine = 64 * 1024;
/** A device that is busy printing answers within this. */
const answerWithinMs = 20_000;

export const controlPath = (dataDir: string): string => join(dataDir, 'letan.sock');

const question = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('status') }),
  /** What it is busy with: may it be taken from the people before it? */
  z.strictObject({ ask: z.literal('work') }),
  z.strictObject({ ask: z.literal('promote'), id: z.string().min(1).max(80), by: z.string().min(1).max(40) }),
]);
export type ControlQuestion = z.output<typeof question>;

/** Calls `take` with each whole line; a line that never ends closes the socket. */
const lines = (socket: Socket, take: (line: string) => void): void => {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) take(line);
    if (rest.length > longestLine) socket.destroy();
  });
};

const answerTo = async (
  line: string,
  answer: (question: ControlQuestion) => Promise<JsonObject>,
): Promise<JsonObject> => {
  try {
    const parsed = question.safeParse(JSON.parse(line));
    return parsed.success ? await answer(parsed.data) : { ok: false, refusal: { kind: 'question' } };
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, refusal: { kind: 'question' } };
    throw error;
  }
};

/** The device's side. */
export class ControlSocket {
  readonly #path: string;
  readonly #answer: (question: ControlQuestion) => Promise<JsonObject>;
  readonly #open = new Set<Socket>();
  #server: Server | null = null;

  constructor(dataDir: string, answer: (question: ControlQuestion) => Promise<JsonObject>) {
    this.#path = controlPath(dataDir);
    this.#answer = answer;
  }

  /** Listens; a socket that a killed process left behind is replaced. The device serves without it: a fault is for the log. */
  async start(): Promise<
    Result<void, { readonly kind: 'control-socket'; readonly where: string; readonly code: string }>
  > {
    if (await askable(this.#path)) return fail({ kind: 'control-socket', where: this.#path, code: 'EADDRINUSE' });
    rmSync(this.#path, { force: true });
    const server = createServer((socket) => {
      this.#open.add(socket);
      socket.on('close', () => this.#open.delete(socket));
      socket.on('error', () => socket.destroy());
      lines(socket, (line) => {
        void answerTo(line, this.#answer).then((said) => socket.writable && socket.write(`${JSON.stringify(said)}\n`));
      });
    });
    server.maxConnections = 8;
    const listening = await new Promise<string | null>((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
      server.listen(this.#path, () => resolve(null));
    });
    if (listening !== null) return fail({ kind: 'control-socket', where: this.#path, code: listening });
    chmodSync(this.#path, 0o600);
    this.#server = server;
    return ok(undefined);
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    for (const socket of this.#open) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

const askable = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** Asks the device whose data directory this is; null: it does not run, or does not answer. */
export const askDevice = (dataDir: string, asked: ControlQuestion): Promise<unknown> =>
  new Promise((resolve) => {
    const socket = connect(controlPath(dataDir));
    const end = (said: unknown): void => {
      socket.destroy();
      resolve(said);
    };
    socket.setTimeout(answerWithinMs, () => end(null));
    socket.once('error', () => end(null));
    socket.once('close', () => end(null));
    socket.once('connect', () => socket.write(`${JSON.stringify(asked)}\n`));
    lines(socket, (line) => end(JSON.parse(line)));
  });
