import { describe, expect, it } from 'vitest';
import type { Button } from '../../hal/ports/button.ts';
import type { Lamp, LampState } from '../../hal/ports/lamp.ts';

export interface LampRig {
  readonly lamp: Lamp;
  /** What a person sees. */
  readonly seen: () => LampState;
  /** Lets what was told arrive. */
  readonly settle: () => Promise<void>;
  readonly unplug: () => void;
  readonly plug: () => void;
  /** What it still holds: timers, handles. */
  readonly held: () => number;
}

export interface ButtonRig {
  readonly button: Button;
  /** A finger, down and up. */
  press(): void;
  wait(ms: number): Promise<void>;
  now(): number;
  /** The debounce of this one. */
  readonly debounceMs: number;
  unplug(): void;
  plug(): void;
  end(): void;
}

const signal = (): AbortSignal => new AbortController().signal;

export function lampContract(name: string, makeRig: () => LampRig): void {
  describe(`lamp: ${name}`, () => {
    it('shows the newest state while it is open', async () => {
      const { lamp, seen, settle, held } = makeRig();
      lamp.set('invite');
      await settle();
      expect(seen()).toBe('off');
      await lamp.open(signal());
      await settle();
      expect(seen()).toBe('invite');
      lamp.set('notice');
      lamp.set('attend');
      await settle();
      expect(seen()).toBe('attend');
      lamp.set('off');
      await settle();
      expect(seen()).toBe('off');
      lamp.set('call');
      await lamp.close();
      await settle();
      expect([seen(), held()]).toEqual(['off', 0]);
    });

    it('sets its state again after a reopening', async () => {
      const { lamp, seen, settle, held } = makeRig();
      await lamp.open(signal());
      lamp.set('call');
      await settle();
      await lamp.close();
      await lamp.open(signal());
      await settle();
      expect(seen()).toBe('call');
      await lamp.close();
      expect(held()).toBe(0);
    });

    it('tells once when it is pulled, is dark, and opens again when it is back', async () => {
      const { lamp, seen, settle, unplug, plug, held } = makeRig();
      const faults: string[] = [];
      lamp.onFault(({ kind }) => faults.push(kind));
      await lamp.open(signal());
      lamp.set('call');
      await settle();
      unplug();
      lamp.set('notice');
      await settle();
      expect(seen()).toBe('off');
      expect(faults).toHaveLength(1);
      expect(['absent', 'unplugged']).toContain(faults[0]);
      await lamp.close();
      expect((await lamp.open(signal())).ok).toBe(false);
      plug();
      expect((await lamp.open(signal())).ok).toBe(true);
      await settle();
      expect(seen()).toBe('notice');
      await lamp.close();
      await lamp.close();
      expect(held()).toBe(0);
    });
  });
}

export function buttonContract(name: string, makeRig: () => ButtonRig): void {
  describe(`button: ${name}`, () => {
    it('tells each press once, when it was learnt', async () => {
      const rig = makeRig();
      const presses: number[] = [];
      rig.button.onPress((at) => presses.push(at));
      await rig.button.open(signal());
      const pressed = rig.now();
      rig.press();
      await rig.wait(1000);
      rig.press();
      await rig.wait(1000);
      expect(presses).toHaveLength(2);
      expect(presses[0]).toBeGreaterThanOrEqual(pressed);
      expect(presses[0]).toBeLessThanOrEqual(pressed + rig.debounceMs);
      await rig.button.close();
      rig.end();
    });

    it('takes a bouncing contact for one press', async () => {
      const rig = makeRig();
      let presses = 0;
      rig.button.onPress(() => (presses += 1));
      await rig.button.open(signal());
      for (let bounce = 0; bounce < 5; bounce += 1) {
        rig.press();
        await rig.wait(Math.floor(rig.debounceMs / 10));
      }
      await rig.wait(1000);
      expect(presses).toBe(1);
      await rig.button.close();
      rig.end();
    });

    it('tells nothing while it is closed or unplugged', async () => {
      const rig = makeRig();
      let presses = 0;
      rig.button.onPress(() => (presses += 1));
      rig.press();
      await rig.wait(1000);
      await rig.button.open(signal());
      rig.unplug();
      rig.press();
      await rig.wait(1000);
      await rig.button.close();
      expect((await rig.button.open(signal())).ok).toBe(false);
      rig.plug();
      expect((await rig.button.open(signal())).ok).toBe(true);
      expect(presses).toBe(0);
      rig.press();
      await rig.button.close();
      rig.end();
      await rig.wait(1000);
      expect(presses).toBe(0);
    });
  });
}
