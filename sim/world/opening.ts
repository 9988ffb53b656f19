import { civilFromDays, dateKey, hhmm, weekdayOfDays } from '../../behaviours/hours/civil.ts';
import type { SiteConfig, Span } from '../../config/schema.ts';

/** When people sit at the counters on a day (days since 1970 in the site's own time): special days before holidays before the week. */
export const openingOn =
  ({ hours }: SiteConfig) =>
  (localDay: number): readonly Span[] => {
    const date = dateKey(civilFromDays(localDay));
    const special = hours.special.find((day) => day.date === date);
    if (special !== undefined) return special.opening;
    if (hours.holidays.some((day) => day.date === date)) return [];
    return hours.opening[weekdayOfDays(localDay)] ?? [];
  };

/** Less than this is not worth a simulated morning. */
const leastMin = 30;
const daysAhead = 31;

/**
 * The first time from a minute of a day on at which numbers are given for half an hour at least, as `yyyy-mm-ddThh:mm`; that minute itself
 * where they are given then, or where the site never gives any.
 */
export const ticketTimeFrom = ({ hours }: SiteConfig, localDay: number, minute: number): string => {
  const written = (day: number, at: number): string => `${dateKey(civilFromDays(day))}T${hhmm(at)}`;
  for (let day = localDay; day < localDay + daysAhead; day += 1) {
    const date = dateKey(civilFromDays(day));
    const special = hours.special.find((one) => one.date === date);
    if (special === undefined && hours.holidays.some((one) => one.date === date)) continue;
    const spans = special?.tickets ?? hours.tickets[weekdayOfDays(day)] ?? [];
    for (const { from, to } of spans) {
      const at = day === localDay ? Math.max(from, minute) : from;
      if (to - at >= leastMin) return written(day, at);
    }
  }
  return written(localDay, minute);
};
