import { describe, expect, it } from 'vitest';
import { loadLanguages } from '../../config/languages.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { createApp, type DeviceApp } from '../../firmware/app.ts';
import { noTrace } from '../../firmware/trace.ts';
import type { Device } from '../../hal/device.ts';
import type { HalDevices, PortName } from '../../hal/hal.ts';
import type { JsonObject } from '../../hal/json.ts';
import { simulatedHal, type Twins } from '../../sim/hal.ts';
import type { SimClock } from '../../sim/clock.ts';
import { edited, MemoryFiles } from '../support/config-files.ts';
import { deviceWorld } from '../support/device-world.ts';
import { Breakable } from '../support/breakable.ts';
import { deviceOf } from '../support/one-device.ts';

const kiosk = 'config/sites/ward-centre/devices/kiosk-1.yaml';
/** The kiosk with one device of every port that there is. */
const everything = [
  'devices:',
  '  ledger: { driver: simulated }',
  // Nobody is in the hall: slow sensors see as much of that as fast ones.
  '  radar: { period: 2s }',
  '  near: { port: range, driver: simulated, range: 2m, fieldOfView: 25deg, period: 2s }',
  '  depth: { port: range-grid, driver: simulated, period: 2s }',
  '  warm: { port: thermal-grid, driver: simulated, period: 2s }',
  '  sweep: { port: scan, driver: simulated, period: 2s }',
  '  pad: { port: keypad, driver: simulated }',
  '  reader: { port: code-scanner, driver: simulated }',
  '  gauge: { port: battery, driver: simulated }',
  '  city: { port: city-system, driver: simulated }',
  '  sign: { port: counter-sign, driver: simulated, counter: "1" }',
];
const config: DeviceConfig = deviceOf(
  kiosk,
  new MemoryFiles({ [kiosk]: `${edited(kiosk)}${everything.join('\n')}\n` }),
);
const languages = loadLanguages('config/languages', config.site.languages);

const all = Object.entries(config.devices).map(([name, { port }]) => [port, name] as const);

interface Rig {
  readonly app: DeviceApp;
  readonly time: SimClock;
  readonly twins: Twins;
  readonly plugs: ReadonlyMap<string, Breakable>;
}

/** The real app on twins, each of them with a switch between it and the app. */
const rigUp = (): Rig => {
  if (!languages.ok) throw new Error('the shipped languages are right');
  const { parts, time } = deviceWorld(config);
  const { hal, twins } = simulatedHal(parts);
  const plugs = new Map<string, Breakable>();
  const devices = Object.fromEntries(
    Object.entries(hal.devices).map(([port, named]) => [
      port,
      Object.fromEntries(
        Object.entries(named).map(([name, device]) => {
          const plug = new Breakable(device as Device); // whatever its port, it is a device
          plugs.set(name, plug);
          return [name, plug.device];
        }),
      ),
    ]),
  ) as unknown as HalDevices; // the same devices by the same names, each behind its switch
  const app = createApp({ config, languages: languages.value, hal: { ...hal, devices }, trace: noTrace, leftOut: [] });
  return { app, time, twins, plugs };
};

const stateOf = (app: DeviceApp, name: string): unknown => {
  const { devices } = app.status();
  const entry = (devices as JsonObject)[name]; // status holds an object by name
  return (entry as JsonObject)['state']; // each of them an object
};
const others = (app: DeviceApp, name: string): readonly unknown[] =>
  all.filter(([, other]) => other !== name).map(([, other]) => [other, stateOf(app, other)]);
const allUp = (name: string): readonly unknown[] =>
  all.filter(([, other]) => other !== name).map(([, other]) => [other, 'up']);

/** The longest wait between two tries, and what opening takes. */
const backMs = 75_000;

const started = async (rig: Rig): Promise<void> => {
  const start = rig.app.start();
  await rig.time.walk(start, 60_000);
  // The broker's link and the first poll of the printer come a moment later.
  await rig.time.advance(20_000);
};

const stopped = async (rig: Rig): Promise<void> => {
  await rig.time.walk(rig.app.stop(), 60_000);
  await rig.time.settle();
  expect(rig.time.pending).toBe(0);
};

const plugOf = (rig: Rig, name: string): Breakable => {
  const plug = rig.plugs.get(name);
  if (plug === undefined) throw new Error(`no device ${name}`);
  return plug;
};

describe('a device that is missing stops no other', () => {
  it('has one of every port in this matrix', () => {
    const { hal } = simulatedHal(deviceWorld(config).parts);
    const ports = Object.keys(hal.devices) as PortName[]; // keys of the type itself
    expect(new Set(all.map(([port]) => port))).toEqual(new Set(ports));
  });

  it.each(all)('%s %s: absent at the start, back later, lost again, back again', async (port, name) => {
    const rig = rigUp();
    const plug = plugOf(rig, name);
    plug.pull({ kind: 'absent', where: name });
    await started(rig);
    expect(stateOf(rig.app, name)).toBe('down');
    expect(others(rig.app, name)).toEqual(allUp(name));
    expect(rig.app.status()).toMatchObject({
      lifecycle: 'running',
      devices: { [name]: { port, state: 'down', fault: { kind: 'absent' } } },
    });
    // It is tried again and again, ever less often (the site's broker every few seconds), and nothing piles up.
    const tries = plug.opens;
    await rig.time.advance(300_000);
    expect(plug.opens).toBeGreaterThan(tries + 2);
    expect(plug.opens).toBeLessThan(tries + (port === 'bus' ? 130 : 15));

    plug.putBack();
    await rig.time.advance(backMs);
    expect(stateOf(rig.app, name)).toBe('up');
    expect(others(rig.app, name)).toEqual(allUp(name));

    plug.pull({ kind: 'unplugged', where: name });
    await rig.time.advance(1_000);
    expect(stateOf(rig.app, name)).toBe('down');
    expect(others(rig.app, name)).toEqual(allUp(name));
    plug.putBack();
    await rig.time.advance(backMs);
    expect(stateOf(rig.app, name)).toBe('up');
    await stopped(rig);
    expect(plug.isOpen).toBe(false);
  });

  it.each(all)('%s %s: never answers when it is opened', async (_port, name) => {
    const rig = rigUp();
    const plug = plugOf(rig, name);
    plug.hang();
    const start = rig.app.start();
    await rig.time.walk(start, 120_000);
    await rig.time.advance(20_000);
    expect(stateOf(rig.app, name)).toBe('down');
    expect(others(rig.app, name)).toEqual(allUp(name));
    await stopped(rig);
  });

  it('a ledger that is missing is said on the screen, and numbers are given once it is back', async () => {
    const rig = rigUp();
    const plug = plugOf(rig, 'ledger');
    plug.pull({ kind: 'absent', where: '/var/lib/letan/ledger.sqlite' });
    await started(rig);
    expect(rig.app.status()).toMatchObject({ hall: { ready: false }, notes: ['note.ledgerAway'] });
    plug.putBack();
    await rig.time.advance(backMs);
    expect(rig.app.status()).toMatchObject({ hall: { ready: true }, notes: [] });
    await stopped(rig);
  });

  it.each([
    ['slip', 'note.printerAway'],
    ['loudspeaker', 'note.speakerAway'],
  ])('%s: the screen tells what visitors should know of it', async (name, note) => {
    const rig = rigUp();
    plugOf(rig, name).pull({ kind: 'absent', where: name });
    await started(rig);
    expect(rig.app.status()['notes']).toEqual([note]);
    plugOf(rig, name).putBack();
    await rig.time.advance(backMs);
    expect(rig.app.status()['notes']).toEqual([]);
    await stopped(rig);
  });

  it('all at once: it runs, says what is down, and all come back', async () => {
    const rig = rigUp();
    for (const plug of rig.plugs.values()) plug.pull({ kind: 'absent', where: 'everywhere' });
    await started(rig);
    expect(rig.app.status()).toMatchObject({ lifecycle: 'running' });
    expect(all.map(([, name]) => stateOf(rig.app, name))).toEqual(all.map(() => 'down'));
    for (const plug of rig.plugs.values()) plug.putBack();
    await rig.time.advance(backMs);
    expect(all.map(([, name]) => stateOf(rig.app, name))).toEqual(all.map(() => 'up'));
    expect(rig.app.status()).toMatchObject({ hall: { ready: true } });
    await stopped(rig);
  });
});
