import type { FastifyReply, FastifyRequest } from 'fastify';
import { gzipSync } from 'node:zlib';

/*
 * A desk answers everything below one path by itself, whichever server took the request: status, headers and all. So the same desk
 * stands on a device's own server and on the one that the public reaches.
 */

export interface DeskRequest {
  readonly method: string;
  /** What follows the desk's path and a slash, decoded, without the query. */
  readonly path: string;
  /** Values of the query by name; of a repeated name the first. */
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Whose request it is, as far as the server knows. */
  readonly address: string;
  readonly body: string;
}

export interface DeskAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Desk = (request: DeskRequest) => Promise<DeskAnswer>;

/** Shorter ones do not become shorter. */
const compressedFrom = 200;

/** A request that names what no text is (`%`) is one for a path that nothing has. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return '%';
  }
};

/** Lets the desk that stands at `prefix` answer. */
export async function answerAtDesk(
  desk: Desk,
  prefix: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const [path = '', query = ''] = request.url.split('?', 2);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
  const asked = new URLSearchParams(query.slice(0, 512));
  const said = await desk({
    method: request.method,
    path: decoded(path.slice(prefix.length + 1)),
    query: Object.fromEntries([...new Set(asked.keys())].map((name) => [name, asked.get(name) ?? ''])),
    headers,
    address: request.ip,
    body: typeof request.body === 'string' ? request.body : JSON.stringify(request.body ?? null),
  });
  const packs = /\bgzip\b/.test(headers['accept-encoding'] ?? '') && said.body.length >= compressedFrom;
  const bytes = packs ? gzipSync(said.body, { level: 9 }) : Buffer.from(said.body, 'utf8');
  return reply
    .code(said.status)
    .headers({ ...said.headers, vary: 'accept-encoding', ...(packs ? { 'content-encoding': 'gzip' } : {}) })
    .send(bytes);
}
