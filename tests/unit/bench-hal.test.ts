import { describe, expect, test } from 'vitest';
import { LineProcess } from '../bench/hal/host/line-process.ts';
import { Onsets, startToOnset } from '../bench/hal/host/onsets.ts';
import { coreShares, type Spent } from '../bench/hal/host/spent.ts';
import { Messages, serveI2c, WireI2cBus } from '../bench/hal/host/wire-i2c.ts';
import { MemoryChip } from '../support/memory-chip.ts';

describe('where sound begins', () => {
  test('after silence and nowhere else, also across pieces', () => {
    const onsets = new Onsets(3);
    expect(onsets.take([0, 0, 0.5, 0.5, 0, 0, 0.5])).toEqual([2]);
    expect(onsets.take([0, 0])).toEqual([]);
    expect(onsets.take([0, 0.5, -0.5])).toEqual([1]);
  });

  test('a tone’s zeros and what nobody hears are no new beginning', () => {
    const tone = Array.from({ length: 400 }, (_, at) => Math.sin((2 * Math.PI * at) / 100));
    expect(new Onsets(10).take([0, 0, ...tone])).toEqual([3]);
    expect(new Onsets(2).take([0.0005, -0.0005, 0.0005])).toEqual([]);
  });
});

describe('from a start to its sound', () => {
  test('the first onset after it, in ms', () => {
    expect(startToOnset([1_000_000n, 900_000_000n], [201_500_000n, 1_100_000_000n])).toEqual([200.5, 200]);
  });

  test('a clip that was not heard takes no other’s sound, and what sounded before the first is nobody’s', () => {
    expect(startToOnset([10n, 20n, 30n], [5n, 31n])).toEqual([null, null, 0.000001]);
    expect(startToOnset([10n], [])).toEqual([null]);
  });
});

const spent = (atMs: number, cpuMs: number): Spent => ({
  atMs,
  cpuMs,
  peakKb: 0,
  radar: 0,
  grid: 0,
  faults: 0,
  presence: '',
});

test('shares of a core are of the time between two samples, more than one core included', () => {
  expect(coreShares([spent(1000, 500), spent(2000, 530), spent(2500, 1530)])).toEqual([3, 200]);
  expect(coreShares([spent(1000, 500)])).toEqual([]);
});

describe('the bus between two processes', () => {
  test('messages come whole however the stream is cut', () => {
    const stream = Buffer.from([2, 0, 7, 8, 0, 0, 1, 0, 9]);
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const messages = new Messages();
      const whole = [...messages.take(stream.subarray(0, cut)), ...messages.take(stream.subarray(cut))];
      expect(whole.map((each) => [...each])).toEqual([[7, 8], [], [9]]);
    }
  });

  test('carries writes and reads in order, and says that nobody answers', async () => {
    const served = await serveI2c(new MemoryChip(0x69));
    const bus = new WireI2cBus(served.port);
    try {
      await bus.open();
      const [written, read, nobody] = await Promise.all([
        bus.write(0x69, Uint8Array.of(0x10, 1, 2, 3)),
        bus.read(0x69, Uint8Array.of(0x10), 3),
        bus.read(0x6a, Uint8Array.of(0), 1),
      ]);
      expect(written.ok).toBe(true);
      expect(read).toEqual({ ok: true, value: Uint8Array.of(1, 2, 3) });
      expect(nobody).toMatchObject({ ok: false, fault: { kind: 'no-answer', address: 0x6a } });
      await bus.close();
      expect(await bus.read(0x69, Uint8Array.of(0), 1)).toMatchObject({ ok: false, fault: { kind: 'closed' } });
    } finally {
      await served.close();
    }
  });
});

describe('a program that is measured', () => {
  const saying = (program: string): LineProcess => new LineProcess('-e', [program]);

  test('is heard past what a library prints of its own', async () => {
    const child = saying('console.log("libjack: none"); console.log(JSON.stringify({ starts: [] }))');
    expect(await child.document()).toEqual({ starts: [] });
    await child.finish();
  });

  test('that fails is not taken to have measured', async () => {
    const child = saying('process.exit(3)');
    await expect(child.line()).rejects.toThrow(/ended with 3/);
    await expect(child.finish()).rejects.toThrow(/ended with 3/);
  });
});
