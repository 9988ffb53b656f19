import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PulseEdge, PulseEdges, PulseInput } from '../../hal/ports/pulse-input.ts';

export interface PulseRig {
  pulse(pin: { readonly activeLow: boolean; readonly counted: PulseEdges }): PulseInput;
  /** The voltage on the wire, from outside. */
  drive(high: boolean): Promise<void>;
  /** So many edges in one go, while this process is busy and hears nothing; the first one goes the other way than the line is. */
  burst(edges: number): Promise<void>;
  until(condition: () => boolean): Promise<void>;
  wait(ms: number): Promise<void>;
  held(): number;
  tidy(): Promise<void>;
}

const signal = (): AbortSignal => new AbortController().signal;
const opened = { ok: true, value: undefined };

/** `burst` is how many edges the one who stamps them must hold without a loss: at most its queue. */
export function pulseInputContract(name: string, burst: number, makeRig: () => Promise<PulseRig>): void {
  describe(`pulse input: ${name}`, () => {
    let rig: PulseRig;
    let pulse: PulseInput;
    let edges: PulseEdge[];
    let lost: number[];
    beforeEach(async () => {
      rig = await makeRig();
    });
    afterEach(async () => {
      await pulse.close();
      await pulse.close();
      expect(rig.held()).toBe(0);
      await rig.tidy();
    });

    const openPulse = async (counted: PulseEdges = 'both', activeLow = false): Promise<void> => {
      await rig.drive(activeLow);
      pulse = rig.pulse({ activeLow, counted });
      edges = [];
      lost = [];
      pulse.onEdges((told) => edges.push(...told));
      pulse.onLost((count) => lost.push(count));
      expect(await pulse.open(signal())).toEqual(opened);
    };
    const numbers = (): number[] => edges.map(({ seq }) => seq);

    it(`loses none of a burst of ${burst} edges, numbers them from 1, and keeps their order`, async () => {
      await openPulse();
      await rig.burst(burst);
      await rig.until(() => pulse.count >= burst);
      await rig.wait(100);
      expect(numbers()).toEqual(Array.from({ length: burst }, (_, index) => index + 1));
      expect(edges.map(({ active }) => active)).toEqual(Array.from({ length: burst }, (_, index) => index % 2 === 0));
      expect([pulse.count, lost]).toEqual([burst, []]);
      const stamps = edges.map(({ atUs }) => atUs);
      expect(stamps.filter((stamp) => !Number.isSafeInteger(stamp))).toEqual([]);
      expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
    });

    it('says how many edges its queue could not hold, and counts them', async () => {
      await openPulse();
      const total = pulse.queue + 100;
      await rig.burst(total);
      await rig.until(() => pulse.count >= total);
      await rig.wait(100);
      expect(pulse.count).toBe(total);
      const missing = lost.reduce((sum, count) => sum + count, 0);
      expect(missing).toBeGreaterThan(0);
      expect(edges.length + missing).toBe(total);
      expect(edges.at(-1)?.seq).toBe(total);
      expect(numbers()).toEqual([...new Set(numbers())].toSorted((a, b) => a - b));
    });

    it.each([
      ['active', true],
      ['inactive', false],
    ] as const)('counts the edges into %s alone where that is asked', async (counted, active) => {
      await openPulse(counted);
      await rig.burst(20);
      await rig.until(() => pulse.count >= 10);
      await rig.wait(100);
      expect(edges.map((edge) => edge.active)).toEqual(Array.from({ length: 10 }, () => active));
      expect(numbers()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    });

    it('turns the level over where the line is active-low', async () => {
      await openPulse('both', true);
      await rig.drive(false);
      await rig.drive(true);
      await rig.until(() => pulse.count >= 2);
      expect(edges.map(({ active }) => active)).toEqual([true, false]);
    });

    it('tells how long a pulse lasted, however late it is heard', async () => {
      await openPulse();
      await rig.drive(true);
      await rig.wait(60);
      await rig.drive(false);
      await rig.until(() => pulse.count >= 2);
      const [up, down] = edges;
      expect((down?.atUs ?? 0) - (up?.atUs ?? 0)).toBeGreaterThanOrEqual(60_000);
    });

    it('tells nothing while it is closed, and counts from 1 when it is opened again', async () => {
      await openPulse();
      await rig.burst(4);
      await rig.until(() => pulse.count >= 4);
      await pulse.close();
      expect(pulse.count).toBe(0);
      await rig.burst(4);
      await rig.wait(100);
      expect(edges).toHaveLength(4);
      expect(await pulse.open(signal())).toEqual(opened);
      await rig.burst(2);
      await rig.until(() => pulse.count >= 2);
      expect(numbers()).toEqual([1, 2, 3, 4, 1, 2]);
    });

    it('is refused while another has the line', async () => {
      await openPulse();
      const second = rig.pulse({ activeLow: false, counted: 'both' });
      expect(await second.open(signal())).toMatchObject({ ok: false, fault: { kind: 'busy', holder: 'letan' } });
    });

    it('may be opened once only', async () => {
      await openPulse();
      await expect((async () => pulse.open(signal()))()).rejects.toThrow(/opened twice/);
    });
  });
}
