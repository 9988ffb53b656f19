import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { certificateLifeMs } from '../../firmware/cli/hub/authority.ts';
import { renewBeforeMs } from '../../firmware/cli/hub/site-broker-files.ts';
import { brokerFolder } from '../../firmware/broker/site-broker.ts';
import { MqttMessageBus } from '../../hal/drivers/mqtt-message-bus.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import type { BusFault, BusMessage } from '../../hal/ports/message-bus.ts';
import type { Result } from '../../hal/result.ts';
import { BrokerSite, type Said } from '../support/broker-site.ts';
import { Mosquitto, noMosquitto } from '../support/mosquitto.ts';
import { at, signal, until } from '../support/mqtt-bench.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

// Keys are made and programs started in each: a busy host needs its time.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const clock = new NodeClock(() => true);
let folder = '';
const ends: (() => Promise<unknown> | void)[] = [];
beforeEach(() => {
  folder = temporaryDirectory();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  removeDirectory(folder);
  expect(clock.pending).toBe(0);
});

/** Every file below a folder with its content, mode and time. */
const everything = (path: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => {
        const file = join(each.parentPath, each.name);
        const { mode, mtimeMs } = statSync(file);
        return [file, `${mode.toString(8)} ${mtimeMs} ${readFileSync(file, 'utf8')}`];
      }),
  );

const certificate = (path: string): X509Certificate => new X509Certificate(readFileSync(path));

describe('what is written', () => {
  test('a second run renews nothing and touches nothing; keys are their owner’s alone', async () => {
    const site = await BrokerSite.make(folder);
    const first = site.letan();
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout).toContain(
      'kiosk-2 (broker): chứng thư mới, chưa có · kiosk-2 (broker): new certificate, had none',
    );
    const before = everything(site.out);
    const secrets = Object.keys(before).filter((file) => /key$|password|issued|access|conf$/.test(file));
    expect(secrets.length).toBeGreaterThan(10);
    for (const file of secrets) expect(statSync(file).mode & 0o777, file).toBe(0o600);
    const second = site.letan();
    expect(second.stdout).toBe('mọi thứ đã đúng, không có gì thay đổi · all is as it should be, nothing changed\n');
    expect(everything(site.out)).toEqual(before);
    // The authority's key stays where it was made.
    for (const device of ['kiosk-1', 'kiosk-2', 'robot-1', 'desks'])
      expect(readdirSync(join(site.out, 'devices', device))).not.toContain('authority.key');
    expect(readdirSync(join(site.out, 'devices', 'robot-1')).sort()).toEqual([
      'authority.crt',
      'device.crt',
      'device.key',
    ]);
  });

  test('openssl, which we did not write, believes the chain, the names and the list of what is revoked', async () => {
    const site = await BrokerSite.make(folder);
    await site.hand();
    const file = (device: string, name: string): string => join(site.out, 'devices', device, name);
    const verify = (...args: readonly string[]): string =>
      spawnSync('openssl', ['verify', '-x509_strict', '-CAfile', file('kiosk-1', 'authority.crt'), ...args], {
        encoding: 'utf8',
      }).stdout;
    expect(verify('-purpose', 'sslserver', '-verify_ip', '127.0.0.1', file('kiosk-1', 'server.crt'))).toContain(': OK');
    expect(verify('-purpose', 'sslclient', file('robot-1', 'device.crt'))).toContain(': OK');
    // A device's certificate is no broker's: a stolen kiosk cannot play the hub.
    expect(verify('-purpose', 'sslserver', file('robot-1', 'device.crt'))).not.toContain(': OK');
    cpSync(file('robot-1', 'device.crt'), join(folder, 'stolen.crt'));
    await site.hand({ revoke: ['robot-1'] });
    const listed = ['-crl_check', '-CRLfile', file('kiosk-1', 'revoked.pem')];
    expect(verify(...listed, join(folder, 'stolen.crt'))).not.toContain(': OK');
    expect(verify(...listed, file('robot-1', 'device.crt'))).toContain(': OK');
    expect(verify(...listed, file('kiosk-2', 'device.crt'))).toContain(': OK');
  });

  test('what must be renewed is, alone: a changed address, a damaged key, a name that was asked for, a device that is new', async () => {
    const site = await BrokerSite.make(folder);
    await site.hand();
    const serial = (device: string, name: string): string =>
      certificate(join(site.out, 'devices', device, name)).serialNumber;
    const before = { device: serial('kiosk-1', 'device.crt'), server: serial('kiosk-2', 'server.crt') };
    site.change((document) => document.setIn(['broker', 'at', 0, 'host'], '10.20.0.99'));
    expect((await site.write()).certificates).toEqual([{ name: 'kiosk-1', kind: 'server', why: 'addresses' }]);
    expect(certificate(join(site.out, 'devices/kiosk-1/server.crt')).checkIP('10.20.0.99')).toBe('10.20.0.99');
    writeFileSync(join(site.out, 'devices/robot-1/device.key'), 'torn');
    expect((await site.write()).certificates).toEqual([{ name: 'robot-1', kind: 'client', why: 'foreign' }]);
    expect((await site.write({ renew: ['kiosk-1'] })).certificates).toEqual([
      { name: 'kiosk-1', kind: 'client', why: 'asked' },
      { name: 'kiosk-1', kind: 'server', why: 'asked' },
    ]);
    expect(serial('kiosk-1', 'device.crt')).not.toBe(before.device);
    expect(serial('kiosk-2', 'server.crt')).toBe(before.server);
    site.change((document) => document.setIn(['broker', 'clients', 1], { id: 'dashboard', role: 'reader' }));
    const added = await site.write();
    expect(added.certificates).toEqual([{ name: 'dashboard', kind: 'client', why: 'new' }]);
    // The new name stands in both carriers' lists; nobody else has anything to fetch.
    expect(added.folders.map(({ name }) => name).sort()).toEqual(['dashboard', 'kiosk-1', 'kiosk-2']);
    // Close to their end all are made anew, the authority lives on.
    const work = await site.write({ now: Date.now() + certificateLifeMs - renewBeforeMs + 1 });
    expect(work.authority).toBe('kept');
    expect(work.certificates.map(({ why }) => why)).toEqual(Array.from({ length: 7 }, () => 'expiring'));
    site.change((document) => document.setIn(['broker', 'clients'], []));
    expect((await site.write()).strangers).toEqual(['desks', 'dashboard']);
  });

  test('says in two languages what it cannot do, and harms nothing', async () => {
    const site = await BrokerSite.make(folder);
    expect(site.letan('--renew', 'kiosk-9')).toMatchObject({
      status: 64,
      stdout: '',
      stderr: expect.stringMatching(/^không có .*kiosk-9.*\nthere is no device or program named kiosk-9/),
    });
    await site.hand();
    const key = join(site.out, 'authority/authority.key');
    const kept = readFileSync(key);
    rmSync(key);
    const torn = site.letan();
    expect(torn).toMatchObject({ status: 78, stderr: expect.stringContaining('bring the folder back from its copy') });
    writeFileSync(key, kept);
    writeFileSync(join(site.out, 'authority/issued.json'), '{');
    await expect(site.write()).rejects.toThrow('register-unreadable');
    site.change((document) => document.delete('broker'));
    for (const device of ['kiosk-1', 'kiosk-2', 'robot-1'])
      site.changeDevice(device, (document) => document.setIn(['devices', 'broker'], { driver: 'simulated' }));
    expect(site.letan()).toMatchObject({ status: 78, stderr: expect.stringContaining('has no broker:') });
  });
});

const reason = noMosquitto();
describe.skipIf(reason !== null)(`with a real mosquitto${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const carried = async (site: BrokerSite, device = 'kiosk-1'): Promise<Said[]> => {
    const said: Said[] = [];
    const broker = site.broker(device, clock, said);
    ends.push(() => broker.stop());
    broker.start();
    return said;
  };
  const linked = async (
    site: BrokerSite,
    device: string,
    more: Parameters<BrokerSite['bus']>[2] = {},
  ): Promise<MqttMessageBus> => {
    const bus = site.bus(device, clock, more);
    ends.push(() => bus.close());
    let opened: Result<void, BusFault> | null = null;
    for (let round = 0; round < 200 && opened?.ok !== true; round += 1) {
      opened = await bus.open(signal);
      if (!opened.ok) await new Promise((next) => setTimeout(next, 20));
    }
    expect(opened, device).toEqual({ ok: true, value: undefined });
    return bus;
  };
  const heard = (bus: MqttMessageBus, filter: string): BusMessage[] => {
    const messages: BusMessage[] = [];
    bus.subscribe(filter, (message) => messages.push(message));
    return messages;
  };
  const say = (bus: MqttMessageBus, topic: string, payload = topic, retain = false) =>
    bus.publish({ topic, payload, qos: 1, retain });
  const base = 'letan/v1/ward-centre';

  test('it starts with what was written; devices link by TLS, the carrier by its loopback, and hear each other', async () => {
    const site = await BrokerSite.make(folder);
    await site.hand();
    const said = await carried(site);
    const hub = await linked(site, 'kiosk-1');
    const member = await linked(site, 'kiosk-2');
    expect(hub.at).toMatch(/^mqtt:/);
    expect(member.at).toMatch(/^mqtts:/);
    const atHub = heard(hub, `${base}/+/evt/visit`);
    await say(member, `${base}/kiosk-2/evt/visit`);
    await until(() => atHub.length === 1);
    // Nothing to complain of, but for who runs this test.
    const complaints = said.filter(
      ({ data, event }) => event !== 'broker.started' && !/as root/.test(JSON.stringify(data)),
    );
    expect(complaints).toEqual([]);
  });

  test('a foreign certificate, none at all, and a wrong password are refused', async () => {
    const site = await BrokerSite.make(folder);
    await site.hand();
    await carried(site);
    await linked(site, 'kiosk-1');
    const strange = await BrokerSite.make(temporaryDirectory());
    ends.push(() => removeDirectory(join(strange.directory, '..')));
    await strange.hand();
    const mine = brokerFolder(site.config('kiosk-2'));
    const theirs = brokerFolder(strange.config('kiosk-2'));
    const url = `mqtts://127.0.0.1:${site.ports['kiosk-1']?.port}`;
    const open = async (more: Parameters<typeof at>[1], where = url): Promise<Result<void, BusFault>> => {
      const bus = new MqttMessageBus(
        [at(where, more)],
        { clientId: 'stranger', will: null, cleanSession: true },
        clock,
        { next: () => 0 },
        { firstMs: 10, mostMs: 50 },
      );
      ends.push(() => bus.close());
      return await bus.open(signal);
    };
    const authority = { caFile: join(mine, 'authority.crt') };
    const pair = (of: string) => ({ certFile: join(of, 'device.crt'), keyFile: join(of, 'device.key') });
    expect((await open({ ...authority, ...pair(theirs) })).ok).toBe(false);
    expect((await open(authority)).ok).toBe(false);
    // A broker that is not of our site is not believed either.
    expect(await open({ caFile: join(theirs, 'authority.crt'), ...pair(theirs) })).toMatchObject({
      ok: false,
      fault: { kind: 'refused' },
    });
    const loopback = `mqtt://127.0.0.1:${site.ports['kiosk-1']?.loopbackPort}`;
    expect((await open({}, loopback)).ok).toBe(false);
    writeFileSync(join(folder, 'guess'), 'guess');
    expect((await open({ username: 'kiosk-1', passwordFile: join(folder, 'guess') }, loopback)).ok).toBe(false);
    expect((await open({ ...authority, ...pair(mine) })).ok).toBe(true);
  });

  test('each speaks for itself alone; wishes come from devices and staff, never from readers', async () => {
    const site = await BrokerSite.make(folder);
    site.change((document) => document.setIn(['broker', 'clients', 1], { id: 'dashboard', role: 'reader' }));
    await site.hand();
    await carried(site);
    const hub = await linked(site, 'kiosk-1');
    const robot = await linked(site, 'robot-1');
    const of = async (id: string): Promise<MqttMessageBus> => {
      const own = join(site.out, 'devices', id);
      const bus = new MqttMessageBus(
        [
          at(`mqtts://127.0.0.1:${site.ports['kiosk-1']?.port}`, {
            caFile: join(own, 'authority.crt'),
            certFile: join(own, 'device.crt'),
            keyFile: join(own, 'device.key'),
          }),
        ],
        { clientId: id, will: null, cleanSession: true },
        clock,
        { next: () => 0 },
      );
      ends.push(() => bus.close());
      expect(await bus.open(signal)).toMatchObject({ ok: true });
      return bus;
    };
    const desk = await of('desks');
    const dashboard = await of('dashboard');
    const all = heard(hub, '#');
    const told = heard(dashboard, `${base}/#`);
    const tries: readonly (readonly [MqttMessageBus, string, boolean])[] = [
      [robot, `${base}/robot-1/meta`, true],
      [robot, `${base}/robot-1/state`, true],
      [robot, `${base}/robot-1/evt/visit`, true],
      [robot, `${base}/robot-1/cmd/next/ack`, true],
      [robot, `${base}/robot-1/hall`, true],
      [robot, `${base}/robot-1/answer/kiosk-2`, true],
      [robot, `${base}/kiosk-1/ask/robot-1`, true],
      [robot, `${base}/kiosk-1/ask/kiosk-2`, false],
      [robot, `${base}/kiosk-1/answer/kiosk-2`, false],
      [robot, `${base}/kiosk-1/hall`, false],
      [robot, `${base}/kiosk-1/cmd/assistance-accept`, true],
      [robot, `${base}/kiosk-1/cmd/next`, false],
      [robot, `${base}/kiosk-1/evt/visit`, false],
      [robot, `${base}/kiosk-1/state`, false],
      [robot, `${base}/kiosk-1/cmd/next/ack`, false],
      [robot, `letan/v1/other-site/robot-1/evt/visit`, false],
      [robot, `anything`, false],
      [desk, `${base}/kiosk-1/cmd/next`, true],
      [desk, `${base}/kiosk-1/cmd/promote`, false],
      [desk, `${base}/kiosk-1/evt/visit`, false],
      [desk, `${base}/desks/evt/visit`, false],
      [dashboard, `${base}/kiosk-1/cmd/next`, false],
      [dashboard, `${base}/dashboard/state`, false],
      [hub, `${base}/robot-1/state`, false],
      [hub, `${base}/kiosk-1/state`, true],
    ];
    for (const [index, [bus, topic]] of tries.entries()) await say(bus, topic, `${index}`);
    await say(hub, `${base}/kiosk-1/status`, 'last');
    await until(() => all.some(({ payload }) => payload === 'last') && told.some(({ payload }) => payload === 'last'));
    const came = all.filter(({ payload }) => payload !== 'last').map(({ payload }) => Number(payload));
    expect(came.sort((a, b) => a - b)).toEqual(tries.flatMap(([, , may], index) => (may ? [index] : [])));
  });

  test('a revoked device is put out by the next list, the others come back; a killed broker comes back by itself', async () => {
    const site = await BrokerSite.make(folder);
    await site.hand();
    const said = await carried(site);
    const hub = await linked(site, 'kiosk-1');
    const robot = await linked(site, 'robot-1');
    const stolen = join(folder, 'stolen');
    cpSync(brokerFolder(site.config('robot-1')), stolen, { recursive: true });
    const refused: BusFault[] = [];
    robot.onFault((fault) => refused.push(fault));
    await site.write({ revoke: ['robot-1'] });
    // Only the carrier has had the news: what robot-1 holds counts no more.
    cpSync(join(site.out, 'devices/kiosk-1'), brokerFolder(site.config('kiosk-1')), { recursive: true });
    await until(() => said.some(({ event }) => event === 'broker.files-changed'));
    await until(() => hub.linked && said.filter(({ event }) => event === 'broker.started').length === 2);
    await until(() => !robot.linked);
    expect(await site.bus('robot-1', clock, { clientId: 'again' }).open(signal)).toMatchObject({ ok: false });
    await robot.close();
    cpSync(join(site.out, 'devices/robot-1'), brokerFolder(site.config('robot-1')), { recursive: true });
    await linked(site, 'robot-1');
    const pid = Number(readFileSync(join(brokerFolder(site.config('kiosk-1')), 'mosquitto.pid'), 'utf8'));
    process.kill(pid, 'SIGKILL');
    await until(() => said.some(({ event }) => event === 'broker.ended'));
    await until(() => said.filter(({ event }) => event === 'broker.started').length === 3 && hub.linked);
  });

  test('a broker that a killed letan left behind is taken over: nobody is cut off', async () => {
    const site = await BrokerSite.make(folder);
    await site.hand();
    const first = site.broker('kiosk-1', clock);
    ends.push(() => first.stop());
    first.start();
    const member = await linked(site, 'robot-1');
    const links: boolean[] = [];
    member.onLink((each) => links.push(each));
    const said: Said[] = [];
    const second = site.broker('kiosk-1', clock, said);
    second.start();
    expect(said.map(({ event }) => event)).toEqual(['broker.taken-over']);
    expect(second.running).toBe(true);
    expect(links).toEqual([]);
    await second.stop();
    await until(() => !member.linked);
  });

  test('the bridge: what goes up goes up clean and retained, what comes down comes down, all else stays; a cut WAN changes nothing in the room', async () => {
    const city = await Mosquitto.start();
    ends.push(() => city.stop());
    const wan = await TcpProxy.to(city.port);
    ends.push(() => wan.close());
    const site = await BrokerSite.make(folder);
    site.change((document) =>
      document.setIn(['broker', 'city'], {
        url: `mqtt://127.0.0.1:${wan.port}`,
        prefix: 'hanoi/',
        up: ['state', 'evt/assistance'],
        down: ['cmd/assistance-accept'],
      }),
    );
    await site.hand();
    await carried(site);
    const hub = await linked(site, 'kiosk-1');
    const member = await linked(site, 'kiosk-2');
    const town = new MqttMessageBus([at(city.url)], { clientId: 'town', will: null, cleanSession: true }, clock, {
      next: () => 0,
    });
    ends.push(() => town.close());
    await town.open(signal);
    const up = heard(town, '#');
    const down = heard(member, `${base}/#`);
    await until(() => up.some(({ topic, payload }) => topic === `${base}/bridge/link` && payload === '1'));
    await say(hub, `${base}/kiosk-1/state`, 'online', true);
    await say(hub, `${base}/kiosk-1/status`, 'stays', true);
    await say(hub, `${base}/kiosk-1/evt/visit`, 'stays');
    await say(hub, `${base}/kiosk-1/evt/assistance`, 'goes');
    await until(() => up.some(({ payload }) => payload === 'goes'));
    await say(town, `hanoi/${base}/kiosk-2/cmd/assistance-accept`, 'from the city');
    await say(town, `hanoi/${base}/kiosk-2/cmd/next`, 'not the city’s');
    await say(town, `${base}/kiosk-2/cmd/next`, 'not the city’s');
    await until(() => down.some(({ payload }) => payload === 'from the city'));
    await say(member, `${base}/kiosk-2/cmd/assistance-accept/ack`, 'answered');
    await until(() => up.some(({ payload }) => payload === 'answered'));
    expect(up.some(({ payload }) => payload === 'stays')).toBe(false);
    expect(down.some(({ payload }) => payload === 'not the city’s')).toBe(false);
    const late = new MqttMessageBus([at(city.url)], { clientId: 'late', will: null, cleanSession: true }, clock, {
      next: () => 0,
    });
    ends.push(() => late.close());
    await late.open(signal);
    const kept = heard(late, `hanoi/${base}/+/state`);
    await until(() => kept.length === 1);
    expect(kept[0]).toMatchObject({ payload: 'online', retained: true });

    const links: boolean[] = [];
    for (const bus of [hub, member]) bus.onLink((each) => links.push(each));
    wan.cut();
    for (let index = 0; index < 50; index += 1) await say(hub, `${base}/kiosk-1/evt/assistance`, `cut ${index}`);
    await until(() => down.some(({ payload }) => payload === 'cut 49'));
    expect(links).toEqual([]);
    expect(up.some(({ payload }) => payload.startsWith('cut'))).toBe(false);
    wan.restore();
    // What waited at the hub's broker goes up, in order, once.
    await until(() => up.some(({ payload }) => payload === 'cut 49'));
    const waited = up.filter(({ payload }) => payload.startsWith('cut')).map(({ payload }) => payload);
    expect([...new Set(waited)]).toEqual(Array.from({ length: 50 }, (_, index) => `cut ${index}`));
  });

  test('a member finds the broker at the next address when its carrier is gone, and moves when it is told to', async () => {
    const site = await BrokerSite.make(folder);
    await site.hand();
    const first = site.broker('kiosk-1', clock);
    first.start();
    const robot = await linked(site, 'robot-1');
    expect(robot.at).toContain(`:${site.ports['kiosk-1']?.port}`);
    await carried(site, 'kiosk-2');
    await first.stop();
    await until(() => robot.at?.includes(`:${site.ports['kiosk-2']?.port}`) === true);
    // Back again, it is not run to by itself …
    await carried(site, 'kiosk-1');
    await linked(site, 'kiosk-1');
    expect(robot.at).toContain(`:${site.ports['kiosk-2']?.port}`);
    // … but when somebody says so.
    robot.moveTo(`mqtts://127.0.0.1:${site.ports['kiosk-1']?.port}`);
    await until(() => robot.at?.includes(`:${site.ports['kiosk-1']?.port}`) === true);
  });
});
