import { beforeEach, describe, expect, test } from 'vitest';
import type { LedgerFault } from '../../hal/ports/ticket-ledger.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimStorage } from '../../sim/devices/storage.ts';
import { SimTicketLedger } from '../../sim/devices/ticket-ledger.ts';
import { visitEvent } from '../contract/ticket-ledger.contract.ts';

const signal = new AbortController().signal;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What the contracts cannot show: simulated time and the switches of the twins. */
describe('twin of the ledger', () => {
  let time: SimClock;
  let ledger: SimTicketLedger;
  beforeEach(async () => {
    time = new SimClock();
    ledger = new SimTicketLedger(new DeviceClock(time, 0), 5);
    await ledger.open(signal);
  });

  test('a sync takes its time; what comes meanwhile waits for the next one', async () => {
    const ends: string[] = [];
    const append = (seq: number): void =>
      void ledger.append([visitEvent(seq)]).then(() => ends.push(`${seq} at ${time.now()}`));
    append(1);
    append(2);
    await time.advance(3);
    append(3);
    await time.advance(20);
    // The first call begins a sync at once; the second shares the next one with the third.
    expect(ends).toEqual(['1 at 5', '2 at 10', '3 at 10']);
    expect(ledger.syncs).toBe(2);
  });

  test.each([
    ['lost', 1],
    ['torn', 1],
    ['kept', 2],
  ] as const)('of a power cut in the middle of a sync the disk has: %s', async (fate, on) => {
    const first = ledger.append([visitEvent(1)]);
    await time.advance(5);
    await first;
    let answered = false;
    void ledger.append([visitEvent(2)]).then(() => (answered = true));
    void ledger.append([visitEvent(3)]).then(() => (answered = true));
    await time.advance(2);
    ledger.crash(fate);
    await time.advance(1000);
    expect(answered).toBe(false);
    expect(ledger.disk.map((event) => event.seq)).toEqual([1, 2].slice(0, on));
    expect(time.pending).toBe(0);
    await ledger.open(signal);
    expect(ledger.repairs).toHaveLength(fate === 'torn' ? 1 : 0);
  });

  const where = 'simulated ledger';
  test.each<LedgerFault>([
    { kind: 'absent', where },
    { kind: 'permission', where },
    { kind: 'read-only', where },
    { kind: 'newer-schema', where, found: 2, known: 1 },
    { kind: 'damaged', where, reason: 'a planted fault' },
    { kind: 'io', where, code: 'EIO' },
  ])('broken with $kind it ends its service once and does not open until it is mended', async (fault) => {
    const faults: LedgerFault[] = [];
    ledger.onFault((each) => faults.push(each));
    const call = ledger.append([visitEvent(1)]);
    ledger.breakWith(fault);
    expect(await call).toEqual({ ok: false, fault });
    expect(await ledger.read(1, 1)).toEqual({ ok: false, fault });
    await ledger.close();
    expect(await ledger.open(signal)).toEqual({ ok: false, fault });
    expect(faults).toEqual([fault]);
    ledger.mend();
    expect(await ledger.open(signal)).toEqual({ ok: true, value: undefined });
    expect(time.pending).toBe(0);
  });

  test('busy refuses the call and nothing else', async () => {
    ledger.breakWith({ kind: 'busy', where });
    const call = ledger.append([visitEvent(1)]);
    await time.advance(10);
    expect(await call).toEqual({ ok: false, fault: { kind: 'busy', where } });
    ledger.mend();
    const again = ledger.append([visitEvent(1)]);
    await time.advance(10);
    expect(await again).toEqual({ ok: true, value: 1 });
  });
});

describe('twin of the disk', () => {
  let time: SimClock;
  let storage: SimStorage;
  beforeEach(() => {
    time = new SimClock();
    storage = new SimStorage(new DeviceClock(time, 0), 5);
  });
  const onDisk = (name: string): string | null => {
    const content = storage.disk.get(name);
    return content === undefined ? null : new TextDecoder().decode(content);
  };

  test('changes of one name follow each other, those of different names go side by side', async () => {
    const ends: string[] = [];
    const told = (what: string) => () => void ends.push(`${what} at ${time.now()}`);
    void storage.write('a', bytes('1')).then(told('a'));
    void storage.append('a', bytes('2')).then(told('a again'));
    void storage.write('b', bytes('3')).then(told('b'));
    await time.advance(20);
    expect(ends).toEqual(['a at 5', 'b at 5', 'a again at 10']);
    expect(onDisk('a')).toBe('12');
  });

  test.each([
    ['lost', 'one ', 'old'],
    ['torn', 'one t', 'old'],
    ['kept', 'one two', 'new'],
  ] as const)('of a power cut in the middle of a change the disk has: %s', async (fate, log, blob) => {
    void storage.append('log', bytes('one '));
    void storage.write('blob', bytes('old'));
    await time.advance(10);
    let answered = false;
    for (const call of [
      storage.append('log', bytes('two')),
      storage.write('blob', bytes('new')),
      storage.append('log', bytes('x')),
    ])
      void call.then(() => (answered = true));
    await time.advance(2);
    storage.crash(fate);
    await time.advance(1000);
    expect([onDisk('log'), onDisk('blob'), answered]).toEqual([log, blob, false]);
    expect(time.pending).toBe(0);
  });

  test.each([
    [{ kind: 'full' } as const, true],
    [{ kind: 'read-only' } as const, true],
    [{ kind: 'io', code: 'EIO' } as const, false],
  ])('%j refuses changes; reading goes on: %s', async (trouble, readable) => {
    void storage.write('blob', bytes('old'));
    await time.advance(10);
    storage.breakWith(trouble);
    const fault = { ok: false, fault: { ...trouble, name: 'blob' } };
    const [written, appended, removed, read] = [
      storage.write('blob', bytes('new')),
      storage.append('blob', bytes('new')),
      storage.remove('blob'),
      storage.read('blob'),
    ];
    await time.advance(50);
    expect([await written, await appended, await removed]).toEqual([fault, fault, fault]);
    expect(await read).toEqual(readable ? { ok: true, value: bytes('old') } : fault);
    storage.mend();
    void storage.write('blob', bytes('new'));
    await time.advance(10);
    expect(onDisk('blob')).toBe('new');
  });
});
