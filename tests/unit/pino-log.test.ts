import { beforeEach, describe, expect, test } from 'vitest';
import { PinoLog } from '../../hal/drivers/pino-log.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';

describe('log lines', () => {
  let time: SimClock;
  let lines: string[];
  let log: PinoLog;
  const parsed = (): { event: string; data: Record<string, unknown> }[] => lines.map((line) => JSON.parse(line));
  beforeEach(() => {
    time = new SimClock();
    lines = [];
    log = new PinoLog('kiosk-1', 'info', new DeviceClock(time, 1_785_000_000_000, false), {
      write: (line) => void lines.push(line),
    });
  });

  test('one line is one JSON object: level, wall time and whether it is believed, device, event, data', () => {
    log.write('warn', 'printer.paper-out', { where: '/dev/usb/lp0', text: 'dòng một\ndòng hai' });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.indexOf('\n')).toBe((lines[0]?.length ?? 0) - 1);
    expect(parsed()).toEqual([
      {
        level: 'warn',
        at: 1_785_000_000_000,
        trusted: false,
        device: 'kiosk-1',
        event: 'printer.paper-out',
        data: { where: '/dev/usb/lp0', text: 'dòng một\ndòng hai' },
      },
    ]);
  });

  test('what is below the level is not written and not counted', async () => {
    for (let round = 0; round < 100; round++) log.write('debug', 'noise', {});
    await time.advance(60_000);
    expect(lines).toEqual([]);
    expect(time.pending).toBe(0);
  });

  test('an event that repeats itself is cut at 30 in ten seconds, the others are not; what was dropped is told once', async () => {
    for (let round = 0; round < 100; round++) log.write('info', 'sensor.garbled', { round });
    log.write('error', 'ledger.full', {});
    const heard = (): string[] => parsed().map((line) => line.event);
    expect(heard().filter((event) => event === 'sensor.garbled')).toHaveLength(30);
    expect(heard()).toContain('ledger.full');
    await time.advance(9_999);
    expect(heard()).not.toContain('log.dropped');
    await time.advance(1);
    expect(parsed().at(-1)).toMatchObject({ event: 'log.dropped', data: { events: { 'sensor.garbled': 70 } } });
    const before = lines.length;
    await time.advance(60_000);
    expect(lines).toHaveLength(before);
    log.write('info', 'sensor.garbled', {});
    expect(heard().at(-1)).toBe('sensor.garbled');
    expect(time.pending).toBe(0);
  });

  test('all events together are cut at 600 in ten seconds', async () => {
    for (let round = 0; round < 1000; round++) log.write('info', `event.number-${round % 100}`, {});
    expect(lines).toHaveLength(600);
    await time.advance(10_000);
    const events = parsed().at(-1)?.data['events'];
    expect(Object.values(events as Record<string, number>).reduce((sum, count) => sum + count, 0)).toBe(400);
  });

  test('a thousand different words do not grow without bound', async () => {
    for (let round = 0; round < 5000; round++) log.write('info', `event.${round}`, {});
    await time.advance(10_000);
    expect(Object.keys(parsed().at(-1)?.data['events'] as object).length).toBeLessThanOrEqual(1001);
  });

  test('data that is too long is replaced by its length', () => {
    log.write('info', 'long', { text: 'x'.repeat(20_000) });
    expect(parsed()[0]?.data).toEqual({ tooLong: 20_011 });
  });

  test('close tells what was dropped and leaves no timer', () => {
    for (let round = 0; round < 31; round++) log.write('info', 'again', {});
    expect(time.pending).toBe(1);
    log.close();
    expect(parsed().at(-1)?.event).toBe('log.dropped');
    expect(time.pending).toBe(0);
  });
});
