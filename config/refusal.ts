import { z } from 'zod';
import type { configMessages } from './languages/messages/config.ts';
import type { SlotValue, SlotValues } from './languages/messages/wording.ts';
import { fail, type Fail, type Result } from '../hal/result.ts';

/** The name of a config fault; the words for it stand in `languages/messages/config.ts`. */
export type FaultKey = keyof typeof configMessages;

/** Why a value is refused, before anybody has said where it stands. */
export interface Refusal {
  readonly key: FaultKey;
  readonly values: Readonly<Record<string, SlotValue>>;
}

/** A refusal whose values fit its message: a missing or misspelled slot does not compile. */
export const refusal = <K extends FaultKey>(key: K, values: SlotValues<(typeof configMessages)[K]>): Refusal => ({
  key,
  values,
});

export const refuse = <K extends FaultKey>(key: K, values: SlotValues<(typeof configMessages)[K]>): Fail<Refusal> =>
  fail(refusal(key, values));

/** What an editor is told about a value that our own code parses. */
export interface EditorHint {
  readonly type: 'string' | 'number' | 'array' | 'object';
  readonly description: string;
  readonly pattern?: string;
  readonly examples?: readonly string[];
  readonly enum?: readonly string[];
}

/**
 * A zod schema around one of our own parsers. A refusal travels as a custom issue's `params.refusal`, so that the words are
 * chosen by the catalogue and not by zod. The parser hears `undefined` where the key is missing.
 */
export const parsedBy = <T>(parse: (input: unknown) => Result<T, Refusal>, hint: EditorHint) =>
  z
    .unknown()
    .meta({ ...hint })
    .transform((input, context): T => {
      const parsed = parse(input);
      if (parsed.ok) return parsed.value;
      context.issues.push({ code: 'custom', input, params: { refusal: parsed.fault } });
      return z.NEVER;
    });

/** The refusal inside a zod issue's `params`, null when the issue is zod's own. */
export const refusalIn = (params: unknown): Refusal | null => {
  if (typeof params !== 'object' || params === null || !('refusal' in params)) return null;
  // Only `parsedBy` and `refuseAt` write this field, and both write a Refusal.
  return params.refusal as Refusal;
};

/** Refuses something inside the value that a zod refinement or transform is looking at. */
export const refuseAt = (context: z.core.ParsePayload, path: readonly (string | number)[], refused: Refusal): void => {
  context.issues.push({ code: 'custom', input: context.value, path: [...path], params: { refusal: refused } });
};
