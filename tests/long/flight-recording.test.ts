import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { EscposPrinter } from '../../sim/peripherals/escpos.ts';
import { readRecordedRun } from '../../sim/replay/recorded-run.ts';
import { replay, type Replayed } from '../../sim/replay/replay.ts';
import { shippedLanguages } from '../../sim/replay/replay-file.ts';
import { noChromium, openChromium } from '../support/chromium.ts';
import { DeviceProcess } from '../support/device-process.ts';
import { Mosquitto, noMosquitto } from '../support/mosquitto.ts';
import { PeripheralServer } from '../support/printer-host.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

/*
 * Two devices as `letan run` starts them, a hub and a member, with a broker, a printer, people at both glasses, staff over the bus, a board
 * and telephones that look on. The hub is killed and started again. What their flight recorders kept runs again to the same trace.
 */

const reason = noMosquitto();
const limitMs = 300_000;
const bin = 'firmware/cli/letan.mjs';

const letan = (...args: readonly string[]) => {
  const run = spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return { code: run.status, out: run.stdout, err: run.stderr };
};

describe.skipIf(reason !== null)(
  `the flight recorder of real devices${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    const room = temporaryDirectory();
    const site = join(room, 'ward-centre');
    const printer = new PeripheralServer(new EscposPrinter(new NodeClock(() => true)));
    let broker: Mosquitto;
    let staff: MqttClient;
    const devices: DeviceProcess[] = [];

    /** The shipped device with hardware that is here; its doors are always open. */
    const wired = (device: string): string => {
      const file = join(site, `devices/${device}.yaml`);
      const document = parseDocument(readFileSync(file, 'utf8'));
      const dataDir = join(room, device);
      mkdirSync(dataDir);
      const devices: Readonly<Record<string, unknown>> = {
        broker: { driver: 'mqtt', url: broker.url },
        slip: { link: { driver: 'tcp', host: '127.0.0.1', port: printer.port } },
        radar: 'none',
        pir: 'none',
        voice: { driver: 'simulated' },
      };
      for (const [name, entry] of Object.entries(devices))
        document.setIn(['devices', name], document.createNode(entry));
      document.set('dataDir', dataDir);
      document.set('web', { port: 0 });
      document.set('recording', { every: '1s' });
      writeFileSync(file, document.toString());
      return file;
    };
    const started = async (file: string): Promise<DeviceProcess> => {
      const device = new DeviceProcess(file);
      devices.push(device);
      await device.look();
      return device;
    };
    const address = ({ output }: DeviceProcess): string => /"url":"(http:[^"]+)"/.exec(output)?.[1] ?? '';
    let sequence = 0;
    /** A wish of staff, over the bus. */
    const wish = async (device: string, name: string, data: object): Promise<void> => {
      sequence += 1;
      const at = Date.now();
      const envelope = { v: 1, id: `desk/${sequence}`, seq: sequence, at, expiresAt: at + 30_000, data };
      await staff.publishAsync(`letan/v1/ward-centre/${device}/cmd/${name}`, JSON.stringify(envelope), { qos: 1 });
    };
    /** Everything that lies in a device's ring, as it can be read by anybody. */
    const ringOf = (device: string): string => {
      const ring = join(room, device, 'flight');
      return readdirSync(ring)
        .map((name) => gunzipSync(readFileSync(join(ring, name))).toString())
        .join('');
    };

    const hub = { file: '' };
    const member = { file: '' };
    beforeAll(async () => {
      broker = await Mosquitto.start();
      await printer.start();
      staff = await connectAsync(broker.url);
      cpSync('config/sites/ward-centre', site, { recursive: true });
      const siteFile = join(site, 'site.yaml');
      const document = parseDocument(readFileSync(siteFile, 'utf8'));
      document.set('hours', { always: true, tickets: { 'mon-sun': ['00:00-24:00'] } });
      writeFileSync(siteFile, document.toString());
      hub.file = wired('kiosk-1');
      member.file = wired('kiosk-2');

      const killed = await started(hub.file);
      const other = await started(member.file);
      await killed.takeNumber();
      await other.takeNumber();
      await wish('kiosk-1', 'open', { counter: '1', services: ['ho-tich', 'chung-thuc'], by: 'clerk' });
      await wish('kiosk-1', 'next', { counter: '1', by: 'clerk' });
      // Who only looks: the board in a browser, figures, a page that is not there.
      const url = address(killed);
      for (const path of ['/board', '/metrics', '/centre', '/t/0123456789abcdef0123456789abcdef'])
        await fetch(`${url}${path}`);
      if (noChromium() === null) {
        const browser = await openChromium({ reducedMotion: true });
        const page = await browser.context.newPage();
        await page.goto(`${url}/board`);
        await killed.until('a board that draws', () => ringOf('kiosk-1').includes('"name":"board"'));
        await browser.close();
      }
      await killed.until('what was called, on the disk', () => ringOf('kiosk-1').includes('ticket.called'));
      killed.kill('SIGKILL');
      await killed.ended;

      const again = await started(hub.file);
      await again.takeNumber();
      await wish('kiosk-1', 'finish', { counter: '1', by: 'clerk' });
      await wish('kiosk-2', 'notice', { text: 'Mời bà Trần Thị Ngọc', en: '', minutes: 5, by: 'Lê Thu Hà' });
      await again.until('a finished visit, on the disk', () => ringOf('kiosk-1').includes('ticket.finished'));
      await other.until(
        'a notice, on the disk',
        () => ringOf('kiosk-2').includes('"name\\":\\"boards') || ringOf('kiosk-2').includes('kept-boards","call":2'),
      );
      for (const device of [again, other]) {
        device.kill('SIGTERM');
        expect(await device.ended).toEqual([0, null]);
      }
    }, limitMs);
    afterAll(async () => {
      for (const device of devices) device.kill('SIGKILL');
      await staff.endAsync();
      await printer.stop();
      await broker.stop();
      removeDirectory(room);
    });

    const exported = (file: string, name: string): string => {
      const out = join(room, name);
      const ran = letan('recording', 'export', '--config', file, '--out', out);
      expect(ran, ran.err).toMatchObject({ code: 0 });
      return out;
    };
    const again = async (text: string): Promise<Replayed> => {
      const run = readRecordedRun('recording', text);
      if (!run.ok) throw new Error(JSON.stringify(run.fault));
      const replayed = await replay(run.value, { languages: shippedLanguages });
      if (!replayed.ok) throw new Error(replayed.fault.join('\n'));
      return replayed.value;
    };

    it(
      'says which starts it has, and which of them was cut off',
      () => {
        const { out } = letan('recording', 'list', '--config', hub.file, '--json');
        const { starts } = JSON.parse(out) as { starts: { start: number; end: string; whole: boolean }[] }; // our own document
        expect(starts.map(({ end, start, whole }) => [start, end, whole])).toEqual([
          [1, 'cut', true],
          [2, 'orderly', true],
        ]);
      },
      limitMs,
    );

    it(
      'exports the hub over its kill, and it runs again to the same trace, line by line',
      async () => {
        const packed = exported(hub.file, 'hub.jsonl.gz');
        const text = gunzipSync(readFileSync(packed)).toString();
        const replayed = await again(text);
        expect(replayed.divergence).toBeNull();
        expect(replayed.difference).toBeNull();
        expect(replayed).toMatchObject({ same: true, devices: ['kiosk-1'], behindGaps: 0 });
        expect(replayed.traceHash).toBe(replayed.expectedHash);
      },
      limitMs,
    );

    it(
      'exports the member, and its configs and inputs alone come to the hash that the recorder noted',
      async () => {
        const file = exported(member.file, 'member.jsonl');
        const lines = readFileSync(file, 'utf8').split('\n');
        const needed = lines.filter((line) => /"kind":"(?:config|input)"/.test(line));
        expect(needed.length).toBeLessThan(lines.length / 1.3);
        const whole = await again(lines.join('\n'));
        const stripped = await again(`${needed.join('\n')}\n`);
        expect(whole.same).toBe(true);
        expect(stripped).toMatchObject({ divergence: null, same: null, traceHash: whole.traceHash });
      },
      limitMs,
    );

    it('holds no token of a ticket and no name that staff wrote', () => {
      for (const device of ['kiosk-1', 'kiosk-2']) {
        const ledger = new Database(join(room, device, 'ledger.sqlite'), { readonly: true });
        // The table of the ledger's schema; its bodies are JSON.
        const rows = ledger.prepare('SELECT body FROM event').all() as { readonly body: string }[];
        ledger.close();
        const tokens = rows.flatMap(({ body }) => /"token":"([0-9a-f]{32})"/.exec(body)?.[1] ?? []);
        expect(tokens.length).toBeGreaterThan(1);
        const kept = ringOf(device);
        for (const token of tokens) expect(kept.includes(token)).toBe(false);
        for (const name of ['Ngọc', 'Thu Hà']) expect(kept.includes(name), name).toBe(false);
      }
    });

    it(
      'is told in a few lines by `letan replay`, and as a document by --json',
      () => {
        const file = exported(member.file, 'told.jsonl.gz');
        const { code, err, out } = letan('replay', file);
        // Nothing but which build recorded it, where git can say, and that this checkout was changed since.
        const besides = err.split('\n').filter((line) => !/(?:letan|bản dựng|build) \d+\.\d+/u.test(line));
        expect(besides.join('')).toBe('');
        expect(out).toMatch(/kiosk-2: \d+ inputs over .*, replayed in .* s \(\d+ times as fast\)/);
        expect(out).toContain('the same, line by line');
        expect(code).toBe(0);
        const json = join(room, 'outcome.json');
        expect(letan('replay', file, '--json', json).code).toBe(0);
        const outcome = JSON.parse(readFileSync(json, 'utf8')) as Replayed & { durationMs: number }; // our own document
        expect(outcome).toMatchObject({
          same: true,
          difference: null,
          divergence: null,
          traceHash: outcome.expectedHash,
        });
        expect(outcome.durationMs).toBeGreaterThan(0);
      },
      limitMs,
    );
  },
);
