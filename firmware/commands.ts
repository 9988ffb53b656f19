import { z } from 'zod';
import type { JsonObject } from '../hal/json.ts';
import { fail, ok, type Result } from '../hal/result.ts';
import { payloadFault, type PayloadFault } from './payload.ts';

const short = z.string().min(1).max(64);
const text = z.string().max(200).default('');
/** The role of who asks, for the record of what was done by hand. */
const by = short.default('staff');

/** What may be asked of a device over the bus, by the last word of its topic, and what must stand in `data`. */
export const commandSchemas = {
  next: z.strictObject({ counter: short, finishing: z.boolean().default(false), by }),
  recall: z.strictObject({ counter: short, by }),
  arrived: z.strictObject({ counter: short, by }),
  'no-show': z.strictObject({ counter: short, by }),
  finish: z.strictObject({ counter: short, by }),
  park: z.strictObject({ counter: short, reason: text, by }),
  transfer: z.strictObject({
    counter: short,
    service: short.nullable().default(null),
    to: short.nullable().default(null),
    by,
  }),
  extend: z.strictObject({ counter: short, service: short, by }),
  call: z.strictObject({ counter: short, number: short, by }),
  open: z.strictObject({ counter: short, services: z.array(short).min(1).max(50), by }),
  'pause-counter': z.strictObject({ counter: short, reason: text, by }),
  close: z.strictObject({ counter: short, by }),
  return: z.strictObject({ number: short, by }),
  class: z.strictObject({ number: short, priority: short.nullable(), by }),
  defer: z.strictObject({ number: short, by }),
  /** Ties a dossier to a visit of today, by its code. */
  dossier: z.strictObject({ number: short, code: short, by }),
  cancel: z.strictObject({ number: short, by }),
  /** `minute` of the local day, as it was written on the paper: 09:20 is 560. */
  enter: z.strictObject({
    number: short,
    service: short,
    minute: z.int().min(0).max(1439),
    priority: short.nullable().default(null),
    by,
  }),
  /** A booking from the city's system or from staff; `minute` of the local day. */
  book: z.strictObject({
    code: short,
    day: short,
    minute: z.int().min(0).max(1439),
    service: short,
    language: z.string().max(16).default('vi'),
    registered: z.int().min(0).nullable().default(null),
    person: z.null().default(null),
    by,
  }),
  'cancel-booking': z.strictObject({ code: short, by }),
  /** The holder of a booking is here and gets their number. */
  'check-in': z.strictObject({ code: short, by }),
  'close-day': z.strictObject({ by }),
  /** The holder of a number gives their opinion, once; what they think comes by itself, later, as `rate`. */
  rated: z.strictObject({ number: short, by }),
  /** An opinion, 1 the worst of four: from a phone, or from a tablet at a counter. */
  rate: z.strictObject({ service: short, level: z.int().min(1).max(4), by }),
  /** The contingency strip, now, on the device that has it to print. */
  'print-strip': z.strictObject({}),
  /** This device decides from now on: the hub is lost. */
  promote: z.strictObject({ by }),
  /** Issues a number to somebody without one and calls it, in one stroke. */
  'walk-in': z.strictObject({ counter: short, service: short, priority: short.nullable().default(null), by }),
  /** A clerk wants a colleague at this counter. */
  'help-ask': z.strictObject({ counter: short, by }),
  'assistance-accept': z.strictObject({ requestId: short, by: short }),
  'assistance-done': z.strictObject({ requestId: short }),
  /** No greetings aloud for a while; the device's own span where none is said. Calls are said all the same. */
  'mute-greetings': z.strictObject({
    minutes: z.int().min(1).max(240).nullable().default(null),
    /** On all devices of the site, not on this one alone. */
    everywhere: z.boolean().default(false),
    by,
  }),
  'unmute-greetings': z.strictObject({ everywhere: z.boolean().default(false), by }),
  /** A board on the wall draws what it is told, or does not any more. */
  board: z.strictObject({ board: short, drawn: z.boolean() }),
  /** What everybody in the hall is to read on the boards now; '' takes it down. */
  notice: z.strictObject({ text, en: text, minutes: z.int().min(1).max(1_440).default(60), by }),
  pause: z.strictObject({ reason: text }),
  resume: z.strictObject({}),
} as const;

export type CommandName = keyof typeof commandSchemas;
export type Command = {
  [N in CommandName]: { readonly name: N; readonly id: string } & z.output<(typeof commandSchemas)[N]>;
}[CommandName];

/** What stands in `data` for a command, in words. */
const dataNeeded = (name: CommandName): string => {
  const needed = Object.entries(commandSchemas[name].shape).filter(([, field]) => !field.safeParse(undefined).success);
  const keys = needed.map(([key]) => key);
  return keys.length === 0 ? `send ${name} with data {}` : `send ${name} with data { ${keys.join(', ')} }`;
};

export const commandNames = Object.keys(commandSchemas);

export const isCommandName = (name: string): name is CommandName => Object.hasOwn(commandSchemas, name);

export const parseCommand = (name: CommandName, id: string, data: JsonObject): Result<Command, PayloadFault> => {
  const parsed = commandSchemas[name].safeParse(data);
  if (!parsed.success) return fail(payloadFault(parsed.error, data, dataNeeded(name)));
  // The schema of this very name was taken, which TypeScript cannot follow through the union.
  return ok({ name, id, ...parsed.data } as Command);
};

/** What the sender of a command is told; a refusal is a `kind` with its data. */
export type CommandAnswer =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly refusal: JsonObject };
