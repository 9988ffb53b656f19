import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BugError } from '../../hal/assert.ts';
import type { I2cBus, I2cFault } from '../../hal/ports/i2c-bus.ts';
import type { MemoryChip } from '../support/memory-chip.ts';

export interface I2cBusRig {
  readonly bus: I2cBus;
  /** Two chips at different addresses; nobody else is on the bus. */
  readonly chips: readonly [MemoryChip, MemoryChip];
  finish<T>(call: Promise<T>): Promise<T>;
  /** Holds the lines low, and lets them go. */
  hold(): void;
  release(): void;
  /** Takes the adapter away and puts it back; null where the rig cannot. */
  readonly adapter: { unplug(): Promise<void>; plug(): Promise<void> } | null;
  held(): number;
  tidy(): Promise<void>;
}

const never = new AbortController().signal;
const nobody = 0x5a;

/** Each sentence of `hal/ports/i2c-bus.ts`, and of `Device` as a bus keeps it. */
export const i2cBusContract = (name: string, makeRig: () => Promise<I2cBusRig>): void => {
  describe(`I2C bus: ${name}`, () => {
    let rig: I2cBusRig;
    let bus: I2cBus;
    let one: MemoryChip;
    let two: MemoryChip;
    let at: number;

    beforeEach(async () => {
      rig = await makeRig();
      ({ bus } = rig);
      [one, two] = rig.chips;
      at = one.address ?? 0;
    });
    afterEach(async () => {
      rig.release();
      await rig.finish(bus.close());
      await rig.tidy();
      expect(rig.held()).toBe(0);
    });

    const open = async (): Promise<void> => {
      expect(await rig.finish(bus.open(never))).toEqual({ ok: true, value: undefined });
    };
    const read = async (from: number, count: number, address = at): Promise<number[] | I2cFault> => {
      const result = await rig.finish(bus.read(address, Uint8Array.of(from), count));
      return result.ok ? [...result.value] : result.fault;
    };

    test('all bytes of a write reach the chip as one', async () => {
      await open();
      const bytes = Uint8Array.from({ length: 40 }, (_, i) => (i * 37) & 0xff);
      expect(await rig.finish(bus.write(at, bytes))).toEqual({ ok: true, value: undefined });
      expect(one.writes.map((each) => [...each])).toEqual([[...bytes]]);
      expect(two.writes).toEqual([]);
    });

    test('a read sends the pointer first, and gets as many bytes as it asked for', async () => {
      await open();
      expect(await read(0x10, 3)).toEqual([0x10 ^ 0x55, 0x11 ^ 0x55, 0x12 ^ 0x55]);
      expect(await read(0x10, 32)).toHaveLength(32);
      // More than one SMBus block.
      expect(await read(0x80, 128)).toEqual(Array.from({ length: 128 }, (_, i) => (0x80 + i) ^ 0x55));
    });

    test('a read without a pointer goes on where the chip is; one of two bytes sends both', async () => {
      await open();
      await read(0x20, 1);
      const on = await rig.finish(bus.read(at, new Uint8Array(0), 2));
      expect(on.ok && [...on.value]).toEqual([0x21 ^ 0x55, 0x22 ^ 0x55]);
      // To this chip the second byte is a value for the register that the first names.
      await rig.finish(bus.read(at, Uint8Array.of(0x30, 0x77), 1));
      expect(one.registers[0x30]).toBe(0x77);
    });

    test('operations are done in the order of their calls, and none comes between a pointer and its read', async () => {
      await open();
      const results = await rig.finish(
        Promise.all([
          bus.write(at, Uint8Array.of(0x40, 1)),
          bus.read(at, Uint8Array.of(0x40), 1),
          bus.write(at, Uint8Array.of(0x40, 2)),
          bus.read(at, Uint8Array.of(0x40), 1),
          bus.read(two.address ?? 0, Uint8Array.of(0x05), 1),
          bus.read(at, Uint8Array.of(0x40), 40),
        ]),
      );
      expect(results.map((each) => each.ok)).toEqual([true, true, true, true, true, true]);
      const values = results.map((each) => (each.ok && each.value !== undefined ? each.value[0] : null));
      expect(values).toEqual([null, 1, null, 2, 0x05 ^ 0x55, 2]);
    });

    test('no-answer concerns one chip: the next operation is done', async () => {
      await open();
      expect(await read(0, 1, nobody)).toEqual({ kind: 'no-answer', where: bus.where, address: nobody });
      expect((await rig.finish(bus.write(nobody, Uint8Array.of(1)))).ok).toBe(false);
      expect(await read(0x01, 1)).toEqual([0x01 ^ 0x55]);
      const { address } = two;
      two.address = null;
      expect(await read(0, 1, address ?? 0)).toMatchObject({ kind: 'no-answer' });
      two.address = address;
      expect(await read(0, 1, address ?? 0)).toEqual([0x55]);
    });

    test('a bus that is held low ends an operation with `stuck`, and serves again once it is let go', async () => {
      await open();
      rig.hold();
      expect(await read(0, 1)).toMatchObject({ kind: 'stuck', where: bus.where });
      rig.release();
      expect(await read(0, 1)).toEqual([0x55]);
    });

    test('operations before open, after close and waiting at close end with `closed`', async () => {
      expect(await read(0, 1)).toEqual({ kind: 'closed', where: bus.where });
      await open();
      const waiting = [1, 2, 3].map((value) => bus.write(at, Uint8Array.of(0x50, value)));
      await rig.finish(bus.close());
      const settled = await rig.finish(Promise.all(waiting));
      const last = settled.at(-1);
      expect(last?.ok === false && last.fault.kind).toBe('closed');
      expect(await read(0, 1)).toEqual({ kind: 'closed', where: bus.where });
    });

    test('open after close works again; open twice is a bug; close may be called twice', async () => {
      await open();
      await expect((async () => bus.open(never))()).rejects.toThrow(BugError);
      await rig.finish(bus.close());
      await rig.finish(bus.close());
      await open();
      expect(await read(0x11, 1)).toEqual([0x11 ^ 0x55]);
    });

    test('an adapter that is not there is `absent`; it opens once it is back', async ({ skip }) => {
      const { adapter } = rig;
      if (adapter === null) return skip('this rig’s adapter cannot be taken away');
      await adapter.unplug();
      expect(await rig.finish(bus.open(never))).toEqual({ ok: false, fault: { kind: 'absent', where: bus.where } });
      await adapter.plug();
      await open();
    });
  });
};
