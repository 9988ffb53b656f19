import { describe, expect, it } from 'vitest';
import type { HallOut } from '../../behaviours/hall/events.ts';
import { MissedVisits } from '../../firmware/missed-visits.ts';
import { Listeners } from '../../hal/device.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { fail, ok } from '../../hal/result.ts';

const event = (device: string, seq: number): VisitEvent => ({
  v: 1,
  id: `${device}/1/${seq}`,
  device,
  epoch: 1,
  seq,
  monotonicMs: seq,
  wall: seq,
  trusted: true,
  cause: '',
  kind: 'ticket.issued',
  data: {},
});

/** A ledger of so many own events, with one of another device after each, and an outbox that tells which it was given last. */
const rig = (events: number, newest: string | null) => {
  const out = new Listeners<HallOut>();
  const lines = Array.from({ length: events }, (_, n) => [event('kiosk-1', n + 1), event('kiosk-2', n + 1)]).flat();
  const disk = { readable: true };
  const added: string[] = [];
  const missed = new MissedVisits({
    device: 'kiosk-1',
    hall: { on: (listener) => out.add(listener) },
    ledger: {
      get head() {
        return lines.length;
      },
      read: async (from, limit) =>
        disk.readable
          ? ok(lines.slice(from - 1, from - 1 + limit).map((each, index) => ({ position: from + index, event: each })))
          : fail({ kind: 'io', where: 'disk', code: 'EIO' }),
    },
    outbox: {
      add: (name, id) => {
        expect(name).toBe('visit');
        added.push(id);
      },
      newestOf: () => newest,
    },
  });
  const record = (each: VisitEvent): void => {
    lines.push(each);
    out.emit({ type: 'hall.recorded', event: each });
  };
  return { missed, added, record, disk, out };
};

const ids = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) => `kiosk-1/1/${from + n}`);

describe('what the ledger has and the outbox was not given', () => {
  it('is sent after a start, in the ledger’s order, and nothing of others', async () => {
    const { missed, added } = rig(10, 'kiosk-1/1/7');
    missed.begin();
    await missed.send();
    expect(added).toEqual(ids(8, 10));
  });

  it('is looked for over many pages: a device may have been alone for days', async () => {
    const { missed, added } = rig(6_000, 'kiosk-1/1/5');
    missed.begin();
    await missed.send();
    expect(added).toEqual(ids(6, 6_000));
  });

  it('does not include what is recorded while the hall reads its ledger, which goes its usual way', async () => {
    const { missed, added, record, out } = rig(3, 'kiosk-1/1/1');
    missed.begin();
    record(event('kiosk-1', 4));
    await missed.send();
    expect(added).toEqual(ids(2, 3));
    expect(out.size).toBe(0);
  });

  it('is the newest of the ledger where nothing tells how far the sending had come', async () => {
    const fresh = rig(3, null);
    fresh.missed.begin();
    await fresh.missed.send();
    expect(fresh.added).toEqual(ids(1, 3));
    // Two thousand lines, half of them others'; and as many own ones where the line that was noted is in no ledger.
    for (const [newest, first] of [
      [null, 3_001],
      ['kiosk-1/0/9', 2_001],
    ] as const) {
      const { missed, added } = rig(4_000, newest);
      missed.begin();
      await missed.send();
      expect(added).toEqual(ids(first, 4_000));
    }
  });

  it('is left to the next start when the ledger cannot be read', async () => {
    const { missed, added, disk } = rig(3, null);
    disk.readable = false;
    missed.begin();
    await missed.send();
    expect(added).toEqual([]);
    disk.readable = true;
    missed.begin();
    await missed.send();
    expect(added).toEqual(ids(1, 3));
  });
});
