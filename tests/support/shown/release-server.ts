import { createReadStream, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';

const portal = '<!doctype html><title>Wi-Fi</title><p>Xin đăng nhập để dùng mạng.</p>\n';

/** A server that has one release, lets its first connection break in the midst of it, and has whatever else goes wrong beside it. */
export const releaseServer = async (port: number, file: string): Promise<() => void> => {
  const { size } = statSync(file);
  let connections = 0;
  const send = (response: ServerResponse, from: number, to: number): void => {
    pipeline(createReadStream(file, { start: from, end: to - 1 }), response, () => {});
  };
  const server = createServer((request, response) => {
    switch (request.url ?? '') {
      case '/forbidden.letan':
        return void response.writeHead(403).end();
      case '/portal.letan':
        return void response.writeHead(200, { 'content-type': 'text/html' }).end(portal);
      case '/circle.letan':
        return void response.writeHead(302, { location: '/circle.letan' }).end();
      case '/large.letan':
        return response.writeHead(200, { 'content-length': 9e9 }).flushHeaders();
      case '/short.letan':
        response.writeHead(200, { 'content-length': 30_000_000 });
        return send(response, 0, 30_000_000);
      case '/letan-next.letan': {
        connections += 1;
        const from = Number(/^bytes=(\d+)-$/u.exec(request.headers.range ?? '')?.[1] ?? 0);
        const range = from > 0 ? { 'content-range': `bytes ${from}-${size - 1}/${size}` } : {};
        response.writeHead(from > 0 ? 206 : 200, { etag: '"1"', 'content-length': size - from, ...range });
        if (connections > 1) return send(response, from, size);
        // Half of it, then the wire is cut.
        const half = createReadStream(file, { end: Math.floor(size / 2) });
        half.on('end', () => setTimeout(() => response.destroy(), 200));
        return void half.pipe(response, { end: false });
      }
      default:
        return void response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return () => {
    server.closeAllConnections();
    server.close();
  };
};
