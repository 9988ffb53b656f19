import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { afterAll, describe, expect, it } from 'vitest';
import { Mosquitto, noMosquitto } from '../support/mosquitto.ts';
import { sourceProgram } from '../support/letan-program.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));
const reason = noMosquitto();

/** The shipped kiosk of the ward centre as a technician would set it up: drivers changed, nothing else. */
const kioskOn = (broker: Mosquitto): string => {
  const site = join(room, 'ward-centre');
  cpSync('config/sites/ward-centre', site, { recursive: true });
  const file = join(site, 'devices', 'kiosk-1.yaml');
  const lines = [
    'devices:',
    `  broker: { driver: mqtt, url: "${broker.url}" }`,
    '  loudspeaker: { driver: web-audio }',
    '  slip: { link: { driver: device-file, path: /dev/usb/lp77 } }',
    `dataDir: ${join(room, 'data')}`,
    'web: { port: 0 }',
  ];
  writeFileSync(file, `${readFileSync(file, 'utf8')}${lines.join('\n')}\n`);
  return file;
};

describe.skipIf(reason !== null)(
  `a shipped kiosk on a real broker${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    it('says what it is, goes on without a printer and a sound card, and says goodbye', async () => {
      const broker = await Mosquitto.start();
      const heard = new Map<string, unknown[]>();
      const listener = await connectAsync(broker.url);
      listener.on('message', (topic, payload) => {
        const name = topic.split('/').slice(4).join('/');
        heard.set(name, [...(heard.get(name) ?? []), JSON.parse(payload.toString())]);
      });
      await listener.subscribeAsync('letan/v1/ward-centre/kiosk-1/#', { qos: 1 });
      const latest = (name: string): unknown => heard.get(name)?.at(-1);
      const until = async (what: string, seen: () => boolean): Promise<void> => {
        for (let tenths = 0; tenths < 300 && !seen(); tenths += 1) await new Promise((next) => setTimeout(next, 100));
        if (!seen()) throw new Error(`never came: ${what}; heard ${JSON.stringify([...heard])}; said ${output}`);
      };

      const device = spawn(process.execPath, [sourceProgram, 'run', '--config', kioskOn(broker)]);
      let output = '';
      for (const stream of [device.stdout, device.stderr])
        stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
      const ended = once(device, 'exit');
      try {
        await until('online', () => JSON.stringify(latest('state') ?? '').includes('"online"'));
        expect(latest('meta')).toMatchObject({ v: 1, profile: 'kiosk', site: 'ward-centre' });
        // The printer that is not there is told by its path; the ledger works all the same.
        await until('the printer’s fault', () => JSON.stringify(latest('status') ?? '').includes('/dev/usb/lp77'));
        const status = JSON.stringify(latest('status'));
        expect(status).toMatch(/"ledger":\{"port":"ledger","state":"up"/);
        expect(status).toContain('"loudspeaker":{"port":"speaker"');
        device.kill('SIGTERM');
        expect(await ended).toEqual([0, null]);
        await until('stopped', () => JSON.stringify(latest('state')).includes('"stopped"'));
      } finally {
        device.kill('SIGKILL');
        await listener.endAsync();
        await broker.stop();
      }
    });
  },
);
