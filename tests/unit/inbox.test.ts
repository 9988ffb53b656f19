import { describe, expect, test } from 'vitest';
import { Inbox } from '../../firmware/inbox.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { done, fail } from '../../hal/result.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimLog } from '../../sim/log.ts';

const event = (seq: number): VisitEvent => ({
  v: 1,
  id: `kiosk-2/1/${seq}`,
  device: 'kiosk-2',
  epoch: 1,
  seq,
  monotonicMs: seq,
  wall: 0,
  trusted: true,
  cause: '',
  kind: 'ticket.issued',
  data: {},
});

const rig = () => {
  const clock = new SimClock();
  const log = new SimLog(clock, 'kiosk-1');
  const stored: number[] = [];
  const disk = { full: false };
  const inbox = new Inbox(new DeviceClock(clock, 0), log, (each) => {
    if (disk.full) return Promise.resolve(fail({ kind: 'full' }));
    stored.push(each.seq);
    return Promise.resolve(done);
  });
  return { clock, log, stored, disk, inbox };
};

describe('the inbox of other devices’ events', () => {
  test('stores at once while the ledger takes them', async () => {
    const { clock, stored, inbox } = rig();
    inbox.take(event(1));
    inbox.take(event(2));
    await clock.settle();
    expect(stored).toEqual([1, 2]);
    expect([inbox.waiting, clock.pending]).toEqual([0, 0]);
  });

  test('keeps what the ledger refuses and stores it in order once it can', async () => {
    const { clock, stored, disk, inbox } = rig();
    disk.full = true;
    inbox.take(event(1));
    inbox.take(event(2));
    await clock.advance(12_000);
    inbox.take(event(3));
    expect(stored).toEqual([]);
    expect(inbox.waiting).toBe(3);
    disk.full = false;
    await clock.advance(5_000);
    expect(stored).toEqual([1, 2, 3]);
    expect([inbox.waiting, clock.pending]).toEqual([0, 0]);
  });

  test('is bounded, and says what it dropped', async () => {
    const { clock, disk, inbox, log } = rig();
    disk.full = true;
    for (let seq = 1; seq <= 10_001; seq += 1) inbox.take(event(seq));
    await clock.settle();
    expect(inbox.waiting).toBe(10_000);
    expect(log.lines.find((line) => line.event === 'inbox.full')?.data).toEqual({ dropped: 'kiosk-2/1/10001' });
    inbox.stop();
    expect(clock.pending).toBe(0);
  });

  test('stopped while it waits, it leaves no timer and stores no more', async () => {
    const { clock, stored, disk, inbox } = rig();
    disk.full = true;
    inbox.take(event(1));
    await clock.settle();
    inbox.stop();
    disk.full = false;
    await clock.advance(60_000);
    expect([stored, clock.pending]).toEqual([[], 0]);
  });
});
