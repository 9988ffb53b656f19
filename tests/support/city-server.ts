import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A message as the city's server took it. */
export interface Taken {
  readonly id: string;
  readonly kind: string;
  readonly body: string;
  /** Its signature was there and right. */
  readonly signed: boolean;
}

/**
 * A city's system over HTTP, small and real: takes events once by their `Idempotency-Key`, checks their signature, gives out bookings
 * with an ETag, answers for dossiers. It can be cut off, lose its answers and refuse.
 */
export class CityServer {
  readonly #server: Server;
  readonly #key: string;
  readonly #sockets = new Set<Socket>();
  readonly #taken = new Map<string, Taken>();
  readonly #dossiers = new Map<string, string>();
  readonly #refuses = new Map<string, number>();
  #bookings = { type: 'application/json', text: '[]' };
  #away = false;
  #losesAnswers = 0;
  /** Requests of every kind, in order. */
  readonly asked: { readonly method: string; readonly path: string }[] = [];

  private constructor(key: string) {
    this.#key = key;
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      if (this.#away) socket.destroy();
    });
  }

  static async start(key: string): Promise<CityServer> {
    const city = new CityServer(key);
    await new Promise<void>((resolve) => {
      city.#server.listen(0, '127.0.0.1', resolve);
    });
    return city;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // TCP, so never a pipe's name
  }
  /** What it has, each id once, in the order in which it came. */
  get taken(): readonly Taken[] {
    return [...this.#taken.values()];
  }

  lay(type: string, text: string): void {
    this.#bookings = { type, text };
  }
  know(code: string, answer: string): void {
    this.#dossiers.set(code, answer);
  }
  refuse(kind: string, status = 422): void {
    this.#refuses.set(kind, status);
  }
  loseAnswers(count: number): void {
    this.#losesAnswers = count;
  }
  /** As a line that is cut: nothing that was under way is answered, nothing new is heard. */
  setAway(away: boolean): void {
    this.#away = away;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => {
      body += piece;
    });
    request.on('end', () => {
      const path = request.url ?? '';
      this.asked.push({ method: request.method ?? '', path });
      if (request.method === 'POST' && path === '/events') this.#take(request, response, body);
      else if (path === '/bookings') this.#bookingsTo(request, response);
      else if (path.startsWith('/dossiers/')) this.#dossierTo(decodeURIComponent(path.slice(10)), response);
      else response.writeHead(404).end();
    });
  }

  #take({ headers }: IncomingMessage, response: ServerResponse, body: string): void {
    const id = String(headers['idempotency-key'] ?? '');
    const kind = String(headers['letan-event'] ?? '');
    const refused = this.#refuses.get(kind);
    if (refused !== undefined) return void response.writeHead(refused).end();
    if (!this.#taken.has(id)) this.#taken.set(id, { id, kind, body, signed: this.#isSigned(headers, body) });
    if (this.#losesAnswers > 0) {
      this.#losesAnswers -= 1;
      return void response.destroy();
    }
    response.writeHead(204).end();
  }

  #isSigned(headers: IncomingMessage['headers'], body: string): boolean {
    const [, seconds, told] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['letan-signature'] ?? '')) ?? [];
    if (seconds === undefined || told === undefined) return false;
    const right = createHmac('sha256', this.#key).update(`${seconds}.${body}`).digest();
    return timingSafeEqual(right, Buffer.from(told, 'hex'));
  }

  #bookingsTo({ headers }: IncomingMessage, response: ServerResponse): void {
    const { text, type } = this.#bookings;
    const etag = `"${createHmac('sha256', '').update(text).digest('hex').slice(0, 16)}"`;
    if (headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
    response.writeHead(200, { 'content-type': type, etag }).end(text);
  }

  #dossierTo(code: string, response: ServerResponse): void {
    const answer = this.#dossiers.get(code);
    if (answer === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  }
}
