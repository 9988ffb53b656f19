import { present } from '../hal/assert.ts';
import { administrativeUnits } from './administrative-units.ts';
import type { DeviceFile } from './device.ts';
import { readFleet } from './fleet.ts';
import type { Span } from './hours.ts';
import type { DeviceConfig, EffectiveContent, SiteConfig } from './schema.ts';
import type { SiteFile } from './site.ts';

type Stop = SiteFile['timetable'][number];

const byTime = (spans: readonly Span[]): readonly Span[] => [...spans].sort((a, b) => a.from - b.from);

/** The stops that stand on a weekday, or on a date. */
const weekly = (stops: readonly Stop[], which: 'hours' | 'tickets'): readonly (readonly Span[])[] =>
  [0, 1, 2, 3, 4, 5, 6].map((day) =>
    byTime(stops.filter((stop) => stop.days.includes(day)).map((stop) => stop[which])),
  );

const dated = (stops: readonly Stop[]): SiteFile['hours']['special'] => {
  const dates = [...new Set(stops.flatMap((stop) => (stop.date === null ? [] : [stop.date])))].sort();
  return dates.map((date) => {
    const there = stops.filter((stop) => stop.date === date);
    return {
      date,
      opening: [...byTime(there.map((stop) => stop.hours))],
      tickets: [...byTime(there.map((stop) => stop.tickets))],
    };
  });
};

/** A mobile site serves while it stands at a stop: its hours are its timetable's. */
const hoursOf = (file: SiteFile): SiteFile['hours'] => {
  if (file.kind !== 'mobile') return file.hours;
  return {
    ...file.hours,
    opening: weekly(file.timetable, 'hours'),
    tickets: weekly(file.timetable, 'tickets'),
    special: [...file.hours.special, ...dated(file.timetable)],
  };
};

/** A parsed site file with everything that follows from it. */
export const resolveSite = (file: SiteFile): SiteConfig => ({
  ...file,
  timeZone: file.timeZone.name,
  zoneOffsetMin: file.timeZone.offsetMin,
  unitName: present(administrativeUnits.get(file.unitId), 'the schema takes known units only').fullName,
  hours: hoursOf(file),
});

/** A parsed device file with everything that follows from its site. */
export const resolveDevice = (file: DeviceFile, site: SiteConfig, content: EffectiveContent): DeviceConfig => {
  const { calling } = file.behaviours;
  const own = present(site.languages[0], 'the schema takes at least one language');
  return {
    ...file,
    behaviours: {
      ...file.behaviours,
      calling: {
        ...calling,
        languages: calling.languages.length > 0 ? calling.languages : [own],
        lastCall: site.hall.callsBeforeNoShow,
      },
    },
    site,
    fleet: readFleet(content.fleet, [{ device: file.device, numbers: file.numbers }]),
    content,
  };
};
