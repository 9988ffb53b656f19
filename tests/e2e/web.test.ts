import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createWeb, type Page } from '../../firmware/web.ts';
import { knownHost } from '../../firmware/web-caller.ts';
import { HostClock, KeptLog, pageSocket, runWeb, systemEntropy, until, type RunningWeb } from '../support/web.ts';

const page: Page = {
  title: 'A <page>',
  language: 'vi',
  bundle: { hash: 'abc', script: new TextEncoder().encode('void 0;'), style: new Uint8Array() },
  data: () => ({ name: '</script><script>alert(1)</script>' }),
  styles: ['/fonts/noto-sans-sc/index.css'],
  framed: true,
};

/** A bare request: `fetch` does not let a test choose its Host. */
const get = (
  url: string,
  headers: Record<string, string>,
  method = 'GET',
  body = '',
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });

/** How a socket ended: `open`, or the status that refused it. */
const attempt = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => {
    socket.on('open', () => {
      resolve('open');
      socket.close();
    });
    socket.on('unexpected-response', (_request, response) => {
      resolve(String(response.statusCode));
      socket.terminate();
    });
    socket.on('error', () => {});
  });

describe('the web server', () => {
  let running: RunningWeb;
  let log: KeptLog;
  beforeEach(async () => {
    log = new KeptLog();
    running = await runWeb(log);
    running.web.registerPage('/visitor', page);
    running.web.registerSocket('/visitor/socket', () => {});
  });
  afterEach(() => running.web.close());

  it('listens on loopback, tells its health and gives the page its token', async () => {
    expect(running.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(`${running.url}/healthz`)).json()).toEqual({ status: 'up' });
    const html = await (await fetch(`${running.url}/visitor`)).text();
    expect(html).toContain(running.token);
    expect(running.token).toMatch(/^[0-9a-f]{48}$/);
  });

  it('lets nothing in the page data end the data', async () => {
    const html = await (await fetch(`${running.url}/visitor`)).text();
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('<title>A &lt;page></title>');
    const data = /id="page-data">(.*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(data)).toMatchObject({ name: '</script><script>alert(1)</script>' });
  });

  it('forbids everything foreign and inline', async () => {
    const { headers } = await get(`${running.url}/visitor`, {});
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it('serves the code of the page and the fonts, and nothing else', async () => {
    const status = async (path: string): Promise<number> => (await get(`${running.url}${path}`, {})).status;
    expect(await status('/visitor/app/abc.js')).toBe(200);
    expect(await status('/visitor/app/abd.js')).toBe(404);
    expect(await status('/fonts/be-vietnam-pro-400.ttf')).toBe(200);
    expect(await status('/fonts/be-vietnam-pro-401.ttf')).toBe(404);
    expect(await status('/fonts/noto-sans-sc/index.css')).toBe(200);
    expect(await status('/fonts/noto-sans-sc/files/noto-sans-sc-4-wght-normal.woff2')).toBe(200);
    expect(await status('/fonts/noto-sans-sc/files/nothing.woff2')).toBe(404);
    expect(await status('/fonts/noto-sans-sc/package.json')).toBe(404);
    expect(await status('/fonts/..%2f..%2fpackage.json')).toBe(404);
    expect(await status('/visitor/../../package.json')).toBe(404);
    expect(await status('/%ff')).toBe(400);
    expect(await status('/__proto__')).toBe(404);
    expect(await status(`/${'x'.repeat(20_000)}`)).toBeGreaterThanOrEqual(400);
  });

  it('does not answer to a name that it does not know (a rebound DNS name)', async () => {
    expect((await get(`${running.url}/visitor`, { host: 'evil.example' })).status).toBe(421);
    expect((await get(`${running.url}/token`, { host: 'evil.example' })).status).toBe(421);
    expect((await get(`${running.url}/visitor`, { host: 'localhost' })).status).toBe(200);
  });

  it('gives no token across sites', async () => {
    expect((await get(`${running.url}/token`, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await get(`${running.url}/token`, { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('takes no large body', async () => {
    const sent = await get(`${running.url}/visitor`, { 'content-type': 'application/json' }, 'POST', 'x'.repeat(9000));
    expect(sent.status).toBeGreaterThanOrEqual(400);
  });

  it('opens a socket for its own page only', async () => {
    const address = `${running.url.replace('http', 'ws')}/visitor/socket`;
    const open = (protocols: string[], origin?: string): Promise<string> =>
      attempt(new WebSocket(address, protocols, origin === undefined ? {} : { origin }));
    const good = ['letan.v1', `token.${running.token}`];
    expect(await open(good, running.url)).toBe('open');
    expect(await open(good, 'http://evil.example')).toBe('403');
    expect(await open(good)).toBe('403');
    expect(await open(['letan.v1', 'token.0'], running.url)).toBe('401');
    expect(await open(['letan.v1'], running.url)).toBe('401');
    expect(await attempt(pageSocket(running, '/nowhere'))).toBe('404');
    expect(await attempt(pageSocket(running, '/healthz'))).toBe('404');
  });

  it('a message far too large ends its socket, not the server', async () => {
    const socket = pageSocket(running, '/visitor/socket');
    let code = 0;
    socket.on('close', (status) => (code = status));
    socket.on('error', () => {});
    await until(() => socket.readyState === socket.OPEN, 'open');
    socket.send('x'.repeat(1024 * 1024));
    await until(() => code !== 0, 'closed');
    expect(code === 1009 || code === 1006).toBe(true);
    expect((await get(`${running.url}/healthz`, {})).status).toBe(200);
  });

  it('says that the port is taken', async () => {
    const port = Number(new URL(running.url).port);
    const second = createWeb({ host: '127.0.0.1', port, log, entropy: systemEntropy, clock: new HostClock() });
    expect(await second.listen()).toEqual({ ok: false, fault: { kind: 'port-taken', where: `127.0.0.1:${port}` } });
  });

  it('closes with sockets open, and listens no more', async () => {
    const socket = pageSocket(running, '/visitor/socket');
    await until(() => socket.readyState === socket.OPEN, 'open');
    await running.web.close();
    await until(() => socket.readyState === socket.CLOSED, 'closed');
    await expect(fetch(`${running.url}/healthz`)).rejects.toThrow();
  });
});

describe('knownHost', () => {
  it.each([
    ['127.0.0.1:8080', true],
    ['[::1]:8080', true],
    ['localhost', true],
    ['LOCALHOST:80', true],
    ['192.168.1.7', true],
    ['kiosk-1.local:8080', true],
    ['kiosk-2.local', false],
    ['localhost.evil.example', false],
    ['127.0.0.1.evil.example', false],
    ['127.0.0.1@evil.example', false],
    ['', false],
  ])('%s: %s', (host, known) => {
    expect(knownHost(host, ['kiosk-1.local'])).toBe(known);
  });
});
