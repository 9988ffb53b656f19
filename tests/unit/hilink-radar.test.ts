import { describe, expect, test } from 'vitest';
import { faultMessages } from '../../config/languages/messages/faults.ts';
import { Ld2410Presence } from '../../hal/drivers/ld2410-presence.ts';
import type { SensorDeviceFault } from '../../hal/ports/sensor-faults.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimByteLink } from '../../sim/devices/byte-link.ts';
import { Ld2410 } from '../../sim/peripherals/ld2410.ts';
import { FarEnd } from '../support/far-end.ts';

const never = new AbortController().signal;
const baud = 256_000;
const where = '/dev/ttyUSB0';

const rig = () => {
  const sim = new SimClock();
  const clock = new DeviceClock(sim, 0, true);
  const module = new Ld2410(clock);
  module.see({ moving: { cm: 120, energy: 60 }, still: null });
  module.setPowered(true);
  const link = new SimByteLink(clock, module, { where, bytesPerSecond: 25_600 });
  const sensor = new Ld2410Presence({ id: 'radar', link, clock, baud, settings: { gates: 4, holdS: 1 } });
  return { sim, clock, module, link, sensor, open: () => sim.walk(sensor.open(never), 20_000) };
};

describe('pulled out at any time of its start', () => {
  test('the opening ends with `absent` or stands and is lost; nothing is held, and it opens again', async () => {
    for (let at = 1; at < 420; at += 7) {
      const { sim, module, link, sensor, open } = rig();
      const lost: string[] = [];
      sensor.onFault(({ kind }) => lost.push(kind));
      const opening = sensor.open(never);
      await sim.advance(at);
      link.unplug();
      const opened = await sim.walk(opening, 20_000);
      if (opened.ok) expect(lost, `at ${at} ms`).toEqual(['absent']);
      else expect(opened.fault.kind, `at ${at} ms`).toBe('absent');
      await sim.walk(sensor.close(), 1000);
      link.plug();
      expect((await open()).ok, `at ${at} ms`).toBe(true);
      await sim.walk(sensor.close(), 1000);
      module.setPowered(false);
      expect(sim.pending, `at ${at} ms`).toBe(0);
    }
  });
});

describe('what may be wrong with a line, each by its own fault', () => {
  test('nobody speaks', async () => {
    const { open, module } = rig();
    module.setPowered(false);
    expect(await open()).toMatchObject({ fault: { kind: 'not-started', step: 'configuration' } });
  });

  test('it does not hear: what it was to be told cannot be told', async () => {
    const { open, module } = rig();
    module.setDeaf(true);
    expect(await open()).toMatchObject({ fault: { kind: 'not-started', where, chip: 'LD2410' } });
    module.setPowered(false);
  });

  test('bytes come and never make a frame, as at another speed; none come', async () => {
    const sim = new SimClock();
    const clock = new DeviceClock(sim, 0, true);
    const far = new FarEnd();
    const link = new SimByteLink(clock, far, { where });
    const sensor = new Ld2410Presence({ id: 'radar', link, clock, baud, settings: null });
    const babble = (left: number): void => {
      if (left > 0)
        clock.setTimeout(() => {
          far.send(Uint8Array.of(0xf4, 0x00, 0x80, left & 0xff));
          babble(left - 1);
        }, 40);
    };
    babble(200);
    expect(await sim.walk(sensor.open(never), 20_000)).toEqual({
      ok: false,
      fault: { kind: 'wrong-baud', where, chip: 'LD2410', baud },
    });
    await sim.advance(10_000);
    expect(await sim.walk(sensor.open(never), 20_000)).toMatchObject({ fault: { kind: 'silent', where } });
    expect(sim.pending).toBe(0);
  });

  test.each([
    ['busy', { kind: 'busy', where, holder: 'ModemManager (812)' }],
    ['permission', { kind: 'permission', where }],
  ] as const)('%s is told as it is', async (_, fault) => {
    const { open, link, module } = rig();
    link.breakWith(fault);
    expect(await open()).toEqual({ ok: false, fault });
    module.setPowered(false);
  });

  test('falling silent is said, then lost; noise is said as garbled', async () => {
    const { sim, module, sensor, open } = rig();
    const heard: string[] = [];
    const lost: string[] = [];
    sensor.onMeasurement((word) => 'fault' in word && heard.push(word.fault.kind));
    sensor.onFault(({ kind }) => lost.push(kind));
    await open();
    module.setPowered(false);
    await sim.advance(10_000);
    expect(heard).toEqual(['silent', 'silent', 'silent', 'silent']);
    expect(lost).toEqual(['silent']);
    await sim.walk(sensor.close(), 1000);
  });
});

test('every fault of a real sensor has its words and its remedy', () => {
  // A kind that is added to the union and not here does not compile.
  const kinds: Readonly<Record<SensorDeviceFault['kind'], true>> = {
    absent: true,
    'wrong-chip': true,
    permission: true,
    busy: true,
    claimed: true,
    stuck: true,
    unsupported: true,
    'not-started': true,
    silent: true,
    'wrong-baud': true,
    'no-firmware': true,
    'wrong-firmware': true,
    timeout: true,
    io: true,
  };
  for (const kind of Object.keys(kinds)) expect(Object.keys(faultMessages)).toContain(kind);
});
