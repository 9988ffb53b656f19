import type { WallTime } from '../../hal/ports/clock.ts';
import type { Epoch } from '../../hal/units.ts';
import { civilAt, civilFromDays, dateKey, daysAt, instantOf, minutesPerDay, weekdayOfDays } from './civil.ts';
import type { Holiday, Hours } from './events.ts';
import type { HoursSettings, Span } from './settings.ts';

/** How far ahead the next change is looked for: longer than any run of days off. */
const horizonDays = 62;

interface DayPlan {
  readonly opening: readonly Span[];
  readonly tickets: readonly Span[];
  readonly holiday: Readonly<Record<string, string>> | null;
}

/** What is on at one day: a special day goes before a holiday (an office may work on one), a holiday before the week. */
const planOf = (settings: HoursSettings, days: number): DayPlan => {
  const date = dateKey(civilFromDays(days));
  const special = settings.special.find((one) => one.date === date);
  if (special !== undefined) return { opening: special.opening, tickets: special.tickets, holiday: null };
  const holiday = settings.holidays.find((one) => one.date === date);
  if (holiday !== undefined) return { opening: [], tickets: [], holiday: holiday.name };
  const weekday = weekdayOfDays(days);
  return { opening: settings.opening[weekday] ?? [], tickets: settings.tickets[weekday] ?? [], holiday: null };
};

const covers = (spans: readonly Span[], minute: number): boolean =>
  spans.some((span) => span.from <= minute && minute < span.to);

const stateAt = (plan: DayPlan, minute: number): 'open' | 'break' | 'closed' | 'holiday' => {
  if (covers(plan.opening, minute)) return 'open';
  if (plan.holiday !== null) return 'holiday';
  const before = plan.opening.some((span) => span.to <= minute);
  const after = plan.opening.some((span) => span.from > minute);
  return before && after ? 'break' : 'closed';
};

/** Tickets are given only while the place is open too, whatever the ticket hours say. */
const ticketsAt = (plan: DayPlan, minute: number): boolean =>
  covers(plan.opening, minute) && covers(plan.tickets, minute);

/** Days off of one name that follow each other are one holiday. */
const holidayAround = (settings: HoursSettings, days: number, name: Readonly<Record<string, string>>): Holiday => {
  const same = (other: number): boolean => {
    const otherName = planOf(settings, other).holiday;
    return otherName !== null && Object.keys(name).every((language) => otherName[language] === name[language]);
  };
  let from = days;
  while (days - from < horizonDays && same(from - 1)) from -= 1;
  let to = days;
  while (to - days < horizonDays && same(to + 1)) to += 1;
  return { name, from: civilFromDays(from), to: civilFromDays(to) };
};

/** The first instant after `instant` at which the place opens, closes, or begins or stops to give tickets. */
const nextChange = (settings: HoursSettings, instant: Epoch): Epoch | null => {
  const today = daysAt(instant, settings.zoneOffsetMin);
  const now = civilAt(instant, settings.zoneOffsetMin).minuteOfDay;
  const todaysPlan = planOf(settings, today);
  const state = stateAt(todaysPlan, now);
  const tickets = ticketsAt(todaysPlan, now);
  for (let days = today; days <= today + horizonDays; days += 1) {
    const plan = planOf(settings, days);
    const marks = [0, ...[...plan.opening, ...plan.tickets].flatMap((span) => [span.from, span.to])]
      .filter((minute) => minute < minutesPerDay && (days > today || minute > now))
      .sort((a, b) => a - b);
    for (const minute of marks)
      if (stateAt(plan, minute) !== state || ticketsAt(plan, minute) !== tickets)
        return instantOf(days, minute, settings.zoneOffsetMin);
  }
  return null;
};

/** The next opening after a minute of a day. */
const nextOpening = (settings: HoursSettings, today: number, now: number): Hours['opens'] => {
  for (let days = today; days <= today + horizonDays; days += 1) {
    const starts = planOf(settings, days)
      .opening.map((span) => span.from)
      .filter((minute) => days > today || minute > now);
    if (starts.length > 0) return { on: civilFromDays(days), minute: Math.min(...starts), today: days === today };
  }
  return null;
};

/** The hours as the wall clock has it; a clock that is not believed refuses nobody. */
export const hoursAt = (settings: HoursSettings, wall: WallTime, paused: boolean): Hours => {
  const days = daysAt(wall.instant, settings.zoneOffsetMin);
  const plan = planOf(settings, days);
  const minute = civilAt(wall.instant, settings.zoneOffsetMin).minuteOfDay;
  const state = stateAt(plan, minute);
  const opens = state === 'open' ? null : nextOpening(settings, days, minute);
  const believed = wall.trusted
    ? {
        state,
        ticketsGiven: ticketsAt(plan, minute),
        until: nextChange(settings, wall.instant),
        spans: plan.opening,
        ticketSpans: plan.tickets,
        opens,
        holiday: plan.holiday === null ? null : holidayAround(settings, days, plan.holiday),
      }
    : {
        state: 'untrusted' as const,
        ticketsGiven: true,
        until: null,
        spans: [],
        ticketSpans: [],
        opens: null,
        holiday: null,
      };
  const reopensAtMinute = believed.state === 'break' && believed.opens !== null ? believed.opens.minute : null;
  const hours = { ...believed, reopensAtMinute };
  return paused ? { ...hours, state: 'paused', ticketsGiven: false } : hours;
};
