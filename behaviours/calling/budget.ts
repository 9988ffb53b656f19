import type { Milliseconds } from '../../hal/units.ts';
import type { LanguageTag } from '../behaviour.ts';
import type { Call } from './announcement.ts';

/*
 * Sound is a budget. However many clerks call at once, no call begins later than `budgetMs` after it was made, and none is cut or
 * covered by another. What is said is decided anew at the end of each sentence, from how long the sentences last:
 *
 *   0 all      each language, as often as settings want
 *   1 own      the second language is dropped
 *   2 once     the repeat is dropped
 *   3 brief    number and counter alone, one after another under one chime: calls joined into one sentence
 *   4 numbers  numbers alone, for which boards and signs have the counters; each is said once more with its counter when nobody
 *              else waits to be named
 *
 * and where even numbers come too late for the last of them, the joined sentence is opened ("these numbers, please") before that
 * happens: who waits to be called then knows that their number may be among those that follow.
 *
 * The bound. A sentence is never longer than `longestSentence` allows, chime and all, so whoever comes in while one sounds waits for
 * at most that. From then on a short call is only said before an opening if that still begins in time for everybody whom it covers.
 * So every call begins, by its own number or by the opening of the joined sentence that has it, at most max(budget, longest sentence)
 * after it was made, whatever their number. By its own number it is kept for up to 1 + (budget − what sounds − chime) ÷ number that come
 * at the same moment: six at the pace of the Vietnamese voice, four of them with their counters. No single voice can name twenty in ten
 * seconds; twenty are opened, and the last of them is named at chime + opening + 19 × number. `tests/unit/calling-budget.test.ts` and
 * `tests/days/calls-aloud.test.ts` measure it.
 */

/** One sentence of one language, finished for the voice. */
export interface Sentence {
  readonly language: LanguageTag;
  readonly words: string;
  readonly caption: string;
}

/** How a call may be said. `turns`: everything, in order, `own` the language that is said when there is no time for others. */
export interface Forms {
  readonly turns: readonly Sentence[];
  readonly own: LanguageTag;
  readonly brief: Sentence;
  /** Without its counter. */
  readonly number: Sentence;
}

/** A call that is still to be said, or of which something is still to be said. */
export interface Pending {
  readonly call: Call;
  /** By when it is to begin. */
  readonly dueAt: Milliseconds;
  readonly forms: Forms;
  /** How many of its turns are begun; 0: it has not begun. */
  readonly next: number;
  /** The opening of a joined sentence was said for it. */
  readonly covered: boolean;
  /** It was named by its number alone: its counter is said when nobody else waits to be named. */
  readonly owed: boolean;
}

/** What is said next. `after` is how the queue stands once it is being said. */
export interface Step {
  readonly kind: 'turn' | 'brief' | 'number' | 'opening';
  readonly sentence: Sentence;
  readonly chime: boolean;
  /** Whom it is about; null for an opening. */
  readonly call: Call | null;
  /** The call has not been named before. */
  readonly first: boolean;
  readonly after: readonly Pending[];
}

export interface Measures {
  readonly chimeMs: Milliseconds;
  /** How long a sentence lasts: measured where it has been made, else more than it will be. */
  lengthOf(sentence: Sentence): Milliseconds;
  /** Says that several numbers follow; null where the language has no voice. */
  readonly opening: Sentence | null;
}

/** Between two sentences: the end is told, the next clip is fetched and started. */
export const gapMs: Milliseconds = 200;
/** No call begins later after it was made; the rest of ten seconds is for its way to the device and for making its clip. */
export const budgetMs: Milliseconds = 9_500;
/** A sentence that would last longer with its chime gives way to its brief form, so that nobody who comes meanwhile waits too long. */
export const longestSentence: Milliseconds = 8_500;

type Level = 0 | 1 | 2 | 3 | 4;
const levels: readonly Level[] = [0, 1, 2, 3, 4];

/** Whom nobody has named yet. */
const isUnnamed = ({ next, owed }: Pending): boolean => next === 0 && !owed;

/** What of a call is still to be said at a level. */
function rest(pending: Pending, level: Level): readonly Sentence[] {
  const { forms, next } = pending;
  const left = forms.turns.slice(next);
  switch (level) {
    case 0:
      return left;
    case 1:
      return left.filter(({ language }) => language === forms.own);
    case 2:
      return next === 0 ? left.filter(({ language }) => language === forms.own).slice(0, 1) : [];
    case 3:
      return isUnnamed(pending) ? [forms.brief] : [];
    case 4:
      return isUnnamed(pending) ? [forms.number] : [];
  }
}

/** Whether everybody begins in time when all are said at this level; `joined`: a sentence has just ended, so brief ones need no chime. */
function inTime(queue: readonly Pending[], now: Milliseconds, level: Level, joined: boolean, by: Measures): boolean {
  let at = now;
  let sounded = joined;
  let somethingBefore = false;
  for (const pending of queue) {
    // What was opened as one sentence is ended as one, and what is owed is said in its own way.
    if ((pending.covered && level < 4) || (pending.owed && level < 3)) return false;
    const sentences = rest(pending, level);
    // Whoever is next cannot begin sooner, late or not.
    if (isUnnamed(pending) && !pending.covered && somethingBefore && at > pending.dueAt) return false;
    for (const [index, sentence] of sentences.entries()) {
      const begins = isUnnamed(pending) && index === 0;
      const chime = begins && (level < 3 || !sounded) ? by.chimeMs : 0;
      const lasts = chime + by.lengthOf(sentence);
      if (level < 3 && lasts > longestSentence) return false;
      at += lasts + gapMs;
      sounded = true;
      somethingBefore = true;
    }
  }
  return true;
}

/** How many of `turns` are behind us once this sentence of them is said. */
const turnAfter = ({ forms, next }: Pending, sentence: Sentence): number =>
  forms.turns.findIndex((one, index) => index >= next && one === sentence) + 1;

function turnStep(queue: readonly Pending[], level: Level): Step | null {
  for (const [index, pending] of queue.entries()) {
    const sentence = rest(pending, level)[0];
    if (sentence === undefined) continue;
    const next = turnAfter(pending, sentence);
    const first = pending.next === 0;
    // Those before it have no more to say at this level, and what they had left is dropped.
    const after = [{ ...pending, next }, ...queue.slice(index + 1)].filter((one) => one.next < one.forms.turns.length);
    return { kind: 'turn', sentence, chime: first, call: pending.call, first, after };
  }
  return null;
}

/** The latest moment at which an opening is of use for all whom short calls would reach too late; null: for nobody. */
function openBy(
  waiting: readonly Pending[],
  now: Milliseconds,
  joined: boolean,
  by: Measures,
  level: 3 | 4,
): Milliseconds | null {
  let at = now;
  let sounded = joined;
  let earliest: Milliseconds | null = null;
  for (const [index, pending] of waiting.entries()) {
    if (index > 0 && !pending.covered && at > pending.dueAt)
      earliest = Math.min(earliest ?? pending.dueAt, pending.dueAt);
    at += (sounded ? 0 : by.chimeMs) + by.lengthOf(level === 3 ? pending.forms.brief : pending.forms.number) + gapMs;
    sounded = true;
  }
  return earliest;
}

/** Short calls; before the last moment at which it still helps, the opening of the sentence that they are in; last, what is owed. */
function joinedStep(
  queue: readonly Pending[],
  now: Milliseconds,
  joined: boolean,
  by: Measures,
  level: 3 | 4,
): Step | null {
  const waiting = queue.filter(isUnnamed);
  const owed = queue.filter((pending) => pending.owed);
  const chime = !joined;
  const [first, ...others] = waiting;
  if (first === undefined) {
    const [next, ...later] = owed;
    return next === undefined
      ? null
      : { kind: 'brief', sentence: next.forms.brief, chime, call: next.call, first: false, after: later };
  }
  const sentence = level === 3 ? first.forms.brief : first.forms.number;
  const deadline = openBy(waiting, now, joined, by, level);
  const ends = now + (chime ? by.chimeMs : 0) + by.lengthOf(sentence) + gapMs;
  if (deadline !== null && by.opening !== null && ends > deadline)
    return {
      kind: 'opening',
      sentence: by.opening,
      chime,
      call: null,
      first: false,
      after: [...waiting.map((pending) => ({ ...pending, covered: true })), ...owed],
    };
  const { call } = first;
  return level === 3
    ? { kind: 'brief', sentence, chime, call, first: true, after: [...others, ...owed] }
    : { kind: 'number', sentence, chime, call, first: true, after: [...others, ...owed, { ...first, owed: true }] };
}

/**
 * What is said next when the voice is free at `now`; null: nothing is left to say. `joined`: a sentence ends just then.
 */
export function nextStep(queue: readonly Pending[], now: Milliseconds, joined: boolean, by: Measures): Step | null {
  const level = levels.find((one) => inTime(queue, now, one, joined, by)) ?? 4;
  return level < 3 ? turnStep(queue, level) : joinedStep(queue, now, joined, by, level === 3 ? 3 : 4);
}
