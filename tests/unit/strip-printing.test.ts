import { beforeEach, describe, expect, test } from 'vitest';
import type { Hours } from '../../behaviours/hours/events.ts';
import { StripPrinting, stripSlips, type StripSettings } from '../../firmware/strip-printing.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { Slip } from '../../hal/ports/ticket-printer.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimStorage } from '../../sim/devices/storage.ts';
import { SimTicketPrinter } from '../../sim/devices/ticket-printer.ts';

const settings: StripSettings = {
  series: 'D',
  count: 45,
  digits: 3,
  beforeMs: 30 * 60_000,
  zoneOffsetMin: 420,
  centre: 'Trung tâm phường Ba Đình',
};
/** A Monday, 06:00 in Hanoi. */
const sixInTheMorning = 1_785_711_600_000;
const minute = 60_000;

const numbersOn = (slips: readonly Slip[]): readonly string[] =>
  slips.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'text' && block.size === 'large' ? [block.text.slice(0, 4)] : [])),
  );

const hours = (over: Partial<Hours>): Hours => ({
  state: 'closed',
  ticketsGiven: false,
  until: null,
  reopensAtMinute: null,
  opens: { on: { year: 2026, month: 8, day: 3 }, minute: 8 * 60, today: true },
  spans: [],
  ticketSpans: [],
  holiday: null,
  ...over,
});

describe('the strip', () => {
  test('has every number once, in order, with its day, on slips that can be handled', () => {
    const slips = stripSlips(settings, '2026-08-03');
    expect(slips).toHaveLength(6);
    const numbers = Array.from({ length: 45 }, (_, index) => `D0${String(index + 1).padStart(2, '0')}`);
    expect(numbersOn(slips)).toEqual(numbers);
    expect(new Set(slips.map(({ jobId }) => jobId)).size).toBe(6);
    expect(JSON.stringify(slips)).toContain('03/08/2026');
    // Vietnamese stands before English.
    const text = JSON.stringify(slips[0]);
    expect(text.indexOf('SỐ DỰ PHÒNG')).toBeLessThan(text.indexOf('CONTINGENCY'));
  });
});

describe('printing it', () => {
  let time: SimClock;
  let clock: DeviceClock;
  let storage: SimStorage;
  let printer: SimTicketPrinter;
  let strip: StripPrinting;
  let told: JsonObject[];
  let slips: Slip[];
  const make = (): StripPrinting =>
    new StripPrinting(settings, {
      clock,
      storage,
      printer,
      log: { write: () => undefined },
      tell: (_name, data) => void told.push(data),
    });
  const pass = async (ms: number): Promise<void> => {
    for (let gone = 0; gone < ms; gone += minute) {
      void strip.look();
      await time.advance(minute);
    }
  };

  beforeEach(async () => {
    time = new SimClock();
    clock = new DeviceClock(time, sixInTheMorning);
    storage = new SimStorage(clock, 2);
    printer = new SimTicketPrinter('slip', clock);
    slips = [];
    printer.onSlip(({ slip }) => slips.push(slip));
    const opened = printer.open(new AbortController().signal);
    await time.advance(1000);
    await opened;
    told = [];
    strip = make();
    strip.hoursChanged(hours({}));
  });

  test('happens half an hour before the doors open, once, also over a restart', async () => {
    await pass(88 * minute);
    expect(slips).toEqual([]);
    await pass(5 * minute);
    expect(numbersOn(slips)).toHaveLength(45);
    expect(told).toEqual([{ day: '2026-08-03', outcome: 'printed', count: 45 }]);
    await pass(30 * minute);
    strip = make();
    strip.hoursChanged(hours({ state: 'open', opens: null }));
    await pass(10 * minute);
    expect(slips).toHaveLength(6);
    // The next morning has its own.
    strip.hoursChanged(hours({ opens: { on: { year: 2026, month: 8, day: 4 }, minute: 8 * 60, today: false } }));
    await time.advance(23.5 * 60 * minute);
    await pass(10 * minute);
    expect(slips).toHaveLength(12);
  });

  test('waits for paper, and prints when there is some', async () => {
    printer.breakWith('paper-out');
    await pass(95 * minute);
    expect(slips).toEqual([]);
    printer.mend();
    await pass(5 * minute);
    expect(numbersOn(slips)).toHaveLength(45);
  });

  test('does not happen while the doors are open, where a visitor’s slip would wait behind it, nor by an unbelieved clock', async () => {
    strip.hoursChanged(hours({ state: 'open', opens: null }));
    await pass(5 * minute);
    expect(slips).toEqual([]);
    strip.hoursChanged(hours({}));
    clock.setTrusted(false);
    await pass(95 * minute);
    expect(slips).toEqual([]);
    clock.setTrusted(true);
    await pass(2 * minute);
    expect(numbersOn(slips)).toHaveLength(45);
  });

  test('a clerk’s wish prints it whatever was printed before', async () => {
    const wished = strip.print();
    await time.advance(5 * minute);
    expect(await wished).toEqual({ kind: 'printed' });
    expect(slips).toHaveLength(6);
  });
});
