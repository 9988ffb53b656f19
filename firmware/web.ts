import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { AddressInfo } from 'node:net';
import type { WebSocket } from 'ws';
import { assert } from '../hal/assert.ts';
import type { TextSocket } from '../hal/drivers/web-display.ts';
import { token as newToken, type Entropy } from '../hal/ports/entropy.ts';
import type { Log } from '../hal/ports/log.ts';
import { fail, ok, type Result } from '../hal/result.ts';
import { findFont } from './pages/fonts.ts';
import { answerAtDesk, type Desk } from './web-desk.ts';
import { pageHtml, type Bundle, type Page, type Resource } from './page.ts';

export type { Bundle, Page, Resource } from './page.ts';

/*
 * The one HTTP server of a device (and of the simulator): every page registers here.
 *
 * Who may talk to it: a browser on this machine, unless `host` says otherwise. Names in the Host header other than localhost, an
 * address or a configured name are refused, so that a rebound DNS name reaches nothing; a socket needs the page's own origin and
 * the token of this boot, so that another site's page opens none.
 */

export interface WebOptions {
  /** Where to listen; loopback unless the device's config says otherwise. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly log: Log;
  readonly entropy: Entropy;
  /** Further names by which this server is called (`kiosk-1.local`). */
  readonly names?: readonly string[];
}

export type WebFault =
  | { readonly kind: 'port-taken'; readonly where: string }
  | { readonly kind: 'not-permitted'; readonly where: string }
  | { readonly kind: 'no-address'; readonly where: string; readonly code: string };

export interface Web {
  /** Paths begin with `/`, have no trailing slash; one page, socket or resource a path. May be called after `listen`. */
  registerPage(path: string, page: Page): void;
  registerSocket(path: string, accept: (socket: TextSocket) => void): void;
  /** `find` gets what follows `prefix/`, decoded; null is 404. */
  registerResource(prefix: string, find: (name: string) => Resource | null): void;
  /** Everything below `prefix/`, by whatever method, is that desk's to answer. */
  registerDesk(prefix: string, desk: Desk): void;
  /** Resolves with the address to open (`http://127.0.0.1:8080`), or with what kept it from listening. */
  listen(): Promise<Result<string, WebFault>>;
  /** Closes every socket and stops listening; twice does nothing. */
  close(): Promise<void>;
}

const limits = { bodyBytes: 4096, headerMs: 10_000, sockets: 64, socketBytes: 64 * 1024, path: 512 } as const;

export function createWeb(options: WebOptions): Web {
  const { log } = options;
  const token = newToken(options.entropy, 24);
  const pages = new Map<string, Page>();
  const sockets = new Map<string, (socket: TextSocket) => void>();
  const resources = new Map<string, (name: string) => Resource | null>();
  const desks = new Map<string, Desk>();
  const live = new Set<WebSocket>();
  let app: FastifyInstance | null = null;

  const refuse = (request: FastifyRequest, reply: FastifyReply, code: number, reason: string): FastifyReply => {
    log.write('warn', 'web.refused', { code, reason, path: request.url.slice(0, 64) });
    return reply.code(code).type('text/plain; charset=utf-8').send(`${reason}\n`);
  };

  /** What is in each page, so that one that outlived an update can load itself anew when nobody looks. */
  const versions = (): Record<string, string> =>
    Object.fromEntries([...pages].map(([path, page]) => [path, page.bundle.hash]));

  const checkRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    secure(reply);
    const host = request.headers.host ?? '';
    if (!knownHost(host, options.names ?? []))
      return refuse(request, reply, 421, 'this server is not called by that name');
    if (!request.ws) return undefined;
    if (request.headers.origin !== `http://${host}`) return refuse(request, reply, 403, 'foreign origin');
    if (!offersToken(request, token)) return refuse(request, reply, 401, 'token of another boot');
    if (!sockets.has(pathOf(request))) return refuse(request, reply, 404, 'no such socket');
    if (live.size >= limits.sockets) return refuse(request, reply, 503, 'too many connections');
    return undefined;
  };

  const atDesk = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> | null => {
    for (const [prefix, desk] of desks)
      if (request.url.startsWith(`${prefix}/`)) return answerAtDesk(desk, prefix, request, reply);
    return null;
  };

  const answer = (request: FastifyRequest, reply: FastifyReply): FastifyReply | Promise<FastifyReply> => {
    const desk = atDesk(request, reply);
    if (desk !== null) return desk;
    const path = pathOf(request);
    const page = pages.get(path);
    if (page !== undefined) {
      const html = pageHtml(path, page, token);
      return reply.header('content-security-policy', policy(page.framed)).type('text/html; charset=utf-8').send(html);
    }
    const slash = path.lastIndexOf('/');
    const found = resources.get(path.slice(0, slash))?.(path.slice(slash + 1)) ?? null;
    if (found === null) return reply.code(404).type('text/plain; charset=utf-8').send('nothing here\n');
    return reply.type(found.type).send(Buffer.from(found.bytes));
  };

  const takeSocket = (socket: WebSocket, request: FastifyRequest): void => {
    const accept = sockets.get(pathOf(request));
    if (accept === undefined) return socket.close(1013, 'gone');
    live.add(socket);
    socket.on('close', () => live.delete(socket));
    accept(textSocket(socket));
  };

  const build = async (): Promise<FastifyInstance> => {
    const server = fastify({
      logger: false,
      bodyLimit: limits.bodyBytes,
      requestTimeout: limits.headerMs,
      routerOptions: { maxParamLength: limits.path },
      forceCloseConnections: true,
    });
    await server.register(websocket, {
      options: {
        maxPayload: limits.socketBytes,
        perMessageDeflate: false,
        // The browser offers the token as a second subprotocol; what is chosen is always the first.
        handleProtocols: () => 'letan.v1',
      },
      errorHandler: (error, socket) => {
        log.write('warn', 'web.socket-error', { reason: error.message.slice(0, 120) });
        socket.terminate();
      },
    });
    server.addHook('onRequest', checkRequest);
    server.get('/healthz', (_request, reply) => reply.send({ status: 'up' }));
    server.get('/token', (request, reply) =>
      sameSite(request) ? reply.send({ token, pages: versions() }) : refuse(request, reply, 403, 'foreign origin'),
    );
    server.get<{ Params: { '*': string } }>('/fonts/*', (request, reply) => {
      const font = findFont(request.params['*']);
      if (font === null) return reply.code(404).type('text/plain; charset=utf-8').send('nothing here\n');
      return reply.type(font.type).header('cache-control', 'max-age=86400').send(Buffer.from(font.bytes));
    });
    server.route({ method: 'GET', url: '/*', handler: answer, wsHandler: takeSocket });
    server.post('/*', (request, reply) => atDesk(request, reply) ?? reply.code(404).send());
    server.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
      const code = error.statusCode ?? 500;
      log.write(code < 500 ? 'warn' : 'error', 'web.request-failed', { code, reason: error.message.slice(0, 120) });
      return reply.code(code).type('text/plain; charset=utf-8').send('not understood\n');
    });
    return server;
  };

  const take = (path: string): void => {
    assert(/^(\/[a-z0-9.-]+)*\/?$/.test(path) && path.startsWith('/'), `not a path: ${path}`);
    assert(!pages.has(path) && !sockets.has(path) && !resources.has(path), `path registered twice: ${path}`);
  };

  return {
    registerPage: (path, page) => {
      take(path);
      pages.set(path, page);
      const base = path === '/' ? '' : path;
      resources.set(`${base}/app`, (name) => bundleFile(page.bundle, name));
    },
    registerSocket: (path, accept) => {
      take(path);
      sockets.set(path, accept);
    },
    registerDesk: (prefix, desk) => {
      take(prefix);
      desks.set(prefix, desk);
    },
    registerResource: (prefix, find) => {
      take(prefix);
      resources.set(prefix, find);
    },
    listen: async () => {
      assert(app === null, 'listening already');
      const server = await build();
      try {
        await server.listen({ host: options.host, port: options.port });
      } catch (error) {
        await server.close();
        return fail(listenFault(error, `${options.host}:${options.port}`));
      }
      app = server;
      const url = addressUrl(server.server.address() as AddressInfo); // TCP, so never a pipe's name
      log.write('info', 'web.listening', { url });
      return ok(url);
    },
    close: async () => {
      const server = app;
      app = null;
      if (server === null) return;
      for (const socket of live) socket.close(1001, 'going away');
      await server.close();
    },
  };
}

const pathOf = (request: FastifyRequest): string => {
  const bare = request.url.split('?', 1)[0] ?? '/';
  try {
    const path = decodeURIComponent(bare);
    return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  } catch {
    return '/%';
  }
};

/** A numeric address cannot be rebound; of names only ours are known. */
export function knownHost(header: string, names: readonly string[]): boolean {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(header);
  const name = match?.[1]?.toLowerCase();
  if (name === undefined) return false;
  if (name.startsWith('[') || /^\d{1,3}(\.\d{1,3}){3}$/.test(name)) return true;
  return name === 'localhost' || names.some((known) => known.toLowerCase() === name);
}

/** Told by every current browser; its absence (curl, a test) is no cross-site request. */
const sameSite = (request: FastifyRequest): boolean => {
  const site = request.headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
};

const offersToken = (request: FastifyRequest, token: string): boolean => {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((word) => word.trim());
  return offered.includes(`token.${token}`);
};

const secure = (reply: FastifyReply): void => {
  reply.headers({
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    'cache-control': 'no-store',
  });
};

/** Nothing inline and nothing foreign: scripts and styles come from this server alone. */
const policy = (framed: boolean): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "frame-src 'self'",
    `frame-ancestors ${framed ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

const bundleFile = (bundle: Bundle, name: string): Resource | null => {
  if (name === `${bundle.hash}.js`) return { type: 'text/javascript; charset=utf-8', bytes: bundle.script };
  if (name === `${bundle.hash}.css`) return { type: 'text/css; charset=utf-8', bytes: bundle.style };
  return null;
};

const textSocket = (socket: WebSocket): TextSocket => ({
  get buffered() {
    return socket.bufferedAmount;
  },
  send: (text) => {
    if (socket.readyState === socket.OPEN) socket.send(text);
  },
  close: (code, reason) => socket.close(code, reason),
  onMessage: (listener) =>
    void socket.on('message', (data, isBinary) => {
      // With the default binaryType every message is one Buffer.
      listener(isBinary ? null : (data as Buffer).toString('utf8'));
    }),
  onClose: (listener) => void socket.on('close', () => listener()),
});

const addressUrl = (address: AddressInfo): string => {
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '[::]' ? '[::1]' : host;
  return `http://${reachable}:${address.port}`;
};

const listenFault = (error: unknown, where: string): WebFault => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (code === 'EADDRINUSE') return { kind: 'port-taken', where };
  if (code === 'EACCES') return { kind: 'not-permitted', where };
  return { kind: 'no-address', where, code };
};
