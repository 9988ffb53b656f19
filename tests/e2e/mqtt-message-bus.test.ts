import { Aedes } from 'aedes';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BusFault } from '../../hal/ports/message-bus.ts';
import { bundleChild } from '../support/child.ts';
import { Mosquitto, noMosquitto } from '../support/mosquitto.ts';
import { at, kiosk, MqttBench, pause, signal, until } from '../support/mqtt-bench.ts';
import { noStrace, systemCalls, trace } from '../support/strace.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { openFilesBelow } from '../support/temporary.ts';
import { runs } from '../support/tier.ts';

const bench = new MqttBench();

test('a filter that the broker refuses is told by its name, at each link; the others are served', async () => {
  const aedes = await Aedes.createBroker();
  aedes.authorizeSubscribe = (_client, subscription, callback) =>
    callback(null, subscription.topic.startsWith('secret/') ? null : subscription);
  const server = createServer((socket) => void aedes.handle(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  bench.atEnd(() => new Promise<void>((resolve) => aedes.close(() => server.close(() => resolve()))));
  const proxy = await TcpProxy.to(address.port);
  bench.atEnd(() => proxy.close());
  const bus = bench.bus(at(`mqtt://127.0.0.1:${proxy.port}`));
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
    bench.atEnd(() => broker.stop());
    return broker;
  };

  test('user and password from a file; a new password is read without a restart', async () => {
    const { url } = await start({ users: { letan: 'đúng rồi' } });
    expect(await bench.bus(at(url)).open(signal)).toMatchObject({
      ok: false,
      fault: { kind: 'refused', where: url, reason: 'not authorised' },
    });
    const passwordFile = bench.file('password', 'wrong\n');
    const bus = bench.bus(at(url, { username: 'letan', passwordFile }));
    expect(await bus.open(signal)).toMatchObject({ ok: false, fault: { kind: 'refused' } });
    bench.file('password', 'đúng rồi\n');
    expect(await bus.open(signal)).toEqual({ ok: true, value: undefined });
    rmSync(passwordFile);
    expect(await bench.bus(at(url, { username: 'letan', passwordFile })).open(signal)).toMatchObject({
      ok: false,
      fault: { kind: 'refused', reason: expect.stringMatching(/ENOENT.*password/) },
    });
  });

  test('a broker that refuses us after a lost link ends the service, told once', async () => {
    const broker = await start({ users: { letan: 'right' } });
    const proxy = await TcpProxy.to(broker.port);
    bench.atEnd(() => proxy.close());
    const bus = bench.bus(
      at(`mqtt://127.0.0.1:${proxy.port}`, { username: 'letan', passwordFile: bench.file('password', 'right') }),
    );
    const faults: BusFault[] = [];
    bus.onFault((fault) => faults.push(fault));
    expect(await bus.open(signal)).toEqual({ ok: true, value: undefined });
    bench.file('password', 'changed');
    proxy.cut();
    proxy.restore();
    await until(() => faults.length > 0);
    await pause(150);
    expect(faults).toMatchObject([{ kind: 'refused', reason: 'not authorised' }]);
    bench.file('password', 'right');
    await bus.close();
    expect(await bus.open(signal)).toEqual({ ok: true, value: undefined });
  });

  test('a filter that the access list forbids is silent; what it allows comes', async () => {
    // mosquitto's list grants every subscription and then keeps the messages back.
    const { url } = await start({ acl: ['topic readwrite letan/#'] });
    const bus = bench.bus(at(url));
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
    bench.atEnd(() => proxy.close());
    const bus = bench.bus(at(`mqtt://127.0.0.1:${proxy.port}`), { ...kiosk, cleanSession: false });
    await bus.open(signal);
    const heard: string[] = [];
    bus.subscribe('x', ({ payload }) => heard.push(payload));
    await bus.publish({ topic: 'x', payload: 'before', qos: 1, retain: false });
    await until(() => heard.length === 1);
    const large = bench.file('large', 'x'.repeat(3 * 1024 * 1024));
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

  test('many openings leave no socket and no timer', async () => {
    const { url } = await start();
    const bus = bench.bus(at(url));
    const sockets = (): number => openFilesBelow('socket:').length;
    const before = sockets();
    for (let round = 0; round < runs({ fast: 100, long: 1000 }); round++) {
      expect(await bus.open(signal)).toEqual({ ok: true, value: undefined });
      await bus.close();
    }
    expect(sockets()).toBe(before);
    expect(bench.clock.pending).toBe(0);
  });

  describe('TLS', () => {
    const openssl = (...args: string[]): void => {
      const run = spawnSync('openssl', args, { cwd: bench.directory, encoding: 'utf8' });
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
        ca: join(bench.directory, 'ca.crt'),
        cert: join(bench.directory, 'broker.crt'),
        key: join(bench.directory, 'broker.key'),
        requireClient: true,
      };
      const broker = await start({ tls });
      const url = `mqtts://127.0.0.1:${broker.port}`;
      const mine = {
        caFile: tls.ca,
        certFile: join(bench.directory, 'kiosk-1.crt'),
        keyFile: join(bench.directory, 'kiosk-1.key'),
      };
      const bus = bench.bus(at(url, mine));
      expect(await bus.open(signal)).toEqual({ ok: true, value: undefined });
      expect(await bus.publish({ topic: 'x', payload: 'x', qos: 1, retain: false })).toEqual({
        ok: true,
        value: undefined,
      });
      // Without ours the broker ends it; a broker whose certificate nobody vouches for is not spoken to.
      expect(await bench.bus(at(url, { caFile: tls.ca })).open(signal)).toMatchObject({ ok: false });
      expect(await bench.bus(at(url, { ...mine, caFile: null })).open(signal)).toMatchObject({
        ok: false,
        fault: { kind: 'refused', reason: expect.stringMatching(/certificate/) },
      });
      expect(
        await bench.bus(at(url, { ...mine, caFile: join(bench.directory, 'none.crt') })).open(signal),
      ).toMatchObject({
        ok: false,
        fault: { kind: 'refused', reason: expect.stringMatching(/ENOENT.*none\.crt/) },
      });
      expect(
        await bench.bus(at(url, { ...mine, keyFile: bench.file('junk.key', 'no key at all') })).open(signal),
      ).toMatchObject({
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
      bench.atEnd(() => rmSync(program));
      const calls = systemCalls(trace([process.execPath, program, `mqtt://127.0.0.1:${port}`]).lines);
      const nodelay = calls.findIndex((call) => call.name === 'setsockopt' && /TCP_NODELAY, \[1\]/.test(call.args));
      const first = calls.findIndex((call) => /^writev?$/.test(call.name) && /MQTT/.test(call.args));
      expect(nodelay).toBeGreaterThanOrEqual(0);
      expect(first).toBeGreaterThan(nodelay);
    },
  );
});
