import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countLacking, firstLacking, heldIn, holds, type HeldStarts } from '../../behaviours/hall/held.ts';
import { withSeen } from '../../behaviours/hall/seen.ts';
import { emptyHall } from '../../behaviours/hall/state.ts';
import { parseHeld, writeHeld } from '../../firmware/visits-held.ts';
import { payloadLimit } from '../../firmware/topics.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';

type Marks = readonly { readonly epoch: number; readonly seq: number }[];

const marks = fc.array(fc.record({ epoch: fc.integer({ min: 1, max: 5 }), seq: fc.integer({ min: 1, max: 12 }) }), {
  maxLength: 40,
});

const eventOf = (device: string, { epoch, seq }: Marks[number]): VisitEvent => ({
  v: 1,
  id: `${device}/${epoch}/${seq}`,
  device,
  epoch,
  seq,
  monotonicMs: 0,
  wall: 0,
  trusted: true,
  cause: '',
  kind: 'test',
  data: {},
});

const heldOf = (device: string, all: Marks): HeldStarts => {
  const empty = emptyHall(420);
  const seen = all.reduce((map, mark) => withSeen(map, eventOf(device, mark)), empty.seen);
  return heldIn({ ...empty, seen }).get(device) ?? new Map();
};
const has = (all: Marks, mark: Marks[number]): boolean =>
  all.some(({ epoch, seq }) => epoch === mark.epoch && seq === mark.seq);

describe('what is held', () => {
  it('is told by device and start, whatever the names', () => {
    const empty = emptyHall(420);
    const seen = [
      eventOf('a', { epoch: 1, seq: 1 }),
      eventOf('a', { epoch: 12, seq: 3 }),
      eventOf('b', { epoch: 1, seq: 2 }),
    ].reduce((map, event) => withSeen(map, event), empty.seen);
    const held = heldIn({ ...empty, seen });
    expect([...held.keys()].sort()).toEqual(['a', 'b']);
    expect([...(held.get('a') ?? [])].sort(([a], [b]) => a - b)).toEqual([
      [1, [{ from: 1, to: 1 }]],
      [12, [{ from: 3, to: 3 }]],
    ]);
  });

  it('lacks first what a plain comparison of all events finds first', () => {
    fc.assert(
      fc.property(
        marks,
        marks,
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 0, max: 13 }),
        (own, other, epoch, seq) => {
          const from = { epoch, seq };
          const plain = own
            .filter((mark) => !has(other, mark))
            .filter((mark) => mark.epoch > epoch || (mark.epoch === epoch && mark.seq >= seq))
            .sort((a, b) => a.epoch - b.epoch || a.seq - b.seq)[0];
          expect(firstLacking(heldOf('a', own), heldOf('a', other), from)).toEqual(plain ?? null);
        },
      ),
    );
  });
});

it('counts what is lacking as a plain comparison does', () => {
  fc.assert(
    fc.property(marks, marks, (own, other) => {
      const lacking = own.filter((mark) => !has(other, mark)).map(({ epoch, seq }) => `${epoch}/${seq}`);
      expect(countLacking(heldOf('a', own), heldOf('a', other))).toBe(new Set(lacking).size);
    }),
  );
});

describe('the message that says what is held', () => {
  const roundTrip = (held: ReadonlyMap<string, HeldStarts>) => {
    const text = JSON.stringify(writeHeld(held));
    // Written just above.
    const parsed = parseHeld(JSON.parse(text) as JsonObject);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault));
    return { text, told: parsed.value };
  };

  it('is read back as it was', () => {
    fc.assert(
      fc.property(marks, (all) => {
        const starts = heldOf('kiosk-2', all);
        const { told } = roundTrip(new Map([['kiosk-2', starts]]));
        const read = told.get('kiosk-2');
        expect(read?.since).toBe(0);
        for (let epoch = 1; epoch <= 5; epoch += 1)
          for (let seq = 1; seq <= 12; seq += 1)
            expect(holds(read?.starts ?? new Map(), { epoch, seq })).toBe(has(all, { epoch, seq }));
      }),
    );
  });

  it('of many starts tells the newest, and of many gaps the newest; what it leaves out it does not ask for', () => {
    const ragged = Array.from({ length: 400 }, (_, i) => ({ from: 10 * i + 1, to: 10 * i + 5 }));
    const starts: HeldStarts = new Map(Array.from({ length: 100 }, (_, i) => [i + 1, ragged]));
    const read = roundTrip(new Map([['kiosk-2', starts]])).told.get('kiosk-2');
    expect(read?.since).toBe(85);
    expect([...(read?.starts.keys() ?? [])]).toEqual(Array.from({ length: 16 }, (_, i) => 85 + i));
    const runs = read?.starts.get(100) ?? [];
    expect(runs.length).toBe(256);
    expect(runs[0]).toEqual({ from: 1, to: 1445 });
    expect(runs.slice(1)).toEqual(ragged.slice(145));
  });

  it('tells every gap of a start of which each second line was lost on its way', () => {
    const holed = Array.from({ length: 800 }, (_, i) => ({ from: 2 * i + 1, to: 2 * i + 1 }));
    const read = roundTrip(new Map([['kiosk-2', new Map([[1, holed]])]])).told.get('kiosk-2');
    expect(read?.starts.get(1)).toEqual(holed);
  });

  it('fits into what every reader takes, of a site of a hundred devices too', () => {
    const ragged = Array.from({ length: 40 }, (_, i) => ({ from: 1_000_000 + 10 * i, to: 1_000_005 + 10 * i }));
    const starts: HeldStarts = new Map(Array.from({ length: 100 }, (_, i) => [100_000 + i, ragged]));
    const site = new Map(Array.from({ length: 100 }, (_, i) => [`reception-kiosk-${i}`, starts]));
    const { text, told } = roundTrip(site);
    expect(text.length).toBeLessThan(payloadLimit);
    expect(told.size).toBe(100);
    for (const { starts: few, since } of told.values()) {
      expect(few.size).toBeGreaterThan(0);
      expect(since).toBe(100_100 - few.size);
    }
  });

  it('is refused, never thrown at, when it is anything else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (junk) => {
        // A jsonValue is JSON.
        const parsed = parseHeld({ held: junk } as JsonObject);
        if (!parsed.ok) expect(parsed.fault.kind).toBe('payload');
      }),
    );
    expect(parseHeld({ held: { a: { since: 0, starts: [{ epoch: 1, runs: [[1]] }] } } })).toMatchObject({ ok: false });
  });
});
