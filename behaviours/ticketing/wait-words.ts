import type { WaitRange } from '../hall/events.ts';
import type { Values } from '../voice/texts.ts';

type Phrase = readonly [key: string, values: Values];

const minutes = (value: number): Values[string] => ({ as: 'minutes', value });

/** A wait in words, of the screen and the voice (`ticket.wait`) or of the slip (`slip.wait`), which has less room. */
function rangePhrase(under: 'ticket.wait' | 'slip.wait', wait: WaitRange): Phrase {
  const { beyondClosing, p50Min, p90Min } = wait;
  if (beyondClosing) return [`${under}.closing`, {}];
  if (p50Min === 0) return [`${under}.upTo`, { minutes: minutes(p90Min) }];
  if (p50Min === p90Min) return [`${under}.estimate`, { minutes: minutes(p90Min) }];
  return [`${under}.range`, { from: minutes(p50Min), to: minutes(p90Min) }];
}

/** What the screen says of a wait, and the voice where it is known. */
export const waitPhrase = (wait: WaitRange | null): Phrase =>
  wait === null ? ['ticket.wait.unknown', {}] : rangePhrase('ticket.wait', wait);

/** What a slip says of a wait: on paper nothing stands of what nobody knows. */
export const slipWaitPhrases = (wait: WaitRange | null): readonly Phrase[] =>
  wait === null ? [] : [rangePhrase('slip.wait', wait)];
