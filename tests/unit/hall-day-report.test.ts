import { describe, expect, it } from 'vitest';
import { dayReport, visitRows } from '../../behaviours/hall/day-report.ts';
import { eventsOfDay } from '../../behaviours/hall/day-events.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimTicketLedger } from '../../sim/devices/ticket-ledger.ts';
import { communeCounters, communeServices } from '../bench/commune-day.ts';
import { centreDay, communeSiteServices, firstMidnight } from '../support/centre-day.ts';

const settings = { counters: communeCounters, services: communeSiteServices, zoneOffsetMin: 420 };
const day = centreDay(0, 0.9);
const asked = day.midnight + 23.5 * 3_600_000;
const report = dayReport(day.events, settings, day.day, asked);
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

describe('a day in figures', () => {
  it('counts everybody who came, in the quarter of an hour in which they came', () => {
    expect(report.figures.issued).toBe(day.visits.length);
    expect(sum(report.arrivals.map(({ count }) => count))).toBe(day.visits.length);
    const atNine = day.visits.filter(({ joinedS }) => joinedS >= 9 * 3_600 && joinedS < 9.25 * 3_600).length;
    expect(sum(report.arrivals.filter(({ minute }) => minute === 9 * 60).map(({ count }) => count))).toBe(atNine);
    expect(atNine).toBeGreaterThan(3);
  });

  it('has everybody’s wait, and beside it what they were told', () => {
    const called = day.visits.filter(({ calledS }) => calledS !== null);
    expect(report.waits.length).toBe(called.length);
    const truth = called
      .map(({ calledS, id, joinedS, service }) => ({
        service,
        waited: (calledS ?? 0) - joinedS,
        p90S: day.told.get(id)?.p90S ?? null,
      }))
      .toSorted((a, b) => a.waited - b.waited);
    const waits = report.waits.toSorted((a, b) => a.waitedMin - b.waitedMin);
    for (const [index, { waitedMin }] of waits.entries())
      expect(Math.abs(waitedMin * 60 - (truth[index]?.waited ?? Number.NaN))).toBeLessThan(0.01);
    for (const { id } of communeServices) {
      const mine = truth.filter((one) => one.service === id);
      const figures = report.services.find((one) => one.id === id);
      const held = mine.filter(({ p90S, waited }) => p90S !== null && waited <= p90S).length;
      const hadRange = mine.filter(({ p90S }) => p90S !== null).length;
      expect(figures?.heldShare ?? Number.NaN).toBeCloseTo((100 * held) / hadRange, 6);
      expect((figures?.waitP50Min ?? 0) * 60).toBeCloseTo(mine[Math.ceil(mine.length / 2) - 1]?.waited ?? -1, 1);
    }
  });

  it('tells apart who was served, who did not come and who still waited', () => {
    const { figures } = report;
    expect(figures.finished + figures['no-show'] + figures.waiting + figures.called).toBe(figures.issued);
    expect(figures['no-show']).toBeGreaterThan(0);
    expect(sum(report.services.map(({ finished }) => finished))).toBe(figures.finished);
  });

  it('draws each counter without a gap, busy as long as people were there', () => {
    for (const { bands, id } of report.counters) {
      expect(bands.length, id).toBeGreaterThan(5);
      for (const [index, band] of bands.entries()) {
        expect(band.to).toBeGreaterThan(band.from);
        if (index > 0) expect(band.from).toBe(bands[index - 1]?.to);
      }
    }
    const busyMin = sum(
      report.counters.flatMap(({ bands }) =>
        bands.filter(({ state }) => state === 'busy').map(({ from, to }) => to - from),
      ),
    );
    const served = report.roles.reduce(
      (all, { finished, serviceMeanMin }) => all + finished * (serviceMeanMin ?? 0),
      0,
    );
    // Whoever did not come took up their counter for a minute and a quarter.
    expect(busyMin).toBeCloseTo(served + report.figures['no-show'] * 1.25, 0);
    const seven = report.counters.find(({ id }) => id === '7')?.bands ?? [];
    expect(seven.filter(({ state }) => state === 'paused').map(({ from, to }) => to - from)).toEqual([15]);
    expect(report.counters.find(({ id }) => id === '4')?.bands.at(-1)?.state).toBe('closed');
  });

  it('puts counters of one kind together, and counts opinions without anybody’s ticket', () => {
    const together = report.roles.find(({ counters }) => counters.includes('1'));
    expect(together?.counters).toEqual(['1', '2', '3']);
    expect(sum(report.roles.map(({ finished }) => finished))).toBe(report.figures.finished);
    const rated = day.events.filter(({ kind }) => kind === 'visit.rated');
    expect(sum(report.services.flatMap(({ ratings }) => ratings))).toBe(rated.length);
    expect(rated.length).toBeGreaterThan(10);
    for (const { data } of rated) expect(Object.keys(data).toSorted()).toEqual(['level', 'service']);
  });

  it('is the same in whatever order the events came in', () => {
    expect(dayReport(day.events.toReversed(), settings, day.day, asked)).toEqual(report);
  });

  it('of another day, or of nothing, is empty', () => {
    expect(dayReport(day.events, settings, '2026-08-04', null).figures.issued).toBe(0);
    const empty = dayReport([], settings, '2026-08-04', firstMidnight);
    expect(empty.waits).toEqual([]);
    expect(empty.counters.every(({ bands }) => bands.length === 0)).toBe(true);
    expect(empty.services.every(({ heldShare, waitP50Min }) => heldShare === null && waitP50Min === null)).toBe(true);
  });

  it('gives its visits out as rows without a counter or a token', () => {
    const rows = visitRows(day.events, 420, day.day);
    expect(rows.length).toBe(day.visits.length);
    expect(Object.keys(rows[0] ?? {})).not.toContain('token');
    expect(Object.keys(rows[0] ?? {})).not.toContain('counter');
    for (const [index, row] of rows.entries())
      if (index > 0) expect(row.issuedMinute).toBeGreaterThanOrEqual(rows[index - 1]?.issuedMinute ?? 0);
  });
});

describe('the events of a day', () => {
  const clock = new SimClock();
  const append = async (ledger: SimTicketLedger, events: readonly VisitEvent[]): Promise<void> => {
    for (let at = 0; at < events.length; at += 200) {
      const appending = ledger.append(events.slice(at, at + 200));
      await clock.settle();
      while (await clock.step());
      await appending;
    }
  };
  const ledgerOf = async (events: readonly VisitEvent[]): Promise<SimTicketLedger> => {
    const ledger = new SimTicketLedger(new DeviceClock(clock, firstMidnight, true));
    await ledger.open(new AbortController().signal);
    await append(ledger, events);
    return ledger;
  };

  it('are found among those of a fortnight, also those that came in days later', async () => {
    const days = Array.from({ length: 14 }, (_, nth) => centreDay(nth, 0.5).events);
    const fourth = days[3] ?? [];
    // Two hours of the fourth day were written on a device that was cut off, and came in five days later.
    const late = fourth.filter(({ id }, index) => index % 5 === 0 && id.startsWith('hub/'));
    const there = days.map((events, nth) => {
      if (nth === 3) return events.filter((event) => !late.includes(event));
      return nth === 8 ? [...events.slice(0, 40), ...late, ...events.slice(40)] : events;
    });
    const ledger = await ledgerOf(there.flat());
    const found = await eventsOfDay(ledger, '2026-08-06', 420);
    if (!found.ok) throw new Error(JSON.stringify(found.fault));
    const ids = (events: readonly VisitEvent[]): readonly string[] => events.map(({ id }) => id).toSorted();
    expect(ids(found.value.events)).toEqual(ids(fourth));
    expect(found.value.firstDay).toBe('2026-08-03');
    const none = await eventsOfDay(ledger, '2026-09-20', 420);
    expect(none).toEqual({ ok: true, value: { events: [], firstDay: '2026-08-03' } });
  });

  it('are found in the archives once the ledger has let them go, and a day whose archive is gone is not half told', async () => {
    const ledger = await ledgerOf([]);
    const days = Array.from({ length: 6 }, (_, nth) => centreDay(nth, 0.5).events);
    // Of the second day a part came in with the fourth, from a device that was cut off.
    const late = (days[1] ?? []).filter((_event, index) => index % 7 === 0);
    const whole = async (day: string): Promise<readonly string[]> => {
      const found = await eventsOfDay(ledger, day, 420);
      if (!found.ok) throw new Error(JSON.stringify(found.fault));
      expect(found.value.firstDay).toBe('2026-08-03');
      return found.value.events.map(({ id }) => id).toSorted();
    };
    for (const [nth, events] of days.entries()) {
      await append(ledger, nth === 1 ? events.filter((event) => !late.includes(event)) : events);
      if (nth === 3) await append(ledger, late);
      // A busy day has more than one file.
      for (const part of ['', '-2', '-3']) await ledger.archive(`2026-08-0${3 + nth}${part}`);
    }
    const before = await Promise.all(days.map((_, nth) => whole(`2026-08-0${3 + nth}`)));
    expect(before.map((ids) => ids.length)).toEqual(days.map(({ length }) => length));
    const archives = await ledger.archives();
    if (!archives.ok) throw new Error('the twin has its archives');
    const upTo = archives.value.findLast(({ name }) => name.startsWith('2026-08-07'))?.to ?? 0;
    await ledger.forget(upTo);
    for (const [nth, ids] of before.entries()) expect(await whole(`2026-08-0${3 + nth}`)).toEqual(ids);
    ledger.loseArchive('2026-08-06');
    expect(await eventsOfDay(ledger, '2026-08-04', 420)).toMatchObject({ ok: false, fault: { kind: 'absent' } });
    // Nothing of the last day can stand there.
    expect(await whole('2026-08-08')).toEqual(before[5]);
  });
});
