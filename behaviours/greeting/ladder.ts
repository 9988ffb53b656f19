import type { Milliseconds } from '../../hal/units.ts';
import { nobody, type Occupancy, type Person } from '../presence/events.ts';
import { follow, nearby, personOf, type Climber } from './climber.ts';
import { isMeant, type Spoken } from './company.ts';
import type { PersonId, StopReason } from './events.ts';
import { lostAt, leftAt, recognise } from './identity.ts';
import { emptyView, type LadderView } from './ladder-view.ts';
import type { LadderSettings } from './settings.ts';

/*
 * Who stands on which rung, as a pure reducer: frames of people, touches and what the chart decided go in; `settle` (settle.ts) draws the
 * conclusions that the chart hears of. Ten frames a second are not ten transitions.
 */

/** The visit that is on, and whose it is. */
export interface Visit {
  readonly id: string;
  /** Keys; empty while no sensor sees who touched. */
  readonly members: readonly number[];
  /** The stop that it began with; null: a hand. */
  readonly why: StopReason | null;
  /** Null until it was spoken to. */
  readonly greeted: Spoken | null;
}

export interface Ladder {
  /** In the newest frame, seen or believed; those of whom only nearness is known while nobody is tracked. */
  readonly climbers: readonly Climber[];
  /** Not in the newest frame; remembered so that they are known again. */
  readonly lost: readonly Climber[];
  /** Still coasting under an id that has been found again under another. */
  readonly ghosts: readonly Climber[];
  readonly occupancy: Occupancy;
  readonly occupancyAt: Milliseconds;
  /** Who was presence's nearest while people were tracked: held nearness of theirs is no other person. */
  readonly trackedPerson: number | null;
  /** When people were last told of, be it that nobody is there. */
  readonly peopleAt: Milliseconds | null;
  readonly visit: Visit | null;
  readonly view: LadderView;
}

export const freshLadder: Ladder = {
  climbers: [],
  lost: [],
  ghosts: [],
  occupancy: nobody,
  occupancyAt: 0,
  trackedPerson: null,
  peopleAt: null,
  visit: null,
  view: emptyView,
};

/** More are never remembered: a crowd passes. */
const maxLost = 32;

const membersOf = ({ visit }: Ladder): ReadonlySet<number> => new Set(visit?.members ?? []);

/** How long one whom the sensors lost is remembered: for the screen, and to be known again. */
export const rememberedMs = ({ holdMs, sameMs }: LadderSettings): Milliseconds => Math.max(holdMs, sameMs);

/** Forgets the lost in time; whose visit it is, with the visit. */
const remembered = (ladder: Ladder, at: Milliseconds, settings: LadderSettings): readonly Climber[] => {
  const members = membersOf(ladder);
  return ladder.lost
    .filter(({ key, seenAt }) => members.has(key) || at - seenAt <= rememberedMs(settings))
    .slice(-maxLost);
};

const withMember = (visit: Visit | null, before: number, after: number): Visit | null =>
  visit === null || !visit.members.includes(before) || visit.members.includes(after)
    ? visit
    : { ...visit, members: [...visit.members, after] };

/** One frame of people. */
export const hearPeople = (
  ladder: Ladder,
  people: readonly Person[],
  at: Milliseconds,
  settings: LadderSettings,
): Ladder => {
  const known = new Map([...ladder.ghosts, ...ladder.climbers].map((climber) => [climber.key, climber]));
  const ghostly = new Set(ladder.ghosts.map(({ key }) => key));
  const present = people.filter(({ id, seen }) => seen || !ghostly.has(id));
  const ids = new Set(people.map(({ id }) => id));
  const unseen = new Set(people.filter(({ seen }) => !seen).map(({ id }) => id));
  const gone = ladder.climbers.filter(({ key }) => key >= 0 && !ids.has(key));
  const lost = [...remembered(ladder, at, settings), ...gone];
  const coasting = ladder.climbers.filter(({ key }) => unseen.has(key));
  // A track may end for a frame or two and go on under its own id.
  for (const climber of lost) if (ids.has(climber.key)) known.set(climber.key, climber);
  const newcomers = present.filter(({ id }) => !known.has(id));
  const members = membersOf(ladder);
  const missed = [
    ...[...lost, ...coasting].flatMap((climber) => lostAt(climber, members)),
    ...ladder.climbers.flatMap((climber) => leftAt(climber, settings)),
  ];
  const found = recognise(newcomers, missed, at, settings);
  // Who only went off is still there under their own id.
  const missing = new Set([...lost, ...coasting].map(({ key }) => key));
  const foundAgain = new Set([...found.values()].map(({ key }) => key).filter((key) => missing.has(key)));
  let visit = ladder.visit;
  for (const [id, climber] of found) visit = withMember(visit, climber.key, id);
  return {
    ...ladder,
    climbers: present
      .filter(({ id }) => !foundAgain.has(id))
      .map((person) => follow(known.get(person.id) ?? found.get(person.id) ?? null, person, at, settings)),
    lost: lost.filter(({ key }) => !foundAgain.has(key) && !ids.has(key)),
    ghosts: [...ladder.ghosts, ...coasting.filter(({ key }) => foundAgain.has(key))].filter(({ key }) =>
      unseen.has(key),
    ),
    trackedPerson: people.length > 0 ? ladder.occupancy.person : ladder.trackedPerson,
    peopleAt: at,
    visit,
  };
};

/** The nearest person as presence believes, for devices and moments without tracks. */
export const hearOccupancy = (ladder: Ladder, occupancy: Occupancy, at: Milliseconds): Ladder => ({
  ...ladder,
  occupancy,
  occupancyAt: occupancy.person === ladder.occupancy.person ? ladder.occupancyAt : at,
});

/** People are told in the same turn as nearness, or with the next frame: nearness alone counts only after this. */
export const alongsideMs: Milliseconds = 150;

/** Puts who is known by nearness alone on the ladder, and takes them off once somebody is tracked. */
export const withNearness = (ladder: Ladder, at: Milliseconds): Ladder => {
  const tracked = ladder.climbers.filter(({ key }) => key >= 0);
  const before = ladder.climbers.find(({ key }) => key < 0) ?? null;
  const { occupancy, trackedPerson, peopleAt, occupancyAt } = ladder;
  const alone =
    tracked.length === 0 &&
    occupancy.person !== trackedPerson &&
    (peopleAt === null || at - occupancyAt >= alongsideMs);
  const near = alone ? nearby(before, occupancy, at) : null;
  if (near === null && before === null) return ladder;
  return { ...ladder, climbers: near === null ? tracked : [near] };
};

const nearestWithin = (ladder: Ladder, reachM: number): Climber | null =>
  ladder.climbers
    .filter(({ distanceM }) => distanceM === null || distanceM <= reachM)
    .reduce<Climber | null>(
      (best, one) => (best === null || (one.distanceM ?? 0) < (best.distanceM ?? 0) ? one : best),
      null,
    );

/** Somebody touches: the hand is that of whoever is nearest, if anybody is near enough. */
export const hearTouch = (ladder: Ladder, settings: LadderSettings): Ladder => {
  const { visit } = ladder;
  const hand = visit === null ? null : nearestWithin(ladder, settings.engageM);
  if (visit === null || hand === null || visit.members.includes(hand.key)) return ladder;
  return { ...ladder, visit: { ...visit, members: [...visit.members, hand.key] } };
};

/** For whom words are besides those who have the visit already: their keys. */
const besides = (
  { climbers }: Ladder,
  spoken: Spoken | null,
  members: readonly number[],
  settings: LadderSettings,
): readonly number[] =>
  spoken === null
    ? []
    : climbers
        .filter((climber) => !members.includes(climber.key) && isMeant(climber, spoken, settings))
        .map(({ key }) => key);

/** Everybody of a visit that begins now, by whom it is known. */
const partyOf = (who: Climber | null, ladder: Ladder, at: Milliseconds, settings: LadderSettings): readonly number[] =>
  who === null
    ? []
    : [
        who.key,
        ...besides(ladder, who.place === null ? null : { at, place: who.place, group: who.group }, [who.key], settings),
      ];

/** A visit began: by the stop that was told last, or by a hand. */
export const begin = (
  ladder: Ladder,
  id: string,
  by: 'sensor' | 'touch',
  at: Milliseconds,
  settings: LadderSettings,
): Ladder => {
  const { stopped } = ladder.view;
  const who =
    by === 'touch'
      ? nearestWithin(ladder, settings.engageM + settings.hysteresisM)
      : (ladder.climbers.find(({ key }) => key === stopped?.key) ?? null);
  // A hand needs no words, and neither do those who stand beside it.
  const members = new Set(partyOf(who, ladder, at, settings));
  return {
    ...ladder,
    visit: {
      id,
      members: [...members],
      why: by === 'touch' ? null : (who?.stop ?? stopped?.why ?? null),
      greeted: null,
    },
    climbers: ladder.climbers.map((climber) =>
      by === 'touch' && members.has(climber.key) ? { ...climber, greetedAt: climber.greetedAt ?? at } : climber,
    ),
  };
};

/** The greeting of the visit was spoken: for all whose visit it is. */
export const greet = (ladder: Ladder, at: Milliseconds): Ladder => {
  const { visit, climbers } = ladder;
  if (visit === null) return ladder;
  const members = new Set(visit.members);
  const first = climbers.find(({ key }) => members.has(key));
  return {
    ...ladder,
    visit: {
      ...visit,
      greeted: first === undefined || first.place === null ? null : { at, place: first.place, group: first.group },
    },
    climbers: climbers.map((climber) => (members.has(climber.key) ? { ...climber, greetedAt: at } : climber)),
  };
};

/** The visit is over; who had it is not asked again while they stay where they stand. */
export const end = (ladder: Ladder, at: Milliseconds): Ladder => {
  const members = membersOf(ladder);
  const served = (climber: Climber): Climber =>
    members.has(climber.key) ? { ...climber, servedAt: at, stop: null } : climber;
  return { ...ladder, visit: null, climbers: ladder.climbers.map(served), lost: ladder.lost.map(served) };
};

const marked = (ladder: Ladder, keys: readonly number[], mark: (climber: Climber) => Climber): Ladder => ({
  ...ladder,
  climbers: ladder.climbers.map((climber) => (keys.includes(climber.key) ? mark(climber) : climber)),
});

/** Everybody within reach was told that the place is closed. */
export const turnAway = (ladder: Ladder, at: Milliseconds, { engageM, hysteresisM }: LadderSettings): Ladder => ({
  ...ladder,
  climbers: ladder.climbers.map((climber) =>
    climber.distanceM === null || climber.distanceM <= engageM + hysteresisM ? { ...climber, toldAt: at } : climber,
  ),
});

/** Of these, who has not been shown yet that they are seen. */
export const unacknowledged = (ladder: Ladder, keys: readonly number[]): readonly number[] =>
  ladder.climbers
    .filter(({ key, acknowledgedAt }) => acknowledgedAt === null && keys.includes(key))
    .map(({ key }) => key);

/** Whom the visit's greeting was for, and why; null: nobody's visit is on. */
export const spokenTo = ({
  visit,
  climbers,
}: Ladder): { readonly person: PersonId; readonly group: readonly number[]; readonly why: StopReason } | null => {
  // In the order in which they came to the visit: the first is who was spoken to.
  const group = (visit?.members ?? []).flatMap((member) => climbers.find(({ key }) => key === member) ?? []);
  const [who] = group;
  const why = visit?.why ?? who?.stop ?? null;
  if (visit === null || why === null) return null;
  return {
    person: who === undefined ? null : personOf(who),
    group: group.flatMap(({ key }) => (key < 0 ? [] : [key])),
    why,
  };
};

/** The screen shows them that they are seen. */
export const acknowledge = (ladder: Ladder, keys: readonly number[], at: Milliseconds): Ladder =>
  marked(ladder, keys, (climber) => ({ ...climber, acknowledgedAt: climber.acknowledgedAt ?? at }));

/** Who stops beside one just spoken to, while it still counts for them: their keys. */
export const joiners = (ladder: Ladder, at: Milliseconds, settings: LadderSettings): readonly number[] => {
  const { visit } = ladder;
  if (visit === null || visit.greeted === null || at - visit.greeted.at > settings.groupMs) return [];
  return besides(ladder, visit.greeted, visit.members, settings);
};

/** They belong to the visit that was greeted. */
export const join = (ladder: Ladder, keys: readonly number[], at: Milliseconds): Ladder => {
  const { visit } = ladder;
  if (visit === null || keys.length === 0) return ladder;
  const joined = marked(ladder, keys, (climber) => ({ ...climber, greetedAt: climber.greetedAt ?? at }));
  return { ...joined, visit: { ...visit, members: [...visit.members, ...keys] } };
};
