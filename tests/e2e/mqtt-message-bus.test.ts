import { Aedes } from 'aedes';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MqttMessageBus, type MqttBroker } from '../../hal/drivers/mqtt-message-bus.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import type { BusClient, BusFault } from '../../hal/ports/message-bus.ts';
import { bundleChild } from '../support/child.ts';
import { freePort, Mosquitto, noMosquitto } from '../support/mosquitto.ts';
import { noStrace, systemCalls, trace } from '../support/strace.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const signal = new AbortController().signal;
const clock = new NodeClock(() => true);
const at = (url: string, more: Partial<MqttBroker> = {}): MqttBroker => ({
  url,
  username: null,
  passwordFile: null,
  caFile: null,
  certFile: null,
  keyFile: null,
  keepAliveMs: 5_000,
  ...more,
});
const kiosk: BusClient = { clientId: 'letan-ward-kiosk-1', will: null, cleanSession: true };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (met: () => boolean): Promise<void> => {
  for (let round = 0; round < 1000 && !met(); round++) await pause(5);
  if (!met()) throw new Error('not within five seconds');
};

const ends: (() => Promise<void> | void)[] = [];
let directory: string;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  removeDirectory(directory);
  expect(clock.pending).toBe(0);
});
const busAt = (broker: MqttBroker, client = kiosk): MqttMessageBus => {
  const bus = new MqttMessageBus(broker, client, clock, { next: () => 0 }, { firstMs: 10, mostMs: 50 });
  ends.push(() => bus.close());
  return bus;
};
const file = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text, { mode: 0o600 });
  return join(directory, name);
};

describe('where no broker answers as it should', () => {
  test('nobody at the port', async () => {
    const url = `mqtt://127.0.0.1:${await freePort()}`;
    expect(await busAt(at(url)).open(signal)).toMatchObject({
      ok: false,
      fault: { kind: 'unreachable', where: url, reason: expect.stringContaining('ECONNREFUSED') },
    });
  });

  test('a name that nobody knows', async () => {
    const opened = await busAt(at('mqtt://broker.invalid')).open(signal);
    expect(opened).toMatchObject({ ok: false, fault: { kind: 'unreachable', where: 'mqtt://broker.invalid' } });
  });

  /** Something that takes connections and answers in its own way. */
  const answering = async (talk: (socket: Socket) => void): Promise<string> => {
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      talk(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `mqtt://127.0.0.1:${address.port}`;
  };

  test.each<[string, (socket: Socket) => void]>([
    ['a web server', (socket) => socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))],
    ['somebody who hangs up', (socket) => socket.destroy()],
    ['junk', (socket) => socket.write(new Uint8Array(1000).fill(0xff))],
  ])('%s', async (_what, talk) => {
    const opened = await busAt(at(await answering(talk))).open(signal);
    expect(opened).toMatchObject({ ok: false, fault: { kind: 'unreachable' } });
  });

  test('silence: opening can be given up', async () => {
    const bus = busAt(at(await answering(() => undefined)));
    const abort = new AbortController();
    const call = bus.open(abort.signal);
    await pause(50);
    abort.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(bus.linked).toBe(false);
  });

  test('junk after the link stood: the link is lost, not the process', async () => {
    let socket: Socket | null = null;
    const bus = busAt(
      at(
        await answering((each) => {
          socket ??= each;
          each.once('data', () => each.write(Uint8Array.of(0x20, 2, 0, 0)));
        }),
      ),
    );
    expect(await bus.open(signal)).toEqual({ ok: true, value: undefined });
    const links: boolean[] = [];
    bus.onLink((linked) => links.push(linked));
    (socket as Socket | null)?.write(new Uint8Array(100).fill(0xf7));
    await until(() => links.includes(false));
    await until(() => bus.linked);
  });
});

test('a filter that the broker refuses is told by its name, at each link; the others are served', async () => {
  const aedes = await Aedes.createBroker();
  aedes.authorizeSubscribe = (_client, subscription, callback) =>
    callback(null, subscription.topic.startsWith('secret/') ? null : subscription);
  const server = createServer((socket) => void aedes.handle(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  ends.push(() => new Promise<void>((resolve) => aedes.close(() => server.close(() => resolve()))));
  const proxy = await TcpProxy.to(address.port);
  ends.push(() => proxy.close());
  const bus = busAt(at(`mqtt://127.0.0.1:${proxy.port}`));
  const refused: string[] = [];
  bus.onRefused((filter) => refused.push(filter));
  const heard: string[] = [];
  bus.subscribe('secret/#', ({ topic }) => heard.push(topic));
  bus.subscribe('letan/#', ({ topic }) => heard.push(topic));
  await bus.open(signal);
  await until(() => refused.length === 1);
  await bus.publish({ topic: 'letan/x', payload: 'x', qos: 1, retain: false });
  await until(() => heard.length === 1);
  proxy.cut();
  await until(() => !bus.linked);
  proxy.restore();
  await until(() => refused.length === 2);
  expect(refused).toEqual(['secret/#', 'secret/#']);
  expect(bus.linked).toBe(true);
});

const reason = noMosquitto();
describe.skipIf(reason !== null)(`against mosquitto${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const start = async (...options: Parameters<typeof Mosquitto.start>): Promise<Mosquitto> => {
    const broker = await Mosquitto.start(...options);
    ends.push(() => broker.stop());
    return broker;
  };

  test('user and password from a file; a new password is read without a restart', async () => {
    const { url } = await start({ users: { letan: 'đúng rồi' } });
    expect(await busAt(at(url)).open(signal)).toMatchObject({
      ok: false,
      fault: { kind: 'refused', where: url, reason: 'not authorised' },
    });
    const passwordFile = file('password', 'wrong\n');
    const bus = busAt(at(url, { username: 'letan', passwordFile }));
    expect(await bus.open(signal)).toMatchObject({ ok: false, fault: { kind: 'refused' } });
    file('password', 'đúng rồi\n');
    expect(await bus.open(signal)).toEqual({ ok: true, value: undefined });
    rmSync(passwordFile);
    expect(await busAt(at(url, { username: 'letan', passwordFile })).open(signal)).toMatchObject({
      ok: false,
      fault: { kind: 'refused', reason: expect.stringMatching(/ENOENT.*password/) },
    });
  });

  test('a broker that refuses us after a lost link ends the service, told once', async () => {
    const broker = await start({ users: { letan: 'right' } });
    const proxy = await TcpProxy.to(broker.port);
    ends.push(() => proxy.close());
    const bus = busAt(
      at(`mqtt://127.0.0.1:${proxy.port}`, { username: 'letan', passwordFile: file('password', 'right') }),
    );
    const faults: BusFault[] = [];
    bus.onFault((fault) => faults.push(fault));
    expect(await bus.open(signal)).toEqual({ ok: true, value: undefined });
    file('password', 'changed');
    proxy.cut();
    proxy.restore();
    await until(() => faults.length > 0);
    await pause(150);
    expect(faults).toMatchObject([{ kind: 'refused', reason: 'not authorised' }]);
    file('password', 'right');
    await bus.close();
    expect(await bus.open(signal)).toEqual({ ok: true, value: undefined });
  });

  test('a filter that the access list forbids is silent; what it allows comes', async () => {
    // mosquitto's list grants every subscription and then keeps the messages back.
    const { url } = await start({ acl: ['topic readwrite letan/#'] });
    const bus = busAt(at(url));
    expect(await bus.open(signal)).toEqual({ ok: true, value: undefined });
    const heard: string[] = [];
    bus.subscribe('#', ({ topic }) => heard.push(topic));
    await bus.publish({ topic: 'secret/x', payload: 'x', qos: 1, retain: false });
    await bus.publish({ topic: 'letan/x', payload: 'x', qos: 1, retain: false });
    await until(() => heard.length > 0);
    expect(heard).toEqual(['letan/x']);
  });

  test('an oversized message is acknowledged: a kept session does not bring it again', async () => {
    const broker = await start();
    const proxy = await TcpProxy.to(broker.port);
    ends.push(() => proxy.close());
    const bus = busAt(at(`mqtt://127.0.0.1:${proxy.port}`), { ...kiosk, cleanSession: false });
    await bus.open(signal);
    const heard: string[] = [];
    bus.subscribe('x', ({ payload }) => heard.push(payload));
    await bus.publish({ topic: 'x', payload: 'before', qos: 1, retain: false });
    await until(() => heard.length === 1);
    const large = file('large', 'x'.repeat(3 * 1024 * 1024));
    spawnSync('mosquitto_pub', ['-p', String(broker.port), '-t', 'x', '-q', '1', '-f', large]);
    await until(() => bus.oversized === 1);
    // What this publish waits for comes behind the acknowledgement of the large one.
    await bus.publish({ topic: 'y', payload: '', qos: 1, retain: false });
    proxy.cut();
    await until(() => !bus.linked);
    proxy.restore();
    await until(() => bus.linked);
    await bus.publish({ topic: 'x', payload: 'after', qos: 1, retain: false });
    await until(() => heard.length === 2);
    await pause(100);
    expect(bus.oversized).toBe(1);
    expect(heard).toEqual(['before', 'after']);
  });

  describe('TLS', () => {
    const openssl = (...args: string[]): void => {
      const run = spawnSync('openssl', args, { cwd: directory, encoding: 'utf8' });
      if (run.status !== 0) throw new Error(`openssl ${args.join(' ')}: ${run.stderr}`);
    };
    /** A certificate authority of the test's own, and one signed by it for each name. */
    const certify = (...names: readonly string[]): void => {
      openssl(
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-keyout',
        'ca.key',
        '-out',
        'ca.crt',
        '-subj',
        '/CN=letan test',
        '-days',
        '2',
      );
      for (const name of names) {
        openssl(
          'req',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:P-256',
          '-nodes',
          '-keyout',
          `${name}.key`,
          '-out',
          `${name}.csr`,
          '-subj',
          `/CN=${name}`,
          '-addext',
          'subjectAltName=IP:127.0.0.1',
        );
        openssl(
          'x509',
          '-req',
          '-in',
          `${name}.csr`,
          '-CA',
          'ca.crt',
          '-CAkey',
          'ca.key',
          '-CAcreateserial',
          '-out',
          `${name}.crt`,
          '-days',
          '2',
          '-copy_extensions',
          'copy',
        );
      }
    };

    test('with the broker’s certificate checked and our own shown', async () => {
      certify('broker', 'kiosk-1');
      const tls = {
        ca: join(directory, 'ca.crt'),
        cert: join(directory, 'broker.crt'),
        key: join(directory, 'broker.key'),
        requireClient: true,
      };
      const broker = await start({ tls });
      const url = `mqtts://127.0.0.1:${broker.port}`;
      const mine = {
        caFile: tls.ca,
        certFile: join(directory, 'kiosk-1.crt'),
        keyFile: join(directory, 'kiosk-1.key'),
      };
      const bus = busAt(at(url, mine));
      expect(await bus.open(signal)).toEqual({ ok: true, value: undefined });
      expect(await bus.publish({ topic: 'x', payload: 'x', qos: 1, retain: false })).toEqual({
        ok: true,
        value: undefined,
      });
      // Without ours the broker ends it; a broker whose certificate nobody vouches for is not spoken to.
      expect(await busAt(at(url, { caFile: tls.ca })).open(signal)).toMatchObject({ ok: false });
      expect(await busAt(at(url, { ...mine, caFile: null })).open(signal)).toMatchObject({
        ok: false,
        fault: { kind: 'refused', reason: expect.stringMatching(/certificate/) },
      });
      expect(await busAt(at(url, { ...mine, caFile: join(directory, 'none.crt') })).open(signal)).toMatchObject({
        ok: false,
        fault: { kind: 'refused', reason: expect.stringMatching(/ENOENT.*none\.crt/) },
      });
      expect(await busAt(at(url, { ...mine, keyFile: file('junk.key', 'no key at all') })).open(signal)).toMatchObject({
        ok: false,
        fault: { kind: 'refused', reason: expect.stringMatching(/PEM|key|DECODER/i) },
      });
    });
  });

  const straceReason = noStrace();
  test.skipIf(straceReason !== null)(
    `Nagle’s algorithm is off before the first byte${straceReason === null ? '' : ` (skipped: ${straceReason})`}`,
    async () => {
      const { port } = await start();
      const program = bundleChild('one-publish');
      ends.push(() => rmSync(program));
      const calls = systemCalls(trace([process.execPath, program, `mqtt://127.0.0.1:${port}`]).lines);
      const nodelay = calls.findIndex((call) => call.name === 'setsockopt' && /TCP_NODELAY, \[1\]/.test(call.args));
      const first = calls.findIndex((call) => /^writev?$/.test(call.name) && /MQTT/.test(call.args));
      expect(nodelay).toBeGreaterThanOrEqual(0);
      expect(first).toBeGreaterThan(nodelay);
    },
  );
});
