import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Storage, StorageFault } from '../../hal/ports/storage.ts';
import type { Result } from '../../hal/result.ts';

export interface StorageRig {
  readonly storage: Storage;
  /** Lets a call come to its end (simulated time has to be moved on). */
  finish<T>(call: Promise<T>): Promise<T>;
  /** The disk as a power cut would leave it now, while `storage` may be at work; gives a new storage on it. */
  powerCut(): Promise<Storage>;
  /** Lets a call that has been made get on its way, without its end. */
  begin(): Promise<void>;
  /** Makes the disk full, until `mend`. */
  fill(): Promise<void>;
  mend(): Promise<void>;
  held(): number;
  tidy(): Promise<void>;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const value = <T>(result: Result<T, StorageFault>): T => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.fault)}`);
  return result.value;
};

/**
 * Each sentence of `hal/ports/storage.ts`.
 *
 * @param fillable false on a disk that is shared with others and cannot be filled: another rig has to show that sentence.
 */
export const storageContract = (name: string, fillable: boolean, makeRig: () => Promise<StorageRig>): void => {
  describe(`storage: ${name}`, () => {
    let rig: StorageRig;
    let storage: Storage;
    const read = async (from: Storage, blob: string): Promise<string | null> => {
      const content = value(await rig.finish(from.read(blob)));
      return content === null ? null : new TextDecoder().decode(content);
    };
    const write = async (blob: string, text: string): Promise<void> =>
      value(await rig.finish(storage.write(blob, bytes(text))));
    const append = async (blob: string, text: string): Promise<void> =>
      value(await rig.finish(storage.append(blob, bytes(text))));

    beforeEach(async () => {
      rig = await makeRig();
      storage = rig.storage;
    });
    afterEach(async () => {
      await rig.tidy();
      expect(rig.held()).toBe(0);
    });

    test('read gives null where nothing was written, and every byte where something was', async () => {
      expect(await read(storage, 'nothing')).toBeNull();
      const every = Uint8Array.from({ length: 256 }, (_, index) => index);
      value(await rig.finish(storage.write('bytes', every)));
      expect(value(await rig.finish(storage.read('bytes')))).toEqual(every);
      await write('bytes', '');
      expect(await read(storage, 'bytes')).toBe('');
    });

    test('write replaces the whole blob', async () => {
      await write('blob', 'a long first content');
      await write('blob', 'short');
      expect(await read(storage, 'blob')).toBe('short');
    });

    test('after a crash in the middle of a write the old or the new content is there, whole', async () => {
      const old = 'old '.repeat(10_000);
      const fresh = 'fresh '.repeat(10_000);
      await write('blob', old);
      const call = storage.write('blob', bytes(fresh));
      await rig.begin();
      const after = await rig.powerCut();
      expect([old, fresh]).toContain(await read(after, 'blob'));
      void call;
    });

    test('what write and append have confirmed survives a power cut', async () => {
      await write('written', 'w');
      await append('appended', 'a');
      await append('appended', 'b');
      const after = await rig.powerCut();
      expect(await read(after, 'written')).toBe('w');
      expect(await read(after, 'appended')).toBe('ab');
    });

    test('append adds to the end, also of what was written whole', async () => {
      await append('lines', 'one\n');
      await append('lines', 'two\n');
      expect(await read(storage, 'lines')).toBe('one\ntwo\n');
      await write('lines', 'zero\n');
      await append('lines', 'three\n');
      expect(await read(storage, 'lines')).toBe('zero\nthree\n');
    });

    test('after a crash in the middle of an append its bytes are there wholly, partly or not at all', async () => {
      await append('lines', 'one\n');
      const call = storage.append('lines', bytes('two\n'));
      await rig.begin();
      const after = await rig.powerCut();
      const content = await read(after, 'lines');
      expect('one\ntwo\n'.startsWith(content ?? '?')).toBe(true);
      expect(content?.startsWith('one\n')).toBe(true);
      void call;
    });

    test('remove removes, also what was never there', async () => {
      await write('blob', 'x');
      value(await rig.finish(storage.remove('blob')));
      value(await rig.finish(storage.remove('blob')));
      expect(await read(storage, 'blob')).toBeNull();
      await append('blob', 'new');
      expect(await read(storage, 'blob')).toBe('new');
    });

    test('calls on one name take effect in the order they were made', async () => {
      const calls = Promise.all([
        storage.write('blob', bytes('1')),
        storage.append('blob', bytes('2')),
        storage.append('blob', bytes('3')),
        storage.read('blob'),
        storage.remove('blob'),
        storage.append('blob', bytes('4')),
        storage.read('blob'),
        storage.write('other', bytes('5')),
      ]);
      const results = await rig.finish(calls);
      const contents = results.map((result) => value<Uint8Array | null | void>(result));
      expect(contents[3]).toEqual(bytes('123'));
      expect(contents[6]).toEqual(bytes('4'));
      expect(await read(storage, 'other')).toBe('5');
    });

    test('the bytes may be used again as soon as the call is made; what read gives is the caller’s', async () => {
      const buffer = bytes('first');
      const calls = [storage.write('blob', buffer), storage.append('log', buffer)];
      buffer.fill(0);
      for (const result of await rig.finish(Promise.all(calls))) value(result);
      value(await rig.finish(storage.read('blob')))?.fill(0);
      expect(await read(storage, 'blob')).toBe('first');
      expect(await read(storage, 'log')).toBe('first');
    });

    test('many appends at once all come, in order', async () => {
      const calls = Array.from({ length: 300 }, (_, index) => storage.append('many', bytes(`${index} `)));
      for (const result of await rig.finish(Promise.all(calls))) value(result);
      expect(await read(storage, 'many')).toBe(Array.from({ length: 300 }, (_, index) => `${index} `).join(''));
    });

    test('a name that could leave the directory is a bug of the caller', async () => {
      for (const bad of ['', '..', '../x', 'a/b', 'A', 'a.tmp', 'a\0', 'x'.repeat(101)]) {
        await expect(storage.write(bad, bytes('x'))).rejects.toThrow(/a blob's name/);
        await expect(storage.read(bad)).rejects.toThrow(/a blob's name/);
      }
    });

    const testFull = fillable ? test : (): void => undefined;
    testFull(
      'a full disk refuses with the blob’s name, leaves what was there, and takes the call once there is room',
      async () => {
        await write('blob', 'old');
        await append('log', 'one ');
        await rig.fill();
        const big = new Uint8Array(100_000);
        expect(await rig.finish(storage.write('blob', big))).toEqual({
          ok: false,
          fault: { kind: 'full', name: 'blob' },
        });
        expect(await rig.finish(storage.append('log', big))).toEqual({
          ok: false,
          fault: { kind: 'full', name: 'log' },
        });
        expect(await read(storage, 'blob')).toBe('old');
        expect(await read(storage, 'log')).toBe('one ');
        await rig.mend();
        await write('blob', 'new');
        await append('log', 'two');
        expect(await read(storage, 'blob')).toBe('new');
        expect(await read(storage, 'log')).toBe('one two');
      },
    );
  });
};
