import { isTooDeep, type JsonObject, type JsonValue } from '../../hal/json.ts';
import type { Secrets } from './secrets.ts';

/*
 * What of an input may not be kept. A message of another program may hold anything, so of commands only words that are no person's are
 * kept; what letan's own devices, ledgers and files say has its secrets under known keys.
 */

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys under which devices and ledgers hold codes, and those under which staff's own words stand. */
const codeKeys: ReadonlySet<string> = new Set(['code', 'booking', 'dossier']);
const wordKeys: ReadonlySet<string> = new Set(['reason', 'by']);
/** What staff have put on the boards by hand: words by language. */
const noticeKey = 'notice';

/** Words of programs, numbers of tickets, days, ids of requests. */
const machineWord =
  /^(?:[a-z][a-z]*(?:-[a-z]+)*|[A-ZĐ]{1,3}-?\d{1,5}|\d{4}-\d{2}-\d{2}(?:\/[A-ZĐ]{1,3}-?\d{1,5})?|[0-9a-f]{16}|\d{1,3})$/u;
/** An error's code is no code of anybody's. */
const errorCode = /^E[A-Z]+$/;

const parsed = (text: string): JsonValue | undefined => {
  if (!/^\s*[[{]/.test(text) || isTooDeep(text)) return undefined;
  try {
    // JSON.parse gives `any`; what it can give is exactly this.
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
};

/** Looks through what devices of letan wrote, however deep it is packed. */
export const noticeOwn = (secrets: Secrets, value: JsonValue | undefined, key = '', byHand = false): void => {
  if (typeof value === 'string') noticeText(secrets, value, key, byHand);
  else if (Array.isArray(value)) for (const inner of value) noticeOwn(secrets, inner, '', byHand);
  else if (isObject(value))
    for (const [name, inner] of Object.entries(value)) noticeOwn(secrets, inner, name, byHand || name === noticeKey);
};

const noticeText = (secrets: Secrets, text: string, key: string, byHand: boolean): void => {
  const packed = (text.includes('\n') ? text.split('\n') : [text]).flatMap((line) => parsed(line) ?? []);
  for (const inner of packed) noticeOwn(secrets, inner, '', byHand);
  if (packed.length > 0) return;
  if (codeKeys.has(key) && !errorCode.test(text)) secrets.code(text);
  if ((byHand || wordKeys.has(key)) && !machineWord.test(text)) secrets.phrase(text);
};

/** Every word of a wish that might be a person's. `name` and `id` say what is wished. */
export const noticeWish = (secrets: Secrets, value: JsonValue | undefined, key = ''): void => {
  if (typeof value === 'string') {
    if (codeKeys.has(key)) secrets.code(value);
    else if (key !== 'id' && key !== 'from' && key !== 'requestId' && !machineWord.test(value)) secrets.phrase(value);
  } else if (Array.isArray(value)) for (const inner of value) noticeWish(secrets, inner, key);
  else if (isObject(value)) for (const [name, inner] of Object.entries(value)) noticeWish(secrets, inner, name);
};

/** A message of the bus: commands may come from any program, the rest from letan's devices. */
export const noticeMessage = (secrets: Secrets, message: JsonValue | undefined): void => {
  if (!isObject(message)) return;
  const { payload, topic } = message;
  if (typeof payload !== 'string' || typeof topic !== 'string') return;
  const content = parsed(payload);
  if (content === undefined) secrets.phrase(payload);
  else if (/\/cmd\/[^/]+$/.test(topic)) noticeWish(secrets, content);
  else noticeOwn(secrets, content);
};
