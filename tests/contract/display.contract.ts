import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Display, Touch } from '../../hal/ports/display.ts';

/** Any view will do for the driver: it only carries JSON. */
export type TestView = { readonly text: string; readonly actions: readonly string[] };

/** A panel before a person: what it shows, and the finger on it. */
export interface PanelDoor {
  seen(): { readonly revision: number; readonly view: TestView } | null;
  /** Touches the view that is shown, or an older one. */
  touch(action: string, revision?: number): void;
  leave(): void;
}

export interface DisplayRig {
  readonly display: Display<TestView>;
  attach(): Promise<PanelDoor>;
  /** Resolves once the condition holds; fails when it never does. */
  until(condition: () => boolean): Promise<void>;
  /** Resolves when all that was under way has arrived. */
  quiet(): Promise<void>;
  end(): Promise<void>;
}

const view = (text: string): TestView => ({ text, actions: ['yes', 'no'] });

export function displayContract(name: string, makeRig: () => Promise<DisplayRig>): void {
  describe(`display: ${name}`, () => {
    let rig: DisplayRig;
    beforeEach(async () => {
      rig = await makeRig();
    });
    afterEach(() => rig.end());

    const open = async (): Promise<void> => {
      expect(await rig.display.open(new AbortController().signal)).toEqual({ ok: true, value: undefined });
    };

    it('opens without a panel, and says that none is attached', async () => {
      await open();
      expect(rig.display.attached).toBe(false);
    });

    it('gives each view a revision one higher than the one before', async () => {
      await open();
      const first = rig.display.show(view('a'));
      expect(rig.display.show(view('b'))).toBe(first + 1);
      expect(rig.display.show(view('c'))).toBe(first + 2);
    });

    it('replaces the whole view', async () => {
      await open();
      const panel = await rig.attach();
      rig.display.show(view('a'));
      const revision = rig.display.show(view('b'));
      await rig.until(() => panel.seen()?.revision === revision);
      expect(panel.seen()?.view).toEqual(view('b'));
    });

    it('gives the newest view to a panel that attaches later', async () => {
      await open();
      rig.display.show(view('old'));
      const revision = rig.display.show(view('new'));
      const panel = await rig.attach();
      await rig.until(() => panel.seen()?.revision === revision);
      expect(panel.seen()?.view).toEqual(view('new'));
    });

    it('tells when a panel looks and when none does any more', async () => {
      const told: boolean[] = [];
      rig.display.onAttached((attached) => told.push(attached));
      await open();
      const panel = await rig.attach();
      await rig.until(() => rig.display.attached);
      panel.leave();
      await rig.until(() => !rig.display.attached);
      expect(told).toEqual([true, false]);
    });

    it('tells the action of a touch and the revision that was touched', async () => {
      const touches: Touch[] = [];
      rig.display.onTouch((touch) => touches.push(touch));
      await open();
      const panel = await rig.attach();
      const old = rig.display.show(view('a'));
      await rig.until(() => panel.seen()?.revision === old);
      const now = rig.display.show(view('b'));
      await rig.until(() => panel.seen()?.revision === now);
      panel.touch('yes');
      panel.touch('no', old);
      await rig.until(() => touches.length === 2);
      expect(touches).toEqual([
        { revision: now, action: 'yes' },
        { revision: old, action: 'no' },
      ]);
    });

    it('hands on an action that the view did not offer: who shows the view judges', async () => {
      const touches: Touch[] = [];
      rig.display.onTouch((touch) => touches.push(touch));
      await open();
      const panel = await rig.attach();
      const revision = rig.display.show(view('a'));
      await rig.until(() => panel.seen()?.revision === revision);
      panel.touch('x'.repeat(64));
      await rig.until(() => touches.length === 1);
      expect(touches).toEqual([{ revision, action: 'x'.repeat(64) }]);
    });

    it('tells nothing to a listener that has unsubscribed', async () => {
      const touches: Touch[] = [];
      const kept: Touch[] = [];
      const unsubscribe = rig.display.onTouch((touch) => touches.push(touch));
      rig.display.onTouch((touch) => kept.push(touch));
      await open();
      const panel = await rig.attach();
      const revision = rig.display.show(view('a'));
      await rig.until(() => panel.seen()?.revision === revision);
      unsubscribe();
      unsubscribe();
      panel.touch('yes');
      await rig.until(() => kept.length === 1);
      expect(touches).toEqual([]);
    });

    it('holds no panel once closed, and works again after the next open', async () => {
      const touches: Touch[] = [];
      rig.display.onTouch((touch) => touches.push(touch));
      await open();
      const first = await rig.attach();
      const before = rig.display.show(view('a'));
      await rig.until(() => first.seen()?.revision === before);
      await rig.display.close();
      await rig.display.close();
      expect(rig.display.attached).toBe(false);
      first.touch('yes');
      await rig.quiet();
      expect(touches).toEqual([]);

      await open();
      const second = await rig.attach();
      const after = rig.display.show(view('b'));
      expect(after).toBeGreaterThan(before);
      await rig.until(() => second.seen()?.revision === after);
    });

    it('calls a second open without a close a bug', async () => {
      await open();
      expect(() => rig.display.open(new AbortController().signal)).toThrow('display opened twice');
    });
  });
}
