import type { DayFigures } from './day-log.ts';
import type { GreetingSlip } from './greeting-score.ts';
import type { Bound } from './scenario.ts';

/** What became of one expectation. */
export interface Outcome {
  readonly expected: string;
  readonly was: string;
  readonly ok: boolean;
}

/** A run in figures. `seen` counts people who were truly in a sensor's range, whatever the sensor said. */
export interface Summary {
  readonly schema: 1;
  readonly site: string;
  readonly devices: readonly string[];
  readonly seed: number;
  /** Site time of the start. */
  readonly start: string;
  readonly traceHash: string;
  readonly traceLines: number;
  readonly simulatedS: number;
  readonly wallS: number;
  readonly timesRealTime: number;
  /** People who were in the hall at any time. */
  readonly people: number;
  /** Of them those who came for something. */
  readonly came: number;
  readonly seen: number;
  readonly greeted: number;
  /** Of those who came for nothing or of nobody, those whom a device spoke to. */
  readonly greetedInError: number;
  readonly greetedTwice: number;
  /** Who stood before a device for more than three seconds and was not shown that they were seen. */
  readonly leftUnseen: number;
  /** Each of these, as somebody in the hall would tell. */
  readonly greetingSlips: readonly GreetingSlip[];
  readonly tickets: number;
  readonly printed: number;
  readonly called: number;
  readonly shownTheWay: number;
  readonly finished: number;
  readonly noShows: number;
  readonly faults: number;
  /** How visits ended, as their people would tell. */
  readonly visits: Readonly<Record<string, number>>;
  /** People who were still in the hall when the run ended. */
  readonly stillThere: number;
  /** The day as a report has it. Null: nobody asked for it. */
  readonly day: DayFigures | null;
  /** What the independent checker says of the trace: how many invariants it knows, and what broke them. Null: nobody asked it. */
  readonly verdict: { readonly rules: number; readonly broken: readonly string[] } | null;
  /** Visit events that reached the city; null where the centre has no bridge. */
  readonly city: { readonly heard: number } | null;
  readonly outcomes: readonly Outcome[];
}

/** Whether everything that was expected was so. */
export const passed = (summary: Summary): boolean => summary.outcomes.every(({ ok }) => ok);

export const boundText = ({ least, most }: Bound): string => {
  if (least === most) return `${least}`;
  return most === Number.POSITIVE_INFINITY ? `at least ${least}` : `at most ${most}`;
};

const rows = (summary: Summary): readonly (readonly [string, string])[] => [
  ['simulated', `${clockSpan(summary.simulatedS)} from ${summary.start} (${summary.site}, seed ${summary.seed})`],
  ['took', `${summary.wallS.toFixed(2)} s, ${Math.round(summary.timesRealTime)} times real time`],
  ['people in the hall', `${summary.people}, of whom ${summary.came} came for something`],
  ['seen by a sensor', `${summary.seen}`],
  ['greeted aloud', `${summary.greeted}, in error ${summary.greetedInError}, twice ${summary.greetedTwice}`],
  ['left waiting unseen', `${summary.leftUnseen}`],
  ['numbers given', `${summary.tickets}`],
  ['slips printed', `${summary.printed}`],
  ['called', `${summary.called}, no-shows ${summary.noShows}`],
  ['shown the way', `${summary.shownTheWay}`],
  ['finished', `${summary.finished}`],
  [
    'visits',
    Object.entries(summary.visits)
      .map(([how, count]) => `${how} ${count}`)
      .join(', ') || 'none',
  ],
  ['still in the hall', `${summary.stillThere}`],
  ['faults told', `${summary.faults}`],
  ['trace', `${summary.traceLines} lines, ${summary.traceHash}`],
];

const clockSpan = (seconds: number): string => {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return h > 0 ? `${h} h ${m} min` : m > 0 ? `${m} min ${s} s` : `${s} s`;
};

/** The summary for a person. */
export const summaryText = (summary: Summary): string => {
  const lines = rows(summary);
  const width = Math.max(...lines.map(([name]) => name.length));
  const table = lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  const outcomes = summary.outcomes.map(
    ({ expected, was, ok }) => `${ok ? 'ok     ' : 'FAILED '} ${expected}${ok ? '' : `; was ${was}`}`,
  );
  return [...table, ...outcomes].join('\n');
};
