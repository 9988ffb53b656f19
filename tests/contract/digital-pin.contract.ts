import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DigitalInput, DigitalOutput, PinChange, PinFault } from '../../hal/ports/digital-pin.ts';

interface LineRig {
  /** Resolves once the condition holds, in the rig's own time. */
  until(condition: () => boolean): Promise<void>;
  /** Lets so much time pass; what happens in it can only be seen by waiting. */
  wait(ms: number): Promise<void>;
  now(): number;
  /** Pulls the chip and puts it back. */
  readonly plug: { out(): Promise<void>; in(): Promise<void> };
  /** Timers, descriptors and watchers that the driver still has. */
  held(): number;
  tidy(): Promise<void>;
}

export interface InputRig extends LineRig {
  /** Another driver for the same line. */
  input(pin: { readonly activeLow: boolean; readonly debounceMs: number }): DigitalInput;
  /** A line that is not there. */
  absent(): DigitalInput;
  /** The voltage on the wire, from outside. */
  drive(high: boolean): Promise<void>;
}

export interface OutputRig extends LineRig {
  output(pin: { readonly activeLow: boolean }): DigitalOutput;
  /** Every level that the board has driven the wire to since the last opening, in order; repeats of the same level left out. */
  driven(): readonly boolean[];
}

/** What differs between drivers by their nature. */
export interface LineTraits {
  /** How a line is refused that is held already; `shared` where the driver's library lets two have it. */
  readonly busy: 'named' | 'shared';
  /** An output is low before it is what it shall be. */
  readonly lowFirst: boolean;
  /** Whether the driver hears that the chip was pulled; what is soldered to its board cannot be. */
  readonly pulled: 'told' | 'unheard';
}

const signal = (): AbortSignal => new AbortController().signal;
const opened = { ok: true, value: undefined };
const plain = { activeLow: false, debounceMs: 0 };

export function digitalInputContract(name: string, traits: LineTraits, makeRig: () => Promise<InputRig>): void {
  describe(`digital input: ${name}`, () => {
    let rig: InputRig;
    let input: DigitalInput;
    let changes: PinChange[];
    let faults: PinFault[];
    beforeEach(async () => {
      rig = await makeRig();
    });
    afterEach(async () => {
      await input.close();
      await input.close();
      expect(rig.held()).toBe(0);
      await rig.tidy();
    });

    const openInput = async (pin: Partial<typeof plain> = {}): Promise<void> => {
      input = rig.input({ ...plain, ...pin });
      changes = [];
      faults = [];
      input.onChange((change) => changes.push(change));
      input.onFault((fault) => faults.push(fault));
      expect(await input.open(signal())).toEqual(opened);
    };
    const levels = (): boolean[] => changes.map(({ active }) => active);

    it.each([true, false])(
      'knows its level once open (%s), tells none of it, and nothing of it once closed',
      async (high) => {
        await rig.drive(high);
        input = rig.input(plain);
        expect(input.active).toBe(null);
        await openInput();
        expect(input.active).toBe(high);
        await rig.wait(100);
        expect(changes).toEqual([]);
        await input.close();
        expect(input.active).toBe(null);
      },
    );

    it('tells each change once, in order, when it was learnt', async () => {
      await rig.drive(false);
      await openInput();
      for (const high of [true, false, true, false]) {
        const before = rig.now();
        const count = changes.length;
        await rig.drive(high);
        await rig.until(() => changes.length > count);
        expect(changes.at(-1)?.active).toBe(high);
        expect(input.active).toBe(high);
        expect(changes.at(-1)?.at).toBeGreaterThanOrEqual(before);
        expect(changes.at(-1)?.at).toBeLessThanOrEqual(rig.now());
      }
      await rig.wait(100);
      expect(levels()).toEqual([true, false, true, false]);
    });

    it('takes low for active where the line is active-low', async () => {
      await rig.drive(true);
      await openInput({ activeLow: true });
      expect(input.active).toBe(false);
      await rig.drive(false);
      await rig.until(() => changes.length > 0);
      expect([input.active, levels()]).toEqual([true, [true]]);
    });

    it('does not tell a level that did not last as long as the debounce', async () => {
      await rig.drive(false);
      await openInput({ debounceMs: 400 });
      for (let spike = 0; spike < 3; spike += 1) {
        await rig.drive(true);
        await rig.drive(false);
      }
      await rig.wait(1200);
      expect(levels()).toEqual([]);
      for (let bounce = 0; bounce < 4; bounce += 1) {
        await rig.drive(true);
        await rig.drive(false);
      }
      const before = rig.now();
      await rig.drive(true);
      await rig.until(() => changes.length > 0);
      await rig.wait(1200);
      expect(levels()).toEqual([true]);
      expect(changes[0]?.at).toBeGreaterThanOrEqual(before + 400);
    });

    it('is told by turns in a storm, and ends where the line rests', async () => {
      await rig.drive(false);
      await openInput();
      for (let flip = 0; flip < 201; flip += 1) await rig.drive(flip % 2 === 0);
      await rig.until(() => changes.length > 0 && input.active === true);
      await rig.wait(300);
      expect(input.active).toBe(true);
      expect(levels()).toEqual(changes.map((_, index) => index % 2 === 0));
      expect(levels().at(-1)).toBe(true);
      expect(faults).toEqual([]);
    });

    it('tells nothing while it is closed, and begins anew with the level of then', async () => {
      await rig.drive(false);
      await openInput();
      await input.close();
      await rig.drive(true);
      await rig.wait(100);
      expect(changes).toEqual([]);
      expect(await input.open(signal())).toEqual(opened);
      expect(input.active).toBe(true);
      await rig.drive(false);
      await rig.until(() => changes.length > 0);
      expect(levels()).toEqual([false]);
    });

    it('forgets what was being debounced when it is closed', async () => {
      await rig.drive(false);
      await openInput({ debounceMs: 100 });
      await rig.drive(true);
      await input.close();
      expect(rig.held()).toBe(0);
      await rig.wait(300);
      expect(changes).toEqual([]);
    });

    if (traits.busy === 'named')
      it('is refused while another has the line, and told who; has it when they are done', async () => {
        await openInput();
        const second = rig.input(plain);
        const refused = await second.open(signal());
        expect(refused).toMatchObject({ ok: false, fault: { kind: 'busy', holder: 'letan' } });
        expect(second.active).toBe(null);
        await input.close();
        expect(await second.open(signal())).toEqual(opened);
        await second.close();
      });

    it('says when there is no such line', async () => {
      await openInput();
      const absent = rig.absent();
      expect(await absent.open(signal())).toMatchObject({ ok: false, fault: { kind: 'absent', where: absent.where } });
      await absent.close();
    });

    it('may be opened once only', async () => {
      await openInput();
      await expect((async () => input.open(signal()))()).rejects.toThrow(/opened twice/);
    });

    if (traits.pulled === 'told')
      it('tells once that its chip was pulled, and works again when it is back', async () => {
        await rig.drive(false);
        await openInput();
        const { plug } = rig;
        await plug.out();
        await rig.until(() => faults.length > 0);
        await rig.wait(100);
        expect(faults).toEqual([{ kind: 'unplugged', where: input.where }]);
        await input.close();
        expect((await input.open(signal())).ok).toBe(false);
        await plug.in();
        await rig.drive(true);
        expect(await input.open(signal())).toEqual(opened);
        expect(input.active).toBe(true);
      });
  });
}

export function digitalOutputContract(name: string, traits: LineTraits, makeRig: () => Promise<OutputRig>): void {
  describe(`digital output: ${name}`, () => {
    let rig: OutputRig;
    let output: DigitalOutput;
    let faults: PinFault[];
    beforeEach(async () => {
      rig = await makeRig();
    });
    afterEach(async () => {
      await output.close();
      await output.close();
      expect(rig.held()).toBe(0);
      await rig.tidy();
    });

    const make = (activeLow = false): void => {
      output = rig.output({ activeLow });
      faults = [];
      output.onFault((fault) => faults.push(fault));
    };
    const openOutput = async (): Promise<void> => {
      expect(await output.open(signal())).toEqual(opened);
    };
    const wire = (): boolean | undefined => rig.driven().at(-1);
    const driven = (): readonly boolean[] => {
      const levels = rig.driven();
      return traits.lowFirst && levels[0] === false && levels.length > 1 ? levels.slice(1) : levels;
    };

    it.each([true, false])(
      'drives the line at once as it was last told (%s), and never the other way',
      async (active) => {
        make();
        output.write(!active);
        output.write(active);
        await openOutput();
        await rig.until(() => wire() === active);
        expect(driven()).toEqual([active]);
      },
    );

    it('is inactive where nobody told it anything', async () => {
      make();
      await openOutput();
      await rig.until(() => wire() === false);
      expect(rig.driven()).toEqual([false]);
    });

    it('drives low for active where the line is active-low', async () => {
      make(true);
      await openOutput();
      await rig.until(() => wire() === true);
      output.write(true);
      await rig.until(() => wire() === false);
      expect(driven()).toEqual([true, false]);
    });

    it('brings writes to the line in order', async () => {
      make();
      await openOutput();
      for (let write = 0; write < 21; write += 1) output.write(write % 2 === 0);
      await rig.until(() => rig.driven().length >= 22);
      expect(rig.driven()).toEqual(Array.from({ length: 22 }, (_, index) => index % 2 === 1));
    });

    it.each([false, true])('leaves the line inactive when it is closed (active-low: %s)', async (activeLow) => {
      make(activeLow);
      await openOutput();
      output.write(true);
      await rig.until(() => wire() === !activeLow);
      await output.close();
      await rig.until(() => wire() === activeLow);
      output.write(false);
      output.write(true);
      await rig.wait(50);
      expect(wire()).toBe(activeLow);
    });

    it('drives the line as last told when it is opened again', async () => {
      make();
      await openOutput();
      output.write(true);
      await output.close();
      await openOutput();
      await rig.until(() => wire() === true);
      expect(driven()).toEqual([true]);
    });

    if (traits.busy === 'named')
      it('is refused while another has the line, and told who; has it when they are done', async () => {
        make();
        await openOutput();
        const second = rig.output({ activeLow: false });
        expect(await second.open(signal())).toMatchObject({ ok: false, fault: { kind: 'busy', holder: 'letan' } });
        await output.close();
        expect(await second.open(signal())).toEqual(opened);
        await second.close();
      });

    it('may be opened once only', async () => {
      make();
      await openOutput();
      await expect((async () => output.open(signal()))()).rejects.toThrow(/opened twice/);
    });

    if (traits.pulled === 'told')
      it('tells a write that its pulled chip did not take, and works again', async () => {
        make();
        await openOutput();
        const { plug } = rig;
        await plug.out();
        output.write(true);
        await rig.until(() => faults.length > 0);
        expect(faults).toEqual([{ kind: 'unplugged', where: output.where }]);
        await output.close();
        expect((await output.open(signal())).ok).toBe(false);
        await plug.in();
        await openOutput();
        await rig.until(() => wire() === true);
      });
  });
}
