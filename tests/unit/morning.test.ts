import { describe, expect, it } from 'vitest';
import { loadLanguages } from '../../config/languages.ts';
import { boardModels, loadBoard } from '../../config/load.ts';
import { createApp, type DeviceApp } from '../../firmware/app.ts';
import { MachineCheckup } from '../../firmware/doctor/machine-checkup.ts';
import { simulatedHal, type Twins } from '../../sim/hal.ts';
import type { SimClock } from '../../sim/clock.ts';
import type { SimHostFacts } from '../../sim/devices/host-facts.ts';
import { readRecordedRun } from '../../sim/replay/recorded-run.ts';
import { replay } from '../../sim/replay/replay.ts';
import { edited, MemoryFiles } from '../support/config-files.ts';
import { deviceWorld } from '../support/device-world.ts';
import { machine, pi4 } from '../support/machines.ts';
import { deviceOf } from '../support/one-device.ts';

const kiosk = 'config/sites/ward-centre/devices/kiosk-1.yaml';
const config = deviceOf(
  kiosk,
  new MemoryFiles({
    [kiosk]: `${edited(kiosk)}devices: { ledger: { driver: simulated }, radar: none, pir: none, slip: { poll: 5min } }\n`,
  }),
);
const languages = loadLanguages('config/languages', config.site.languages);

interface Rig {
  readonly app: DeviceApp;
  readonly time: SimClock;
  readonly twins: Twins;
  readonly lines: string[];
  readonly looked: () => readonly number[];
}

/** A device on a machine of its own, switched on at a minute of Monday 2026-08-03. */
const rigUp = (atMinute: number, host: SimHostFacts, clockTrusted = true): Rig => {
  if (!languages.ok) throw new Error('the shipped languages are right');
  const { parts, time } = deviceWorld(config, atMinute);
  const { hal, twins } = simulatedHal({ ...parts, clockTrusted });
  const board = config.board === null ? null : loadBoard(config.board.model);
  const examined = new MachineCheckup({
    config,
    board,
    models: boardModels(),
    host,
    clock: hal.clock,
    firmware: '0.1.0',
  });
  const at: number[] = [];
  const checkup = {
    look: () => {
      at.push(Math.floor(time.now() / 60_000) + atMinute);
      return examined.look();
    },
  };
  const lines: string[] = [];
  const trace = { line: (line: object) => void lines.push(JSON.stringify(line)) };
  const app = createApp({ config, languages: languages.value, hal: { ...hal, checkup }, trace, leftOut: [] });
  return { app, time, twins, lines, looked: () => at };
};

const running = async (rig: Rig, minutes: number): Promise<void> => {
  await rig.time.walk(rig.app.start(), 60_000);
  await rig.time.advance(minutes * 60_000);
};
const stopped = (rig: Rig): Promise<unknown> => rig.time.walk(rig.app.stop(), 60_000);

/** What was told over the bus in the morning. */
const events = (
  rig: Rig,
): readonly { readonly ok: boolean; readonly findings: readonly { readonly key: string }[] }[] =>
  rig.lines
    .filter((line) => line.includes('"do":"publish"') && line.includes('/evt/doctor'))
    .map((line) => {
      const { with: message } = JSON.parse(line) as { with: { payload: string } }; // a line of our own trace
      return (JSON.parse(message.payload) as { data: { ok: boolean; findings: { key: string }[] } }).data; // our own envelope
    });

const sixOClock = 6 * 60;
/** The ward centre opens at eight. */
const opens = 8 * 60;

describe('in the morning', () => {
  it('looks over the device twenty minutes before it opens, once, and reports', async () => {
    const rig = rigUp(sixOClock, machine(pi4));
    await running(rig, 5 * 60);
    expect(rig.looked()).toEqual([opens - 20]);
    expect(events(rig)).toMatchObject([{ ok: true, findings: [] }]);
    expect(rig.app.status()['doctor']).toMatchObject({ ok: true, faults: 0, warnings: 0 });
    await stopped(rig);
  });

  it('says what is wrong while there is time to mend it: the roll, the card, the supply', async () => {
    const host = machine(pi4, {
      '/sys/devices/platform/soc/soc:firmware/get_throttled': '50005',
      '/proc/mounts': '/dev/mmcblk0p2 / ext4 ro,noatime 0 0',
    });
    const rig = rigUp(sixOClock, host);
    rig.twins.printers[0]?.twin.breakWith('paper-out');
    await running(rig, 110);
    const [event] = events(rig);
    expect(event?.ok).toBe(false);
    expect(event?.findings.map(({ key }) => key)).toEqual([
      'power.underVoltage',
      'power.throttled',
      'disk.readOnly',
      'device.paper-out',
    ]);
    expect(rig.app.status()['doctor']).toMatchObject({ ok: false, faults: 3, warnings: 1 });
    await stopped(rig);
  });

  it('looks each morning anew', async () => {
    const rig = rigUp(sixOClock, machine(pi4));
    await running(rig, 26 * 60);
    expect(rig.looked()).toEqual([opens - 20, opens - 20 + 24 * 60]);
    await stopped(rig);
  });

  it('switched on late, it looks at once, and not again that day', async () => {
    const rig = rigUp(opens + 30, machine(pi4));
    await running(rig, 5 * 60);
    expect(rig.looked()).toEqual([opens + 30]);
    await stopped(rig);
  });

  it('without a clock that is believed it looks once after its start', async () => {
    const rig = rigUp(sixOClock, machine(pi4), false);
    await running(rig, 3 * 60);
    expect(rig.looked().length).toBe(1);
    expect(events(rig)[0]?.findings.map(({ key }) => key)).toEqual(['clock.notSet']);
    await stopped(rig);
  });

  it('is in the recording, and a replay of it finds the same', async () => {
    const rig = rigUp(sixOClock, machine(pi4, { '/dev/watchdog': null }));
    await running(rig, 110);
    await stopped(rig);
    if (!languages.ok) throw new Error('the shipped languages are right');
    const recorded = readRecordedRun('morning', `${rig.lines.join('\n')}\n`);
    if (!recorded.ok) throw new Error(recorded.fault.map(({ message }) => message.en).join('\n'));
    expect(rig.lines.filter((line) => line.includes('"port":"checkup"')).length).toBe(2);
    const again = await replay(recorded.value, { languages: () => languages });
    if (!again.ok) throw new Error(again.fault.join('\n'));
    expect(again.value).toMatchObject({ divergence: null, difference: null, same: true });
  });
});
