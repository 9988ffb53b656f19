import { describe, expect, test } from 'vitest';
import { SideFile } from '../../behaviours/hall/side-file.ts';
import type { Storage, StorageFault } from '../../hal/ports/storage.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';

/** A disk that answers when the test says so. */
class HeldDisk implements Storage {
  readonly lines: string[] = [];
  #waiting: ((result: Result<void, StorageFault>) => void)[] = [];

  read(): Promise<Result<Uint8Array | null, StorageFault>> {
    return Promise.resolve(ok(this.lines.length === 0 ? null : new TextEncoder().encode(this.lines.join(''))));
  }
  write(_name: string, bytes: Uint8Array): Promise<Result<void, StorageFault>> {
    this.lines.splice(0, this.lines.length, new TextDecoder().decode(bytes));
    return Promise.resolve(done);
  }
  append(_name: string, bytes: Uint8Array): Promise<Result<void, StorageFault>> {
    const line = new TextDecoder().decode(bytes);
    return new Promise((resolve) => {
      this.#waiting.push((result) => {
        if (result.ok) this.lines.push(line);
        resolve(result);
      });
    });
  }
  remove(): Promise<Result<void, StorageFault>> {
    return Promise.resolve(done);
  }

  /** How many appends are on their way. */
  get appending(): number {
    return this.#waiting.length;
  }
  async answer(result: Result<void, StorageFault> = done): Promise<void> {
    for (const resolve of this.#waiting.splice(0)) resolve(result);
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  }
}

const day = '2026-08-03';

describe('raises of the side file', () => {
  test('that come while a line is on its way share the next one, and none is told before its own is on the disk', async () => {
    const disk = new HeldDisk();
    const side = new SideFile(disk);
    const told: string[] = [];
    for (const [series, n] of [
      ['A', 1],
      ['A', 2],
      ['B', 1],
      ['A', 3],
    ] as const)
      void side.raise(day, series, n).then(({ ok: written }) => told.push(`${series}${n} ${written}`));
    expect([disk.appending, side.highest]).toEqual([1, { [day]: { A: 3, B: 1 } }]);
    await disk.answer();
    expect([told, disk.appending]).toEqual([['A1 true'], 1]);
    await disk.answer();
    expect(told).toEqual(['A1 true', 'A2 true', 'B1 true', 'A3 true']);
    expect(disk.lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { v: 1, days: { [day]: { A: 1 } } },
      { v: 1, days: { [day]: { A: 3, B: 1 } } },
    ]);
    const again = new SideFile(disk);
    await again.open();
    expect(again.highest).toEqual({ [day]: { A: 3, B: 1 } });
  });

  test('fail together where their line does, and the next goes on', async () => {
    const disk = new HeldDisk();
    const side = new SideFile(disk);
    const first = side.raise(day, 'A', 1);
    const second = [side.raise(day, 'A', 2), side.raise(day, 'B', 1)];
    const full = fail({ kind: 'full', name: 'highest-numbers' } as const);
    await disk.answer();
    await disk.answer(full);
    expect([await first, ...(await Promise.all(second))]).toEqual([done, full, full]);
    const third = side.raise(day, 'A', 4);
    expect(disk.appending).toBe(1);
    await disk.answer();
    expect(await third).toEqual(done);
  });
});
