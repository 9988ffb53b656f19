import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { AddressInfo } from 'node:net';
import type { WebSocket } from 'ws';
import { assert } from '../hal/assert.ts';
import type { TextSocket } from '../hal/drivers/web-display.ts';
import { token as newToken, type Entropy } from '../hal/ports/entropy.ts';
import type { JsonObject, JsonValue } from '../hal/json.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import { fail, ok, type Result } from '../hal/result.ts';
import { findFont } from './pages/fonts.ts';
import { pageHtml, type Bundle, type Page, type Resource } from './page.ts';
import { RequestLimit } from './request-limit.ts';
import { answerAtDesk, type Desk } from './web-desk.ts';
import { addressUrl, listenFault, textSocket, type WebFault } from './web-listening.ts';
import { keepRoom } from './web-connections.ts';
import { callerOf, foreignOrigin, knownHost, pathOf, sameSite, type Caller } from './web-caller.ts';

export type { Bundle, Page, Resource } from './page.ts';
export type { Caller } from './web-caller.ts';
export type { WebFault } from './web-listening.ts';

/*
 * The one HTTP server of a device (and of the simulator): every page registers here.
 *
 * Who may talk to it: a browser on this machine, unless `host` says otherwise. Names in the Host header other than localhost, an
 * address or a configured name are refused, so that a rebound DNS name reaches nothing; a socket needs the page's own origin and
 * the token of this boot, so that another site's page opens none; what changes something comes as JSON from the page's own origin.
 * Each caller has so many requests and so many sockets; who asks for more is refused, and nobody else notices.
 */

export interface WebOptions {
  /** Where to listen; loopback unless the device's config says otherwise. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly log: Log;
  readonly entropy: Entropy;
  readonly clock: Clock;
  /** Further names by which this server is called (`kiosk-1.local`). */
  readonly names?: readonly string[];
  /** Under what a caller's requests are counted when it is more than an address: their session. */
  readonly accountOf?: (caller: Caller) => string | null;
}

/** What an action answers: a status, JSON, and headers besides (a cookie). */
export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Something that a page asks by HTTP. */
export interface Action {
  /** POST for what changes something: `body` is then the JSON that came, from this server's own origin; null for GET. */
  readonly method: 'GET' | 'POST';
  answer(caller: Caller, body: JsonValue): Promise<Answer> | Answer;
}

export interface SocketDoor {
  accept(socket: TextSocket, caller: Caller): void;
  /** The status with which this caller is turned away, null to let them in; left out: everybody who has the page. */
  refuses?(caller: Caller): 401 | 403 | null;
}

export interface Web {
  /** Paths begin with `/`, have no trailing slash; one page, socket, action or resource a path. May be called after `listen`. */
  registerPage(path: string, page: Page): void;
  registerSocket(path: string, door: ((socket: TextSocket) => void) | SocketDoor): void;
  registerAction(path: string, action: Action): void;
  /** `find` gets what follows `prefix/`, decoded; null is 404. */
  registerResource(prefix: string, find: (name: string) => Resource | null): void;
  /** Everything below `prefix/`, by whatever method, is that desk's to answer. */
  registerDesk(prefix: string, desk: Desk): void;
  /** Resolves with the address to open (`http://127.0.0.1:8080`), or with what kept it from listening. */
  listen(): Promise<Result<string, WebFault>>;
  /** Closes every socket and stops listening; twice does nothing. */
  close(): Promise<void>;
}

/**
 * `burst` and `perSecond`: requests of one caller, by address or, where somebody is signed in, by session, so that a flood from an
 * address keeps no clerk out. A page with all its fonts takes some eighty.
 */
const limits = {
  bodyBytes: 4096,
  headerMs: 10_000,
  connections: 1280,
  waiting: 512,
  sockets: 512,
  socketsOfOne: 64,
  socketBytes: 64 * 1024,
  path: 512,
  burst: 600,
  perSecond: 60,
} as const;

export function createWeb(options: WebOptions): Web {
  const { log } = options;
  const token = newToken(options.entropy, 24);
  const pages = new Map<string, Page>();
  const sockets = new Map<string, SocketDoor>();
  const actions = new Map<string, Action>();
  const requests = new RequestLimit(options.clock, limits.burst, limits.perSecond);
  const resources = new Map<string, (name: string) => Resource | null>();
  const desks = new Map<string, Desk>();
  /** Sockets that are open, by whose address they are. */
  const live = new Map<WebSocket, string>();
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
    // Two names at once (RFC 9112, 3.2): whoever stands before this server may have looked at the other one.
    if ((request.raw.headersDistinct['host'] ?? []).length > 1)
      return refuse(request, reply, 400, 'one Host header, please');
    const host = request.headers.host ?? '';
    if (!knownHost(host, options.names ?? []))
      return refuse(request, reply, 421, 'this server is not called by that name');
    const caller = callerOf(request);
    const path = pathOf(request.url);
    // Whoever watches over this machine hears of it in a flood as well.
    if (path !== '/healthz' && !requests.allows(options.accountOf?.(caller) ?? caller.address)) {
      reply.header('retry-after', '5');
      return refuse(request, reply, 429, 'too many requests');
    }
    if (request.method === 'POST' && foreignOrigin(request)) return refuse(request, reply, 403, 'foreign origin');
    if (!request.ws) return undefined;
    if (foreignOrigin(request)) return refuse(request, reply, 403, 'foreign origin');
    if (!offersToken(request, token)) return refuse(request, reply, 401, 'token of another boot');
    const door = sockets.get(path);
    if (door === undefined) return refuse(request, reply, 404, 'no such socket');
    const turnedAway = door.refuses?.(caller) ?? null;
    if (turnedAway !== null) return refuse(request, reply, turnedAway, 'sign in first');
    const own = [...live.values()].filter((address) => address === caller.address).length;
    if (live.size >= limits.sockets || own >= limits.socketsOfOne)
      return refuse(request, reply, 503, 'too many connections');
    return undefined;
  };

  const atDesk = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> | null => {
    for (const [prefix, desk] of desks)
      if (request.url.startsWith(`${prefix}/`) || pathOf(request.url) === prefix)
        return answerAtDesk(desk, prefix, request, reply);
    return null;
  };

  const act = async (request: FastifyRequest, reply: FastifyReply, action: Action): Promise<FastifyReply> => {
    // The parser takes JSON only, so what came is JSON.
    const body = action.method === 'POST' ? ((request.body ?? null) as JsonValue) : null;
    const { status, body: said, headers } = await action.answer(callerOf(request), body);
    return reply
      .code(status)
      .headers(headers ?? {})
      .send(said);
  };

  const answer = (request: FastifyRequest, reply: FastifyReply): FastifyReply | Promise<FastifyReply> => {
    const desk = atDesk(request, reply);
    if (desk !== null) return desk;
    const path = pathOf(request.url);
    const action = actions.get(path);
    if (action?.method === 'GET') return act(request, reply, action);
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
    const door = sockets.get(pathOf(request.url));
    if (door === undefined) return socket.close(1013, 'gone');
    const caller = callerOf(request);
    live.set(socket, caller.address);
    socket.on('close', () => live.delete(socket));
    door.accept(textSocket(socket), caller);
  };

  const post = (request: FastifyRequest, reply: FastifyReply): FastifyReply | Promise<FastifyReply> => {
    const desk = atDesk(request, reply);
    if (desk !== null) return desk;
    const action = actions.get(pathOf(request.url));
    if (action?.method === 'POST') return act(request, reply, action);
    return reply.code(404).type('text/plain; charset=utf-8').send('nothing here\n');
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
    server.server.maxConnections = limits.connections;
    keepRoom(server.server, { mostWaiting: limits.waiting, opensSockets: true });
    // A body is JSON or nothing: a form of another site's page could send anything else without asking first.
    server.removeContentTypeParser('text/plain');
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
    server.post('/*', post);
    // Routes answer GET, HEAD and POST of any path: what comes here asks by another method.
    server.setNotFoundHandler((_request, reply) =>
      reply
        .code(405)
        .header('allow', 'GET, HEAD, POST')
        .type('text/plain; charset=utf-8')
        .send('this server answers GET, HEAD and POST\n'),
    );
    server.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
      const code = error.statusCode ?? 500;
      log.write(code < 500 ? 'warn' : 'error', 'web.request-failed', { code, reason: error.message.slice(0, 120) });
      return reply.code(code).type('text/plain; charset=utf-8').send('not understood\n');
    });
    return server;
  };

  const take = (path: string): void => {
    assert(/^(\/[a-z0-9.-]+)*\/?$/.test(path) && path.startsWith('/'), `not a path: ${path}`);
    const taken = [pages, sockets, resources, actions, desks].some((known) => known.has(path));
    assert(!taken, `path registered twice: ${path}`);
  };

  return {
    registerPage: (path, page) => {
      take(path);
      pages.set(path, page);
      const base = path === '/' ? '' : path;
      resources.set(`${base}/app`, (name) => bundleFile(page.bundle, name));
    },
    registerSocket: (path, door) => {
      take(path);
      sockets.set(path, typeof door === 'function' ? { accept: door } : door);
    },
    registerAction: (path, action) => {
      take(path);
      actions.set(path, action);
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
      for (const socket of live.keys()) socket.close(1001, 'going away');
      await server.close();
    },
  };
}

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
