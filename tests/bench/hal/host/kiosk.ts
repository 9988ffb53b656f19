import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { loadDevice } from '../../../../config/load.ts';
import { loadLanguages } from '../../../../config/languages.ts';
import { createApp } from '../../../../firmware/app.ts';
import { assemble, realFactories } from '../../../../firmware/drivers.ts';
import { intentionClassifier } from '../../../../firmware/intention-model.ts';
import { noTrace } from '../../../../firmware/trace.ts';
import { assert } from '../../../../hal/assert.ts';
import type { Unsubscribe } from '../../../../hal/device.ts';
import { BootAddress } from '../../../../hal/drivers/boot-address.ts';
import { NodeClock } from '../../../../hal/drivers/node-clock.ts';
import { NodeEntropy } from '../../../../hal/drivers/node-entropy.ts';
import { NodeRandom } from '../../../../hal/drivers/node-random.ts';
import { NodeStorage } from '../../../../hal/drivers/node-storage.ts';
import { PinoLog } from '../../../../hal/drivers/pino-log.ts';
import { PirPresence } from '../../../../hal/drivers/pir-presence.ts';
import { loadVl53l5cxFirmware } from '../../../../hal/drivers/vl53l5cx-firmware.ts';
import { Vl53l5cxRangeGrid } from '../../../../hal/drivers/vl53l5cx-range-grid.ts';
import type { DigitalInput } from '../../../../hal/ports/digital-pin.ts';
import { done, type Result } from '../../../../hal/result.ts';
import { WireI2cBus } from './wire-i2c.ts';

/*
 * `letan run` as it composes a device, with its real drivers, in a process of its own; only the I2C bus and the PIR's line end in what a
 * desktop has. Asked with a line, it says what it has spent.
 *   kiosk DEVICE_FILE LANGUAGES I2C_PORT
 */
const [file = '', languageFiles = '', i2cPort = ''] = process.argv.slice(2);

/** A line on which nothing moves: such a line costs a process nothing, its kernel only wakes it for an edge. */
class StillLine implements DigitalInput {
  readonly where = 'still line';
  readonly active = false;
  async open(): Promise<Result<void, never>> {
    return done;
  }
  async close(): Promise<void> {}
  onFault = (): Unsubscribe => () => undefined;
  onChange = (): Unsubscribe => () => undefined;
}

const loaded = loadDevice(file);
assert(loaded.ok, `the bench's kiosk does not load: ${JSON.stringify(loaded)}`);
const config = loaded.value;
const languages = loadLanguages(languageFiles, config.site.languages);
assert(languages.ok, 'the shipped languages do not load');
const clock = new NodeClock(() => true);
const log = new PinoLog(config.device, 'info', clock, pino.destination({ fd: openSync('/dev/null', 'w'), sync: true }));
const random = new NodeRandom();
const real = realFactories({ config, clock, random, log, dataDir: config.dataDir });
const { devices, unmade } = assemble(config, {
  ...real,
  presence: (id, entry) =>
    entry.driver === 'pir'
      ? new PirPresence({ id, pin: new StillLine(), clock, warmUpMs: entry.warmUpMs })
      : real.presence(id, entry),
  'range-grid': (id, entry) => {
    if (entry.driver !== 'vl53l5cx') return null;
    const { firmwareFile, mirrored, periodMs, side, turned } = entry;
    return new Vl53l5cxRangeGrid({
      id,
      bus: new WireI2cBus(Number(i2cPort)),
      address: entry.wiring.i2c.address,
      seat: new BootAddress(clock).join(null),
      clock,
      periodMs,
      side,
      orientation: { turnedDeg: turned, mirrored },
      firmware: () => loadVl53l5cxFirmware(firmwareFile),
    });
  },
});
const storage = new NodeStorage(config.dataDir);
const app = createApp({
  config,
  languages: languages.value,
  hal: {
    clock,
    random,
    entropy: new NodeEntropy(),
    log,
    storage,
    classifier: intentionClassifier(config),
    checkup: null,
    devices,
  },
  trace: noTrace,
  leftOut: unmade,
});

const words = { radar: 0, grid: 0, faults: 0 };
for (const [port, counted] of [
  ['targets', 'radar'],
  ['range-grid', 'grid'],
] as const)
  for (const sensor of Object.values(devices[port]))
    sensor.onMeasurement((measurement: object) => {
      if ('fault' in measurement) words.faults += 1;
      else words[counted] += 1;
    });

await app.start();
console.log(JSON.stringify({ unmade }));
createInterface({ input: process.stdin })
  .on('line', () => {
    const { user, system } = process.cpuUsage();
    const presence = app.machines().find(({ machine }) => machine === 'presence');
    console.log(
      JSON.stringify({
        atMs: performance.now(),
        cpuMs: (user + system) / 1000,
        peakKb: process.resourceUsage().maxRSS,
        ...words,
        presence: presence?.value ?? '',
      }),
    );
  })
  .on('close', () => process.exit(0));
