import { describe, expect, it } from 'vitest';
import type { View } from '../../behaviours/reception/views.ts';
import { present } from '../../hal/assert.ts';
import type { PadKey } from '../../hal/ports/keypad.ts';
import { MemoryFiles, shippedFiles } from '../support/config-files.ts';
import { kiosk, more } from '../support/config-faults/case.ts';
import { deviceRig } from '../support/device-world.ts';
import { deviceOf } from '../support/one-device.ts';

/*
 * The shipped kiosk as it is, but for its ledger, which is in memory: somebody who cannot see its screen takes a number with the number
 * pad, and holds the slip before the code reader later.
 */

const opened = async () => {
  const files = new MemoryFiles({
    ...shippedFiles,
    [kiosk]: more(kiosk, 'devices: { ledger: { driver: simulated } }'),
  });
  const { rig, time, world } = deviceRig(deviceOf(kiosk, files));
  const { keypads, scanners, displays, printers, speakers } = rig.twins;
  const pad = present(keypads[0], 'a kiosk without a number pad').twin;
  const reader = present(scanners[0], 'a kiosk without a code reader').twin;
  const qrs: string[] = [];
  present(printers[0], 'a kiosk without a printer').twin.onSlip(({ qr }) => qrs.push(qr ?? ''));
  await time.walk(rig.start(), 60_000);
  return {
    time,
    world,
    reader,
    qrs,
    view: (): View => present(displays[0]?.twin.current(), 'nothing is shown').view,
    heard: () => (speakers[0]?.twin.heard ?? []).map(({ words }) => words),
    press: async (...keys: readonly PadKey[]) => {
      for (const key of keys) {
        pad.press(key);
        await time.advance(1500);
      }
    },
    end: async () => {
      await time.walk(rig.stop(), 60_000);
      expect(time.pending).toBe(0);
    },
  };
};

describe('the number pad of the shipped kiosk', () => {
  it('gives a number to who never touches the glass: woken, read out, chosen, printed', async () => {
    const kiosk1 = await opened();
    expect(kiosk1.view().body.screen).toBe('asleep');
    await kiosk1.press('5');
    expect(kiosk1.view().body.screen).toBe('services');
    // Who woke it by a key is read what there is to choose.
    await kiosk1.time.advance(30_000);
    expect(kiosk1.heard().some((words) => words.startsWith('Phím một: '))).toBe(true);
    await kiosk1.press('1');
    expect(kiosk1.view().body.screen).toBe('priority');
    await kiosk1.press('1');
    await kiosk1.time.advance(8000);
    const { body } = kiosk1.view();
    expect(body).toMatchObject({ screen: 'ticket', printing: 'printed' });
    expect(kiosk1.qrs).toHaveLength(1);
    await kiosk1.end();
  });

  it('shows beside each tile which key chooses it, and calls staff with 0', async () => {
    const kiosk1 = await opened();
    await kiosk1.press('enter');
    const { body, keys } = kiosk1.view();
    const tiles = 'tiles' in body ? body.tiles.map(({ action }) => action) : [];
    expect(keys.filter(({ action }) => tiles.includes(action)).map(({ key }) => key)).toEqual(
      tiles.map((_, i) => String(i + 1)),
    );
    await kiosk1.press('0');
    expect(kiosk1.view().body.screen).toBe('help');
    await kiosk1.end();
  });
});

describe('the code reader of the shipped kiosk', () => {
  it('reads the slip that the kiosk itself printed, and shows how its number stands', async () => {
    const kiosk1 = await opened();
    await kiosk1.press('5', '1', '1');
    await kiosk1.time.advance(90_000);
    expect(kiosk1.view().body.screen).toBe('asleep');
    const qr = present(kiosk1.qrs[0], 'no slip came out');
    kiosk1.reader.scan(qr);
    await kiosk1.time.advance(1000);
    const { body } = kiosk1.view();
    expect(body.screen).toBe('ticket');
    expect(body).toMatchObject({ printing: 'none' });
    expect('tiles' in body ? body.tiles.map(({ action }) => action) : []).toEqual(['way', 'finish']);
    kiosk1.reader.scan('WIFI:S:Quan cafe;T:WPA;P:12345678;;');
    await kiosk1.time.advance(1000);
    expect(kiosk1.view().body).toMatchObject({ screen: 'help', title: 'Đây không phải phiếu của hôm nay' });
    await kiosk1.time.advance(120_000);
    expect(kiosk1.view().body.screen).toBe('asleep');
    await kiosk1.end();
  });
});
