import type { JsonObject, JsonValue } from '../../hal/json.ts';
import { PersistentMap } from './persistent-map.ts';
import { dayBook, emptyHall, type DayBook, type HallState } from './state.ts';

/*
 * The hall's state as text and back. The state is a value of plain data and persistent maps, so one walk does for all of it and a new
 * field needs nothing here. Whoever changes what the fold makes of an event raises `foldVersion`: a snapshot of another fold is thrown away.
 */

/** Which fold made a state; `tests/unit/hall-snapshot.test.ts` holds what this version makes of a fixed day. */
export const foldVersion = 8;

/** Marks a persistent map among plain data; no key of the state's own objects looks so. */
const mapKey = '$map';

/** Tickets to a line of a snapshot. */
const ticketsPerPart = 100;

const encoded = (value: unknown): JsonValue => {
  if (value instanceof PersistentMap)
    return { [mapKey]: [...value.entries()].map(({ key, value: held }) => [key, encoded(held)]) };
  if (Array.isArray(value)) return value.map(encoded);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, encoded(held)]));
  // What is left of plain data: text, whole numbers, flags and null.
  return value as JsonValue;
};

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const decoded = (value: JsonValue): unknown => {
  if (Array.isArray(value)) return value.map(decoded);
  if (!isObject(value)) return value;
  const entries = value[mapKey];
  if (Array.isArray(entries)) return mapOf(entries);
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, decoded(held)]));
};

const mapOf = (entries: readonly JsonValue[]): PersistentMap<unknown> => {
  let map = PersistentMap.empty<unknown>();
  for (const entry of entries)
    if (Array.isArray(entry) && typeof entry[0] === 'string' && entry[1] !== undefined)
      map = map.with(entry[0], decoded(entry[1]));
  return map;
};

/** The state in parts, each small enough to be made between two visitors: first all but the tickets, then these. */
export function* encodeHall(state: HallState): IterableIterator<JsonObject> {
  const bare = Object.fromEntries(
    Object.entries(state.days).map(([day, book]) => [day, { ...book, tickets: PersistentMap.empty() }]),
  );
  yield { state: encoded({ ...state, days: bare }) };
  for (const [day, book] of Object.entries(state.days)) {
    let tickets: JsonValue[] = [];
    for (const { key, value } of book.tickets.entries()) {
      tickets.push([key, encoded(value)]);
      if (tickets.length < ticketsPerPart) continue;
      yield { day, tickets };
      tickets = [];
    }
    if (tickets.length > 0) yield { day, tickets };
  }
}

const sameKeys = (one: object, other: object): boolean =>
  Object.keys(one).sort().join() === Object.keys(other).sort().join();

/** The state that these parts hold; null when they do not have the shape that this code's states have. */
export function decodeHall(parts: readonly JsonValue[], zoneOffsetMin: number): HallState | null {
  const [first, ...rest] = parts;
  const bare = isObject(first) ? first['state'] : undefined;
  if (!isObject(bare)) return null;
  const empty = emptyHall(zoneOffsetMin);
  if (!sameKeys(bare, empty) || bare['zoneOffsetMin'] !== zoneOffsetMin) return null;
  // Made by `encodeHall` of this fold, of which the checksum, the version and the keys have spoken.
  let state = decoded(bare) as HallState;
  for (const book of Object.values(state.days)) if (!sameKeys(book, dayBook(empty, ''))) return null;
  const books = new Map<string, PersistentMap<unknown>>();
  for (const part of rest) {
    if (!isObject(part) || typeof part['day'] !== 'string' || !Array.isArray(part['tickets'])) return null;
    let tickets = books.get(part['day']) ?? PersistentMap.empty<unknown>();
    for (const entry of part['tickets'])
      if (Array.isArray(entry) && typeof entry[0] === 'string' && entry[1] !== undefined)
        tickets = tickets.with(entry[0], decoded(entry[1]));
    books.set(part['day'], tickets);
  }
  for (const [day, tickets] of books) {
    const book = state.days[day];
    if (book === undefined) return null;
    // As above.
    const whole: DayBook = { ...book, tickets: tickets as DayBook['tickets'] };
    state = { ...state, days: { ...state.days, [day]: whole } };
  }
  return state;
}
