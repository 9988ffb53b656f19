import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BugError } from '../../hal/assert.ts';
import type { Battery, PowerState } from '../../hal/ports/battery.ts';

export interface BatteryRig {
  readonly battery: Battery;
  finish<T>(call: Promise<T>): Promise<T>;
  wait(ms: number): Promise<void>;
  setMains(mains: boolean): void;
  unplug(): void;
  plug(): void;
  held(): number;
}

const never = new AbortController().signal;

/** Each sentence of `hal/ports/battery.ts`, and of `Device` as a gauge keeps it. */
export const batteryContract = (name: string, makeRig: () => BatteryRig): void => {
  describe(`battery: ${name}`, () => {
    let rig: BatteryRig;
    let heard: PowerState[];
    beforeEach(() => {
      rig = makeRig();
      heard = [];
      rig.battery.onPower((power) => heard.push(power));
    });
    afterEach(async () => {
      await rig.finish(rig.battery.close());
      expect(rig.held()).toBe(0);
    });
    const open = async (): Promise<void> => {
      expect(await rig.finish(rig.battery.open(never))).toEqual({ ok: true, value: undefined });
    };

    test('tells its state by itself from open to close, at least once a period, at instants that never go back', async () => {
      await rig.wait(3000);
      expect(heard).toEqual([]);
      await open();
      await rig.wait(25_000);
      expect(heard.length).toBeGreaterThanOrEqual(Math.floor(25_000 / rig.battery.periodMs));
      expect(heard.map(({ at }) => at)).toEqual(heard.map(({ at }) => at).sort((one, other) => one - other));
      for (const power of heard) {
        expect(Number.isInteger(power.milliVolts)).toBe(true);
        expect(power.charge === null || (power.charge >= 0 && power.charge <= 1)).toBe(true);
      }
      await rig.finish(rig.battery.close());
      const before = heard.length;
      await rig.wait(25_000);
      expect(heard).toHaveLength(before);
    });

    test('tells once the mains has gone, and once it is back, well before a period is over', async () => {
      await open();
      await rig.wait(3000);
      expect(heard.at(-1)?.mains).toBe(true);
      rig.setMains(false);
      await rig.wait(1500);
      expect(heard.at(-1)?.mains).toBe(false);
      expect(heard.at(-1)?.milliAmperes).toBeLessThan(0);
      rig.setMains(true);
      await rig.wait(1500);
      expect(heard.at(-1)?.mains).toBe(true);
      const told = heard.map(({ mains }) => mains).filter((mains, at, all) => mains !== all[at - 1]);
      expect(told.filter((mains) => mains !== null)).toEqual([true, false, true]);
    });

    test('a blink of the mains is not taken for its loss', async () => {
      await open();
      await rig.wait(3000);
      rig.setMains(false);
      await rig.wait(20);
      rig.setMains(true);
      await rig.wait(3000);
      expect(heard.every(({ mains }) => mains !== false)).toBe(true);
    });

    test('refuses to open while its gauge is out, tells its loss once, and comes back', async () => {
      rig.unplug();
      expect(await rig.finish(rig.battery.open(never))).toMatchObject({ ok: false, fault: { kind: 'absent' } });
      rig.plug();
      await open();
      const faults: string[] = [];
      rig.battery.onFault(({ kind }) => faults.push(kind));
      rig.unplug();
      await rig.wait(5000);
      expect(faults).toEqual(['absent']);
      await rig.finish(rig.battery.close());
      rig.plug();
      heard = [];
      await open();
      await rig.wait(2000);
      expect(heard.length).toBeGreaterThan(0);
    });

    test('may be closed twice, and opening twice is a bug', async () => {
      await open();
      await expect((async () => rig.battery.open(never))()).rejects.toThrow(BugError);
      await rig.finish(rig.battery.close());
      await rig.finish(rig.battery.close());
    });
  });
};
