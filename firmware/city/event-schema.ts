import { z } from 'zod';
import { cityEventKinds } from '../../config/devices/city.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { CityEvent } from './event.ts';

const word = z.string().min(1).max(200).nullable();
const count = z.int().min(0).nullable();

/** An event's shape for whoever receives it; `city-event.schema.json` is made of it. */
export const cityEventShape: z.ZodType<CityEvent> = z.strictObject({
  v: z.literal(1).describe('version of this shape; a field may be added within a version, none changes its meaning'),
  id: z.string().min(1).max(120).describe('the same however often it is sent: take each once'),
  kind: z.enum(cityEventKinds),
  at: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$/)
    .describe('when it happened, by the site’s clock, with its zone'),
  believed: z.boolean().describe('false: the clock of the device that wrote it was not believed then'),
  site: z.string().min(1).max(40),
  device: z.string().min(1).max(40).describe('the device that wrote it down'),
  ticket: word.describe('<day>/<number>: unique within the site for ever'),
  number: word.describe('as it is called: A012'),
  service: word.describe('the site’s own id of the service'),
  counter: word,
  booking: word.describe('the code under which it was booked'),
  dossier: word.describe('in visit.dossier alone'),
  call: count.describe('the how-manieth call, from 1'),
  channel: word.describe('here, clerk, online, booking, strip'),
  language: word.describe('BCP 47 tag of the language that the visitor chose'),
  reason: z.string().max(1000).nullable(),
  level: z.int().min(1).max(4).nullable().describe('an opinion: 1 the worst, 4 the best'),
  ahead: count.describe('turn.near: people before them'),
  p50Min: count.describe('turn.near: half of those who stand so wait no longer, in minutes'),
  p90Min: count.describe('turn.near: nine in ten wait no longer, in minutes'),
});

/** JSON Schema (draft 2020-12) of an event, before the config gives its fields other names. */
export const cityEventJsonSchema = (): JsonObject => {
  const made: unknown = z.toJSONSchema(cityEventShape);
  // toJSONSchema gives plain JSON; the round trip drops its non-enumerable extras and makes that true for the type.
  return { ...(JSON.parse(JSON.stringify(made)) as JsonObject), title: 'letan visit event' };
};
