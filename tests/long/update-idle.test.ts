import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';
import { parseDocument, type Document } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { machineDisk } from '../../firmware/cli/update/disk.ts';
import { fillSlot } from '../../firmware/cli/update/fill-slot.ts';
import { setUp } from '../../firmware/cli/update/slots.ts';
import { installedAt } from '../../firmware/installed.ts';
import { DeviceProcess, fromCheckout, wiredKiosk } from '../support/device-process.ts';
import { Mosquitto, noMosquitto } from '../support/mosquitto.ts';
import { untilReal } from '../support/real-time.ts';
import { ServiceManager } from '../support/service-manager.ts';
import { releaseKeys, standInRelease } from '../support/stand-in-release.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { noTrustedClock, underTrustedClock } from '../support/trusted-clock.ts';
import { bundleOf } from '../support/update-world.ts';

/*
 * A kiosk at work, its visitor and its clerk, and `letan update` beside them as a process of its own: it does not take the device away from
 * anybody, waits as long as it must, and then goes on by itself.
 */

const reason = noTrustedClock() ?? noMosquitto();
const room = temporaryDirectory();
const at = installedAt(join(room, 'root'));
const base = 'letan/v1/ward-centre/kiosk-1';
/** Two starts of a device, and twenty seconds until an update looks again. */
const limitMs = 600_000;

describe.skipIf(reason !== null)(
  `an update beside a device at work${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    let broker: Mosquitto;
    let clerk: MqttClient;
    let config: string;
    let next: string;
    let device: DeviceProcess;
    let services: ServiceManager;
    let wishes = 0;
    const answers = new Map<string, unknown>();

    /** A day of the week on which this runs surely not, nor on the next: any host's zone will do. */
    const anotherDay = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][(new Date().getUTCDay() + 3) % 7] ?? 'sun';
    const closed = { opening: { [anotherDay]: ['08:00-12:00'] }, tickets: { [anotherDay]: ['08:00-12:00'] } };

    const changeSite = (change: (site: Document) => void): void => {
      const file = join(room, 'ward-centre/site.yaml');
      const site = parseDocument(readFileSync(file, 'utf8'));
      change(site);
      writeFileSync(file, site.toString());
    };
    const start = async (): Promise<void> => {
      device = new DeviceProcess(config, { ...fromCheckout, patienceMs: 240_000, under: underTrustedClock });
      await device.look();
    };
    const update = (...args: readonly string[]): ChildProcess & { said: () => string } => {
      const [first, ...rest] = [
        ...underTrustedClock,
        process.execPath,
        resolve('firmware/cli/letan.mjs'),
        'update',
        ...args,
        '--root',
        at.root,
      ];
      const child = spawn(first, rest, { env: services.environment });
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (bytes: Buffer) => (said += bytes.toString()));
      return Object.assign(child, { said: () => said });
    };
    const refused = async (): Promise<string> => {
      const run = update('apply', next);
      // One that is not refused would wait for a service manager that there is not.
      await untilReal(() => run.exitCode !== null || existsSync(at.slots.b), limitMs);
      run.kill('SIGKILL');
      expect([run.exitCode, run.said(), await status()]).toEqual([
        75,
        expect.stringContaining('not now:'),
        expect.anything(),
      ]);
      expect(existsSync(at.slots.b)).toBe(false);
      return run.said();
    };
    /** What `update status` says of now; it asks nobody's leave, so also while an update waits. */
    const status = async (): Promise<string> => {
      const run = update('status');
      await once(run, 'close');
      return run.said();
    };
    /** A clerk's wish at counter 1, done. */
    const clerkAsks = async (name: string): Promise<void> => {
      wishes += 1;
      const id = `wish-${wishes}`;
      const envelope = {
        v: 1,
        id,
        from: 'clerk',
        seq: wishes,
        at: Date.now(),
        expiresAt: null,
        data: { counter: '1' },
      };
      await clerk.publishAsync(`${base}/cmd/${name}`, JSON.stringify(envelope), { qos: 1 });
      await device.until(`an answer to ${name}`, () => answers.has(id));
      expect(answers.get(id)).toMatchObject({ ok: true });
    };

    beforeAll(async () => {
      for (const each of [at.data, at.etc, at.run]) mkdirSync(each, { recursive: true });
      broker = await Mosquitto.start();
      clerk = await connectAsync(broker.url);
      clerk.on('message', (_topic, payload) => {
        const { data } = JSON.parse(payload.toString()) as { readonly data?: { readonly command?: string } }; // our own envelope
        if (data?.command !== undefined) answers.set(data.command, data);
      });
      await clerk.subscribeAsync(`${base}/#`, { qos: 1 });
      config = wiredKiosk(room, { broker: broker.url, printerPort: 9, dataDir: at.data });
      // A day that ends in the evening has nobody waiting any more, and this runs at any hour.
      changeSite((site) => site.deleteIn(['hall', 'dayEnd']));
      writeFileSync(at.environment, `LETAN_CONFIG=${config}\n`);
      writeFileSync(at.releaseKeys, String(releaseKeys.publicKey.export({ type: 'spki', format: 'pem' })));
      const filled = await fillSlot(
        bundleOf(standInRelease(room, { number: 3 })),
        [releaseKeys.publicKey],
        at,
        'a',
        machineDisk,
        () => {},
      );
      expect(filled.ok).toBe(true);
      setUp(machineDisk, at, 'a');
      next = standInRelease(room, { number: 5 });
      services = new ServiceManager(room, at, config);
      await start();
    }, limitMs);
    afterAll(async () => {
      device?.kill('SIGKILL');
      await clerk?.endAsync();
      await broker?.stop();
      removeDirectory(room);
    }, 60_000);

    it(
      'does not begin while the place is open, nor while somebody uses the machine',
      { timeout: limitMs },
      async () => {
        expect(await refused()).toMatch(/not now: the place is open →/u);
        await device.takeNumber();
        expect(await refused()).toMatch(/somebody is using the machine; 1 waiting to be called; the place is open/u);
      },
    );

    it(
      'waits out of hours for the last visitor, who is called and served, and goes on by itself',
      { timeout: limitMs },
      async () => {
        device.kill('SIGTERM');
        await device.ended;
        const site = join(room, 'ward-centre/site.yaml');
        const document = parseDocument(readFileSync(site, 'utf8'));
        document.set('hours', closed);
        writeFileSync(site, document.toString());
        await start();
        // Whoever had their number before them at the stop is offered it again; they have it.
        if (device.screen === 'ticket')
          await device.touchUntil('finish', 'another screen', () => device.screen !== 'ticket');
        while ((await status()).includes('using the machine')) await sleep(500);
        expect(await refused()).toMatch(/not now: 1 waiting to be called →/u);

        const waiting = update('apply', next, '--when-idle');
        const ended = once(waiting, 'close');
        await untilReal(() => waiting.said().includes('waiting: 1 waiting to be called'), limitMs);
        await clerkAsks('next');
        // The call is still being announced, or not any more.
        expect(await status()).toMatch(/no update now: (?:somebody is using the machine; )?1 at the counters$/mu);
        expect(waiting.exitCode).toBeNull();
        await clerkAsks('finish');
        // It looks again every twenty seconds. What runs then is for other tests: the switch has been asked for.
        await untilReal(() => services.asked().some((line) => line.startsWith('restart')), limitMs);
        expect(existsSync(at.slots.b)).toBe(true);
        waiting.kill('SIGKILL');
        await ended;
      },
    );
  },
);
