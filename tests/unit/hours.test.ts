import { describe, expect, it } from 'vitest';
import type { Hours } from '../../behaviours/hours/events.ts';
import { createHours } from '../../behaviours/hours/index.ts';
import { hoursAt } from '../../behaviours/hours/schedule.ts';
import type { HoursSettings, Span } from '../../behaviours/hours/settings.ts';
import { BehaviourRig } from '../support/behaviours.ts';

const morning: Span = { from: 480, to: 720 };
const afternoon: Span = { from: 780, to: 1_020 };
const givenAfternoon: Span = { from: 780, to: 960 };
const week = <T>(workday: T, weekend: T): T[] => [weekend, workday, workday, workday, workday, workday, weekend];

const settings: HoursSettings = {
  zoneOffsetMin: 420,
  opening: week([morning, afternoon], []),
  tickets: week([morning, givenAfternoon], []),
  holidays: [
    { date: '2026-09-01', name: { vi: 'Quốc khánh', en: 'National Day' } },
    { date: '2026-09-02', name: { vi: 'Quốc khánh', en: 'National Day' } },
    { date: '2026-09-03', name: { vi: 'Nghỉ bù', en: 'Day in lieu' } },
  ],
  special: [{ date: '2026-08-08', opening: [{ from: 480, to: 660 }], tickets: [{ from: 480, to: 630 }] }],
};

const local = (text: string): number => Date.parse(`${text}+07:00`);
const told = (text: string, trusted = true): Hours => hoursAt(settings, { instant: local(text), trusted }, false);
const clockText = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant + 420 * 60_000).toISOString().slice(0, 16);

describe('the timetable', () => {
  it.each([
    ['2026-08-03T07:59:59', 'closed', false, '2026-08-03T08:00', null],
    ['2026-08-03T08:00:00', 'open', true, '2026-08-03T12:00', null],
    ['2026-08-03T11:59:59', 'open', true, '2026-08-03T12:00', null],
    ['2026-08-03T12:00:00', 'break', false, '2026-08-03T13:00', 780],
    ['2026-08-03T13:00:00', 'open', true, '2026-08-03T16:00', null],
    ['2026-08-03T16:00:00', 'open', false, '2026-08-03T17:00', null],
    ['2026-08-03T17:00:00', 'closed', false, '2026-08-04T08:00', null],
    // Friday's evening looks over Saturday's special opening, Saturday's noon over Sunday.
    ['2026-08-07T20:00:00', 'closed', false, '2026-08-08T08:00', null],
    ['2026-08-08T10:45:00', 'open', false, '2026-08-08T11:00', null],
    ['2026-08-08T12:00:00', 'closed', false, '2026-08-10T08:00', null],
    // A day in lieu is a holiday too, under another name: nothing changes at the midnight between them.
    ['2026-09-02T09:00:00', 'holiday', false, '2026-09-04T00:00', null],
  ])('%s: %s', (text, state, ticketsGiven, until, reopensAtMinute) => {
    const hours = told(text);
    expect({ ...hours, until: clockText(hours.until) }).toMatchObject({ state, ticketsGiven, until, reopensAtMinute });
  });

  it.each([
    ['2026-08-03T07:00:00', { on: { year: 2026, month: 8, day: 3 }, minute: 480, today: true }],
    ['2026-08-03T09:00:00', null],
    ['2026-08-03T12:30:00', { on: { year: 2026, month: 8, day: 3 }, minute: 780, today: true }],
    ['2026-08-08T12:00:00', { on: { year: 2026, month: 8, day: 10 }, minute: 480, today: false }],
    ['2026-08-31T18:00:00', { on: { year: 2026, month: 9, day: 4 }, minute: 480, today: false }],
  ])('at %s knows when it opens next', (text, opens) => expect(told(text).opens).toEqual(opens));

  it('names a holiday with the days that belong to it', () => {
    expect(told('2026-09-01T09:00:00').holiday).toEqual({
      name: { vi: 'Quốc khánh', en: 'National Day' },
      from: { year: 2026, month: 9, day: 1 },
      to: { year: 2026, month: 9, day: 2 },
    });
    expect(told('2026-09-03T09:00:00').holiday).toMatchObject({ name: { en: 'Day in lieu' }, from: { day: 3 } });
    expect(told('2026-08-03T09:00:00').holiday).toBeNull();
  });

  it('refuses nobody while the clock is not believed', () => {
    expect(told('2026-09-02T23:00:00', false)).toEqual({
      state: 'untrusted',
      ticketsGiven: true,
      until: null,
      spans: [],
      ticketSpans: [],
      opens: null,
      holiday: null,
      reopensAtMinute: null,
    });
  });

  it('knows no next change where a place never closes', () => {
    const always: HoursSettings = {
      ...settings,
      opening: week([{ from: 0, to: 1_440 }], [{ from: 0, to: 1_440 }]),
      tickets: week([{ from: 0, to: 1_440 }], [{ from: 0, to: 1_440 }]),
      holidays: [],
      special: [],
    };
    for (const instant of [local('2026-08-03T00:00:00'), local('2026-08-03T23:59:59')])
      expect(hoursAt(always, { instant, trusted: true }, false)).toMatchObject({
        state: 'open',
        ticketsGiven: true,
        until: null,
      });
  });
});

const state = (event: { readonly type: string }): string => {
  const { hours } = event as { readonly type: string; readonly hours: Hours };
  return `${hours.state}${hours.ticketsGiven ? ' giving' : ''}`;
};

describe('the hours at work', () => {
  it('tells each boundary of a day at its minute, once, and nothing between', async () => {
    const rig = new BehaviourRig();
    const hours = createHours(settings, rig.ports);
    rig.hear(hours);
    hours.start();
    await rig.time.advance(24 * 3_600_000);
    const minute = 60_000;
    expect(rig.takeWords(state)).toEqual([
      `0 closed`,
      `${5 * minute} open giving`,
      `${245 * minute} break`,
      `${305 * minute} open giving`,
      `${485 * minute} open`,
      `${545 * minute} closed`,
      // Midnight: "opens tomorrow" becomes "opens today".
      `${965 * minute} closed`,
    ]);
    hours.stop();
    expect(rig.time.pending).toBe(0);
  });

  it('follows a clock that steps within a minute, or at once when it is told', async () => {
    const rig = new BehaviourRig();
    const hours = createHours(settings, rig.ports);
    rig.hear(hours);
    hours.start();
    await rig.time.advance(1_000);
    rig.clock.stepWall(3_600_000);
    await rig.time.advance(59_000);
    expect(rig.takeWords(state)).toEqual(['0 closed', '60000 open giving']);
    rig.clock.stepWall(-3_600_000);
    hours.send({ type: 'clock.stepped' });
    expect(rig.takeWords(state)).toEqual(['60000 closed']);
    // The deadline of the stepped clock is forgotten: the true boundary is still told at its minute.
    await rig.time.advanceTo(300_000);
    expect(rig.takeWords(state)).toEqual(['300000 open giving']);
    hours.stop();
  });

  it('gives tickets while the clock is not believed and recovers when it is', async () => {
    const rig = new BehaviourRig(0, false);
    const hours = createHours(settings, rig.ports);
    rig.hear(hours);
    hours.start();
    await rig.time.advance(600_000);
    expect(rig.takeWords(state)).toEqual(['0 untrusted giving']);
    expect(hours.state().tags).toContain('needs-attendant');
    rig.clock.stepWall(local('2026-08-03T09:00:00'));
    rig.clock.setTrusted(true);
    await rig.time.advance(60_000);
    expect(rig.takeWords(state)).toEqual(['660000 open giving']);
    hours.stop();
  });

  it('pauses for staff over any hour and comes back to the hour it is then', async () => {
    const rig = new BehaviourRig();
    const hours = createHours(settings, rig.ports);
    rig.hear({ on: (listener) => hours.on((event) => void (event.type === 'hours.changed' && listener(event))) });
    hours.start();
    hours.send({ type: 'staff.paused', reason: 'cleaning' });
    await rig.time.advance(400_000);
    hours.send({ type: 'staff.resumed' });
    // While paused only the span's own change (until) is told, never a state that invites anybody.
    expect(rig.takeWords(state)).toEqual(['0 closed', '0 paused', '300000 paused', '400000 open giving']);
    hours.stop();
  });

  it('takes nothing and tells nothing once stopped', async () => {
    const rig = new BehaviourRig();
    const hours = createHours(settings, rig.ports);
    rig.hear(hours);
    hours.start();
    hours.stop();
    rig.take();
    hours.send({ type: 'clock.stepped' });
    await rig.time.advance(3_600_000);
    expect(rig.take()).toEqual([]);
    expect(rig.time.pending).toBe(0);
  });
});
