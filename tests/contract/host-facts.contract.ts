import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../../hal/ports/host-facts.ts';
import type { HostFiles } from '../../sim/devices/host-facts.ts';

export interface HostFactsRig {
  /** A machine with these files and no others. */
  readonly make: (files: HostFiles) => Promise<HostFacts>;
}

/** What `hal/ports/host-facts.ts` promises. */
export const hostFactsContract = (name: string, rig: HostFactsRig): void => {
  describe(`host facts: ${name}`, () => {
    it('gives a text without the white space around it and without NULs', async () => {
      const facts = await rig.make({
        '/proc/device-tree/model': 'Raspberry Pi 4 Model B Rev 1.5\0',
        '/sys/a/temp': '48685\n',
      });
      expect(await facts.text('/proc/device-tree/model')).toEqual({
        ok: true,
        value: 'Raspberry Pi 4 Model B Rev 1.5',
      });
      expect(await facts.text('/sys/a/temp')).toEqual({ ok: true, value: '48685' });
    });

    it('gives at most the first 64 KiB', async () => {
      const facts = await rig.make({ '/proc/long': 'x'.repeat(70_000) });
      const text = await facts.text('/proc/long');
      expect(text.ok && text.value.length).toBe(64 * 1024);
    });

    it('says of what is not there that it is absent', async () => {
      const facts = await rig.make({ '/sys/there': '1' });
      const absent = (path: string) => ({ ok: false, fault: { kind: 'absent', path } });
      expect(await facts.text('/sys/nowhere')).toEqual(absent('/sys/nowhere'));
      expect(await facts.list('/sys/nowhere')).toEqual(absent('/sys/nowhere'));
      expect(await facts.may('/dev/nowhere')).toEqual(absent('/dev/nowhere'));
    });

    it('lists names in order', async () => {
      const facts = await rig.make({
        '/sys/net/wlan0/operstate': 'down',
        '/sys/net/eth0/operstate': 'up',
        '/sys/net/lo/operstate': 'unknown',
      });
      expect(await facts.list('/sys/net')).toEqual({ ok: true, value: ['eth0', 'lo', 'wlan0'] });
    });

    it('says that a node may be opened', async () => {
      const facts = await rig.make({ '/dev/thing': '' });
      expect(await facts.may('/dev/thing')).toEqual({ ok: true, value: undefined });
    });

    it('knows how full a disk is', async () => {
      const facts = await rig.make({ '/var/lib/letan/x': '' });
      const space = await facts.space('/var/lib/letan');
      if (!space.ok) throw new Error(JSON.stringify(space.fault));
      expect(space.value.totalBytes).toBeGreaterThan(0);
      expect(space.value.freeBytes).toBeGreaterThanOrEqual(0);
      expect(space.value.freeBytes).toBeLessThanOrEqual(space.value.totalBytes);
    });
  });
};
