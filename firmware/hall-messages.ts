import { z } from 'zod';
import type { HeldUnder, HubAnswer, HubQuestion } from '../behaviours/hall/hub-link.ts';
import type { HallAnswer, HallCommand, HallRefusal, OfficeFault } from '../behaviours/hall/events.ts';
import type { HeldStarts, Mark } from '../behaviours/hall/held.ts';
import type { GivenOver } from '../behaviours/hall/release.ts';
import type { JsonObject } from '../hal/json.ts';
import type { VisitEvent } from '../hal/ports/ticket-ledger.ts';
import { fail, ok, type Result } from '../hal/result.ts';
import { isCommandName, parseCommand, type Command, type CommandName } from './commands.ts';
import { isText, payloadFault, type PayloadFault } from './payload.ts';
import { payloadLimit } from './topics.ts';
import { parseVisitEvent } from './visit-event.ts';
import { parseHeld, writeHeld } from './visits-held.ts';

/*
 * What devices of one hall say to each other besides events:
 *
 *   {hub}/ask/{asker}      { kind: number | command | lease | there | word | keep | held, … }
 *   {hub}/answer/{asker}   { question: id, kind, ok, value | refusal }, to `word` { …, word: what stands in `…/hall` },
 *                          to `keep` (`lines`: own events) { kind: kept | refused } once they are durable,
 *                          to `held` { kind: held, term, held: as in `evt/visits-held` }
 *   {device}/hall          retained: { v: 1, hub, term, raised: the ledger's line or null, newest: { device: [epoch, seq] } }: who decides,
 *                          released: up to where it has given over what it decided apart, [epoch, seq], and in `given` which of its own
 *                          events those are, [epoch, [[from, to], …]] a start, the newest starts and runs of them,
 *                          and up to where it holds each device's events, so that one which has lost its card learns of it at once,
 *                          said: what names this very word, by which its device knows it again
 */

const word = z.string().min(1).max(200);
const count = z.int().nonnegative();
const remedy = 'bring both devices to one version of the firmware';

const question = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('number'),
    id: word,
    service: word,
    priority: word.nullable(),
    language: word,
    booking: word.optional(),
    person: word.optional(),
  }),
  z.strictObject({ kind: z.literal('lease'), day: word, series: z.array(word).max(100) }),
  z.strictObject({ kind: z.literal('command'), name: word, id: word, with: z.record(z.string(), z.unknown()) }),
]);

export const writeQuestion = (asked: HubQuestion): JsonObject => {
  switch (asked.kind) {
    case 'number':
      return { kind: 'number', ...asked.request };
    case 'lease':
      return asked;
    case 'command': {
      const { name, id, ...rest } = asked.command;
      return { kind: 'command', name, id, with: rest };
    }
  }
};

/** Which of a device's commands the hub decides for others: all of the hall's, and none that concerns the device itself. */
const ofTheHall: { readonly [N in CommandName]: N extends HallCommand['name'] ? true : false } = {
  next: true,
  recall: true,
  arrived: true,
  'no-show': true,
  finish: true,
  park: true,
  transfer: true,
  extend: true,
  call: true,
  open: true,
  'pause-counter': true,
  close: true,
  return: true,
  class: true,
  defer: true,
  dossier: true,
  cancel: true,
  enter: true,
  book: true,
  'cancel-booking': true,
  'check-in': true,
  'close-day': true,
  rated: true,
  rate: true,
  'walk-in': true,
  'print-strip': false,
  promote: false,
  'help-ask': false,
  'assistance-accept': false,
  'assistance-done': false,
  'mute-greetings': false,
  'unmute-greetings': false,
  board: false,
  notice: false,
  pause: false,
  resume: false,
};
const isHallCommand = (command: Command): command is Command & HallCommand => ofTheHall[command.name];

/** What almost every question is: the same as `question` takes of a number. Null where the schema has to look. */
const plainNumber = (data: JsonObject): HubQuestion | null => {
  const { kind, id, service, priority, language } = data;
  if (kind !== 'number' || Object.keys(data).length !== 5) return null;
  if (!isText(id, 1, 200) || !isText(service, 1, 200) || !isText(language, 1, 200)) return null;
  if (priority !== null && !isText(priority, 1, 200)) return null;
  return { kind, request: { id, service, priority, language } };
};

export const readQuestion = (data: JsonObject): Result<HubQuestion, PayloadFault> => {
  const plain = plainNumber(data);
  if (plain !== null) return ok(plain);
  const parsed = question.safeParse(data);
  if (!parsed.success) return fail(payloadFault(parsed.error, data, remedy));
  const asked = parsed.data;
  if (asked.kind === 'lease') return ok(asked);
  if (asked.kind === 'number') {
    const { kind, booking, person, ...request } = asked;
    const more = { ...(booking === undefined ? {} : { booking }), ...(person === undefined ? {} : { person }) };
    return ok({ kind, request: { ...request, ...more } });
  }
  const wrong = fail({ kind: 'payload', path: 'name', expected: "a clerk's wish", found: asked.name, remedy } as const);
  if (!isCommandName(asked.name)) return wrong;
  // The payload was JSON, so the record's unknowns are JSON values.
  const command = parseCommand(asked.name, asked.id, asked.with as JsonObject);
  if (!command.ok) return command;
  return isHallCommand(command.value) ? ok({ kind: 'command', command: command.value }) : wrong;
};

export const writeAnswer = (given: HubAnswer): JsonObject => {
  const { answer, kind } = given;
  if (!answer.ok) return { kind, ok: false, refusal: { ...answer.fault } };
  return { kind, ok: true, value: answer.value === undefined ? {} : { ...answer.value } };
};

const refusal = z.looseObject({ kind: word });
const clerksAnswer = z.object({ number: z.string().max(200), ticket: z.string().max(200) });

/** Null: the hub is there and said nothing that is understood here. */
export const readAnswer = (data: JsonObject): HubAnswer | null => {
  const { kind, ok: done, value } = data;
  if (kind !== 'number' && kind !== 'command' && kind !== 'lease') return null;
  if (done !== true) {
    const read = refusal.safeParse(data['refusal']);
    if (!read.success) return null;
    // A refusal is the hub's own, of the same firmware; whoever shows it knows kinds by name and passes over others.
    const fault = read.data as unknown as HallRefusal & OfficeFault;
    return { kind, answer: fail(fault) };
  }
  switch (kind) {
    case 'number': {
      // Written by whichever device gave the number.
      const event = objectOf(value);
      const from = event['device'];
      const read = typeof from === 'string' ? parseVisitEvent(from, event) : null;
      return read?.ok === true ? { kind, answer: read } : null;
    }
    case 'command': {
      const read = clerksAnswer.safeParse(value);
      return read.success ? { kind, answer: ok<HallAnswer>(read.data) } : null;
    }
    case 'lease':
      return { kind, answer: ok(undefined) };
  }
};

const objectOf = (value: unknown): JsonObject =>
  // Parsed JSON; an object that is no array.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

export interface HallWord {
  readonly device: string;
  readonly term: number;
  readonly raised: VisitEvent | null;
  /** The newest event of each device that is held. */
  readonly newest: ReadonlyMap<string, Mark>;
  /** What it has given over of its own to whoever decides (`behaviours/hall/release.ts`); null: it does not say. */
  readonly released: GivenOver | null;
  /** What names this very word; null: nothing. */
  readonly said: string | null;
}

/** Starts and runs that are told of what was given over. What is left out is older than whoever still waits, or a disk gone mad. */
const mostStarts = 16;
const mostRuns = 32;

const givenIn = (starts: HeldStarts): readonly (readonly [number, readonly (readonly [number, number])[]])[] =>
  [...starts]
    .sort(([a], [b]) => a - b)
    .slice(-mostStarts)
    .map(([epoch, runs]) => [epoch, runs.slice(-mostRuns).map(({ from, to }) => [from, to] as const)] as const);

export const writeWord = ({ device, term, raised, newest, released, said }: HallWord): string =>
  JSON.stringify({
    v: 1,
    ...(said === null ? {} : { said }),
    hub: device,
    term,
    raised,
    released: released === null ? null : [released.upTo.epoch, released.upTo.seq],
    given: released === null ? [] : givenIn(released.starts),
    newest: Object.fromEntries(
      [...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([of, { epoch, seq }]) => [of, [epoch, seq]]),
    ),
  });

const mark = z.tuple([count, count]);
const given = z.array(z.tuple([count, z.array(mark).max(mostRuns)])).max(mostStarts);
const givenOver = (upTo: readonly [number, number] | null, starts: z.output<typeof given>): GivenOver | null =>
  upTo === null
    ? null
    : {
        upTo: { epoch: upTo[0], seq: upTo[1] },
        starts: new Map(starts.map(([epoch, runs]) => [epoch, runs.map(([from, to]) => ({ from, to }))])),
      };

const hallWord = z.looseObject({
  v: z.literal(1),
  hub: word,
  term: z.int().nonnegative(),
  raised: z.record(z.string(), z.unknown()).nullable(),
  released: mark.nullable().default(null),
  // Left out by an older version, of which the mark alone is known.
  given: given.default([]),
  newest: z.record(z.string().max(64), mark).default({}),
  said: word.nullable().default(null),
});

const heldAnswer = z.looseObject({ kind: z.literal('held'), term: count, held: z.record(z.string(), z.unknown()) });

export const writeHeldAnswer = (term: number, held: ReadonlyMap<string, HeldStarts>): JsonObject => ({
  kind: 'held',
  term,
  ...writeHeld(held),
});

/** Null for what is none. Of starts that it says nothing about it is taken to hold nothing: nobody sends them again. */
export const readHeldAnswer = (data: JsonObject): HeldUnder | null => {
  const answer = heldAnswer.safeParse(data);
  const held = answer.success ? parseHeld({ held: objectOf(answer.data.held) }) : null;
  if (!answer.success || held?.ok !== true) return null;
  return { term: answer.data.term, held: new Map([...held.value].map(([device, { starts }]) => [device, starts])) };
};

/** Null for what is none. */
export const readWord = (payload: string): HallWord | null => {
  if (payload.length > payloadLimit) return null;
  try {
    const parsed = hallWord.safeParse(JSON.parse(payload));
    if (!parsed.success) return null;
    const { hub, term, raised, newest, released, said, given: starts } = parsed.data;
    const event = raised === null ? null : parseVisitEvent(String(raised['device']), objectOf(raised));
    if (event?.ok === false) return null;
    const marks = new Map(Object.entries(newest).map(([of, [epoch, seq]]) => [of, { epoch, seq }]));
    const over = givenOver(released, starts);
    return { device: hub, term, raised: event?.value ?? null, newest: marks, released: over, said };
  } catch {
    return null;
  }
};
