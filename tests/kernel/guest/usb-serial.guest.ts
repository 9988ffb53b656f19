import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync, symlinkSync, unlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Ld2410Presence } from '../../../hal/drivers/ld2410-presence.ts';
import { Ld2450Targets } from '../../../hal/drivers/ld2450-targets.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { serial8n1, SerialByteLink } from '../../../hal/drivers/serial-byte-link.ts';
import type { TargetsWord } from '../../../hal/ports/sensors.ts';
import type { WireEnd } from '../../../sim/peripherals/wire.ts';
import { Ld2450 } from '../../../sim/peripherals/ld2450.ts';
import { byteLinkContract } from '../../contract/byte-link.contract.ts';
import { FarEnd } from '../../support/far-end.ts';
import { untilReal } from '../../support/real-time.ts';
import { serialNode, UsbSerial } from './usb-serial.ts';

const never = new AbortController().signal;
const opened = { ok: true, value: undefined };
const baud = 256_000;

const lineFiles = (): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === serialNode;
    } catch {
      // The descriptor that listed the directory is gone by now.
      return false;
    }
  }).length;

byteLinkContract('serial line over real USB', { absent: 'absent', flood: 600_000 }, async () => {
  const far = new FarEnd();
  const cable = new UsbSerial(far);
  await cable.plug();
  return {
    link: new SerialByteLink(serialNode, serial8n1(baud)),
    finish: (call) => call,
    until: (condition) => untilReal(condition, 40_000),
    quiet: () => sleep(300),
    received: () => far.received,
    send: (bytes) => far.send(bytes),
    block: () => far.block(),
    unblock: () => far.unblock(),
    unplug: () => cable.unplug(),
    plug: () => cable.plug(),
    held: lineFiles,
    tidy: () => cable.remove(),
  };
});

describe('a radar on a real serial line', () => {
  const cables: UsbSerial[] = [];
  afterEach(async () => {
    for (const each of cables.splice(0)) await each.remove();
    expect(lineFiles()).toBe(0);
  });
  const plugged = async (far: WireEnd): Promise<UsbSerial> => {
    const cable = new UsbSerial(far);
    cables.push(cable);
    await cable.plug();
    return cable;
  };

  it('is configured, follows people, is pulled out in the middle of a word, and goes on when it is back', async () => {
    const clock = new NodeClock(() => true);
    const radar = new Ld2450(clock);
    radar.see([
      { xMm: -500, yMm: 1500, speedCmS: -20 },
      { xMm: 300, yMm: 2500, speedCmS: 0 },
    ]);
    const cable = await plugged(radar);
    radar.setPowered(true);
    const sensor = new Ld2450Targets({
      id: 'radar',
      link: new SerialByteLink(serialNode, serial8n1(baud)),
      clock,
      baud,
      mirrored: false,
    });
    const words: TargetsWord[] = [];
    const faults: unknown[] = [];
    sensor.onMeasurement((word) => 'value' in word && words.push(word.value));
    sensor.onFault((fault) => faults.push(fault));
    expect(await sensor.open(never)).toEqual(opened);
    expect(sensor.identity).toBe('V1.02.22062416');
    // It had been left following one target only.
    expect(radar.commands).toContain('90');
    await untilReal(() => words.length > 5);
    expect(words.at(-1)).toEqual({
      targets: [
        { x: 1.5, y: 0.5, speed: -0.2 },
        { x: 2.5, y: -0.3, speed: 0 },
      ],
    });
    await cable.unplug();
    await untilReal(() => faults.length > 0);
    expect(faults).toEqual([{ kind: 'absent', where: serialNode, chip: 'LD2450' }]);
    await sensor.close();
    expect(await sensor.open(never)).toMatchObject({ ok: false, fault: { kind: 'absent' } });
    await cable.plug();
    words.length = 0;
    expect(await sensor.open(never)).toEqual(opened);
    await untilReal(() => words.length > 2);
    await sensor.close();
    radar.setPowered(false);
    expect(clock.pending).toBe(0);
  });

  it('another radar on the line is told as a wrong one, and an empty one as silent', async () => {
    const clock = new NodeClock(() => true);
    const other = new Ld2450(clock);
    await plugged(other);
    const sensor = new Ld2410Presence({
      id: 'radar',
      link: new SerialByteLink(serialNode, serial8n1(baud)),
      clock,
      baud,
      settings: null,
    });
    expect(await sensor.open(never)).toMatchObject({ fault: { kind: 'silent', where: serialNode, chip: 'LD2410' } });
    other.setPowered(true);
    expect(await sensor.open(never)).toEqual({
      ok: false,
      fault: { kind: 'wrong-baud', where: serialNode, chip: 'LD2410', baud },
    });
    other.setPowered(false);
    expect(clock.pending).toBe(0);
  });

  it('a line that another process has open is busy, and the process is named, behind its stable name too', async () => {
    await plugged(new FarEnd());
    const stable = '/tmp/letan-radar';
    symlinkSync(serialNode, stable);
    const holder = spawn('sh', ['-c', `exec 3<>${serialNode}; exec sleep 60`], { stdio: 'ignore' });
    const holds = (): boolean => {
      try {
        return readlinkSync(`/proc/${holder.pid}/fd/3`) === serialNode;
      } catch {
        return false;
      }
    };
    await untilReal(holds);
    const link = new SerialByteLink(stable, serial8n1(baud));
    const busy = {
      kind: 'busy',
      where: stable,
      holder: expect.stringMatching(new RegExp(`^(sh|sleep) \\(${holder.pid}\\)$`)),
    };
    expect(await link.open(never)).toEqual({ ok: false, fault: busy });
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
    expect(await link.open(never)).toEqual(opened);
    await link.close();
    unlinkSync(stable);
  });

  it('five openings leave no descriptor', async () => {
    await plugged(new FarEnd());
    const link = new SerialByteLink(serialNode, serial8n1(115_200));
    for (let i = 0; i < 5; i++) {
      expect(await link.open(never)).toEqual(opened);
      await link.close();
    }
    expect(lineFiles()).toBe(0);
  });
});
