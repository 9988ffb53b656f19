import { z } from 'zod';
import { padKeys } from '../../hal/ports/keypad.ts';
import type { FromPage } from './protocol.ts';

const point = z.strictObject({ x: z.number().min(-1000).max(1000), y: z.number().min(-1000).max(1000) });
const name = z.string().min(1).max(64);

const request = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('play') }),
  z.strictObject({ do: z.literal('pause') }),
  z.strictObject({ do: z.literal('step'), ms: z.int().min(1).max(600_000) }),
  z.strictObject({ do: z.literal('jump'), to: z.int().min(0).max(1e12) }),
  z.strictObject({ do: z.literal('speed'), speed: z.number().min(1).max(1000) }),
  z.strictObject({ do: z.literal('fault'), id: name, on: z.boolean() }),
  z.strictObject({ do: z.literal('promote'), device: name }),
  z.strictObject({ do: z.literal('drop'), at: point, service: name.nullable(), language: name }),
  z.strictObject({ do: z.literal('move'), id: name, to: point }),
  z.strictObject({ do: z.literal('follow'), id: name }),
  z.strictObject({ do: z.literal('book') }),
  z.strictObject({
    do: z.literal('clerk'),
    counter: name,
    verb: z.enum(['next', 'recall', 'no-show', 'finish']),
  }),
  z.strictObject({ do: z.literal('clerks'), atWork: z.boolean() }),
  z.strictObject({ do: z.literal('press'), device: name, button: name }),
  z.strictObject({ do: z.literal('key'), device: name, pad: name, key: z.enum(padKeys) }),
  z.strictObject({ do: z.literal('watch'), device: name }),
  z.strictObject({ do: z.literal('listen'), on: z.boolean() }),
]);

/** What the page asks for, or null when it is no request. */
export function parseRequest(text: string): FromPage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = request.safeParse(value);
  return parsed.success ? parsed.data : null;
}
