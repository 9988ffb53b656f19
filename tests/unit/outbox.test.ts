import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../hal/result.ts';
import { Outbox, type OutgoingEvent } from '../../firmware/outbox.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimStorage } from '../../sim/devices/storage.ts';
import { KeptLog } from '../support/log.ts';

const rig = () => {
  const clock = new SimClock();
  const device = new DeviceClock(clock, 0);
  const storage = new SimStorage(device);
  const log = new KeptLog();
  const sent: OutgoingEvent[] = [];
  const messages: string[][] = [];
  const broker = { answers: true };
  const make = () =>
    new Outbox(storage, device, log, (events) => {
      if (!broker.answers) return Promise.resolve(fail({ kind: 'offline' }));
      sent.push(...events);
      messages.push(events.map(({ id }) => id));
      return Promise.resolve(ok(undefined));
    });
  return { clock, storage, log, sent, messages, broker, make };
};

const start = async (clock: SimClock, outbox: Outbox): Promise<void> => {
  const started = outbox.start();
  await clock.advance(50);
  await started;
};

describe('the outbox', () => {
  it('sends in order as soon as the broker answers', async () => {
    const { clock, sent, make } = rig();
    const outbox = make();
    await start(clock, outbox);
    outbox.add('visit', 'a', 1, { n: 1 });
    outbox.add('greeted', 'b', 2, { n: 2 });
    await clock.advance(100);
    expect(sent).toEqual([]);
    outbox.setLinked(true);
    await clock.advance(100);
    expect(sent.map(({ seq, id }) => [seq, id])).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
    expect(outbox.waiting).toBe(0);
    await Promise.all([outbox.stop(), clock.advance(50)]);
    expect(clock.pending).toBe(0);
  });

  it('keeps what was not acknowledged over a restart, and its count goes on', async () => {
    const { clock, storage, sent, make } = rig();
    const first = make();
    await start(clock, first);
    first.setLinked(true);
    first.add('greeted', 'a', 1, {});
    await clock.advance(100);
    first.setLinked(false);
    first.add('greeted', 'b', 2, {});
    first.add('greeted', 'c', 3, {});
    await clock.advance(100);
    storage.crash();
    const second = make();
    await start(clock, second);
    expect(second.newestOf('greeted')).toBe('c');
    second.setLinked(true);
    second.add('greeted', 'd', 4, {});
    await clock.advance(100);
    // `a` may come again: its acknowledgement was not on the disk. Nothing is missing and the order stands.
    expect(sent.map(({ id }) => id)).toEqual(['a', 'a', 'b', 'c', 'd']);
    expect(sent.map(({ seq }) => seq)).toEqual([1, 1, 2, 3, 4]);
  });

  it('cuts a torn last line off and says so', async () => {
    const { clock, storage, log, sent, make } = rig();
    const first = make();
    await start(clock, first);
    first.add('greeted', 'a', 1, {});
    await clock.advance(100);
    await Promise.all([storage.append('outbox', new TextEncoder().encode('{"seq":2,"id":"b","na')), clock.advance(50)]);
    const second = make();
    await start(clock, second);
    expect(log.events('warn')).toEqual(['outbox.torn']);
    second.setLinked(true);
    await clock.advance(50);
    expect(sent.map(({ id }) => id)).toEqual(['a']);
  });

  it('leaves nothing armed when the broker’s refusal comes after the end', async () => {
    const { clock, storage } = rig();
    let refuse = (): void => undefined;
    const outbox = new Outbox(storage, new DeviceClock(clock, 0), new KeptLog(), async () => {
      await new Promise<void>((resolve) => (refuse = resolve));
      return fail({ kind: 'offline' });
    });
    await start(clock, outbox);
    outbox.setLinked(true);
    outbox.add('greeted', 'a', 1, {});
    await clock.advance(50);
    await Promise.all([outbox.stop(), clock.advance(50)]);
    refuse();
    await clock.settle();
    expect(clock.pending).toBe(0);
  });

  it('tries again when the broker refuses', async () => {
    const { clock, sent, broker, make } = rig();
    const outbox = make();
    await start(clock, outbox);
    outbox.setLinked(true);
    broker.answers = false;
    outbox.add('visit', 'a', 1, {});
    await clock.advance(5000);
    expect(outbox.waiting).toBe(1);
    broker.answers = true;
    await clock.advance(2000);
    expect(sent.map(({ id }) => id)).toEqual(['a']);
  });

  it('is bounded, on disk too: visits are kept longest, and every loss is told', async () => {
    const { clock, log, storage, make } = rig();
    const outbox = make();
    await start(clock, outbox);
    for (let n = 0; n < 10; n += 1) outbox.add('visit-began', `b${n}`, 0, {});
    for (let n = 0; n < 20_000; n += 1) outbox.add('visit', `v${n}`, n, {});
    expect(outbox.waiting).toBe(20_000);
    expect(outbox.dropped).toBe(10);
    outbox.add('visit', 'one-more', 0, {});
    expect(outbox.dropped).toBe(11);
    expect(log.events('warn')).toEqual(['outbox.full']);
    await clock.advance(1000);
    // The visits are in the ledger, and are not written a second time.
    const sizeOfFile = (): number => storage.disk.get('outbox')?.length ?? 0;
    expect(sizeOfFile()).toBeLessThan(2_000);
  });

  it('does not let its file grow while the broker is away', async () => {
    const { clock, storage, make } = rig();
    const outbox = make();
    await start(clock, outbox);
    for (let n = 0; n < 20_000; n += 1) outbox.add('visit-began', `b${n}`, 0, {});
    await clock.advance(1000);
    const sizeOfFile = (): number => storage.disk.get('outbox')?.length ?? 0;
    const once = sizeOfFile();
    // As many again and again: the file does not grow with them.
    for (let round = 0; round < 5; round += 1) {
      for (let n = 0; n < 2_000; n += 1) outbox.add('visit-began', `r${round}-${n}`, 0, {});
      await clock.advance(1000);
    }
    expect(sizeOfFile()).toBeLessThan(1.3 * once);
    const again = make();
    await start(clock, again);
    expect(again.waiting).toBe(20_000);
  });

  it('sends lines of the ledger that wait together in one message, and what is between them in its place', async () => {
    const { clock, messages, make } = rig();
    const outbox = make();
    await start(clock, outbox);
    for (let n = 0; n < 40; n += 1) outbox.add('visit', `v${n}`, n, {});
    outbox.add('greeted', 'g', 40, {});
    outbox.add('greeted', 'h', 40, {});
    outbox.add('visit', 'last', 41, {});
    outbox.setLinked(true);
    await clock.advance(100);
    expect(messages.map((ids) => ids.length)).toEqual([32, 8, 1, 1, 1]);
    expect(messages.flat()).toEqual([...Array.from({ length: 40 }, (_, n) => `v${n}`), 'g', 'h', 'last']);
  });

  it('knows after a crash, some hundred events behind at most, from where on the ledger has what is to be sent', async () => {
    const { clock, storage, broker, make } = rig();
    const first = make();
    await start(clock, first);
    expect(first.newestOf('visit')).toBeNull();
    first.setLinked(true);
    for (let n = 1; n <= 1_000; n += 1) {
      first.add('visit', `${n}`, n, {});
      if (n % 10 === 0) await clock.advance(20);
    }
    // From here on nothing arrives any more.
    broker.answers = false;
    first.add('visit', 'unsent', 0, {});
    await clock.advance(100);
    expect(first.newestOf('visit')).toBe('unsent');
    storage.crash();
    const second = make();
    await start(clock, second);
    const noted = Number(second.newestOf('visit'));
    expect(noted).toBeGreaterThan(1_000 - 300);
    expect(noted).toBeLessThanOrEqual(1_000);
    await Promise.all([second.stop(), clock.advance(50)]);
  });

  it('knows after an orderly end exactly from where on', async () => {
    const { clock, broker, make } = rig();
    const first = make();
    await start(clock, first);
    first.setLinked(true);
    first.add('visit', 'a', 1, {});
    first.add('visit', 'b', 2, {});
    await clock.advance(100);
    broker.answers = false;
    first.add('visit', 'c', 3, {});
    await clock.advance(100);
    await Promise.all([first.stop(), clock.advance(50)]);
    const second = make();
    await start(clock, second);
    expect(second.newestOf('visit')).toBe('b');
  });

  it('takes no line of the ledger for sent that an earlier firmware wrote here and did not send', async () => {
    const { clock, storage, make } = rig();
    const lines = [
      { sent: 2, newest: { visit: 'd', greeted: 'g' } },
      { seq: 2, id: 'a', name: 'visit', at: 0, data: {} },
      { seq: 3, id: 'b', name: 'visit', at: 0, data: {} },
      { seq: 4, id: 'g', name: 'greeted', at: 0, data: {} },
      { seq: 5, id: 'd', name: 'visit', at: 0, data: {} },
    ];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    await Promise.all([storage.append('outbox', new TextEncoder().encode(text)), clock.advance(50)]);
    const outbox = make();
    await start(clock, outbox);
    expect(outbox.newestOf('visit')).toBe('a');
    expect(outbox.newestOf('greeted')).toBe('g');
    expect(outbox.waiting).toBe(1);
  });

  it('goes on in memory while the disk refuses', async () => {
    const { clock, storage, log, sent, make } = rig();
    const outbox = make();
    await start(clock, outbox);
    storage.breakWith({ kind: 'full' });
    outbox.setLinked(true);
    outbox.add('greeted', 'a', 1, {});
    await clock.advance(100);
    expect(sent.map(({ id }) => id)).toEqual(['a']);
    expect(log.events('warn')).toContain('outbox.unwritable');
  });
});
