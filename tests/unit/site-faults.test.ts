import { describe, expect, it } from 'vitest';
import { SiteFaults } from '../../firmware/site-faults.ts';
import type { DeviceReport } from '../../firmware/supervisor.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { PrinterStatus } from '../../hal/ports/ticket-printer.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { kioskWith, twinLedger } from '../support/field-doctor.ts';
import { KeptLog } from '../support/log.ts';
import { runDevice } from '../support/one-device.ts';

const idle: PrinterStatus = { online: true, fault: null, paper: 'ok', cover: 'closed' };

const rig = () => {
  const time = new SimClock();
  const said: JsonObject[] = [];
  const log = new KeptLog();
  const is = {
    printer: idle,
    room: 'ample' as 'ample' | 'last',
    speaker: { port: 'speaker', name: 'loudspeaker', health: { state: 'up' } } as DeviceReport,
  };
  const ledger: DeviceReport = { port: 'ledger', name: 'ledger', health: { state: 'up' } };
  const faults = new SiteFaults('ward-centre', 'kiosk-1', {
    log,
    clock: new DeviceClock(time, 0),
    reports: () => [ledger, is.speaker],
    printer: () => ({ name: 'slip', status: is.printer }),
    ledger: {
      name: 'ledger',
      ledger: {
        repairs: [{ kind: 'torn-tail', where: '/x', bytes: 1 }],
        get room() {
          return is.room;
        },
      },
    },
    publish: (data) => void said.push(data),
  });
  const codes = (): readonly string[] => faults.now().map(({ code, part, state }) => `${code} ${part} ${state}`);
  return { time, said, log, is, faults, codes };
};

describe('what is wrong with a device now', () => {
  it('is nothing while all is well, whatever was put right in the ledger', () => {
    const { codes, faults, said } = rig();
    expect(codes()).toEqual([]);
    faults.look();
    expect(said).toEqual([]);
  });

  it('is a jam, an empty or nearly empty roll, a full disk, a part that is down, each by its code', () => {
    const { codes, is } = rig();
    is.printer = { ...idle, fault: { kind: 'cutter-jam' } };
    expect(codes()).toEqual(['D-29 slip fault']);
    is.printer = { ...idle, fault: { kind: 'paper-out' } };
    expect(codes()).toEqual(['D-26 slip fault']);
    is.printer = { ...idle, paper: 'near-end' };
    is.room = 'last';
    is.speaker = {
      port: 'speaker',
      name: 'loudspeaker',
      health: { state: 'down', fault: { kind: 'no-device', reason: 'unplugged' }, attempts: 3 },
    };
    expect(codes()).toEqual(['D-32 loudspeaker fault', 'D-27 slip warning', 'L-08 ledger fault']);
  });

  it('is said to the others when it changes and once a minute while it lasts, and that it is over', async () => {
    const { faults, is, said, time } = rig();
    is.printer = { ...idle, fault: { kind: 'cutter-jam' } };
    for (let each = 0; each < 26; each += 1) {
      faults.look();
      await time.advance(5_000);
    }
    expect(said.length).toBe(3);
    is.printer = idle;
    faults.look();
    expect(said.at(-1)).toEqual({ faults: [] });
    await time.advance(300_000);
    faults.look();
    expect(said.length).toBe(4);
  });

  it('is known of others for as long as they say so, and of nobody who sends something else', async () => {
    const { faults, time } = rig();
    const jam = { code: 'D-29', part: 'slip', state: 'fault' };
    faults.hear('kiosk-2', { faults: [jam, { code: 'Z-00', part: 'slip' }, 7, null, { code: 3 }] });
    faults.hear('kiosk-1', { faults: [jam] });
    faults.hear('kiosk-3', { faults: 'all' });
    expect(faults.all().map(({ code, device, needs }) => `${device} ${code} ${needs.en}`)).toEqual([
      'kiosk-2 D-29 slip: the cutter is jammed',
    ]);
    await time.advance(149_000);
    expect(faults.all().length).toBe(1);
    await time.advance(2_000);
    expect(faults.all()).toEqual([]);
  });

  it('is told of once for each device that says something else: topic, value, what was expected and what to do', () => {
    const { faults, log } = rig();
    for (let times = 0; times < 100; times += 1) {
      faults.hear('kiosk-2', { faults: [{ code: 'D-29', part: 'slip', state: 'fault' }, 7] });
      faults.hear('kiosk-3', { faults: 'all' });
    }
    faults.hear('kiosk-3', { faults: [{ code: 3, part: 'slip', state: 'fault' }] });
    faults.hear('kiosk-4', { faults: [{ code: 'D-29', part: 'slip', state: 'lost' }] });
    faults.hear('kiosk-5', { faults: [{ code: 'D-29', part: 'slip', state: 'warning' }] });
    const topicOf = (device: string): string => `letan/v1/ward-centre/${device}/evt/faults`;
    const remedy = expect.stringContaining('send { faults: [{ code, part, state }] }');
    expect(log.lines).toEqual(
      [
        { topic: topicOf('kiosk-2'), kind: 'payload', path: 'faults.1', expected: 'an object', found: '7', remedy },
        { topic: topicOf('kiosk-3'), kind: 'payload', path: 'faults', expected: 'a list', found: '"all"', remedy },
        {
          topic: topicOf('kiosk-4'),
          kind: 'payload',
          path: 'faults.0.state',
          expected: '"fault" or "warning"',
          found: '"lost"',
          remedy,
        },
      ].map((data) => ({ level: 'warn', event: 'faults.refused', data })),
    );
    // What could be understood was taken all the same.
    expect(faults.all().map(({ device }) => device)).toEqual(['kiosk-2', 'kiosk-4', 'kiosk-5']);
  });

  it('is told of for no more devices than a site has, whatever names the bus brings', () => {
    const { faults, log } = rig();
    for (let name = 0; name < 1000; name += 1) faults.hear(`made-up-${name}`, { faults: null });
    expect(log.lines.length).toBe(64);
  });

  it('stands in the retained status of a kiosk whose cutter jams in the midst of a day', async () => {
    const visitor = { at: { kind: 'after', ms: 12_000 } } as const;
    const run = await runDevice(kioskWith(twinLedger), '2026-08-03T08:30', visitor, 1.25, [
      'at +1s break kiosk-1.slip.cutter-jam',
    ]);
    const told = run.told
      .filter(({ name }) => name === 'status')
      // The device's own format.
      .map(({ payload }) => (JSON.parse(payload) as { readonly faults: readonly { readonly code: string }[] }).faults);
    expect(told[0]?.map(({ code }) => code)).not.toContain('D-29');
    expect(told.at(-1)).toContainEqual({ code: 'D-29', part: 'slip', state: 'fault' });
  });
});
