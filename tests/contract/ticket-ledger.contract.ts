import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LedgerFault, TicketLedger, VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { Result } from '../../hal/result.ts';

/** One ledger on one disk, whichever it is. */
export interface LedgerRig {
  readonly ledger: TicketLedger;
  /** Lets a call come to its end (simulated time has to be moved on). */
  finish<T>(call: Promise<T>): Promise<T>;
  /** Syncs since the ledger was opened. */
  syncs(): number;
  /** The disk as a power cut would leave it now; `torn`: with the last write of the disk half done. Gives a new ledger on it. */
  powerCut(how: 'clean' | 'torn'): Promise<TicketLedger>;
  /** Makes the disk full, the reserve included, until `mend`. */
  fill(): Promise<void>;
  /** Makes the disk full but for the reserve, until `mend`. */
  runShort(): Promise<void>;
  /** Spoils the event at a position while the ledger is closed. */
  spoil(position: number): Promise<void>;
  mend(): Promise<void>;
  /** Ends the service from outside (the file is removed, the disk unplugged). */
  unplug(): Promise<void>;
  /** Whatever is still held: handles, timers; must be 0 once the ledger is closed. */
  held(): number;
  tidy(): Promise<void>;
}

export const visitEvent = (seq: number, data: VisitEvent['data'] = {}): VisitEvent => ({
  v: 1,
  id: `kiosk-1/1/${seq}`,
  device: 'kiosk-1',
  epoch: 1,
  seq,
  monotonicMs: seq * 10,
  wall: 1_785_000_000_000 + seq,
  trusted: true,
  cause: 'touch',
  kind: 'ticket.issued',
  data,
});
const many = (from: number, count: number): VisitEvent[] =>
  Array.from({ length: count }, (_, index) => visitEvent(from + index, { name: 'Hộ tịch', n: from + index }));

const value = <T>(result: Result<T, LedgerFault>): T => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.fault)}`);
  return result.value;
};
const signal = new AbortController().signal;

/**
 * Each sentence of `hal/ports/ticket-ledger.ts` and `hal/device.ts`, as far as a ledger can show it.
 *
 * @param fillable false on a disk that is shared with others and cannot be filled: another rig has to show that sentence.
 */
export const ledgerContract = (name: string, fillable: boolean, makeRig: () => Promise<LedgerRig>): void => {
  describe(`ticket ledger: ${name}`, () => {
    let rig: LedgerRig;
    let ledger: TicketLedger;
    const append = (events: readonly VisitEvent[]): Promise<Result<number, LedgerFault>> =>
      rig.finish(ledger.append(events));
    const all = async (from: TicketLedger): Promise<VisitEvent[]> =>
      value(await rig.finish(from.read(1, 10_000))).map((stored) => stored.event);

    beforeEach(async () => {
      rig = await makeRig();
      ledger = rig.ledger;
      value(await rig.finish(ledger.open(signal)));
    });
    afterEach(async () => {
      await rig.finish(ledger.close());
      const held = rig.held();
      await rig.tidy();
      expect(held).toBe(0);
    });

    test('what append has confirmed survives a power cut, word for word', async () => {
      const events = many(1, 5);
      for (const event of events) value(await append([event]));
      const after = await rig.powerCut('clean');
      value(await rig.finish(after.open(signal)));
      expect(await all(after)).toEqual(events);
      expect(after.head).toBe(5);
      expect(after.repairs).toEqual([]);
      await rig.finish(after.close());
    });

    test('append tells the position of its last event', async () => {
      expect(value(await append(many(1, 1)))).toBe(1);
      expect(value(await append(many(2, 7)))).toBe(8);
      expect(value(await append([]))).toBe(8);
      expect(ledger.head).toBe(8);
    });

    test('positions run 1, 2, 3 … without gaps, in the order of appending', async () => {
      const calls = [ledger.append(many(1, 2)), ledger.append(many(10, 3)), ledger.append(many(3, 1))];
      expect((await rig.finish(Promise.all(calls))).map(value)).toEqual([2, 5, 6]);
      const stored = value(await rig.finish(ledger.read(1, 100)));
      expect(stored.map(({ position, event }) => [position, event.seq])).toEqual([
        [1, 1],
        [2, 2],
        [3, 10],
        [4, 11],
        [5, 12],
        [6, 3],
      ]);
    });

    test('appends made while one is being synced share the next sync', async () => {
      const before = rig.syncs();
      const calls = Array.from({ length: 50 }, (_, index) => ledger.append([visitEvent(index + 1)]));
      const positions = (await rig.finish(Promise.all(calls))).map(value);
      expect(positions).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
      expect(rig.syncs() - before).toBeLessThanOrEqual(2);
    });

    test('an event whose id is stored already is passed over, also within one call and beside new ones', async () => {
      value(await append(many(1, 3)));
      expect(value(await append([visitEvent(2, { changed: true })]))).toBe(2);
      expect(value(await append([visitEvent(4), visitEvent(3), visitEvent(4)]))).toBe(4);
      expect(await all(ledger)).toEqual([...many(1, 3), visitEvent(4)]);
    });

    test('appending again after a power cut changes nothing', async () => {
      value(await append(many(1, 3)));
      const after = await rig.powerCut('clean');
      value(await rig.finish(after.open(signal)));
      expect(value(await rig.finish(after.append(many(1, 3))))).toBe(3);
      expect(await all(after)).toEqual(many(1, 3));
      await rig.finish(after.close());
    });

    test('read gives the events from a position on, at most the limit, in order; nothing beyond the end', async () => {
      value(await append(many(1, 10)));
      const positions = async (from: number, limit: number): Promise<number[]> =>
        value(await rig.finish(ledger.read(from, limit))).map((stored) => stored.position);
      expect(await positions(4, 3)).toEqual([4, 5, 6]);
      expect(await positions(9, 100)).toEqual([9, 10]);
      expect(await positions(11, 1)).toEqual([]);
    });

    test('what the caller does to an event after append changes nothing', async () => {
      const data = { name: 'before' };
      const call = ledger.append([visitEvent(1, data)]);
      data.name = 'after';
      value(await rig.finish(call));
      expect(await all(ledger)).toEqual([visitEvent(1, { name: 'before' })]);
    });

    test('a torn tail is cut off at open and told; nothing before it is lost, nothing of the torn call is there', async () => {
      value(await append(many(1, 3)));
      const torn = ledger.append(many(4, 40));
      const after = await rig.powerCut('torn');
      value(await rig.finish(after.open(signal)));
      expect(await all(after)).toEqual(many(1, 3));
      expect(after.repairs).toMatchObject([{ kind: 'torn-tail' }]);
      expect(value(await rig.finish(after.append(many(4, 2))))).toBe(5);
      await rig.finish(after.close());
      // Told once: the next opening finds nothing to repair.
      value(await rig.finish(after.open(signal)));
      expect(after.repairs).toEqual([]);
      expect(await all(after)).toEqual(many(1, 5));
      await rig.finish(after.close());
      void torn;
    });

    test('closing commits what waits', async () => {
      const call = ledger.append(many(1, 2));
      await rig.finish(ledger.close());
      expect(value(await call)).toBe(2);
      value(await rig.finish(ledger.open(signal)));
      expect(await all(ledger)).toEqual(many(1, 2));
    });

    test('open after close works again and finds the same; open twice is a bug', async () => {
      value(await append(many(1, 2)));
      await rig.finish(ledger.close());
      expect(ledger.head).toBe(0);
      value(await rig.finish(ledger.open(signal)));
      expect(ledger.head).toBe(2);
      await expect(ledger.open(signal)).rejects.toThrow(/open already/);
    });

    test('an aborted open does not open', async () => {
      await rig.finish(ledger.close());
      await expect(ledger.open(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
      value(await rig.finish(ledger.open(signal)));
    });

    test('close may be called twice, also without open', async () => {
      await rig.finish(ledger.close());
      await rig.finish(ledger.close());
    });

    test('a closed ledger answers every call with its fault', async () => {
      await rig.finish(ledger.close());
      expect(await append(many(1, 1))).toMatchObject({ ok: false, fault: { kind: 'absent' } });
      expect(await rig.finish(ledger.read(1, 1))).toMatchObject({ ok: false, fault: { kind: 'absent' } });
    });

    const testFull = fillable ? test : (): void => undefined;
    testFull('a full disk refuses the call whole, is no end of service, and takes it once there is room', async () => {
      const faults: LedgerFault[] = [];
      ledger.onFault((fault) => faults.push(fault));
      value(await append(many(1, 3)));
      await rig.fill();
      const big = many(4, 900).map((event) => ({ ...event, data: { text: 'x'.repeat(2000) } }));
      expect(await append(big)).toMatchObject({ ok: false, fault: { kind: 'full' } });
      expect(await all(ledger)).toEqual(many(1, 3));
      expect(ledger.head).toBe(3);
      await rig.mend();
      expect(value(await append(big))).toBe(903);
      expect(faults).toEqual([]);
    });

    testFull(
      'a disk that runs full ends with the reserve: what is left is the last room, until there is more again',
      async () => {
        expect(ledger.room).toBe('ample');
        await rig.runShort();
        let seq = 0;
        while (ledger.room === 'ample' && seq < 500) value(await append(many((seq += 1), 1)));
        expect(ledger.room).toBe('last');
        for (let more = 0; more < 20; more += 1) value(await append(many((seq += 1), 1)));
        expect(value(await rig.finish(ledger.makeRoom()))).toBe('last');
        await rig.finish(ledger.close());
        value(await rig.finish(ledger.open(signal)));
        expect(ledger.room).toBe('last');
        expect(await all(ledger)).toEqual(many(1, seq));
        await rig.mend();
        expect(value(await rig.finish(ledger.makeRoom()))).toBe('ample');
        expect(ledger.room).toBe('ample');
      },
    );

    test.each([1, 5, 10])(
      'event %s of ten that is not what was written is moved aside and told; the rest stays',
      async (spoilt) => {
        value(await append(many(1, 10)));
        await rig.finish(ledger.close());
        await rig.spoil(spoilt);
        value(await rig.finish(ledger.open(signal)));
        const rest = many(1, 10).filter(({ seq }) => seq !== spoilt);
        expect(await all(ledger)).toEqual(rest);
        expect(ledger.repairs).toMatchObject([{ kind: 'quarantined', from: spoilt, to: spoilt, missing: false }]);
        expect(value(await rig.finish(ledger.mark(spoilt)))).toBeNull();
        // The place stays empty, and nobody else gets it.
        expect(ledger.head).toBe(10);
        expect(value(await append(many(11, 1)))).toBe(11);
        await rig.finish(ledger.close());
        value(await rig.finish(ledger.open(signal)));
        expect(ledger.repairs).toEqual([]);
        expect(await all(ledger)).toEqual([...rest, ...many(11, 1)]);
      },
    );

    test('check goes through the past piece by piece and finds what is spoilt there', async () => {
      value(await append(many(1, 10)));
      await rig.finish(ledger.close());
      await rig.spoil(4);
      value(await rig.finish(ledger.open(signal)));
      const seen: number[] = [];
      for (let before = ledger.head + 1; before > 1; seen.push(before))
        before = value(await rig.finish(ledger.check(before, 4)));
      expect(seen).toEqual([7, 3, 1]);
      expect(ledger.repairs).toMatchObject([{ kind: 'quarantined', from: 4, to: 4 }]);
      expect(await all(ledger)).toHaveLength(9);
      await expect(ledger.check(0, 1)).rejects.toThrow(/position 0/);
      await expect(ledger.check(1, 1001)).rejects.toThrow(/1001 events/);
    });

    test('one mark at one position means the same events up to there', async () => {
      value(await append(many(1, 5)));
      const marks = await Promise.all([1, 4, 5, 6].map(async (at) => value(await rig.finish(ledger.mark(at)))));
      expect(new Set(marks).size).toBe(4);
      expect(marks[3]).toBeNull();
      value(await append(many(6, 3)));
      expect(value(await rig.finish(ledger.mark(4)))).toBe(marks[1]);
    });

    test('an archive takes what none holds yet, once for each name; forgetting goes as far as archives do', async () => {
      value(await append(many(1, 5)));
      const first = value(await rig.finish(ledger.archive('2026-08-03')));
      expect(first).toMatchObject({
        name: '2026-08-03',
        from: 1,
        to: 5,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(value(await rig.finish(ledger.archive('2026-08-03')))).toBeNull();
      expect(value(await rig.finish(ledger.archive('2026-08-04')))).toBeNull();
      value(await append(many(6, 4)));
      const second = value(await rig.finish(ledger.archive('2026-08-04')));
      expect(second).toMatchObject({ from: 6, to: 9 });
      expect(value(await rig.finish(ledger.archives()))).toEqual([first, second]);
      value(await append(many(10, 2)));
      expect(value(await rig.finish(ledger.forget(4)))).toBe(0);
      expect(value(await rig.finish(ledger.forget(8)))).toBe(5);
      expect((await all(ledger)).map(({ seq }) => seq)).toEqual([6, 7, 8, 9, 10, 11]);
      expect(ledger.head).toBe(11);
      // An archive is read whether or not the ledger still holds what is in it.
      const archived = async (name: string) => value(await rig.finish(ledger.readArchive(name)));
      expect(await archived('2026-08-03')).toEqual(many(1, 5).map((event, at) => ({ position: 1 + at, event })));
      expect(await archived('2026-08-04')).toEqual(many(6, 4).map((event, at) => ({ position: 6 + at, event })));
      expect(await archived('2026-08-05')).toBeNull();
      expect(value(await rig.finish(ledger.forgotten()))).toEqual([{ device: 'kiosk-1', epoch: 1, seq: 5 }]);
      // What was forgotten is known all the same.
      value(await append([visitEvent(3), visitEvent(12)]));
      await rig.finish(ledger.close());
      value(await rig.finish(ledger.open(signal)));
      expect(ledger.repairs).toEqual([]);
      expect((await append([visitEvent(2)])).ok).toBe(true);
      expect((await all(ledger)).map(({ seq }) => seq)).toEqual([6, 7, 8, 9, 10, 11, 12]);
      expect(value(await rig.finish(ledger.forget(1000)))).toBe(9);
    });

    test('a fault that ends the service is told once; then every call has it until the ledger is opened again', async () => {
      const faults: LedgerFault[] = [];
      const unsubscribe = ledger.onFault((fault) => faults.push(fault));
      value(await append(many(1, 2)));
      await rig.unplug();
      expect(await append(many(3, 1))).toMatchObject({ ok: false, fault: { kind: 'absent' } });
      expect(await append(many(3, 1))).toMatchObject({ ok: false, fault: { kind: 'absent' } });
      expect(faults.map((fault) => fault.kind)).toEqual(['absent']);
      await rig.finish(ledger.close());
      await rig.mend();
      value(await rig.finish(ledger.open(signal)));
      expect(await all(ledger)).toEqual(many(1, 2));
      unsubscribe();
      await rig.unplug();
      expect((await append(many(3, 1))).ok).toBe(false);
      expect(faults).toHaveLength(1);
    });

    test('bounds are bugs of the caller', async () => {
      expect(() => ledger.append(many(1, 1001))).toThrow(/1001 events/);
      await expect(ledger.read(0, 1)).rejects.toThrow(/position 0/);
      await expect(ledger.read(1, 10_001)).rejects.toThrow(/10001 events/);
    });
  });
};
