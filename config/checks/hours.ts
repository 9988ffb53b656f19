import { covered, overlapping, readDays, spanText, type Span } from '../hours.ts';
import type { Parsed } from '../parse.ts';
import { refusal } from '../refusal.ts';
import type { SiteFile } from '../site.ts';
import { treeAt, type Path } from '../tree.ts';
import type { Findings } from './findings.ts';

/** The key under which a week names a day: `mon-fri` for 3. */
const keyOfDay = (parsed: Parsed<SiteFile>, path: Path, day: number): string | null => {
  const week = treeAt(parsed.tree, path);
  if (week?.kind !== 'branch') return null;
  for (const key of week.entries.keys()) {
    const days = readDays(key);
    if (days.ok && days.value.includes(day)) return key;
  }
  return null;
};

const checkTickets = (parsed: Parsed<SiteFile>, hours: SiteFile['hours'], found: Findings): void => {
  const told = new Set<string>();
  for (const [day, spans] of hours.tickets.entries()) {
    const key = keyOfDay(parsed, ['hours', 'tickets'], day);
    const open = hours.opening[day] ?? [];
    for (const [index, span] of spans.entries()) {
      if (key === null || covered(span, open) || told.has(`${key}/${index}`)) continue;
      // `mon-fri` is one line of the file and one fault, not five.
      told.add(`${key}/${index}`);
      found.refuse(['hours', 'tickets', key, index], refusal('hours.ticketsWhenClosed', { span: spanText(span) }));
    }
  }
};

const checkStops = (stops: SiteFile['timetable'], hours: SiteFile['hours'] | undefined, found: Findings): void => {
  for (const [index, stop] of stops.entries()) {
    if (!covered(stop.tickets, [stop.hours]))
      found.refuse(
        ['timetable', index, 'tickets'],
        refusal('hours.ticketsWhenClosed', { span: spanText(stop.tickets) }),
      );
    const clash = stops.slice(0, index).find((earlier) => {
      const same =
        stop.date === null ? stop.days.some((day) => earlier.days.includes(day)) : earlier.date === stop.date;
      return same && overlapping([earlier.hours, stop.hours]) !== null;
    });
    if (clash !== undefined)
      found.refuse(['timetable', index, 'hours'], refusal('timetable.overlap', { place: clash.place }));
    const dated = (hours?.special ?? []).some(({ date }) => date === stop.date);
    if (dated) found.refuse(['timetable', index, 'date'], refusal('timetable.special', {}));
  }
};

const any = (days: readonly (readonly Span[])[]): boolean => days.some((spans) => spans.length > 0);

/** Whether hours, ticket hours and timetable of a site agree with each other. */
export const checkHours = (parsed: Parsed<SiteFile>, site: Partial<SiteFile>, found: Findings): void => {
  const { kind, hours, timetable = [] } = site;
  if (kind === 'mobile') {
    if (any(hours?.opening ?? [])) found.refuse(['hours', 'opening'], refusal('hours.fromTimetable', {}), true);
    if (any(hours?.tickets ?? [])) found.refuse(['hours', 'tickets'], refusal('hours.fromTimetable', {}), true);
    if (timetable.length === 0 && found.whole('timetable'))
      found.refuse(['timetable'], refusal('timetable.missing', {}));
    checkStops(timetable, hours, found);
    return;
  }
  if (timetable.length > 0 && kind !== undefined) found.refuse(['timetable'], refusal('timetable.notMobile', {}), true);
  if (hours === undefined || !found.whole('hours')) return;
  if (!any(hours.opening) && kind !== undefined) found.refuse(['hours', 'opening'], refusal('hours.neverOpen', {}));
  else if (any(hours.opening)) checkTickets(parsed, hours, found);
};
