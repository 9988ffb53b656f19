import type { z } from 'zod';
import type { JsonObject } from '../hal/json.ts';

/** Why a payload was not taken: for the log and for the ack, each word for a maintainer who wrote the sender. */
export interface PayloadFault {
  readonly kind: 'payload';
  /** Where in the payload, dotted; empty for the payload as a whole. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
  /** What to do about it. */
  readonly remedy: string;
}

/*
 * What almost every payload is can be told without its schema, by hand: each number that a hub gives comes in one and goes out in one, and
 * somebody waits for it. Whatever is not plainly so, its schema is asked about.
 */

/** Text of `least` to `most` characters. */
export const isText = (value: unknown, least: number, most: number): value is string =>
  typeof value === 'string' && value.length >= least && value.length <= most;

/** A whole number that is not negative. */
export const isCount = (value: unknown): value is number => isWhole(value) && value >= 0;
export const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

/** A JSON object; not one with a key that an assignment would make something else of. */
export const isPlainObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !Object.hasOwn(value, '__proto__');

/** A value as it fits into one line. */
export const brief = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
};

const types: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a whole number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  tuple: 'a list',
};

const counted = (count: number | bigint, origin: string): string => {
  const things = origin === 'string' ? 'character' : 'item';
  return origin === 'string' || origin === 'array' ? `${count} ${things}${Number(count) === 1 ? '' : 's'}` : `${count}`;
};

const expectation = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return types[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map((value) => brief(value)).join(' or ');
    case 'too_small':
      return `at least ${counted(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `at most ${counted(issue.maximum, issue.origin)}`;
    case 'unrecognized_keys':
      return 'no such key';
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      // None of our schemas of payloads says these; whoever adds one that does adds its words.
      return issue.message;
  }
};

/** The first complaint of a schema about a value, located, in words of ours: a library's sentences change with its versions. */
export const payloadFault = (error: z.ZodError, value: unknown, remedy: string): PayloadFault => {
  const issue = error.issues[0];
  const steps =
    issue === undefined ? [] : issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
  const path = steps.map(String);
  let found: unknown = value;
  for (const step of path) found = typeof found === 'object' && found !== null ? Reflect.get(found, step) : undefined;
  return {
    kind: 'payload',
    path: path.join('.'),
    expected: issue === undefined ? 'another shape' : expectation(issue),
    found: brief(found),
    remedy,
  };
};
