import { createServer, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IssuedTicket } from '../../behaviours/hall/events.ts';
import { createPhoneDesk } from '../../firmware/pages/phone-page.ts';
import { createPublicWeb, type PublicWeb } from '../../firmware/public-web.ts';
import { emptyBundle, phoneRig, type PhoneRig } from '../support/phone-rig.ts';

/*
 * What the street reaches: the listener for phones, as a city's server reaches it and as somebody reaches it who should not.
 */

const publicBase = 'https://so.example.vn/hcc/ba-dinh';

interface Answered {
  readonly status: number;
  readonly text: string;
}

const get = (
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body: string | null = null,
): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const asking = ask(url, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    asking.on('error', reject);
    asking.end(body ?? undefined);
  });

describe('the listener for phones', () => {
  let rig: PhoneRig;
  let web: PublicWeb;
  let url: string;
  let ticket: IssuedTicket;
  let proxy: Server;
  let proxied: string;
  beforeAll(async () => {
    rig = await phoneRig({ publicBase });
    const desk = createPhoneDesk(rig.parts, emptyBundle);
    desk.start();
    ticket = await rig.hall.issue('mine', { service: 'dat-dai' });
    const { log } = rig;
    const options = { host: '127.0.0.1', port: 0, proxies: ['127.0.0.1'], publicBase, log };
    web = createPublicWeb({ ...options, desk: (request) => desk.answer(request) });
    const listening = await web.listen();
    if (!listening.ok) throw new Error(listening.fault.kind);
    url = listening.value;
    // As nginx does it: the path as it came, the name of the street, and whose request it is.
    proxy = createServer((request, response) => {
      const headers = { ...request.headers, host: 'so.example.vn', 'x-forwarded-for': '203.0.113.9' };
      const on = ask(`${url}${request.url ?? '/'}`, { method: request.method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      request.pipe(on);
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    proxied = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`; // TCP, so never a pipe's name
  });
  afterAll(async () => {
    await web.close();
    proxy.close();
    proxy.closeAllConnections();
  });

  it('answers tickets with and without the path of the public address', async () => {
    for (const path of [`/t/${ticket.token}`, `/hcc/ba-dinh/t/${ticket.token}`])
      expect(await get(`${proxied}${path}`)).toMatchObject({ status: 200, text: expect.stringContaining('K001') });
    expect((await get(`${proxied}/hcc/ba-dinh/t/${ticket.token}/now`)).status).toBe(200);
    expect((await get(`${proxied}/hcc/ba-dinh/t/notify.js`)).status).toBe(200);
  });

  it('takes what a phone asks through the city’s server, from its own address only', async () => {
    const body = JSON.stringify({ id: '0'.repeat(16), ask: 'defer' });
    const path = `${proxied}/hcc/ba-dinh/t/${ticket.token}/ask`;
    const json = { 'content-type': 'application/json' };
    expect((await get(path, { ...json, origin: 'https://so.example.vn' }, 'POST', body)).status).toBe(200);
    expect((await get(path, { ...json, origin: 'https://elsewhere.example' }, 'POST', body)).status).toBe(403);
    expect((await get(path, { ...json, 'sec-fetch-site': 'cross-site' }, 'POST', body)).status).toBe(403);
    expect((await get(path, json, 'POST', 'x'.repeat(2000))).status).toBe(413);
  });

  it('has nothing else', async () => {
    for (const path of [
      '/',
      '/counter',
      '/board',
      '/centre',
      '/metrics',
      '/healthz',
      '/token',
      '/t',
      '/fonts/be-vietnam-pro-400.ttf',
      '/hcc/ba-dinh',
      '/t/../counter',
      '//t/x',
      '/other/t/x',
    ])
      expect([path, (await get(`${url}${path}`)).status]).toEqual([path, 404]);
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'POST'])
      expect([method, (await get(`${url}/counter`, {}, method)).status]).toEqual([method, 404]);
    expect((await get(`${url}/t/${ticket.token}`, { host: 'evil.example' })).status).toBe(421);
    expect((await get(`${url}/t/${'x'.repeat(600)}`)).status).toBe(414);
    expect((await get(`${url}/t/${ticket.token}`, { connection: 'Upgrade', upgrade: 'websocket' })).status).not.toBe(
      101,
    );
  });

  it('counts guesses by whom the city’s server names, and believes nobody else', async () => {
    const guess = (n: number): string => `/t/${n.toString(16).padStart(32, '0')}`;
    const statuses: number[] = [];
    for (let n = 0; n < 22; n += 1) statuses.push((await get(`${proxied}${guess(n)}`)).status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
    expect(rig.log.lines.filter(({ event }) => event === 'phone.guessing').at(-1)?.data).toEqual({
      from: '203.0.113.9',
    });
  });

  it('lets go of who says nothing, and takes no header without end', async () => {
    const port = Number(new URL(url).port);
    const socket = connect(port, '127.0.0.1');
    let said = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      said += piece;
    });
    socket.write(`GET /t/x HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
    await new Promise<void>((resolve) => {
      socket.on('close', () => resolve());
      socket.on('error', () => resolve());
    });
    expect(said).toMatch(/^HTTP\/1\.1 431/);
    expect((await get(`${url}/t/${ticket.token}`)).status).toBe(200);
  });
});
