import type { Milliseconds } from '../../hal/units.ts';
import type { Person } from '../presence/events.ts';
import { apart, type Climber } from './climber.ts';
import type { LadderSettings } from './settings.ts';

/*
 * A tracker that loses somebody for a moment finds them again under another id. A person who stands does not vanish: whoever first
 * appears where one was lost, shortly after, is that one, and what was said to them was said.
 */

interface Pair {
  readonly person: Person;
  readonly climber: Climber;
  readonly gap: number;
}

/**
 * Who the persons with new ids are, by id: each of the lost (and of those who only coast) is found again at most once, the nearest first.
 */
export const recognise = (
  newcomers: readonly Person[],
  missing: readonly Climber[],
  at: Milliseconds,
  { sameM, sameMs }: LadderSettings,
  visitors: ReadonlySet<number>,
): ReadonlyMap<number, Climber> => {
  const pairs: Pair[] = [];
  for (const person of newcomers)
    for (const climber of missing) {
      const { seenPlace, seenAt } = climber;
      // Whose visit it is may be hidden for longer: the visit itself ends when they stay away.
      if (seenPlace === null || (at - seenAt > sameMs && !visitors.has(climber.key))) continue;
      const gap = apart(seenPlace, person);
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
