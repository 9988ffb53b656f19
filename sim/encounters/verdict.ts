import type { Label } from './label.ts';
import { answerS, type Case } from './cases.ts';
import type { Score } from './meeting.ts';
import { keyOf, type Met, type Outcome } from './table.ts';

/** What a device's doing was worth for one person whom a kiosk met, or for nobody at all. */
export interface Verdict {
  readonly kiosk: string;
  readonly track: number | null;
  readonly scene: string;
  /** Null: a greeting to nobody. */
  readonly label: Label | null;
  /** Spoken to in time. */
  readonly hit: boolean;
  /** Spoken to, greeted with their group, or told that they are seen while another was engaged; in time. */
  readonly served: boolean;
  /** Asked of this sensor at all: it could see the last second of their approach. */
  readonly asked: boolean;
  readonly spokenTo: boolean;
  /** Greetings that nobody should have had. */
  readonly wrong: number;
  /** From the beginning of the stop to the greeting, of a hit. */
  readonly afterStopS: number | null;
  /** A passer who stood for half a second within 1.5 m. */
  readonly hesitant: boolean;
  /** What was believed 3 s before the stop, and at the first step inside 3 m; null: not to be read. */
  readonly at3s: number | null;
  readonly at3m: number | null;
}

/** Facts of a person's real way that verdicts need besides the label. */
export interface Facts {
  readonly hesitant: boolean;
  readonly asked: boolean;
  /** When beliefs are read; null: not at all. */
  readonly read3sAtS: number | null;
  readonly read3mAtS: number | null;
}

const epsilonS = 1e-6;
/** Labels and samples are rounded to hundredths. */
const roundingS = 0.05;
/** A belief older than this is none. */
const staleS = 1;
const nobodyKey = '';

/** The belief in force at an instant. */
export const scoreAt = (scores: readonly Score[], second: number): number | null => {
  let found: Score | null = null;
  for (const score of scores) if (score[0] <= second + epsilonS) found = score;
  return found !== null && second - found[0] <= staleS ? found[1] : null;
};

const nobodyIn = (kiosk: string, scene: string): Verdict => ({
  kiosk,
  track: null,
  scene,
  label: null,
  hit: false,
  served: false,
  asked: false,
  spokenTo: true,
  wrong: 1,
  afterStopS: null,
  hesitant: false,
  at3s: null,
  at3m: null,
});

/** Judges all cases of a run once the labels are known. */
export const verdictsOf = (
  cases: readonly Case[],
  met: readonly Met[],
  outcomes: ReadonlyMap<string, Outcome>,
  sceneOf: (kiosk: string) => string,
  factsOf: (key: string) => Facts,
): readonly Verdict[] => {
  const lines = new Map<string, Case[]>();
  for (const line of cases) {
    const key = line.track === null ? nobodyKey : keyOf({ kiosk: line.kiosk, track: line.track });
    lines.set(key, [...(lines.get(key) ?? []), line]);
  }
  const known = met.flatMap((one): Verdict[] => {
    const key = keyOf(one);
    const outcome = outcomes.get(key);
    if (outcome === undefined) return [];
    const own = lines.get(key) ?? [];
    const facts = factsOf(key);
    const deadlineS = outcome.labelAtS + answerS + epsilonS;
    const fired = own.flatMap(({ firedAtS }) => (firedAtS === null ? [] : [firedAtS]));
    const [first] = fired;
    const repeats = Math.max(0, fired.length - 1);
    const engage = outcome.label === 'engage';
    const tooEarly = engage && first !== undefined && first < one.seenAtS - roundingS;
    const hit = engage && first !== undefined && !tooEarly && first <= deadlineS;
    const acknowledged = own.some(({ acknowledgedAtS }) => acknowledgedAtS !== null && acknowledgedAtS <= deadlineS);
    const scores = own[0]?.scores ?? [];
    return [
      {
        kiosk: one.kiosk,
        track: one.track,
        scene: sceneOf(one.kiosk),
        label: outcome.label,
        hit,
        served: engage && (hit || acknowledged || own.some(({ servedBy }) => servedBy !== null)),
        asked: facts.asked,
        spokenTo: fired.length > 0,
        wrong: repeats + (tooEarly || (outcome.label === 'pass' && fired.length > 0) ? 1 : 0),
        afterStopS: hit ? first - outcome.labelAtS : null,
        hesitant: outcome.label === 'pass' && facts.hesitant,
        at3s: facts.read3sAtS === null ? null : scoreAt(scores, facts.read3sAtS),
        at3m: facts.read3mAtS === null ? null : scoreAt(scores, facts.read3mAtS),
      },
    ];
  });
  const nobody = (lines.get(nobodyKey) ?? []).map(({ kiosk }) => nobodyIn(kiosk, sceneOf(kiosk)));
  return [...known, ...nobody];
};
