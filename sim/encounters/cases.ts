import type { Metres } from '../../hal/units.ts';
import { labelOf, type Labelled } from './label.ts';
import type { Kiosk } from './kiosk.ts';
import type { Meeting, Score } from './meeting.ts';
import { spotAt, type Walk } from './recording.ts';
import type { Met } from './table.ts';

/**
 * One line for each person whom a kiosk met, one more for each further greeting to them and for each greeting to nobody. Made of the
 * run and of the recorded ways alone, never of labels.
 */
export interface Case {
  readonly kiosk: string;
  /** Null: a greeting to nobody. */
  readonly track: number | null;
  /** When they were spoken to, in the recording's seconds. */
  readonly firedAtS: number | null;
  /** When a view told them that they are seen, while another was engaged. */
  readonly acknowledgedAtS: number | null;
  /** Whose greeting they stood beside; null: nobody's. */
  readonly servedBy: number | null;
  readonly scores: readonly Score[];
}

/** A greeting is for those as well who stop so near to whom it was said to, and so near in time. */
const besideM: Metres = 1.5;
const besideS = 2;
/** So long after a stop began a greeting still answers it. */
export const answerS = 1.5;

interface Stop {
  readonly walk: Walk;
  readonly way: Labelled;
}

const apartAt = (a: Walk, b: Walk, second: number): number => {
  const from = spotAt(a, second);
  const to = spotAt(b, second);
  if (from === null || to === null) return Number.POSITIVE_INFINITY;
  return Math.sqrt((from.x - to.x) * (from.x - to.x) + (from.y - to.y) * (from.y - to.y));
};

/** Whose greeting was for this one too, by where everybody really was. */
const beside = (own: Stop, greeted: readonly (Stop & { readonly atS: number })[]): number | null => {
  for (const other of greeted) {
    if (other.walk === own.walk) continue;
    if (other.atS > other.way.labelAtS + answerS) continue;
    if (Math.abs(own.way.labelAtS - other.atS) > besideS) continue;
    if (apartAt(own.walk, other.walk, own.way.labelAtS) <= besideM) return other.walk.track;
  }
  return null;
};

/** What a kiosk did to whom, as cases. */
export const casesOf = (
  kiosk: Kiosk,
  walks: readonly Walk[],
  met: readonly Met[],
  { acts, scores }: Meeting,
): readonly Case[] => {
  const stops = new Map<number, Stop>();
  for (const walk of walks) {
    const way = labelOf(kiosk, walk);
    if (way?.label === 'engage') stops.set(walk.track, { walk, way });
  }
  const greetings = acts.filter(({ kind }) => kind === 'greeted');
  const greeted = greetings.flatMap(({ track, atS }) => {
    const stop = track === null ? undefined : stops.get(track);
    return stop === undefined ? [] : [{ ...stop, atS }];
  });
  const cases = met.flatMap(({ track }): Case[] => {
    const own = greetings.filter((act) => act.track === track);
    const stop = stops.get(track);
    const first: Case = {
      kiosk: kiosk.id,
      track,
      firedAtS: own[0]?.atS ?? null,
      acknowledgedAtS: acts.find((act) => act.kind === 'acknowledged' && act.track === track)?.atS ?? null,
      servedBy: stop === undefined ? null : beside(stop, greeted),
      scores: scores.get(track) ?? [],
    };
    const further = own
      .slice(1)
      .map(({ atS }) => ({ ...first, firedAtS: atS, acknowledgedAtS: null, servedBy: null, scores: [] }));
    return [first, ...further];
  });
  const toNobody = greetings
    .filter(({ track }) => track === null)
    .map(({ atS }): Case => ({
      kiosk: kiosk.id,
      track: null,
      firedAtS: atS,
      acknowledgedAtS: null,
      servedBy: null,
      scores: [],
    }));
  return [...cases, ...toNobody];
};
