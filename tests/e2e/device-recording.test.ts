import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { afterAll, describe, expect, test } from 'vitest';
import type { View } from '../../behaviours/reception/views.ts';
import { loadLanguages, type LanguageFile } from '../../config/languages.ts';
import { loadDevice } from '../../config/load.ts';
import { createApp } from '../../firmware/app.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { NodeEntropy } from '../../hal/drivers/node-entropy.ts';
import { NodeRandom } from '../../hal/drivers/node-random.ts';
import { NodeStorage } from '../../hal/drivers/node-storage.ts';
import { escposDefaults, EscposTicketPrinter } from '../../hal/drivers/escpos-ticket-printer.ts';
import { SqliteTicketLedger } from '../../hal/drivers/sqlite-ticket-ledger.ts';
import { nothingPlugged } from '../../hal/hal.ts';
import { ok } from '../../hal/result.ts';
import { readRecordedRun } from '../../sim/replay/recorded-run.ts';
import { replay } from '../../sim/replay/replay.ts';
import { TraceWriter } from '../../sim/run-trace.ts';
import { BenchDisplay, BenchLamp, BenchLink, BenchSensor } from '../bench/device-rig.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/web.ts';

/*
 * A device in real time: its timers fire late and in bunches, its disk takes what it takes, its tokens are the system's, words come
 * two at a time while the processor is held up. Its recording replays to the same trace all the same.
 */

const room = temporaryDirectory();
afterAll(() => rmSync(room, { recursive: true }));

const languages: readonly LanguageFile[] = (() => {
  const loaded = loadLanguages('config/languages', ['vi', 'en', 'zh-Hans', 'ko', 'ja', 'fr']);
  if (!loaded.ok) throw new Error('the shipped languages load');
  return loaded.value;
})();

/** The shipped kiosk, quicker about everything, its doors always open. */
const config = (() => {
  const site = join(room, 'ward-centre');
  cpSync('config/sites/ward-centre', site, { recursive: true });
  const siteFile = join(site, 'site.yaml');
  const document = parseDocument(readFileSync(siteFile, 'utf8'));
  document.set('hours', { always: true, tickets: { 'mon-sun': ['00:00-24:00'] } });
  writeFileSync(siteFile, document.toString());
  const file = join(site, 'devices/kiosk-1.yaml');
  appendFileSync(
    file,
    'behaviours:\n  presence: { debounce: 20ms, dwell: 50ms, hold: 200ms }\n  ticketing: { doubleTap: 10ms }\n',
  );
  const loaded = loadDevice(file);
  if (!loaded.ok) throw new Error(loaded.fault.map(({ path, needs }) => `${path}: ${needs.en}`).join('\n'));
  return loaded.value;
})();

/** What a visitor touches on the way to a number. */
const nextAction = (view: View | null): string => {
  const body = view?.body;
  const tiles = body !== undefined && 'tiles' in body ? body.tiles : [];
  const tile =
    tiles.find(({ icon }) => icon === 'no') ?? tiles.find(({ icon }) => icon !== 'unsure' && icon !== 'more');
  return tile?.action ?? view?.actions.find((action) => !action.startsWith('chrome.')) ?? 'touch';
};

/** Holds the processor up, as a raster or a garbage collection does. */
const holdUp = (ms: number): void => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};
const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the recording of a device in real time', () => {
  test('replays to the trace that the device wrote', async () => {
    const dataDir = join(room, 'data');
    mkdirSync(dataDir);
    let text = '';
    const trace = new TraceWriter((line) => (text += line));
    const clock = new NodeClock(() => true);
    const [sensor, display, lamp] = [new BenchSensor(), new BenchDisplay(), new BenchLamp()];
    const storage = new NodeStorage(dataDir);
    const app = createApp({
      config,
      languages,
      trace,
      leftOut: ['pir', 'loudspeaker'],
      hal: {
        clock,
        random: new NodeRandom(),
        entropy: new NodeEntropy(),
        log: { write: () => undefined },
        storage,
        classifier: null,
        checkup: null,
        devices: {
          ...nothingPlugged,
          targets: { radar: sensor },
          printer: { slip: new EscposTicketPrinter(new BenchLink(), clock, { ...escposDefaults, status: 'none' }) },
          display: { panel: display },
          lamp: { status: lamp },
          ledger: { ledger: new SqliteTicketLedger(join(dataDir, 'ledger.sqlite')) },
        },
      },
    });
    await app.start();
    let seq = 0;
    const speak = (x: number): void => {
      seq += 1;
      // Finer than a millimetre, as a driver's own arithmetic may be.
      sensor.speak({
        sensorId: 'radar',
        seq,
        at: clock.now(),
        value: { targets: [{ x, y: 1 / 3 / seq, speed: -0.1 }] },
      });
    };
    for (let step = 0; step < 40; step += 1) {
      speak(Math.max(0.7, 3 - step / 10));
      // Two words in one go, and now and then a processor that is busy elsewhere: timers that were due meanwhile fire together.
      if (step % 3 === 0) speak(0.8);
      if (step % 5 === 0) holdUp(35);
      await rest(15);
    }
    while (!text.includes('"do":"print"')) {
      const before = display.view;
      display.touch(nextAction(before));
      // A finger that trembles: the second touch is passed over, and stands in the recording.
      display.touch(nextAction(before));
      await until(() => display.view !== before, `something after ${before?.body.screen}`);
      speak(0.7);
      await rest(20);
    }
    await until(() => display.view?.body.screen === 'ticket', 'the number');
    const status = app.status();
    expect(status['lifecycle']).toBe('running');
    await app.stop();
    await storage.close();

    const lines = text.split('\n').filter((line) => line !== '');
    const run = readRecordedRun(
      'device.ndjson',
      `${lines.filter((line) => /"kind":"(?:config|input)"/.test(line)).join('\n')}\n`,
    );
    if (!run.ok) throw new Error(JSON.stringify(run.fault));
    const out: string[] = [];
    const again = await replay(run.value, {
      languages: () => ok(languages),
      trace: (line) => out.push(line.slice(0, -1)),
    });
    if (!again.ok) throw new Error(again.fault.join('\n'));
    expect(again.value.divergence).toBeNull();
    expect(out.findIndex((line, index) => line !== lines[index])).toBe(-1);
    expect(again.value.traceHash).toBe(trace.hash);
  }, 60_000);
});
