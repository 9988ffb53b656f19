import { z } from 'zod';
import type { JsonObject, JsonValue } from '../hal/json.ts';
import type { VisitEvent } from '../hal/ports/ticket-ledger.ts';
import { fail, ok, type Result } from '../hal/result.ts';
import type { Pace } from './outbox.ts';
import { isCount, isPlainObject, isText, isWhole, payloadFault, type PayloadFault } from './payload.ts';

const remedy =
  "a visit event is a line of its device's ledger, version 1; bring both devices to one version of the firmware";

const visitEvent = z.strictObject({
  v: z.literal(1),
  id: z.string().min(3).max(160),
  device: z.string().min(1).max(64),
  epoch: z.int().nonnegative(),
  seq: z.int().nonnegative(),
  monotonicMs: z.int().nonnegative(),
  wall: z.int(),
  trusted: z.boolean(),
  cause: z.string().max(160),
  kind: z.string().min(1).max(64),
  data: z.record(z.string(), z.unknown()),
});

const fields = Object.keys(visitEvent.shape).length;

/** What almost every line is: the same as `visitEvent` takes. Null where the schema has to say what is wrong. */
const plainEvent = (from: string, line: JsonObject): VisitEvent | null => {
  const { v, id, device, epoch, seq, monotonicMs, wall, trusted, cause, kind, data } = line;
  if (v !== 1 || device !== from || !isText(device, 1, 64) || Object.keys(line).length !== fields) return null;
  if (!isCount(epoch) || !isCount(seq) || id !== `${device}/${epoch}/${seq}` || id.length > 160) return null;
  if (!isCount(monotonicMs) || !isWhole(wall) || typeof trusted !== 'boolean') return null;
  if (!isText(cause, 0, 160) || !isText(kind, 1, 64) || !isPlainObject(data)) return null;
  return { v, id, device, epoch, seq, monotonicMs, wall, trusted, cause, kind, data };
};

/** A visit event of another device, as it came over the bus; its id must say who wrote it. */
export const parseVisitEvent = (from: string, data: JsonObject): Result<VisitEvent, PayloadFault> => {
  const plain = plainEvent(from, data);
  if (plain !== null) return ok(plain);
  const parsed = visitEvent.safeParse(data);
  if (!parsed.success) return fail(payloadFault(parsed.error, data, remedy));
  const { device, epoch, seq, id } = parsed.data;
  if (device !== from || id !== `${device}/${epoch}/${seq}`)
    return fail({ kind: 'payload', path: 'id', expected: `${from}/<epoch>/<seq>`, found: id, remedy });
  // The payload was JSON, so the record's unknowns are JSON values.
  return ok({ ...parsed.data, data: parsed.data.data as JsonObject });
};

/** What comes in a rush and nobody at another device waits for to the millisecond. */
const inRushes: ReadonlySet<string> = new Set(['ticket.issued', 'slip.started', 'slip.ended']);

export const paceOf = ({ kind }: Pick<VisitEvent, 'kind'>): Pace => (inRushes.has(kind) ? 'soon' : 'at-once');

/** The ledger's lines in a `visit` event: one as it is, or those that waited together. What is none of them is refused by its reader. */
export const visitLines = (data: JsonObject): readonly JsonObject[] => {
  const { lines } = data;
  // A list of JSON values; one that is no object has no field that a line needs.
  return Array.isArray(lines) ? lines.map((line) => (isObject(line) ? line : {})) : [data];
};

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
