import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BugError } from '../../hal/assert.ts';
import type { ByteLink, LinkFault } from '../../hal/ports/byte-link.ts';

export interface ByteLinkRig {
  readonly link: ByteLink;
  finish<T>(call: Promise<T>): Promise<T>;
  until(condition: () => boolean): Promise<void>;
  /** Lets what is under way arrive. */
  quiet(): Promise<void>;
  /** All that the far side has received since the rig was made. */
  received(): Uint8Array;
  /** The far side sends. */
  send(bytes: Uint8Array): void;
  /** The far side takes nothing, until it is let. */
  block(): void;
  unblock(): void;
  unplug(): Promise<void>;
  plug(): Promise<void>;
  held(): number;
  tidy(): Promise<void>;
}

export interface ByteLinkTraits {
  /** What `open` says when nothing is there. */
  readonly absent: LinkFault['kind'];
  /** More than the operating system and the far side's buffers hold together. */
  readonly flood: number;
}

const never = new AbortController().signal;
const pattern = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 0xff);

/** Each sentence of `hal/ports/byte-link.ts`, and of `Device` as a link keeps it. */
export const byteLinkContract = (name: string, traits: ByteLinkTraits, makeRig: () => Promise<ByteLinkRig>): void => {
  describe(`byte link: ${name}`, () => {
    let rig: ByteLinkRig;
    let link: ByteLink;
    let heard: number[];
    let faults: LinkFault[];

    beforeEach(async () => {
      rig = await makeRig();
      link = rig.link;
      heard = [];
      faults = [];
      link.onBytes((bytes) => heard.push(...bytes));
      link.onFault((fault) => faults.push(fault));
    });
    afterEach(async () => {
      rig.unblock();
      await rig.finish(link.close());
      await rig.tidy();
      expect(rig.held()).toBe(0);
    });

    const open = async (): Promise<void> => {
      expect(await rig.finish(link.open(never))).toEqual({ ok: true, value: undefined });
    };
    const write = (bytes: Uint8Array, signal: AbortSignal = never): ReturnType<ByteLink['write']> =>
      link.write(bytes, signal);

    test('every byte arrives, in order, whatever its value', async () => {
      await open();
      const bytes = pattern(3000);
      expect(await rig.finish(write(bytes))).toEqual({ ok: true, value: undefined });
      await rig.until(() => rig.received().length >= bytes.length);
      expect(rig.received()).toEqual(bytes);
    });

    test('writes made while one is under way follow it in order', async () => {
      await open();
      const parts = [pattern(500), Uint8Array.of(1), pattern(2000), Uint8Array.of(2, 3)];
      await rig.finish(Promise.all(parts.map((part) => write(part))));
      const all = Buffer.concat(parts);
      await rig.until(() => rig.received().length >= all.length);
      expect(Buffer.from(rig.received()).equals(all)).toBe(true);
    });

    test('bytes from the far side come in order, in pieces of any size', async () => {
      await open();
      const bytes = pattern(700);
      rig.send(bytes.subarray(0, 1));
      rig.send(bytes.subarray(1, 300));
      rig.send(bytes.subarray(300));
      await rig.until(() => heard.length >= bytes.length);
      expect(heard).toEqual([...bytes]);
    });

    test('none are kept for later listeners', async () => {
      await open();
      rig.send(Uint8Array.of(1, 2, 3));
      await rig.until(() => heard.length === 3);
      const late: number[] = [];
      link.onBytes((bytes) => late.push(...bytes));
      await rig.quiet();
      expect(late).toEqual([]);
    });

    test('back-pressure is kept: a write is not taken before there is room for it', async () => {
      await open();
      rig.block();
      const bytes = pattern(traits.flood);
      let taken = false;
      const call = write(bytes).then((result) => {
        taken = true;
        return result;
      });
      await rig.quiet();
      expect(taken).toBe(false);
      rig.unblock();
      expect((await rig.finish(call)).ok).toBe(true);
      await rig.until(() => rig.received().length >= bytes.length);
      expect(Buffer.from(rig.received()).equals(bytes)).toBe(true);
    });

    test('an abort ends the waiting with `timeout`, not the bytes that have left', async () => {
      await open();
      rig.block();
      const giveUp = new AbortController();
      const bytes = pattern(traits.flood);
      const call = write(bytes, giveUp.signal);
      await rig.quiet();
      giveUp.abort();
      expect(await rig.finish(call)).toEqual({ ok: false, fault: { kind: 'timeout', where: link.where } });
      rig.unblock();
      await rig.until(() => rig.received().length > 0);
      expect(Buffer.from(rig.received()).equals(bytes.subarray(0, rig.received().length))).toBe(true);
      expect(faults).toEqual([]);
    });

    test('a write after close or before open ends with `unplugged`', async () => {
      const unplugged = { ok: false, fault: { kind: 'unplugged', where: link.where } };
      expect(await rig.finish(write(pattern(10)))).toEqual(unplugged);
      await open();
      await rig.finish(link.close());
      expect(await rig.finish(write(pattern(10)))).toEqual(unplugged);
      await rig.quiet();
      expect(rig.received()).toHaveLength(0);
    });

    test('close ends a write under way', async () => {
      await open();
      rig.block();
      const call = write(pattern(traits.flood));
      await rig.quiet();
      await rig.finish(link.close());
      expect((await rig.finish(call)).ok).toBe(false);
      expect(faults).toEqual([]);
    });

    test('open fails where nothing is, and names the place; it works once something is', async () => {
      await rig.unplug();
      expect(await rig.finish(link.open(never))).toEqual({
        ok: false,
        fault: { kind: traits.absent, where: link.where },
      });
      expect(faults).toEqual([]);
      await rig.plug();
      await open();
      expect((await rig.finish(write(pattern(10)))).ok).toBe(true);
    });

    test('an aborted open holds nothing', async () => {
      const giveUp = new AbortController();
      giveUp.abort();
      expect((await rig.finish(link.open(giveUp.signal))).ok).toBe(false);
      await open();
    });

    test('being pulled out is told once, and later writes fail', async () => {
      await open();
      await rig.finish(write(pattern(10)));
      await rig.unplug();
      // Some kernels tell only whoever writes.
      await rig.finish(write(pattern(10)));
      await rig.until(() => faults.length > 0);
      expect((await rig.finish(write(pattern(10)))).ok).toBe(false);
      await rig.quiet();
      expect(faults).toHaveLength(1);
      expect(faults[0]).toEqual({ kind: 'unplugged', where: link.where });
      await rig.finish(link.close());
      await rig.plug();
      await open();
      rig.send(Uint8Array.of(9));
      await rig.until(() => heard.at(-1) === 9);
    });

    test('open after close works again; open twice is a bug of the caller; close may be called twice', async () => {
      await open();
      await expect((async () => link.open(never))()).rejects.toThrow(BugError);
      await rig.finish(link.close());
      await rig.finish(link.close());
      await open();
      rig.send(Uint8Array.of(4));
      await rig.until(() => heard.length === 1);
    });

    test('says that the far side can answer', async () => {
      await open();
      expect(link.readable).toBe(true);
    });
  });
};
