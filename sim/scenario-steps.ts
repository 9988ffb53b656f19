import { screenNames, type ScreenName } from './world/screens.ts';
import { fail, ok, type Result } from '../hal/result.ts';
import type { Milliseconds } from '../hal/units.ts';
import { readDuration } from '../config/duration.ts';

/** When a step happens: at a time of the scenario's first day, or so long after its start. */
export type StepTime =
  | { readonly kind: 'clock'; readonly secondOfDay: number }
  | { readonly kind: 'after'; readonly ms: Milliseconds };

/** What a scenario's script may do, one line each; `expect` is what must be true. */
export type StepAction =
  | { readonly do: 'break' | 'mend'; readonly fault: string }
  | { readonly do: 'restart'; readonly device: string }
  /** Somebody has this device decide from now on. */
  | { readonly do: 'promote'; readonly device: string }
  | { readonly do: 'touch'; readonly device: string; readonly action: string }
  | { readonly do: 'press'; readonly device: string }
  | { readonly do: 'clerk'; readonly counter: string; readonly verb: 'next' | 'recall' | 'no-show' | 'finish' }
  | { readonly do: 'expect'; readonly device: string; readonly screen: ScreenName; readonly withinMs: Milliseconds };

export type Step = { readonly at: StepTime; readonly text: string } & StepAction;

const forms = [
  'at TIME break FAULT',
  'at TIME mend FAULT',
  'at TIME restart DEVICE',
  'at TIME promote DEVICE',
  'at TIME touch DEVICE ACTION',
  'at TIME press DEVICE',
  'at TIME clerk COUNTER next|recall|no-show|finish',
  'at TIME expect DEVICE screen NAME [within SPAN]',
] as const;

/** `8:41`, `08:41:30` or `+90s`. */
export const readStepTime = (text: string): Result<StepTime, string> => {
  if (text.startsWith('+')) {
    const span = readDuration(text.slice(1));
    return span.ok ? ok({ kind: 'after', ms: span.value }) : fail(`"${text}" is no span; write +90s or +5min`);
  }
  const match = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text);
  if (match === null) return fail(`"${text}" is no time; write 8:41, 08:41:30 or +90s`);
  const [, hour, minute, second] = match;
  return ok({ kind: 'clock', secondOfDay: Number(hour) * 3600 + Number(minute) * 60 + Number(second ?? 0) });
};

const isVerb = (word: string): word is 'next' | 'recall' | 'no-show' | 'finish' =>
  ['next', 'recall', 'no-show', 'finish'].includes(word);
const isScreen = (word: string): word is ScreenName => screenNames.some((name) => name === word);

const readAction = (words: readonly string[]): StepAction | string => {
  const [verb = '', first = '', second = '', third = '', ...rest] = words;
  switch (verb) {
    case 'break':
    case 'mend':
      return words.length === 2 ? { do: verb, fault: first } : `expected: ${verb} FAULT`;
    case 'restart':
    case 'promote':
    case 'press':
      return words.length === 2 ? { do: verb, device: first } : `expected: ${verb} DEVICE`;
    case 'touch':
      return words.length === 3 ? { do: 'touch', device: first, action: second } : 'expected: touch DEVICE ACTION';
    case 'clerk':
      return words.length === 3 && isVerb(second)
        ? { do: 'clerk', counter: first, verb: second }
        : 'expected: clerk COUNTER next, recall, no-show or finish';
    case 'expect': {
      if (second !== 'screen') return 'expected: expect DEVICE screen NAME [within SPAN]';
      if (!isScreen(third)) return `"${third}" is no screen; there are ${screenNames.join(', ')}`;
      const [within, span] = rest;
      if (within === undefined) return { do: 'expect', device: first, screen: third, withinMs: 0 };
      const read = within === 'within' && rest.length === 2 ? readDuration(span) : null;
      return read?.ok === true
        ? { do: 'expect', device: first, screen: third, withinMs: read.value }
        : `"${rest.join(' ')}" is no span; write within 5s`;
    }
    default:
      return `"${verb}" is nothing that a script can do; there are:\n  ${forms.join('\n  ')}`;
  }
};

/** One line of a script. */
export const readStep = (text: string): Result<Step, string> => {
  const [at, time = '', ...words] = text.trim().split(/\s+/);
  if (at !== 'at') return fail(`"${text}" does not begin with "at TIME"; there are:\n  ${forms.join('\n  ')}`);
  const when = readStepTime(time);
  if (!when.ok) return fail(when.fault);
  const action = readAction(words);
  return typeof action === 'string' ? fail(action) : ok({ at: when.value, text: text.trim(), ...action });
};
