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

/** Where lines go: the simulator hashes and writes them, a device keeps the newest on disk. */
export interface TraceSink {
  line(line: TraceLine): void;
}

/** For tests and tools that want no trace. */
export const noTrace: TraceSink = { line: () => undefined };

/**
 * A value as it may stand in a trace: a number that is no integer becomes `{ "milli": n }`, thousandths of its unit, so that no
 * rounding of a library can change a line; undefined members vanish as in JSON.
 */
export const traced = (value: unknown): JsonValue => {
  if (typeof value === 'number') return Number.isInteger(value) ? value : { milli: Math.round(value * 1000) };
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(traced);
  if (typeof value === 'object') {
    const out: Record<string, JsonValue> = {};
    for (const [key, inner] of Object.entries(value)) if (inner !== undefined) out[key] = traced(inner);
    return out;
  }
  return null;
};

/** The value that `traced` stood for; thousandths come back as the number nearest to them. */
export const untraced = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(untraced);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value);
  const milli = keys.length === 1 ? Reflect.get(value, 'milli') : undefined;
  if (typeof milli === 'number') return milli / 1000;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, untraced(inner)]));
};
