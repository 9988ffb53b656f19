import { connect, type Socket } from 'node:net';
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { counterRig, testPins, type CounterRig } from '../support/counter-rig.ts';
import { emptyBundle } from '../support/phone-rig.ts';
import { runs } from '../support/tier.ts';
import { until } from '../support/web.ts';

/*
 * What a page's server is sent by who means harm, or is broken: forged sessions and tokens, other sites' requests, another name, too
 * much of everything, guessed PINs. Each is refused with its status; whoever is signed in goes on working meanwhile.
 */

const floodOf = runs({ fast: 2_500, long: 10_000 });

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

describe('the server of the pages', () => {
  let rig: CounterRig;
  let token: string;
  beforeAll(async () => {
    rig = await counterRig(emptyBundle);
    token = ((await (await fetch(`${rig.url}/token`)).json()) as { token: string }).token; // our own endpoint
  });
  afterAll(() => rig.close());

  /** A bare request: `fetch` lets nobody choose Host, Origin or the address that it comes from. */
  const ask = (
    path: string,
    {
      method = 'GET',
      headers = {},
      body = '',
      from = '127.0.0.1',
      agent,
    }: {
      method?: string;
      headers?: Record<string, string>;
      body?: string;
      from?: string;
      agent?: Agent;
    } = {},
  ): Promise<Got> =>
    new Promise((resolve, reject) => {
      const sent = request(
        `${rig.url}${path}`,
        { method, headers, localAddress: from, agent: agent ?? false },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (piece: string) => (text += piece));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  const own = (): Record<string, string> => ({ origin: rig.url, 'content-type': 'application/json' });
  const trySignIn = (pin: string, from = '127.0.0.1', role = 'clerk'): Promise<Got> =>
    ask('/counter/sign-in', { method: 'POST', headers: own(), body: JSON.stringify({ role, pin }), from });
  /** The cookie of a clerk who signs in, at an address of their own. */
  const clerk = async (from: string): Promise<string> => {
    const { headers, status } = await trySignIn(testPins.clerk, from);
    expect(status).toBe(200);
    return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  };
  const socketAt = (
    path: string,
    {
      cookie = '',
      origin = rig.url,
      offered = `token.${token}`,
      host,
    }: {
      cookie?: string;
      origin?: string;
      offered?: string;
      host?: string;
    } = {},
  ): WebSocket =>
    new WebSocket(`${rig.url.replace('http', 'ws')}${path}`, ['letan.v1', offered], {
      origin,
      headers: { cookie, ...(host === undefined ? {} : { host }) },
    });
  /** `open`, or the status by which a socket was refused. */
  const ended = (socket: WebSocket): Promise<string> =>
    new Promise((resolve) => {
      socket.on('open', () => resolve('open'));
      socket.on('unexpected-response', (_request, response) => {
        resolve(String(response.statusCode));
        socket.terminate();
      });
      socket.on('error', () => undefined);
    });

  it('opens no socket with a forged session, an old token, another origin or another name', async () => {
    const cookie = await clerk('127.0.0.10');
    const name = cookie.split('=')[0] ?? '';
    expect(await ended(socketAt('/counter/socket'))).toBe('401');
    expect(await ended(socketAt('/counter/socket', { cookie: `${name}=${'a'.repeat(64)}` }))).toBe('401');
    expect(await ended(socketAt('/counter/socket', { cookie: `${cookie}0` }))).toBe('401');
    expect(await ended(socketAt('/counter/socket', { cookie: `${name}=__proto__` }))).toBe('401');
    expect(await ended(socketAt('/counter/socket', { cookie, offered: `token.${'0'.repeat(48)}` }))).toBe('401');
    expect(await ended(socketAt('/counter/socket', { cookie, origin: 'http://evil.example' }))).toBe('403');
    expect(await ended(socketAt('/counter/socket', { cookie, origin: 'null' }))).toBe('403');
    expect(await ended(socketAt('/counter/socket', { cookie, host: 'evil.example' }))).toBe('421');
    const good = socketAt('/counter/socket', { cookie });
    expect(await ended(good)).toBe('open');
    good.close();
    expect((await ask('/counter/session', { headers: { cookie: `${name}=forged` } })).status).toBe(401);
    expect((await ask('/counter/session', { headers: { cookie } })).status).toBe(200);
  });

  it('does nothing that another site’s page asks for', async () => {
    const body = JSON.stringify({ role: 'clerk', pin: testPins.clerk });
    const post = (headers: Record<string, string>): Promise<Got> =>
      ask('/counter/sign-in', { method: 'POST', headers, body, from: '127.0.0.11' });
    const json = { 'content-type': 'application/json' };
    expect((await post({ ...json, origin: 'http://evil.example' })).status).toBe(403);
    expect((await post({ ...json, origin: 'null' })).status).toBe(403);
    expect((await post(json)).status).toBe(403);
    expect((await post({ ...json, origin: `${rig.url}0` })).status).toBe(403);
    // What a form can send without asking first is no JSON.
    expect((await post({ origin: rig.url, 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post({ origin: rig.url, 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect((await post({ ...own(), host: 'evil.example' })).status).toBe(421);
    const cookie = await clerk('127.0.0.11');
    const out = await ask('/counter/sign-out', {
      method: 'POST',
      headers: { ...json, origin: 'http://evil.example', cookie },
      body: '{}',
    });
    expect(out.status).toBe(403);
    expect((await ask('/counter/session', { headers: { cookie } })).status).toBe(200);
  });

  it('takes no body, header or frame that is too large, and none that is not understood', async () => {
    const send = (body: string): Promise<Got> =>
      ask('/counter/sign-in', { method: 'POST', headers: own(), body, from: '127.0.0.12' });
    expect((await send('x'.repeat(20_000))).status).toBe(413);
    expect((await send('{')).status).toBe(400);
    expect((await send('')).status).toBe(400);
    expect((await send(JSON.stringify({ role: 'root', pin: '739164' }))).status).toBe(400);
    expect((await send(JSON.stringify({ role: 'clerk', pin: { $ne: '' } }))).status).toBe(400);
    expect((await send(JSON.stringify({ role: 'clerk', pin: '1', more: true }))).status).toBe(400);
    expect((await ask('/counter', { headers: { 'x-long': 'y'.repeat(20_000) } })).status).toBe(431);
    expect((await ask('/counter/sign-in')).status).toBe(404);
    const cookie = await clerk('127.0.0.12');
    for (const [frame, code] of [
      [Buffer.alloc(200_000), 1009],
      ['x'.repeat(5000), 1008],
      [Buffer.from([1, 2, 3]), 1008],
      ['{"do":"wish"}', 1008],
      ['{"do":"shutdown"}', 1008],
      ['[]', 1008],
    ] as const) {
      const socket = socketAt('/counter/socket', { cookie });
      expect(await ended(socket)).toBe('open');
      const closed = new Promise<number>((resolve) => socket.on('close', resolve));
      socket.send(frame);
      expect(await closed).toBe(code);
    }
    expect(rig.asked).toEqual([]);
  });

  it('does nothing that a role may not, whatever a page says of itself', async () => {
    const { headers } = await trySignIn(testPins.volunteer, '127.0.0.13', 'volunteer');
    const socket = socketAt('/counter/socket', { cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '' });
    const heard: { type: string; boot?: string; now?: number; refusal?: { kind: string } }[] = [];
    socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString()) as (typeof heard)[number])); // our own server's
    expect(await ended(socket)).toBe('open');
    await until(() => heard.some(({ type }) => type === 'hello'), 'the page is greeted');
    const hello = heard.find(({ type }) => type === 'hello');
    const wishes = [
      { name: 'next', counter: '1', finishing: true },
      { name: 'cancel', number: 'A001' },
      { name: 'close-day' },
      { name: 'promote' },
      { name: 'pause', reason: 'x' },
      { name: '__proto__' },
      // Who it is the session says: an own word for it is not taken.
      { name: 'return', number: 'A999', by: 'manager' },
    ];
    for (const [index, wish] of wishes.entries())
      socket.send(JSON.stringify({ do: 'wish', id: `volunteer-${index}`, boot: hello?.boot, at: hello?.now, wish }));
    const answers = (): typeof heard => heard.filter(({ type }) => type === 'answer');
    await until(() => answers().length === wishes.length, 'all are answered');
    expect(answers().map(({ refusal }) => refusal?.kind)).toEqual([
      ...Array.from({ length: wishes.length - 1 }, () => 'forbidden'),
      'unknown-ticket',
    ]);
    expect(rig.asked.map((command) => ({ name: command.name, by: 'by' in command ? command.by : null }))).toEqual([
      { name: 'return', by: 'volunteer' },
    ]);
    socket.close();
  });

  it('does a wish once, and an old one not at all', async () => {
    const cookie = await clerk('127.0.0.14');
    const socket = socketAt('/counter/socket', { cookie });
    const heard: {
      type: string;
      id?: string;
      boot?: string;
      now?: number;
      ok?: boolean;
      refusal?: { kind: string };
    }[] = [];
    socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString()) as (typeof heard)[number])); // our own server's
    expect(await ended(socket)).toBe('open');
    await until(() => heard.some(({ type }) => type === 'hello'), 'the page is greeted');
    const { boot, now = 0 } = heard.find(({ type }) => type === 'hello') ?? {};
    const before = rig.hall.ledger.disk.length;
    const wish = { name: 'pause-counter', counter: '2', reason: 'break' };
    const send = (id: string, at: number, of = boot): void =>
      socket.send(JSON.stringify({ do: 'wish', id, boot: of, at, wish }));
    for (let i = 0; i < 5; i += 1) send('the-same-wish', now);
    send('an-old-wish-0', now - 60_000);
    send('a-wish-to-come', now + 60_000);
    send('of-another-boot', now, 'another');
    const answers = (): typeof heard => heard.filter(({ type }) => type === 'answer');
    await until(() => answers().length === 8, 'all are answered');
    expect(answers().filter(({ ok }) => ok === true)).toHaveLength(5);
    expect(rig.asked.filter(({ name }) => name === 'pause-counter')).toHaveLength(1);
    expect(answers().filter(({ refusal }) => refusal?.kind === 'expired')).toHaveLength(3);
    expect(rig.hall.ledger.disk.slice(before).filter(({ kind }) => kind === 'counter.paused')).toHaveLength(1);
    socket.close();
  });

  it('lets nobody guess a PIN: fewer and fewer tries, also when many come at once', async () => {
    const from = '127.0.0.20';
    const guesses = await Promise.all(Array.from({ length: 40 }, (_, i) => trySignIn(String(800_000 + i), from)));
    const looked = guesses.filter(({ status }) => status === 401);
    // Some slips are free; after those each costs time, whoever else tries at the same moment.
    // (Time is real here; how it grows, a unit test tells to the millisecond.)
    expect(looked.length).toBeLessThanOrEqual(8);
    for (const { status, headers } of guesses.filter((guess) => !looked.includes(guess))) {
      expect(status).toBe(429);
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
    }
    // From where the clerk sits the right one opens meanwhile.
    expect((await trySignIn(testPins.clerk, '127.0.0.10')).status).toBe(200);
    // From many addresses at once the role itself is slowed down, but not for who has signed in from theirs.
    const many = await Promise.all(
      Array.from({ length: 60 }, (_, i) => trySignIn(String(810_000 + i), `127.0.1.${i + 1}`)),
    );
    expect(many.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(30);
    expect((await trySignIn(testPins.clerk, '127.0.0.10')).status).toBe(200);
  });

  it(`answers ${floodOf} requests at once with what each is due, and clerks meanwhile`, async () => {
    const cookie = await clerk('127.0.0.10');
    const socket = socketAt('/counter/socket', { cookie });
    expect(await ended(socket)).toBe('open');
    const agent = new Agent({ keepAlive: true, maxSockets: 64 });
    const paths = ['/counter', '/counter/session', '/token', '/nothing', '/../etc/passwd', '/%ff', '/counter/socket'];
    const statuses = new Map<number, number>();
    const flooding = { on: true };
    const began = performance.now();
    const flood = (async (): Promise<void> => {
      let sent = 0;
      await Promise.all(
        Array.from({ length: 64 }, async () => {
          while (sent < floodOf) {
            sent += 1;
            const path = paths[sent % paths.length] ?? '/';
            const { status } = await ask(path, { from: '127.0.0.66', agent });
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
          }
        }),
      );
      flooding.on = false;
    })();
    let served = 0;
    let healthy = 0;
    while (flooding.on) {
      // A clerk at the very address that floods is one all the same; so is whoever watches over the machine.
      served += (await ask('/counter/session', { headers: { cookie }, from: '127.0.0.66' })).status === 200 ? 1 : 0;
      healthy += (await ask('/healthz', { from: '127.0.0.66' })).status === 200 ? 1 : 0;
      expect((await ask('/counter/session', { from: '127.0.0.67' })).status).toBe(401);
      if (healthy > 400) break;
    }
    await flood;
    agent.destroy();
    expect(served).toBe(healthy);
    expect(served).toBeGreaterThan(0);
    // What one address is due (web.ts): 600 at once and 60 a second, for as long as a busy host took over it. What is no path is
    // refused as such, before it is counted.
    const seconds = (performance.now() - began) / 1000;
    const answered = floodOf - (statuses.get(429) ?? 0) - (statuses.get(400) ?? 0);
    expect(answered, JSON.stringify([...statuses])).toBeLessThanOrEqual(600 + 60 * (seconds + 1));
    expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.close();
    expect((await ask('/healthz')).status).toBe(200);
  }, 120_000);

  it('answers at once while somebody keeps more connections than it has, saying nothing to the end', async () => {
    const { port } = new URL(rig.url);
    const beginnings = [
      'GET / HTTP/1.1\r\nHost: localhost\r\nX: a',
      `POST /counter/sign-in HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: http://localhost:${port}\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n{`,
      '',
    ];
    const held: Socket[] = [];
    const connected: Promise<unknown>[] = [];
    for (let n = 0; n < 1_400; n += 1) {
      const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress: '127.0.0.77' });
      socket.on('error', () => undefined);
      socket.write(beginnings[n % beginnings.length] ?? '');
      held.push(socket);
      connected.push(new Promise((resolve) => socket.once('connect', resolve).once('close', resolve)));
    }
    await Promise.all(connected);
    for (let n = 0; n < 5; n += 1) {
      expect((await ask('/healthz')).status).toBe(200);
      expect((await ask('/counter/session', { from: '127.0.0.78' })).status).toBe(401);
      // Also for whoever shares the address: the newest is never the one that goes.
      expect((await ask('/healthz', { from: '127.0.0.77' })).status).toBe(200);
    }
    for (const socket of held) socket.destroy();
  }, 60_000);

  it('refuses two names at once and methods that no page uses', async () => {
    const { port } = new URL(rig.url);
    const first = (head: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connect(Number(port), '127.0.0.1');
        socket.setEncoding('utf8').once('data', (text: string) => {
          socket.destroy();
          resolve(text.split('\r\n', 1)[0] ?? '');
        });
        socket.on('error', reject);
        socket.write(`${head}\r\n\r\n`);
      });
    expect(await first('GET / HTTP/1.1\r\nHost: localhost\r\nHost: elsewhere.example')).toBe(
      'HTTP/1.1 400 Bad Request',
    );
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'])
      expect(await first(`${method} /counter HTTP/1.1\r\nHost: localhost`)).toBe('HTTP/1.1 405 Method Not Allowed');
    expect(await first('PUT /counter HTTP/1.1\r\nHost: elsewhere.example')).toBe('HTTP/1.1 421 Misdirected Request');
  });

  it('opens so many sockets for one address, and goes on for others', async () => {
    const cookie = await clerk('127.0.0.10');
    const sockets = Array.from({ length: 70 }, () => socketAt('/counter/socket', { cookie }));
    const outcomes = await Promise.all(sockets.map(ended));
    expect(outcomes.filter((outcome) => outcome === 'open').length).toBeLessThanOrEqual(64);
    expect(outcomes.filter((outcome) => outcome === '503').length).toBeGreaterThan(0);
    for (const socket of sockets) socket.terminate();
    expect((await ask('/healthz')).status).toBe(200);
  });
});
