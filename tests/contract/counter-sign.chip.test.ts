import { describe, expect, it } from 'vitest';
import { charactersOf, Max7219CounterSign } from '../../hal/drivers/max7219-counter-sign.ts';
import { glyphHeight, glyphNames, glyphOf, glyphPitch, glyphWidth } from '../../hal/drivers/sign-glyphs.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimSpiBus } from '../../sim/devices/spi-bus.ts';
import { Max7219Chain } from '../../sim/peripherals/max7219.ts';
import { counterSignContract } from './counter-sign.contract.ts';

/** Reads dots as an eye does that knows the glyphs: characters from the first lit column on. */
function read(lines: readonly string[]): string {
  const columns = lines[0]?.length ?? 0;
  const lit = (column: number): boolean => lines.some((line) => line[column] === '#');
  const all = Array.from({ length: columns }, (_, column) => column);
  const left = all.findIndex(lit);
  if (left === -1) return '';
  const text = lines.map((line) => line.trim()).join('\n');
  if (/^\.*\n\.*\n\.*\n\.*#{10}\.*\n\.*#{10}\.*\n\.*\n\.*\n\.*$/.test(text)) return '—';
  if (/^\.*\n(\.*##\.\.##\.*\n){6}\.*$/.test(text)) return '||';
  const right = all.findLastIndex(lit);
  const bitsAt = (column: number, row: number): number =>
    Array.from({ length: glyphWidth }, (_, at) => (lines[row]?.[column + at] === '#' ? 1 : 0)).reduce<number>(
      (value, bit) => value * 2 + bit,
      0,
    );
  // A glyph's own left column may be dark (1, I, T), so characters are tried from each place where they can begin.
  for (const from of [left, left - 1, left - 2]) {
    let word = '';
    for (let column = from; column <= right; column += glyphPitch) {
      const rows = Array.from({ length: glyphHeight }, (_, row) => bitsAt(column, row));
      word += glyphNames.find((one) => glyphOf(one)?.every((bits, row) => bits === rows[row])) ?? '?';
    }
    if (!word.includes('?')) return word;
  }
  return '?';
}

const rig = (modules: number, loopback: boolean) => {
  const time = new SimClock();
  const chain = new Max7219Chain(modules);
  let powered = true;
  let changes = 0;
  const bus = new SimSpiBus('/dev/spidev0.1', (bytes) => {
    const before = chain.seen().join();
    const back = chain.transfer(bytes);
    if (chain.seen().join() !== before) changes += 1;
    return back;
  });
  const sign = new Max7219CounterSign(bus, new DeviceClock(time, 0), { modules, brightness: 0.4, loopback });
  return {
    time,
    chain,
    bus,
    sign,
    seen: () => {
      expect(chain.faults).toEqual([]);
      return powered ? read(chain.seen()) : '';
    },
    changes: () => {
      const since = changes;
      changes = 0;
      return since;
    },
    settle: () => time.settle(),
    wait: (ms: number) => time.advance(ms),
    unplug: () => {
      powered = false;
      chain.powerCycle();
      bus.breakWith({ kind: 'absent', where: bus.where });
    },
    plug: () => {
      powered = true;
      bus.mend();
    },
    held: () => time.pending + (bus.opened ? 1 : 0),
  };
};

for (const [modules, loopback] of [
  [4, false],
  [4, true],
  [6, true],
  [8, false],
] as const)
  counterSignContract(`${modules} MAX7219 modules${loopback ? ', their end wired back' : ''}`, () =>
    rig(modules, loopback),
  );

const signal = (): AbortSignal => new AbortController().signal;

describe('a sign of MAX7219 modules', () => {
  it('looks as it was drawn by hand', async () => {
    const { sign, settle, chain } = rig(4, false);
    await sign.open(signal());
    sign.show({ kind: 'number', number: 'A012' });
    await settle();
    expect(chain.seen()).toEqual([
      '.....###...###....#....###......',
      '....#...#.#...#..##...#...#.....',
      '....#...#.#..##...#.......#.....',
      '....#...#.#.#.#...#......#......',
      '....#####.##..#...#.....#.......',
      '....#...#.#...#...#....#........',
      '....#...#..###...###..#####.....',
      '................................',
    ]);
    expect(chain.intensity).toEqual([6, 6]);
    await sign.close();
  });

  it('tells every digit and every capital letter from every other by two dots at least', () => {
    expect(glyphNames.join('')).toBe('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    const close = glyphNames.flatMap((one, index) =>
      glyphNames.slice(index + 1).filter((other) => {
        const apart = (glyphOf(one) ?? []).reduce((sum, bits, row) => {
          const differing = bits ^ (glyphOf(other)?.[row] ?? 0);
          return sum + Array.from(differing.toString(2)).filter((bit) => bit === '1').length;
        }, 0);
        return apart < 2;
      }),
    );
    expect(close).toEqual([]);
    expect([4, 5, 6].map(charactersOf)).toEqual([5, 6, 8]);
  });

  it('heals a module that a spark has upset, and one that lost its supply, within two seconds', async () => {
    const { sign, settle, chain, seen, wait } = rig(4, false);
    await sign.open(signal());
    sign.show({ kind: 'number', number: 'A012' });
    await settle();
    chain.upset(2);
    expect(chain.seen()[0]).toContain('########');
    await wait(2_000);
    expect(seen()).toBe('A012');
    chain.powerCycle();
    await wait(2_000);
    expect(seen()).toBe('A012');
    await sign.close();
  });

  it('finds a chain that is broken where its end is wired back, and cannot where it is not', async () => {
    const wired = rig(4, true);
    const faults: string[] = [];
    wired.sign.onFault(({ kind }) => faults.push(kind));
    expect((await wired.sign.open(signal())).ok).toBe(true);
    await wired.wait(10_000);
    expect(faults).toEqual([]);
    wired.chain.breakAfter(1);
    await wired.wait(2_000);
    expect(faults).toEqual(['silent']);
    await wired.sign.close();
    expect(await wired.sign.open(signal())).toMatchObject({ ok: false, fault: { kind: 'silent' } });
    const open = rig(4, false);
    open.sign.onFault(({ kind }) => faults.push(kind));
    await open.sign.open(signal());
    open.chain.breakAfter(1);
    await open.wait(10_000);
    expect(faults).toEqual(['silent']);
    await open.sign.close();
  });
});
