import { untraced, type TraceKind } from '../../firmware/trace.ts';
import type { JsonObject, JsonValue } from '../../hal/json.ts';
import { fail, ok, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';

/** A line of a recording that is needed to run it again; `line` counts from 1. */
export type RecordedEntry =
  | { readonly kind: 'config'; readonly line: number; readonly device: string; readonly config: JsonValue }
  | {
      readonly kind: 'input';
      readonly line: number;
      readonly t: Milliseconds;
      readonly device: string;
      /** All else that stands in the line, with its fractions back. */
      readonly what: JsonObject;
    };

/** A recording, read and checked as far as its shape goes. */
export interface RecordedRun {
  readonly source: string;
  readonly entries: readonly RecordedEntry[];
  /** All lines as they are, where transitions and commands stand among them; null where they were left out. */
  readonly whole: readonly string[] | null;
}

export interface RecordingFault {
  readonly line: number;
  readonly message: string;
}

const kinds: Readonly<Record<TraceKind | 'config', true>> = {
  config: true,
  input: true,
  transition: true,
  command: true,
};
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parsed = (text: string): JsonObject | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
};

type Read = { readonly entry: RecordedEntry | null; readonly t: Milliseconds | null } | { readonly wrong: string };

const readLine = (text: string, line: number): Read => {
  const value = parsed(text);
  if (value === null) return { wrong: 'no JSON object' };
  const { kind, device, t, ...what } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind))
    return { wrong: `kind is ${JSON.stringify(kind)}, expected one of ${Object.keys(kinds).join(', ')}` };
  if (typeof device !== 'string') return { wrong: 'no device' };
  if (kind === 'config') {
    if (what['schema'] !== 1) return { wrong: `schema is ${JSON.stringify(what['schema'])}; this firmware reads 1` };
    return { entry: { kind, line, device, config: untraced(what['config'] ?? null) }, t: null };
  }
  if (typeof t !== 'number' || !Number.isSafeInteger(t) || t < 0) return { wrong: `t is ${JSON.stringify(t)}` };
  if (kind !== 'input') return { entry: null, t };
  // An object gives an object.
  return { entry: { kind, line, device, t, what: untraced(what) as JsonObject }, t };
};

/**
 * Reads a recording: a simulator's trace or a device's. A last line without its line feed is one that a power cut tore, and is left
 * out. What stands in the inputs is believed: it is what the recorder wrote.
 */
export const readRecordedRun = (source: string, text: string): Result<RecordedRun, readonly RecordingFault[]> => {
  const lines = text.split('\n');
  lines.pop();
  const entries: RecordedEntry[] = [];
  const faults: RecordingFault[] = [];
  let newest: Milliseconds = 0;
  for (const [index, each] of lines.entries()) {
    const line = index + 1;
    const read = readLine(each, line);
    if ('wrong' in read) faults.push({ line, message: read.wrong });
    else {
      if (read.t !== null && read.t < newest) faults.push({ line, message: `t goes back from ${newest} to ${read.t}` });
      newest = Math.max(newest, read.t ?? 0);
      if (read.entry !== null) entries.push(read.entry);
    }
    // A file of another kind is wrong in every line.
    if (faults.length >= 20) break;
  }
  if (lines.length === 0) faults.push({ line: 1, message: 'nothing recorded' });
  if (faults.length > 0) return fail(faults);
  return ok({ source, entries, whole: entries.length < lines.length ? lines : null });
};
