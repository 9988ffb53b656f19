import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { at, MqttBench, pause, signal, until } from '../support/mqtt-bench.ts';
import { freePort } from '../support/mosquitto.ts';

const bench = new MqttBench();

describe('where no broker answers as it should', () => {
  test('nobody at the port', async () => {
    const url = `mqtt://127.0.0.1:${await freePort()}`;
    expect(await bench.bus(at(url)).open(signal)).toMatchObject({
      ok: false,
      fault: { kind: 'unreachable', where: url, reason: expect.stringContaining('ECONNREFUSED') },
    });
  });

  test('a name that nobody knows', async () => {
    const opened = await bench.bus(at('mqtt://broker.invalid')).open(signal);
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
    bench.atEnd(() => {
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
    const opened = await bench.bus(at(await answering(talk))).open(signal);
    expect(opened).toMatchObject({ ok: false, fault: { kind: 'unreachable' } });
  });

  test('silence: opening can be given up', async () => {
    const bus = bench.bus(at(await answering(() => undefined)));
    const abort = new AbortController();
    const call = bus.open(abort.signal);
    await pause(50);
    abort.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(bus.linked).toBe(false);
  });

  test('junk after the link stood: the link is lost, not the process', async () => {
    let socket: Socket | null = null;
    const bus = bench.bus(
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
  test('a broker that is gone before it acknowledged: closing waits for no word of it', async () => {
    const heard: Buffer[] = [];
    let socket: Socket | null = null;
    const url = await answering((each) => {
      socket = each;
      each.once('data', () => each.write(Uint8Array.of(0x20, 2, 0, 0)));
      each.on('data', (bytes) => heard.push(bytes));
    });
    const bus = bench.bus(at(url));
    await bus.open(signal);
    const published = bus.publish({ topic: 'letan/test', payload: 'A001', qos: 1, retain: false });
    await until(() => heard.some((bytes) => bytes.includes('A001')));
    // As when its power is cut: in one breath the cable is pulled and the device goes down.
    (socket as Socket | null)?.destroy();
    await bus.close();
    expect(await published).toEqual({ ok: false, fault: { kind: 'offline' } });
    expect(bus.linked).toBe(false);
  });
});
