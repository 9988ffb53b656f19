import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { brokerFolder } from '../../firmware/broker/site-broker.ts';
import { askDevice } from '../../firmware/cli/hub/control-socket.ts';
import { deviceTopics, writeEnvelope } from '../../firmware/topics.ts';
import { MqttMessageBus } from '../../hal/drivers/mqtt-message-bus.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { SqliteTicketLedger } from '../../hal/drivers/sqlite-ticket-ledger.ts';
import { BrokerSite } from '../support/broker-site.ts';
import { DeviceProcess } from '../support/device-process.ts';
import { noMosquitto } from '../support/mosquitto.ts';
import { at, signal } from '../support/mqtt-bench.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { letanProgram } from '../support/letan-program.ts';

/** A loaded machine takes its time; nothing here is a statement about speed but the one bound that is asserted. */
const patienceMs = 240_000;

interface Status {
  readonly hall: { readonly host: string; readonly term: number; readonly apart: boolean; readonly ready: boolean };
  readonly broker: { readonly running: boolean; readonly linkedAt: string | null };
}

const clock = new NodeClock(() => true);
const reason = noMosquitto();
describe.skipIf(reason !== null)(`a hub is lost${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let folder = '';
  const running = new Map<string, DeviceProcess>();
  const ends: (() => Promise<unknown> | void)[] = [];
  beforeEach(() => {
    folder = temporaryDirectory();
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    for (const device of running.values()) device.kill('SIGTERM');
    for (const device of running.values()) await device.ended;
    running.clear();
    removeDirectory(folder);
  });

  const start = (site: BrokerSite, device: string): DeviceProcess => {
    const started = new DeviceProcess(site.file(device), { program: letanProgram, patienceMs });
    running.set(device, started);
    return started;
  };
  const statusOf = async (site: BrokerSite, device: string): Promise<Status | null> => {
    // The socket's own document; its shape is what `letan hub status --json` prints.
    const said = (await askDevice(site.config(device).dataDir, { ask: 'status' })) as { value?: Status } | null;
    return said?.value ?? null;
  };
  const untilStatus = async (
    site: BrokerSite,
    device: string,
    what: string,
    holds: (status: Status) => boolean,
  ): Promise<void> => {
    const deadline = performance.now() + patienceMs;
    let last: Status | null = null;
    while (performance.now() < deadline) {
      last = await statusOf(site, device);
      if (last !== null && holds(last)) return;
      await new Promise((next) => setTimeout(next, 100));
    }
    throw new Error(
      `never came at ${device}: ${what}; ${JSON.stringify(last)}; said ${running.get(device)?.output.slice(-3000)}`,
    );
  };
  const together =
    (hub: string) =>
    (status: Status): boolean =>
      status.hall.ready && status.hall.host === hub && !status.hall.apart && status.broker.linkedAt !== null;
  const hubCommand = (site: BrokerSite, command: string, device: string, ...more: readonly string[]) =>
    spawnSync(process.execPath, [letanProgram, 'hub', command, '--config', site.file(device), ...more], {
      encoding: 'utf8',
    });

  /** A desk's own program with its certificate: calls the next at a counter, by a carrier's broker. */
  const callNext = async (site: BrokerSite, hub: string, counter: string): Promise<string> => {
    const own = join(site.out, 'devices/desks');
    const bus = new MqttMessageBus(
      [
        at(`mqtts://127.0.0.1:${site.ports[hub]?.port}`, {
          caFile: join(own, 'authority.crt'),
          certFile: join(own, 'device.crt'),
          keyFile: join(own, 'device.key'),
        }),
      ],
      { clientId: 'desks', will: null, cleanSession: true },
      clock,
      { next: () => 0 },
    );
    const topics = deviceTopics('ward-centre', hub);
    const acks: string[] = [];
    bus.subscribe(topics.ack('next'), ({ payload }) => acks.push(payload));
    expect(await bus.open(signal)).toMatchObject({ ok: true });
    const now = Date.now();
    const envelope = { v: 1, id: `desk-${now}`, from: `desk-${now}`, seq: 1, at: now, expiresAt: null } as const;
    await bus.publish({
      topic: topics.command('next'),
      payload: writeEnvelope({ ...envelope, data: { counter, by: 'clerk', finishing: true } }),
      qos: 1,
      retain: false,
    });
    const deadline = performance.now() + patienceMs;
    while (acks.length === 0 && performance.now() < deadline) await new Promise((next) => setTimeout(next, 20));
    await bus.close();
    return acks[0] ?? 'no answer';
  };

  test(
    'a member is promoted: the hall calls again within five minutes, and the old hub, back with an empty card, obeys',
    async () => {
      const site = await BrokerSite.make(folder);
      await site.hand();
      start(site, 'kiosk-1');
      const kiosk = start(site, 'kiosk-2');
      const robot = start(site, 'robot-1');
      await untilStatus(site, 'kiosk-2', 'the hub', together('kiosk-1'));
      await untilStatus(site, 'robot-1', 'the hub', together('kiosk-1'));
      await kiosk.look();
      await robot.look();
      const told: string[] = [await kiosk.takeNumber(), await robot.takeNumber()];
      expect(JSON.parse(await callNext(site, 'kiosk-1', '1'))).toMatchObject({ data: { ok: true } });

      // Nobody is made hub by mistake.
      expect(hubCommand(site, 'promote', 'kiosk-2')).toMatchObject({
        status: 1,
        stdout: '',
        stderr: expect.stringMatching(/^thiết bị chính kiosk-1 vẫn trả lời.*\nthe hub kiosk-1 still answers/),
      });
      expect(hubCommand(site, 'promote', 'robot-1')).toMatchObject({
        status: 78,
        stderr: expect.stringContaining('robot-1 is not in broker.at'),
      });

      // Its power goes, and its card with it.
      const began = performance.now();
      running.get('kiosk-1')?.kill('SIGKILL');
      process.kill(
        Number(readFileSync(join(brokerFolder(site.config('kiosk-1')), 'mosquitto.pid'), 'utf8')),
        'SIGKILL',
      );
      await running.get('kiosk-1')?.ended;
      rmSync(site.config('kiosk-1').dataDir, { recursive: true });
      await untilStatus(site, 'kiosk-2', 'apart', ({ hall }) => hall.apart);
      const promoted = hubCommand(site, 'promote', 'kiosk-2');
      expect(promoted).toMatchObject({
        status: 0,
        stderr: '',
        stdout: expect.stringContaining('kiosk-2 is the hub from now on'),
      });
      const called = JSON.parse(await callNext(site, 'kiosk-2', '2')) as { data: { ok: boolean } }; // the ack's envelope
      const tookMs = performance.now() - began;
      expect(called.data.ok || JSON.stringify(called).includes('nobody-waiting')).toBe(true);
      expect(tookMs).toBeLessThan(5 * 60_000);
      await untilStatus(site, 'robot-1', 'the new hub', together('kiosk-2'));
      expect(hubCommand(site, 'status', 'kiosk-2').stdout).toMatch(
        /hub: kiosk-2, term [0-9]+\n.*this device is the hub/,
      );
      expect(hubCommand(site, 'promote', 'kiosk-2').stdout).toContain('is the hub already');

      // It comes back with a new card: its files from the technician's stick, no ledger, and the belief that it is the hub.
      await site.hand();
      start(site, 'kiosk-1');
      await untilStatus(site, 'kiosk-1', 'the raised term', together('kiosk-2'));
      await untilStatus(site, 'kiosk-1', 'its broker ended', ({ broker }) => !broker.running);

      const ledger = new SqliteTicketLedger(join(site.config('kiosk-2').dataDir, 'ledger.sqlite'));
      running.get('kiosk-2')?.kill('SIGTERM');
      await running.get('kiosk-2')?.ended;
      running.delete('kiosk-2');
      expect(await ledger.open(signal)).toMatchObject({ ok: true });
      ends.push(() => ledger.close());
      const read = await ledger.read(1, 10_000);
      const issued = (read.ok ? read.value : []).flatMap(({ event }) =>
        event.kind === 'ticket.issued' ? [event.data['number']] : [],
      );
      for (const number of told) expect(issued, 'a number that was told').toContain(number);
      expect(new Set(issued).size).toBe(issued.length);
    },
    20 * 60_000,
  );
});
