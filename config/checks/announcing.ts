import { nearest } from '../nearest.ts';
import { refusal } from '../refusal.ts';
import type { SiteFile } from '../site.ts';
import type { Path } from '../tree.ts';
import type { Findings } from './findings.ts';

const checkKnown = (
  found: Findings,
  path: Path,
  id: string,
  known: readonly string[],
  kind: 'counter' | 'speaker' | 'language',
): void => {
  if (known.includes(id)) return;
  const close = nearest(id, known);
  const names = known.join(', ');
  found.refuse(
    path,
    close === null
      ? refusal(`announcing.no-such-${kind}`, { known: names })
      : refusal(`announcing.misspelled-${kind}`, { repair: close }),
  );
};

const twice = (found: Findings, names: readonly string[], path: (index: number) => Path): void => {
  for (const [index, name] of names.entries())
    if (names.indexOf(name) < index) found.refuse(path(index), refusal('name.twice', { name }));
};

/** Rooms and boards speak of counters and languages that there are; no counter is announced in two rooms. */
export const checkAnnouncing = (site: Partial<SiteFile>, found: Findings): void => {
  const { rooms = [], displayBoards = [], languages } = site;
  const counters = site.counters?.map(({ id }) => id);
  for (const [key, list] of [
    ['rooms', rooms],
    ['displayBoards', displayBoards],
  ] as const) {
    twice(
      found,
      list.map(({ id }) => id),
      (index) => [key, index, 'id'],
    );
    if (counters === undefined || !found.whole('counters')) continue;
    for (const [index, one] of list.entries())
      for (const [at, id] of (one.counters ?? []).entries())
        checkKnown(found, [key, index, 'counters', at], id, counters, 'counter');
  }
  if (languages !== undefined && found.whole('languages'))
    for (const [index, board] of displayBoards.entries())
      for (const [at, tag] of (board.languages ?? []).entries())
        checkKnown(found, ['displayBoards', index, 'languages', at], tag, languages, 'language');
  const speakers = new Map<string, string>();
  for (const [index, room] of rooms.entries())
    for (const [at, device] of room.speakers.entries()) {
      const other = speakers.get(device);
      if (other === undefined) speakers.set(device, room.id);
      else found.refuse(['rooms', index, 'speakers', at], refusal('announcing.speaker-twice', { device, room: other }));
    }
};

/** The speakers of a site's rooms are devices of it. */
export const checkSpeakers = (site: Partial<SiteFile>, devices: readonly string[], found: Findings): void => {
  for (const [index, room] of (site.rooms ?? []).entries())
    for (const [at, device] of room.speakers.entries())
      checkKnown(found, ['rooms', index, 'speakers', at], device, devices, 'speaker');
};
