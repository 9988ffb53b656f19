import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

type Server = FastifyInstance['server'];
type Request = FastifyRequest['raw'];
type Response = FastifyReply['raw'];
type Socket = Request['socket'];

/*
 * Room for whoever has something to ask, where others open connections and ask nothing: headers sent a letter at a time ("slow
 * loris"), bodies that never end, connections kept and left. Such a one waits for its own sender; a request that is whole is answered
 * within milliseconds. So of those that wait only so many are kept: for each further one the oldest goes, of the address that has
 * most of them, and the page of a clerk, or the watchdog's question, is let in at any moment.
 */

/** Whether a request goes on after its headers (RFC 9112, 6.3). */
const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

class Waiting {
  /** By address, the oldest first. */
  readonly #sockets = new Map<string, Set<Socket>>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(address: string, socket: Socket): void {
    const own = this.#sockets.get(address) ?? new Set<Socket>();
    this.#sockets.set(address, own);
    if (own.has(socket)) return;
    own.add(socket);
    this.#count += 1;
  }

  remove(address: string, socket: Socket): void {
    const own = this.#sockets.get(address);
    if (own?.delete(socket) !== true) return;
    this.#count -= 1;
    if (own.size === 0) this.#sockets.delete(address);
  }

  /** The oldest of the address that has most. */
  oldest(): Socket | null {
    let most: ReadonlySet<Socket> = new Set();
    for (const own of this.#sockets.values()) if (own.size > most.size) most = own;
    const [first] = most;
    return first ?? null;
  }
}

/**
 * Lets no more than so many connections of a server wait for what their senders have still to send. `opensSockets`: pages open
 * sockets at it; Node answers upgrades like any request only as long as nobody listens for them.
 */
export const keepRoom = (
  server: Server,
  { mostWaiting, opensSockets }: { readonly mostWaiting: number; readonly opensSockets: boolean },
): void => {
  const waiting = new Waiting();
  /** Of each connection its address: a socket that is closed has forgotten it. */
  const addresses = new WeakMap<Socket, string>();
  const waitsNoMore = (socket: Socket): void => {
    const address = addresses.get(socket);
    if (address !== undefined) waiting.remove(address, socket);
  };
  const waits = (socket: Socket): void => {
    const address = addresses.get(socket);
    if (address === undefined || socket.destroyed) return;
    waiting.add(address, socket);
    if (waiting.count <= mostWaiting) return;
    const oldest = waiting.oldest();
    if (oldest === null) return;
    // At once, not when it has closed: until then it would be the oldest of the next one as well.
    waitsNoMore(oldest);
    oldest.destroy();
  };
  server.on('connection', (socket: Socket) => {
    addresses.set(socket, socket.remoteAddress ?? '');
    socket.on('close', () => waitsNoMore(socket));
    waits(socket);
  });
  server.on('request', (request: Request, response: Response) => {
    const { socket } = request;
    if (!hasBody(request)) waitsNoMore(socket);
    else
      request.once('end', () => {
        // A request that was refused early is answered before its body has come.
        if (!response.closed) waitsNoMore(socket);
      });
    // Answered, it is kept for the next request.
    response.once('close', () => waits(socket));
  });
  if (!opensSockets) return;
  // A socket of a page has its own limits (web.ts).
  server.on('upgrade', ({ socket }: Request) => {
    waitsNoMore(socket);
    addresses.delete(socket);
  });
};
