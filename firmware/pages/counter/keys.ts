import type { PadKey } from '../../../hal/ports/keypad.ts';

/** By `code`, which does not depend on Num Lock or on the language of the keyboard. */
const onBlock: Readonly<Record<string, PadKey>> = {
  NumpadEnter: 'enter',
  NumpadAdd: 'plus',
  NumpadSubtract: 'minus',
  NumpadMultiply: 'times',
  NumpadDivide: 'divide',
  NumpadDecimal: 'point',
  NumpadComma: 'point',
  NumpadBackspace: 'backspace',
};
/** By what is typed, for a keyboard without a block. */
const typed: Readonly<Record<string, PadKey>> = {
  Enter: 'enter',
  '+': 'plus',
  '-': 'minus',
  '*': 'times',
  '/': 'divide',
  '.': 'point',
  ',': 'point',
  Backspace: 'backspace',
  Delete: 'backspace',
};

/** A key that types nothing anywhere: letters begin numbers here. */
export const hushKey = 'F9';

/** What a key means to the counter; null: it is somebody else's. */
export const padKeyOf = (event: KeyboardEvent): PadKey | null => {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  const digit = /^Numpad(\d)$/.exec(event.code)?.[1] ?? (/^\d$/.test(event.key) ? event.key : undefined);
  // One character, so it is one of the ten digits.
  if (digit !== undefined) return digit as PadKey;
  return onBlock[event.code] ?? typed[event.key] ?? null;
};

/** Where keys belong to what has the focus: text goes into fields, and Enter presses the button that is focused. */
export const isTaken = (event: KeyboardEvent): boolean => {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  if (target.closest('input, select, textarea') !== null) return true;
  return event.code === 'Enter' && target.closest('button, a') !== null;
};
