import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Watchdog, WatchdogFault } from '../../hal/ports/watchdog.ts';

export interface WatchdogRig {
  readonly watchdog: Watchdog;
  wait(ms: number): Promise<void>;
  /** Whether whoever watches has lost patience since the rig was made. */
  bitten(): Promise<boolean>;
  /** The process that has it open is gone, without a word. */
  die(): Promise<void>;
  /** Makes it be found missing by the next opening. */
  remove(): Promise<void>;
  held(): number;
  tidy(): Promise<void>;
}

const never = new AbortController().signal;

/** Each sentence of `hal/ports/watchdog.ts`. */
export const watchdogContract = (name: string, makeRig: () => Promise<WatchdogRig>): void => {
  describe(`watchdog: ${name}`, () => {
    let rig: WatchdogRig;
    let faults: WatchdogFault[];
    beforeEach(async () => {
      rig = await makeRig();
      faults = [];
      rig.watchdog.onFault((fault) => faults.push(fault));
    });
    afterEach(async () => {
      await rig.watchdog.close();
      await rig.tidy();
      expect(rig.held()).toBe(0);
    });
    const open = async (): Promise<void> => {
      expect(await rig.watchdog.open(never)).toEqual({ ok: true, value: undefined });
      expect(rig.watchdog.timeoutMs).toBeGreaterThan(0);
    };

    test('is patient as long as it is told in time', async () => {
      await open();
      for (let beat = 0; beat < 6; beat += 1) {
        await rig.wait(rig.watchdog.timeoutMs / 2);
        rig.watchdog.alive();
      }
      expect(await rig.bitten()).toBe(false);
      expect(faults).toEqual([]);
    });

    test('bites when it is not told', async () => {
      await open();
      rig.watchdog.alive();
      await rig.wait(rig.watchdog.timeoutMs * 2);
      expect(await rig.bitten()).toBe(true);
    });

    test('bites when the process has died', async () => {
      await open();
      rig.watchdog.alive();
      await rig.die();
      await rig.wait(rig.watchdog.timeoutMs * 2);
      expect(await rig.bitten()).toBe(true);
    });

    test('does not bite whom it was closed by, nor before it was opened', async () => {
      rig.watchdog.alive();
      await open();
      await rig.watchdog.close();
      await rig.watchdog.close();
      await rig.wait(rig.watchdog.timeoutMs * 2);
      expect(await rig.bitten()).toBe(false);
      await open();
      rig.watchdog.alive();
    });

    test('says so where there is none', async () => {
      await rig.remove();
      const opened = await rig.watchdog.open(never);
      expect(opened.ok || opened.fault.kind).toBe('absent');
    });
  });
};
