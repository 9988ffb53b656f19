import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { MetricCounts, metricsOf, metricsType } from '../metrics.ts';
import type { OpenPage, SitePageParts } from '../site-pages.ts';
import type { DeskAnswer, DeskRequest } from '../web-desk.ts';

/** A secret file is a line; whoever points at something else gets no token out of it. */
const longestToken = 512;
const shortestToken = 16;

/**
 * Serves `<base>/metrics`. Who may read: without a token in the config this machine alone; with one, whoever has it
 * (`Authorization: Bearer …`), from wherever the server is reached. The file is read anew each time, so that a changed token holds at once.
 */
export function registerMetrics({ base, face, log, web }: SitePageParts): OpenPage {
  const counts = new MetricCounts();
  counts.start(face);
  const { tokenFile } = face.config.web.metrics;
  web.registerDesk(`${base}/metrics`, (request): Promise<DeskAnswer> => {
    if (request.path !== '') return Promise.resolve(plain(404, 'nothing here\n'));
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return Promise.resolve(plain(405, 'GET, HEAD\n', { allow: 'GET, HEAD' }));
    const refusal = tokenFile === null ? fromElsewhere(request) : withoutToken(request, tokenFile);
    if (refusal !== null) {
      log.write('warn', 'metrics.refused', { status: refusal.status });
      return Promise.resolve(refusal);
    }
    const { user, system } = process.cpuUsage();
    const own = {
      residentBytes: process.memoryUsage().rss,
      cpuSeconds: (user + system) / 1e6,
      startedAt: Math.round(performance.timeOrigin) / 1_000,
    };
    return Promise.resolve({
      status: 200,
      headers: { 'content-type': metricsType },
      body: metricsOf(face, counts, own),
    });
  });
  return { close: () => counts.stop() };
}

const plain = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): DeskAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body,
});

const fromElsewhere = ({ address }: DeskRequest): DeskAnswer | null =>
  address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1'
    ? null
    : plain(403, 'this machine only; name web.metrics.tokenFile in the config to let others read\n');

function withoutToken({ headers }: DeskRequest, file: string): DeskAnswer | null {
  let token: string;
  try {
    token = readFileSync(file, 'utf8')
      .slice(0, longestToken + 1)
      .trim();
  } catch {
    return plain(503, 'the token cannot be read on this device\n');
  }
  if (token.length < shortestToken || token.length > longestToken)
    return plain(503, `the token on this device has not ${shortestToken} to ${longestToken} characters\n`);
  const [, offered = ''] = /^Bearer +(\S+)$/i.exec(headers['authorization'] ?? '') ?? [];
  return timingSafeEqual(digest(offered), digest(token))
    ? null
    : plain(401, 'bearer token\n', { 'www-authenticate': 'Bearer realm="letan metrics"' });
}

/** Equal in length whatever was offered. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
