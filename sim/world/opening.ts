import { civilFromDays, dateKey, weekdayOfDays } from '../../behaviours/hours/civil.ts';
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
