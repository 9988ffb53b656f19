import type { JsonObject, JsonValue } from '../hal/json.ts';
import type { Milliseconds } from '../hal/units.ts';

/*
 * The trace is NDJSON of integers and words. First a `config` line for each device, then what came in (`input`), what changed
 * (`transition`) and what went out (`command`), in order. The `config` and `input` lines are enough to run it all again.
 */

export type TraceKind = 'input' | 'transition' | 'command';

export type TraceLine =
  | { readonly kind: 'config'; readonly device: string; readonly schema: 1; readonly config: JsonValue }
  | ({ readonly t: Milliseconds; readonly device: string; readonly kind: TraceKind } & JsonObject);

/** Where lines go, with plain numbers in them: the simulator hashes and writes them, a device keeps the newest on disk. */
export interface TraceSink {
  line(line: TraceLine): void;
}

/** For tests and tools that want no trace. */
export const noTrace: TraceSink = { line: () => undefined };

/**
 * The value as it may come in through a port: fractions in whole thousandths (mm, mrad, ms of their unit), no negative zero, no
 * undefined members. What is so already comes back itself, uncopied: a sensor's word is looked at some hundred thousand times a day.
 */
export const quantised = (value: unknown): JsonValue => {
  // Looked through: every member is JSON as it stands.
  if (isQuantised(value)) return value as JsonValue;
  if (typeof value === 'number') return thousandths(value);
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return value.map(quantised);
  const copy: Record<string, JsonValue> = {};
  for (const [key, inner] of Object.entries(value)) if (inner !== undefined) copy[key] = quantised(inner);
  return copy;
};

const isQuantised = (value: unknown): boolean => {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Object.is(thousandths(value), value);
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every(isQuantised);
  for (const key of Object.keys(value)) if (!isQuantised(Reflect.get(value, key))) return false;
  return true;
};

const thousandths = (value: number): number => {
  if (!Number.isFinite(value)) return value;
  // Adding zero makes of a negative zero a plain one, which is how it would come back from a file.
  return (Number.isInteger(value) ? value : Math.round(value * 1000) / 1000) + 0;
};

/**
 * A value as it stands in a trace. A number that is no integer becomes `{ "milli": n }`, thousandths of its unit, so that no
 * rounding of a library can change a line; one that is no whole thousandth (there are such in configs only) `{ "decimal": "0.0005" }`.
 */
export const traced = (value: unknown): JsonValue => {
  // Looked through: every member is JSON and every number in it an integer. Almost all that is traced is.
  if (isTraced(value)) return value as JsonValue;
  if (typeof value === 'number') return tracedNumber(value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return value.map(traced);
  const out: Record<string, JsonValue> = {};
  for (const key of Object.keys(value)) {
    const inner: unknown = Reflect.get(value, key);
    if (inner !== undefined) out[key] = traced(inner);
  }
  return out;
};

/** Whether a value stands in a trace as it is. */
const isTraced = (value: unknown): boolean => {
  if (typeof value === 'number') return Number.isInteger(value);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every(isTraced);
  for (const key of Object.keys(value)) if (!isTraced(Reflect.get(value, key))) return false;
  return true;
};

const tracedNumber = (value: number): JsonValue => {
  if (Number.isInteger(value)) return value;
  const milli = Math.round(value * 1000);
  return Number.isFinite(value) && milli / 1000 === value ? { milli } : { decimal: String(value) };
};

/** The value that `traced` stood for. */
export const untraced = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(untraced);
  if (typeof value !== 'object' || value === null) return value;
  const { milli, decimal } = value as JsonObject; // an object that is no array
  if (typeof milli === 'number') return milli / 1000;
  if (typeof decimal === 'string') return Number(decimal);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, untraced(inner)]));
};

/** A line as text, without its line feed: what a trace's hash is made of. */
export const lineText = (line: TraceLine): string => JSON.stringify(traced(line));
