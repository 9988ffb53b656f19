import { z } from 'zod';

const id = z.string().regex(/^[\w/-]{8,64}$/);

const asked = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('wish'),
    id,
    boot: z.string().max(64),
    at: z.number(),
    // What belongs to each name, the command's own schema knows.
    wish: z.looseObject({ name: z.string().max(64) }),
  }),
  z.strictObject({ do: z.literal('picture') }),
  z.strictObject({ do: z.literal('ping') }),
]);

export type Asked = z.output<typeof asked>;

/** What the page asks for, or null when it is no request of this page. */
export function parseAsked(text: string): Asked | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = asked.safeParse(value);
  return parsed.success ? parsed.data : null;
}
