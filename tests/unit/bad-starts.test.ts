import { describe, expect, it } from 'vitest';
import { BadStarts } from '../../firmware/bad-starts.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimStorage } from '../../sim/devices/storage.ts';
import { KeptLog } from '../support/web.ts';

/** A device's disk, and a start of its firmware whenever one is asked for. */
const device = (after = 3) => {
  const clock = new SimClock();
  const storage = new SimStorage(new DeviceClock(clock, 0), 1);
  const log = new KeptLog();
  const through = async <T>(work: Promise<T>): Promise<T> => {
    await clock.advance(10);
    return work;
  };
  return {
    storage,
    log,
    through,
    start: () => {
      const starts = new BadStarts(storage, after, log);
      return {
        begin: () => through(starts.begin()),
        good: () => through(starts.good()),
        ended: () => through(starts.ended()),
      };
    },
  };
};

describe('bad starts in a row', () => {
  it('lead to safe mode after so many, then to one attempt, and so on', async () => {
    const { start } = device();
    const modes = [];
    for (let each = 0; each < 7; each += 1) modes.push((await start().begin()).mode);
    expect(modes).toEqual(['normal', 'normal', 'normal', 'safe', 'normal', 'safe', 'normal']);
  });

  it('are forgotten by a good one', async () => {
    const { start } = device();
    for (let each = 0; each < 2; each += 1) await start().begin();
    const third = start();
    await third.begin();
    await third.good();
    expect(await start().begin()).toEqual({ mode: 'normal', bad: 0 });
  });

  it('are not those that were asked to end, nor do these make up for any', async () => {
    const { start } = device();
    await start().begin();
    for (let each = 0; each < 9; each += 1) {
      const ended = start();
      expect(await ended.begin()).toEqual({ mode: 'normal', bad: 1 });
      await ended.ended();
    }
  });

  it('are never too many where the config says so', async () => {
    const { start } = device(0);
    for (let each = 0; each < 9; each += 1) expect((await start().begin()).mode).toBe('normal');
  });

  it.each(['', '{', '{"schema":2,"bad":9,"safe":false}', '{"schema":1,"bad":-1,"safe":false}', '[]'])(
    'are counted anew where the count is garbled: %j',
    async (text) => {
      const { log, start, storage, through } = device();
      await through(storage.write('starts', new TextEncoder().encode(text)));
      expect(await start().begin()).toEqual({ mode: 'normal', bad: 0 });
      expect(log.lines.map(({ event }) => event)).toContain('starts.unreadable');
    },
  );

  it('keep nobody from starting whose disk is full', async () => {
    const { log, start, storage } = device();
    storage.breakWith({ kind: 'full' });
    for (let each = 0; each < 5; each += 1) expect((await start().begin()).mode).toBe('normal');
    expect(log.lines.map(({ event }) => event)).toContain('starts.not-kept');
  });
});
