import { z } from 'zod';

/** What a phone asks. `id` is of its own making and the same when it asks again, so that a lost answer changes nothing. */
export type Asked =
  | { readonly ask: 'defer' | 'cancel'; readonly id: string }
  | { readonly ask: 'rate'; readonly id: string; readonly level: number };

const id = z.string().regex(/^[0-9a-f]{16}$/);
const shape = z.union([
  z.strictObject({ id, ask: z.enum(['defer', 'cancel']) }),
  z.strictObject({ id, ask: z.literal('rate'), level: z.int().min(1).max(4) }),
]);

/** Null for what is no ask. */
export const readAsk = (body: string): Asked | null => {
  let said: unknown;
  try {
    said = JSON.parse(body);
  } catch {
    return null;
  }
  const read = shape.safeParse(said);
  return read.success ? read.data : null;
};
