import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { padKeys, type Keypad, type KeypadFault, type KeyPress, type PadKey } from '../../hal/ports/keypad.ts';

export interface KeypadRig {
  readonly keypad: Keypad;
  /** A finger, down and up. */
  press(key: PadKey): void;
  /** A finger that rests on a key until `release`. */
  hold(key: PadKey): void;
  release(): void;
  /** Lets what is under way arrive. */
  quiet(): Promise<void>;
  now(): number;
  unplug(): Promise<void>;
  plug(): Promise<void>;
  /** What it still holds: timers, handles. */
  held(): number;
  tidy(): Promise<void>;
}

const never = new AbortController().signal;

/** Each sentence of `hal/ports/keypad.ts`, and of `Device` as a keypad keeps it. */
export const keypadContract = (name: string, makeRig: () => Promise<KeypadRig>): void => {
  describe(`keypad: ${name}`, () => {
    let rig: KeypadRig;
    let heard: KeyPress[];
    let faults: KeypadFault[];
    const keys = (): readonly PadKey[] => heard.map(({ key }) => key);

    beforeEach(async () => {
      rig = await makeRig();
      heard = [];
      faults = [];
      rig.keypad.onKey((press) => heard.push(press));
      rig.keypad.onFault((fault) => faults.push(fault));
    });
    afterEach(async () => {
      await rig.keypad.close();
      await rig.tidy();
      expect(rig.held()).toBe(0);
    });

    const open = async (): Promise<void> => {
      expect(await rig.keypad.open(never)).toEqual({ ok: true, value: undefined });
    };

    test('tells each press of each key once, in order, when it was learnt', async () => {
      await open();
      const before = rig.now();
      for (const key of padKeys) rig.press(key);
      await rig.quiet();
      expect(keys()).toEqual(padKeys);
      for (const { at } of heard) {
        expect(at).toBeGreaterThanOrEqual(before);
        expect(at).toBeLessThanOrEqual(rig.now());
      }
    });

    test('takes a key that is held down for one press', async () => {
      await open();
      rig.hold('5');
      await rig.quiet();
      rig.release();
      rig.press('5');
      await rig.quiet();
      expect(keys()).toEqual(['5', '5']);
    });

    test('tells nothing while it is closed, nor what was down at its opening', async () => {
      rig.press('1');
      await rig.quiet();
      rig.hold('2');
      await rig.quiet();
      await open();
      rig.release();
      rig.press('3');
      await rig.quiet();
      await rig.keypad.close();
      rig.press('4');
      await rig.quiet();
      expect(keys()).toEqual(['3']);
    });

    test('a listener that ended hears nothing more', async () => {
      await open();
      const mine: PadKey[] = [];
      const end = rig.keypad.onKey(({ key }) => mine.push(key));
      rig.press('7');
      await rig.quiet();
      end();
      end();
      rig.press('8');
      await rig.quiet();
      expect([mine, keys()]).toEqual([['7'], ['7', '8']]);
    });

    test('tells once when it is pulled, does not open without it, and works when it is back', async () => {
      await open();
      await rig.unplug();
      await rig.quiet();
      expect(faults).toHaveLength(1);
      await rig.keypad.close();
      const refused = await rig.keypad.open(never);
      expect(refused.ok || refused.fault.kind).toBe('absent');
      await rig.plug();
      await open();
      rig.press('9');
      await rig.quiet();
      expect([keys(), faults.length]).toEqual([['9'], 1]);
    });

    test('closes twice, and before it was opened', async () => {
      await rig.keypad.close();
      await open();
      await rig.keypad.close();
      await rig.keypad.close();
      await open();
    });
  });
};
