import type { QueueLook } from './queue-watch.ts';

/** Kinks of the piecewise linear answer to a length of time, in seconds, and to a count. */
const spanKnots = [3, 12, 45, 165];
const countKnots = [1, 3, 8, 20];
const dayKnots = [7, 9, 11, 13, 15, 17, 19, 21, 23].map((hour) => hour * 3600);

/** Lines that are told apart; one who waits for a further line is judged as by the first. */
export const mostLines = 4;
/** Kinds that are told apart. */
export const mostKinds = 12;

/** Square roots: waits spread with their length, so that one step means alike much anywhere; and a root is the same on every machine. */
const root = (value: number): number => Math.sqrt(Math.max(0, value));

const bent = (value: number, knots: readonly number[]): number[] => [
  root(value),
  ...knots.map((knot) => Math.max(0, root(value) - root(knot))),
];

/**
 * What is known of the queue when somebody joins, as numbers for the learner: the state with kinks; and once more what matters most
 * for those who are placed earlier, and for each line but the first, since each of them lives by rules of its own. What does not
 * concern a case is nought and takes no part.
 */
export const featuresOf = (look: QueueLook, line: number, kind: number): Float64Array => {
  const [in2, in5, in15] = look.begun;
  const atPace5 = ((look.ahead + 1) * 300) / Math.max(1, in5);
  const atPace15 = ((look.ahead + 1) * 900) / Math.max(1, in15);
  const each = ((look.ahead + 1) * 180) / Math.max(1, look.busy);
  const state = [
    1,
    root(look.ahead),
    root(look.waiting),
    root(look.longestS),
    root(look.lastWaitS),
    root(look.recentWaitS),
    root(look.lastAlikeS),
    look.busy,
    look.open,
    root(in2),
    root(in5),
    root(in15),
    root(atPace5),
    root(atPace15),
    root(each),
    root(look.longestServiceS),
    root(look.lastAgoS),
    look.atS / 20_000,
    Math.min(look.longestS, 800) / 100,
    Math.min(look.lastWaitS, 800) / 100,
    Math.min(look.recentWaitS, 800) / 100,
    Math.min(look.ahead, 80),
    Math.min(look.waiting, 80),
    Math.min(atPace5, 2_400) / 300,
    Math.min(atPace15, 2_400) / 300,
    Math.min(each, 2_400) / 300,
  ];
  const kinks = [
    ...[look.longestS, look.lastWaitS, look.recentWaitS, look.lastAlikeS].flatMap((span) =>
      bent(span, spanKnots).slice(1),
    ),
    ...[atPace5, atPace15, each, look.longestServiceS, look.meanServiceS].flatMap((span) => bent(span, spanKnots)),
    ...[look.ahead, look.waiting, look.advancedWaiting, in2, in5, in15].flatMap((count) =>
      bent(count, countKnots).slice(1),
    ),
    Math.abs(look.open - look.busy),
    root(Math.max(0, look.longestS - look.lastWaitS)),
    root(Math.max(0, look.lastWaitS - look.longestS)),
    look.ahead / Math.max(1, look.busy),
    ...dayKnots.map((knot) => Math.min(4, Math.max(0, look.atS - knot) / 7_200)),
  ];
  const size = state.length;
  const features = new Float64Array(size * (1 + mostLines) + kinks.length + mostKinds);
  features.set(state, 0);
  features.set(kinks, size);
  let at = size + kinks.length;
  if (look.advanced) features.set(state, at);
  at += size;
  if (line > 0 && line < mostLines) features.set(state, at + (line - 1) * size);
  at += (mostLines - 1) * size;
  if (kind < mostKinds) features[at + kind] = 1;
  return features;
};
