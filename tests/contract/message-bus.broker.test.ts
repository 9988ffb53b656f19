import { Aedes } from 'aedes';
import { once } from 'node:events';
import { connectAsync, type MqttClient } from 'mqtt';
import { createServer, type Server, type Socket } from 'node:net';
import { describe } from 'vitest';
import { MqttMessageBus } from '../../hal/drivers/mqtt-message-bus.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { Mosquitto, noMosquitto } from '../support/mosquitto.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { messageBusContract } from './message-bus.contract.ts';
import type { BusRig, BusRigs } from './message-bus.rig.ts';

/** A broker that runs for real, whichever. */
interface RealBroker {
  readonly port: number;
  run(): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const overWires = (startBroker: () => Promise<RealBroker>): BusRigs => {
  let broker: RealBroker;
  let raw: MqttClient;
  const proxies = new Map<string, TcpProxy>();
  const clock = new NodeClock(() => true);
  const proxyOf = (clientId: string): TcpProxy => {
    const proxy = proxies.get(clientId);
    if (proxy === undefined) throw new Error(`no client ${clientId}`);
    return proxy;
  };
  return {
    start: async (): Promise<BusRig> => {
      broker = await startBroker();
      raw = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { reconnectPeriod: 20 });
      return {
        client: async (who) => {
          const proxy = await TcpProxy.to(broker.port);
          proxies.set(who.clientId, proxy);
          const address = {
            url: `mqtt://127.0.0.1:${proxy.port}`,
            username: null,
            passwordFile: null,
            caFile: null,
            certFile: null,
            keyFile: null,
            keepAliveMs: 5_000,
          };
          return new MqttMessageBus([address], who, clock, { next: Math.random }, { firstMs: 5, mostMs: 50 });
        },
        cut: (clientId) => proxyOf(clientId).cut(),
        restore: (clientId) => proxyOf(clientId).restore(),
        stopBroker: () => broker.kill(),
        startBroker: async () => {
          await broker.run();
          if (!raw.connected) await new Promise<void>((resolve) => raw.once('connect', () => resolve()));
        },
        finish: (call) => call,
        until: async (met) => {
          for (let round = 0; round < 2000 && !met(); round++) await pause(5);
          if (!met()) throw new Error('not within ten seconds');
        },
        quiet: () => pause(150),
        publishRaw: async (topic, payload) => void (await raw.publishAsync(topic, payload, { qos: 1 })),
        pending: () => clock.pending,
      };
    },
    stop: async () => {
      await raw.endAsync(true);
      await Promise.all([...proxies.values()].map((proxy) => proxy.close()));
      await broker.stop();
    },
  };
};

/** aedes in this process, its memory kept while it is "killed", as mosquitto's disk is. */
const startAedes = async (): Promise<RealBroker> => {
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  let server: Server;
  let port = 0;
  const run = async (): Promise<void> => {
    server = createServer({ noDelay: true }, (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      aedes.handle(socket);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address !== null && typeof address !== 'string') port = address.port;
  };
  const kill = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  };
  await run();
  return {
    get port() {
      return port;
    },
    run,
    kill,
    stop: async () => {
      await new Promise<void>((resolve) => aedes.close(resolve));
      await kill();
    },
  };
};
messageBusContract('mqtt.js on aedes', () => overWires(startAedes));

const reason = noMosquitto();
describe.skipIf(reason !== null)(`on a real broker${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  messageBusContract('mqtt.js on mosquitto', () =>
    overWires(async () => {
      const mosquitto = await Mosquitto.start();
      return {
        port: mosquitto.port,
        run: () => mosquitto.run(),
        kill: () => mosquitto.kill('SIGTERM'),
        stop: () => mosquitto.stop(),
      };
    }),
  );
});
