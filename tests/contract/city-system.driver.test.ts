import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { describe } from 'vitest';
import { CsvCitySystem } from '../../hal/drivers/csv-city-system.ts';
import { HttpCitySystem } from '../../hal/drivers/http-city-system.ts';
import { MqttCitySystem } from '../../hal/drivers/mqtt-city-system.ts';
import { MqttMessageBus } from '../../hal/drivers/mqtt-message-bus.ts';
import { readTable } from '../../firmware/city/table.ts';
import { CityServer } from '../support/city-server.ts';
import { Mosquitto, noMosquitto } from '../support/mosquitto.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { HostClock, until } from '../support/web.ts';
import { cityContract } from './city-system.contract.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

cityContract("the city's system over HTTP", { line: true, answers: true }, async () => {
  const folder = temporaryDirectory();
  const key = join(folder, 'key');
  writeFileSync(key, 'chìa khóa bí mật\n');
  const server = await CityServer.start('chìa khóa bí mật');
  const clock = new HostClock();
  const nobody = { caFile: null, certFile: null, keyFile: null };
  const city = new HttpCitySystem(
    {
      ...nobody,
      events: `${server.url}/events`,
      bookings: { url: `${server.url}/bookings`, everyMs: 30 },
      dossier: `${server.url}/dossiers/{code}`,
      signingKeyFile: key,
      tokenFile: null,
      silenceMs: 5_000,
    },
    clock,
  );
  server.lay('application/json', '');
  return {
    city,
    finish: (call) => call,
    arrived: async (count) => {
      await until(() => server.taken.length >= count, `${count} messages`);
      if (server.taken.some(({ signed }) => !signed)) throw new Error('a message came unsigned');
      return server.taken.map(({ id }) => id);
    },
    lay: async (_name, text) => server.lay('application/json', text),
    setAway: async (away) => server.setAway(away),
    know: async (code, answer) => server.know(code, answer),
    refuse: async (kind) => server.refuse(kind),
    until: (met) => until(met, 'what was waited for'),
    quiet: () => pause(120),
    pending: () => 0,
    end: async () => {
      await server.close();
      removeDirectory(folder);
    },
  };
});

cityContract("the city's system as files", { line: false, answers: false }, async () => {
  const folder = temporaryDirectory();
  const [inFolder, outFolder] = [join(folder, 'in'), join(folder, 'out')];
  mkdirSync(inFolder);
  mkdirSync(outFolder);
  const clock = new HostClock();
  const city = new CsvCitySystem({ inFolder, outFolder, everyMs: 80, rows: 1000, lookEveryMs: 25 }, clock);
  const ids = (): readonly string[] => [
    ...new Set(
      readdirSync(outFolder)
        .filter((name) => name.endsWith('.csv'))
        .sort()
        .flatMap((name) =>
          readTable(readFileSync(join(outFolder, name), 'utf8'), ',').rows.map(({ cells }) => cells['id'] ?? ''),
        ),
    ),
  ];
  return {
    city,
    finish: (call) => call,
    arrived: async (count) => {
      await until(() => ids().length >= count, `${count} rows`);
      return ids();
    },
    lay: async (name, text) => writeFileSync(join(inFolder, name), text),
    setAway: async () => undefined,
    know: null,
    refuse: async () => undefined,
    until: (met) => until(met, 'what was waited for'),
    quiet: () => pause(200),
    pending: () => 0,
    end: async () => removeDirectory(folder),
  };
});

const missing = noMosquitto();
describe.skipIf(missing !== null)(`over a broker${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  cityContract("the city's system over MQTT", { line: true, answers: false }, async () => {
    const broker = await Mosquitto.start();
    const raw = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
    const proxy = await TcpProxy.to(broker.port);
    const taken: string[] = [];
    const dossiers = new Map<string, string>();
    raw.on('message', (topic, payload) => {
      const said = JSON.parse(payload.toString('utf8')) as { readonly id: string; readonly code?: string };
      if (topic.startsWith('letan/events/') && !taken.includes(said.id)) taken.push(said.id);
      if (topic !== 'letan/dossiers/ask') return;
      const known = dossiers.get(said.code ?? '');
      const answer =
        known === undefined ? { id: said.id, unknown: true } : { id: said.id, ...(JSON.parse(known) as object) };
      raw.publish('letan/dossiers/answer', JSON.stringify(answer), { qos: 1 });
    });
    await raw.subscribeAsync(['letan/events/#', 'letan/dossiers/ask'], { qos: 1 });
    const address = {
      url: `mqtt://127.0.0.1:${proxy.port}`,
      username: null,
      passwordFile: null,
      caFile: null,
      certFile: null,
      keyFile: null,
      keepAliveMs: 5_000,
    };
    const client = { clientId: 'letan-city', will: null, cleanSession: true };
    const bus = new MqttMessageBus(
      [address],
      client,
      new HostClock(),
      { next: Math.random },
      { firstMs: 5, mostMs: 50 },
    );
    let asked = 0;
    const settings = { prefix: 'letan', bookings: 'city/bookings', dossiers: true };
    const city = new MqttCitySystem(settings, bus, address.url, () => `ask-${(asked += 1)}`);
    return {
      city,
      finish: (call) => call,
      arrived: async (count) => {
        await until(() => taken.length >= count, `${count} messages`);
        return taken;
      },
      lay: async (_name, text) => {
        await raw.publishAsync('city/bookings', text, { qos: 1, retain: true });
      },
      setAway: async (away) => {
        if (away) proxy.cut();
        else {
          proxy.restore();
          await until(() => bus.linked, 'a link');
        }
      },
      know: async (code, answer) => void dossiers.set(code, answer),
      refuse: async () => undefined,
      until: (met) => until(met, 'what was waited for'),
      quiet: () => pause(120),
      pending: () => 0,
      end: async () => {
        await raw.endAsync(true);
        await proxy.close();
        await broker.stop();
      },
    };
  });
});
