import type { DeviceFile } from '../device.ts';
import type { ConfigFault } from '../faults.ts';
import { nearest } from '../nearest.ts';
import type { Parsed } from '../parse.ts';
import { refusal } from '../refusal.ts';
import type { SiteFile } from '../site.ts';
import { brokerFaults } from './broker.ts';
import { checkSpeakers } from './announcing.ts';
import { Findings } from './findings.ts';

/** A device's file among those of its site; `parsed` is null where the file cannot be understood. */
export interface Member {
  readonly name: string;
  readonly parsed: Parsed<DeviceFile> | null;
}

/** The strip's numbers come out of a printer that is there. */
const stripFaults = (members: readonly Member[], site: Parsed<SiteFile> | null): readonly ConfigFault[] => {
  const contingency = site?.usable?.contingency ?? null;
  if (site === null || contingency === null) return [];
  // What a file that cannot be read would have, nobody knows.
  if (members.some(({ parsed }) => parsed === null || !new Findings(parsed).whole('devices'))) return [];
  const printing = members
    .filter(({ parsed }) => Object.values(parsed?.usable?.devices ?? {}).some(({ port }) => port === 'printer'))
    .map(({ name }) => name);
  if (printing.includes(contingency.printer)) return [];
  const found = new Findings(site);
  found.refuse(
    ['contingency', 'printer'],
    refusal('contingency.noPrinter', { known: printing.length === 0 ? '–' : printing.join(', ') }),
  );
  return found.faults;
};

/**
 * What no device's file can see by itself. Ranges of numbers must not overlap while every device gives its own: two people would
 * stand before a counter with one number. Both files are told.
 */
export const checkFleet = (members: readonly Member[], site: Parsed<SiteFile> | null): readonly ConfigFault[] => {
  const faults: ConfigFault[] = [];
  for (const { name, parsed } of members) {
    const own = parsed?.usable?.numbers;
    if (parsed === null || own === undefined || own === null) continue;
    const found = new Findings(parsed);
    for (const other of members) {
      const theirs = other.parsed?.usable?.numbers;
      if (other.name === name || theirs === undefined || theirs === null) continue;
      if (own.from <= theirs.to && theirs.from <= own.to)
        found.refuse(
          ['numbers'],
          refusal('numbers.overlap', { other: other.name, range: `${theirs.from}–${theirs.to}` }),
        );
    }
    faults.push(...found.faults);
  }
  if (site !== null && site.usable !== null) {
    const found = new Findings(site);
    checkSpeakers(
      site.usable,
      members.map(({ name }) => name),
      found,
    );
    faults.push(...found.faults);
  }
  const host = site?.usable?.hall?.host;
  if (site !== null && host !== undefined && !members.some(({ name }) => name === host)) {
    const names = members.map(({ name }) => name);
    const found = new Findings(site);
    const close = nearest(host, names);
    const known = names.join(', ');
    found.refuse(
      ['hall', 'host'],
      close === null
        ? refusal('hall.noSuchDevice', { known })
        : refusal('hall.misspelledDevice', { known, repair: close }),
    );
    faults.push(...found.faults);
  }
  faults.push(...stripFaults(members, site));
  return [...faults, ...brokerFaults(members, site)];
};
