import fastify, { type FastifyInstance } from 'fastify';
import { assert } from '../hal/assert.ts';
import type { Log } from '../hal/ports/log.ts';
import { fail, ok, type Result } from '../hal/result.ts';
import { keepRoom } from './web-connections.ts';
import { addressUrl, listenFault, type WebFault } from './web-listening.ts';
import { knownHost } from './web-caller.ts';
import { answerAtDesk, type Desk } from './web-desk.ts';

/*
 * What the public reaches of a device: the visitors' phones, and nothing else. It is another listener than the device's own, so
 * that no mistake in a page or a rule there opens it to the street. In front of it stands the city's server, which has the
 * certificate and hands on what comes to `publicBase`, with or without the path that stands in it.
 */

export interface PublicWebOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Addresses whose `X-Forwarded-For` is believed. */
  readonly proxies: readonly string[];
  /** The address in the slips' codes; '' where there is none. */
  readonly publicBase: string;
  readonly desk: Desk;
  readonly log: Log;
}

export interface PublicWeb {
  /** Resolves with the address that it listens at, or with what kept it from listening; may then be called again. */
  listen(): Promise<Result<string, WebFault>>;
  close(): Promise<void>;
}

const limits = {
  bodyBytes: 1_024,
  headerBytes: 8_192,
  urlBytes: 512,
  requestMs: 10_000,
  keepAliveMs: 15_000,
  connections: 1_024,
  waiting: 512,
} as const;

export function createPublicWeb(options: PublicWebOptions): PublicWeb {
  const { log, publicBase, desk } = options;
  const base = publicBase === '' ? null : new URL(publicBase);
  const names = base === null ? [] : [base.hostname];
  const path = base === null ? '' : base.pathname.replace(/\/+$/, '');
  const prefixes = [...new Set(['/t', `${path}/t`])];
  let server: FastifyInstance | null = null;

  const build = (): FastifyInstance => {
    const app = fastify({
      logger: false,
      bodyLimit: limits.bodyBytes,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      http: { maxHeaderSize: limits.headerBytes, headersTimeout: limits.requestMs },
      trustProxy: [...options.proxies],
      forceCloseConnections: true,
      exposeHeadRoutes: false,
    });
    app.server.maxConnections = limits.connections;
    keepRoom(app.server, { mostWaiting: limits.waiting, opensSockets: false });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    app.all('/*', async (request, reply) => {
      const refuse = (status: number, reason: string) =>
        reply
          .code(status)
          .headers({
            'cache-control': 'no-store',
            'x-content-type-options': 'nosniff',
            'referrer-policy': 'no-referrer',
          })
          .type('text/plain; charset=utf-8')
          .send(`${reason}\n`);
      if (!knownHost(request.headers.host ?? '', names)) return refuse(421, 'this server is not called by that name');
      if (request.url.length > limits.urlBytes) return refuse(414, 'too long');
      const prefix = prefixes.find((known) => request.url.startsWith(`${known}/`));
      return prefix === undefined ? refuse(404, 'nothing here') : answerAtDesk(desk, prefix, request, reply);
    });
    app.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
      const status = error.statusCode ?? 500;
      log.write(status < 500 ? 'warn' : 'error', 'public.request-failed', {
        status,
        reason: error.message.slice(0, 120),
      });
      return reply.code(status).type('text/plain; charset=utf-8').send('not understood\n');
    });
    return app;
  };

  return {
    listen: async () => {
      assert(server === null, 'listening already');
      const app = build();
      try {
        await app.listen({ host: options.host, port: options.port });
      } catch (error) {
        await app.close();
        return fail(listenFault(error, `${options.host}:${options.port}`));
      }
      server = app;
      const address = app.server.address();
      assert(address !== null && typeof address !== 'string', 'a TCP server has an address');
      const url = addressUrl(address);
      log.write('info', 'public.listening', { url });
      return ok(url);
    },
    close: async () => {
      const app = server;
      server = null;
      await app?.close();
    },
  };
}
