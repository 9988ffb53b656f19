import type { JsonObject } from '../hal/json.ts';
import type { Epoch } from '../hal/units.ts';

/** An event that waits for the broker. `seq` counts this device's events over all its starts. */
export interface OutgoingEvent {
  readonly seq: number;
  readonly id: string;
  readonly name: string;
  readonly at: Epoch;
  readonly data: JsonObject;
}

/** A note, first of all at the head of a rewritten file: how far the sending had come, and the newest event of each name that need not be added again. */
export interface Note {
  readonly sent: number;
  readonly newest: Readonly<Record<string, string>>;
}

const parseLine = (line: string): OutgoingEvent | Note | null => {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return null;
    const sent: unknown = Reflect.get(value, 'sent');
    const newest: unknown = Reflect.get(value, 'newest');
    if (typeof sent === 'number' && typeof newest === 'object' && newest !== null)
      return { sent, newest: newest as Record<string, string> }; // written by us; a wrong word only sends an event twice
    const { seq, id, name, at, data } = value as Record<string, unknown>; // shape is checked on the next line
    if (typeof seq !== 'number' || typeof id !== 'string' || typeof name !== 'string' || typeof at !== 'number')
      return null;
    if (typeof data !== 'object' || data === null) return null;
    return { seq, id, name, at, data: data as JsonObject }; // parsed JSON, an object
  } catch {
    return null;
  }
};

/** What an outbox's file tells. */
export interface OutboxRead {
  /** Events in their order, those that were sent included. */
  readonly events: readonly OutgoingEvent[];
  readonly newest: Record<string, string>;
  readonly sent: number;
  /** Lines that cannot be read: the last, where a crash tore it. */
  readonly torn: number;
}

/** Reads it; `keptElsewhere`: names of events that are not written here any more. */
export const readOutbox = (file: Uint8Array | null, keptElsewhere: readonly string[]): OutboxRead => {
  const events: OutgoingEvent[] = [];
  let newest: Record<string, string> = {};
  let sent = 0;
  let torn = 0;
  for (const line of file === null ? [] : new TextDecoder().decode(file).split('\n')) {
    if (line === '') continue;
    const parsed = parseLine(line);
    if (parsed === null) torn += 1;
    else if ('sent' in parsed) {
      sent = Math.max(sent, parsed.sent);
      Object.assign(newest, parsed.newest);
      // A line that stands twice (written while the file was made anew) counts once.
    } else if (parsed.seq > (events.at(-1)?.seq ?? 0)) events.push(parsed);
  }
  for (const { id, name } of events) if (!keptElsewhere.includes(name)) newest[name] = id;
  for (const name of keptElsewhere) newest = withoutUnsent(newest, name, events, sent);
  return { events, newest, sent, torn };
};

/** An earlier firmware wrote here too what is kept elsewhere: what of it was not sent is to be added again. */
const withoutUnsent = (
  newest: Record<string, string>,
  name: string,
  events: readonly OutgoingEvent[],
  sent: number,
): Record<string, string> => {
  const own = events.filter((event) => event.name === name);
  if (!own.some(({ seq }) => seq > sent)) return newest;
  const { [name]: _, ...others } = newest;
  const last = own.findLast(({ seq }) => seq <= sent);
  return last === undefined ? others : { ...others, [name]: last.id };
};
