import { describe, expect, it } from 'vitest';
import type { Command } from '../../firmware/commands.ts';
import { obstaclesIn, workOf } from '../../firmware/update/work.ts';
import { present } from '../../hal/assert.ts';
import { edited, MemoryFiles } from '../support/config-files.ts';
import { deviceRig } from '../support/device-world.ts';
import { deviceOf } from '../support/one-device.ts';

/* What a device answers who asks whether it may be taken away: the real firmware on twins, in the midst of its day and after it. */

const kiosk = 'config/sites/ward-centre/devices/kiosk-1.yaml';
const config = (() => {
  const written = edited(kiosk);
  const devices = `${written}${/^devices:$/mu.test(written) ? '' : 'devices:\n'}`;
  const inMemory = devices.replace(/^devices:\n/mu, 'devices:\n  ledger: { driver: simulated }\n');
  return deviceOf(kiosk, new MemoryFiles({ [kiosk]: inMemory }));
})();

/** At a minute of a Monday, with nobody about. */
const deviceAt = async (minute: number) => {
  const { rig, time } = deviceRig(config, undefined, minute);
  await time.walk(rig.start(), 60_000);
  await time.advance(5_000);
  const glass = present(rig.twins.displays[0], 'a panel').twin;
  return {
    time,
    rig,
    kinds: () => obstaclesIn(workOf(config, rig.app)).map(({ kind }) => kind),
    screen: (): string => glass.current()?.view.body.screen ?? '',
    /** What a visitor touches who wants the first of everything. */
    touchOn: async () => {
      const view = present(glass.current(), 'a view').view;
      const tile = 'tiles' in view.body ? view.body.tiles[0]?.action : undefined;
      glass.touch(tile ?? view.actions.find((each) => !each.startsWith('chrome.')) ?? 'touch');
      await time.advance(700);
    },
  };
};

describe('a device that is asked', () => {
  it('may go in the evening, once its own start is over', async () => {
    const { kinds, rig, time } = await deviceAt(20 * 60);
    expect(kinds()).toEqual([]);
    await time.walk(rig.stop(), 60_000);
  });

  it('may not go while the place is open, while somebody chooses, or while they wait for their turn', async () => {
    const { kinds, rig, screen, time, touchOn } = await deviceAt(9 * 60);
    expect(kinds()).toEqual(['open']);
    await touchOn();
    expect(kinds()).toContain('at-machine');
    for (let step = 0; step < 12 && screen() !== 'ticket'; step += 1) await touchOn();
    expect(screen()).toBe('ticket');
    expect(kinds()).toEqual(expect.arrayContaining(['at-machine', 'waiting', 'open']));
    await time.advance(5 * 60_000);
    expect(kinds()).toEqual(['waiting', 'open']);
    const open: Command = { name: 'open', id: 'o1', counter: '1', services: ['ho-tich', 'chung-thuc'], by: 'clerk' };
    await time.walk(rig.app.face.command(open), 30_000);
    await time.walk(
      rig.app.face.command({ name: 'next', id: 'n1', counter: '1', finishing: false, by: 'clerk' }),
      30_000,
    );
    await time.advance(60_000);
    expect(kinds()).toEqual(['at-counters', 'open']);
    await time.walk(rig.stop(), 60_000);
  });
});
