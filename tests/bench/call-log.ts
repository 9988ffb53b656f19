import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** One call of a log in the columns of the "Anonymous Bank" data (Guedj and Mandelbaum, Technion): times in seconds of the day. */
export interface Call {
  /** Where it stands in its file; the header is line 1. */
  readonly line: number;
  readonly day: string;
  readonly type: string;
  readonly priority: string;
  readonly joinedAt: number;
  readonly waitS: number;
  readonly outcome: string;
  readonly serviceS: number;
  readonly server: string;
}

/** What a log was refused for: the line, the value, what was expected. */
export class CallLogFault extends Error {}

const columns = ['day', 'type', 'priority', 't_join', 'wait_s', 'outcome', 'service_s', 'server'] as const;
const longestS = 200_000;

/** What may become of a call in the data's documentation; only the first was served. */
const outcomes: readonly string[] = ['AGENT', 'HANG', 'PHANTOM'];

/** The values of a row, as spreadsheets write them: with quotes or without, a quote within quotes doubled. Null: a quote is not closed. */
const valuesOf = (row: string): readonly string[] | null => {
  if (!row.includes('"')) return row.split(',').map((value) => value.trim());
  const values: string[] = [];
  let at = 0;
  do {
    const quoted = /\s*"((?:[^"]|"")*)"\s*(?=,|$)/uy;
    quoted.lastIndex = at;
    const found = quoted.exec(row);
    if (found === null) {
      const comma = row.indexOf(',', at);
      const value = row.slice(at, comma < 0 ? row.length : comma);
      if (value.includes('"')) return null;
      values.push(value.trim());
      at += value.length;
    } else {
      values.push((found[1] ?? '').replaceAll('""', '"'));
      at = quoted.lastIndex;
    }
    at += 1;
  } while (at <= row.length);
  return values;
};

const seconds = (text: string, where: string): number => {
  const value = /^\d+(?:\.\d+)?$/u.test(text) ? Number(text) : Number.NaN;
  if (!(value <= longestS))
    throw new CallLogFault(
      `${where}: "${text}" is not a number of seconds from 0 to ${longestS}; correct or remove the line`,
    );
  return value;
};

/** Reads a log's text. Throws a `CallLogFault` that names line and column of the first value that cannot be. */
export const parseCalls = (text: string, name: string): readonly Call[] => {
  const lines = text.split(/\r?\n/u);
  const header = valuesOf((lines[0] ?? '').replace(/^\uFEFF/u, '')) ?? [];
  const places = columns.map((column) => {
    const place = header.indexOf(column);
    if (place < 0)
      throw new CallLogFault(
        `${name}:1: there is no column "${column}"; expected at least ${columns.join(', ')} in the first line, with commas between them`,
      );
    return place;
  });
  const calls: Call[] = [];
  let before: Call | null = null;
  const seen = new Set<string>();
  for (const [index, row] of lines.entries()) {
    if (index === 0 || row === '') continue;
    const where = `${name}:${index + 1}`;
    const fields = valuesOf(row);
    if (fields === null) throw new CallLogFault(`${where}: a quote is not closed; correct or remove the line`);
    const [day = '', type = '', priority = '', joined = '', wait = '', outcome = '', service = '', server = ''] =
      places.map((place) => fields[place] ?? '');
    if (fields.length !== header.length)
      throw new CallLogFault(`${where}: ${fields.length} values where the first line names ${header.length} columns`);
    const call: Call = {
      line: index + 1,
      day,
      type,
      priority,
      joinedAt: seconds(joined, `${where}, t_join`),
      waitS: seconds(wait, `${where}, wait_s`),
      outcome,
      serviceS: service === '' ? 0 : seconds(service, `${where}, service_s`),
      // The log does not name every agent: such a one is somebody for this call alone.
      server: server === '' ? `of line ${index + 1}` : server,
    };
    if (before?.day !== day && seen.has(day))
      throw new CallLogFault(`${where}, day: ${day} comes a second time; sort the log by day and t_join`);
    if (before?.day === day && call.joinedAt < before.joinedAt)
      throw new CallLogFault(
        `${where}, t_join: ${joined} is before ${before.joinedAt} of the line above; sort the log by day and t_join`,
      );
    seen.add(day);
    calls.push(call);
    before = call;
  }
  return calls;
};

/**
 * One line of each outcome that the documentation does not name, with its first place: such calls are taken for unserved, and who
 * reads the figures should know. Empty: all are known.
 */
export const outcomesUnheardOf = (calls: readonly Call[]): readonly string[] => {
  const firsts = new Map<string, { readonly line: number; count: number }>();
  for (const { line, outcome } of calls) {
    if (outcomes.includes(outcome)) continue;
    const first = firsts.get(outcome);
    if (first === undefined) firsts.set(outcome, { line, count: 1 });
    else first.count += 1;
  }
  return [...firsts].map(
    ([outcome, { count, line }]) =>
      `outcome "${outcome}" (${count} calls, first in line ${line}) is none of ${outcomes.join(', ')}; such a call is taken for one that was not served`,
  );
};

/** Reads a log, gzipped or not. */
export const readCalls = (path: string): readonly Call[] => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = gunzipSync(bytes);
  } catch (error) {
    throw new CallLogFault(
      `${path}: cannot be read (${error instanceof Error ? error.message : String(error)}); expected a CSV file, gzipped or not`,
    );
  }
  return parseCalls(bytes.toString('utf8'), path);
};
