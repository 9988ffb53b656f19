import type { Metres, Milliseconds, Point } from '../../hal/units.ts';
import type { Person } from '../presence/events.ts';
import { apart, type Climber } from './climber.ts';
import type { LadderSettings } from './settings.ts';

/*
 * A tracker that loses somebody for a moment finds them again under another id. A person who stands does not vanish: whoever first
 * appears where one was lost, shortly after, is that one, and what was said to them was said.
 */

/** Somebody who may appear again, where, and until when they were there. */
export interface Missed {
  readonly climber: Climber;
  readonly place: Point;
  readonly at: Milliseconds;
  /** Known for as long as they are missed: whose visit is on, the visit itself ends when they stay away. */
  readonly long: boolean;
}

interface Pair {
  readonly person: Person;
  readonly climber: Climber;
  readonly gap: Metres;
}

/** Whom the tracker lost, or only believes in: they appear again where they were. */
export const lostAt = (climber: Climber, visitors: ReadonlySet<number>): readonly Missed[] => {
  const { seenPlace, seenAt, key } = climber;
  return seenPlace === null ? [] : [{ climber, place: seenPlace, at: seenAt, long: visitors.has(key) }];
};

/**
 * Whose track went off from where they stood at the glass: it may have gone with somebody who passed before them, so that who appears
 * there from nowhere is the one who stood there.
 */
export const leftAt = (climber: Climber, { sameM }: LadderSettings): readonly Missed[] => {
  const { place, stood } = climber;
  if (place === null || stood === null || apart(place, stood.place) <= sameM) return [];
  return [{ climber, place: stood.place, at: stood.at, long: false }];
};

/** Who the persons with new ids are, by id: everybody is found again at most once, the nearest first. */
export const recognise = (
  newcomers: readonly Person[],
  missed: readonly Missed[],
  at: Milliseconds,
  { sameM, sameMs }: LadderSettings,
): ReadonlyMap<number, Climber> => {
  if (newcomers.length === 0) return new Map();
  const pairs: Pair[] = [];
  for (const person of newcomers)
    for (const { climber, place, at: seenAt, long } of missed) {
      if (at - seenAt > sameMs && !long) continue;
      const gap = apart(place, person);
      if (gap <= sameM) pairs.push({ person, climber, gap });
    }
  pairs.sort((a, b) => a.gap - b.gap || a.person.id - b.person.id || a.climber.key - b.climber.key);
  const found = new Map<number, Climber>();
  const taken = new Set<number>();
  for (const { person, climber } of pairs) {
    if (found.has(person.id) || taken.has(climber.key)) continue;
    found.set(person.id, climber);
    taken.add(climber.key);
  }
  return found;
};
