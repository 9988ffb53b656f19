import type { JsonObject, JsonValue } from '../../hal/json.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { parseDateKey } from '../hours/civil.ts';
import { channels, type HallFact, type Place } from './fact.ts';

/** A line never changes and is asked for many times: its issue by each ticket that follows, its story at each event of a ticket. */
const read = new WeakMap<VisitEvent, HallFact | null>();

/** The fact that a ledger line tells, or null: a kind that is not known here, or data that does not fit its kind. */
export function factOf(event: VisitEvent): HallFact | null {
  const known = read.get(event);
  if (known !== undefined) return known;
  const fact = readFact(event);
  read.set(event, fact);
  return fact;
}

function readFact(event: VisitEvent): HallFact | null {
  if (!isKind(event.kind)) return null;
  const fields = new Fields(event.data, event.device);
  const rest = readers[event.kind](fields);
  // The reader of this very kind was taken, which TypeScript does not follow through the union.
  return fields.fits ? ({ kind: event.kind, ...rest } as HallFact) : null;
}

/** A fact as the ledger keeps it. */
export function dataOf(fact: HallFact): { readonly kind: HallFact['kind']; readonly data: JsonObject } {
  const { kind, ...data } = fact;
  return { kind, data };
}

const isWord = (value: JsonValue | undefined, longest: number): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= longest;
const isWhole = (value: JsonValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value);
const isCount = (value: JsonValue | undefined): value is number => isWhole(value) && value >= 1;
const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Services that one counter or one visit can have. */
const mostServices = 100;
const nowhere: Place = { wall: 0, device: '', epoch: 0, seq: 0, behind: 0 };

/** Reads fields of a line's data; once one does not fit, the whole does not. */
class Fields {
  readonly #data: JsonObject;
  /** Who wrote the line. */
  readonly writer: string;
  fits = true;

  constructor(data: JsonObject, writer: string) {
    this.#data = data;
    this.writer = writer;
  }

  word(name: string): string {
    const value = this.#data[name];
    if (isWord(value, 200)) return value;
    this.fits = false;
    return '';
  }

  /** Any words, none included. */
  text(name: string): string {
    const value = this.#data[name];
    if (typeof value === 'string' && value.length <= 1000) return value;
    this.fits = false;
    return '';
  }

  wordOrNull(name: string): string | null {
    return this.#data[name] === null ? null : this.word(name);
  }

  /** As before this field was written: `otherwise` where it is missing. */
  since<T extends JsonValue>(name: string, otherwise: T, read: () => T): T {
    return this.#data[name] === undefined ? otherwise : read();
  }

  /** Whether a field that may be left out is there. */
  has(name: string): boolean {
    return this.#data[name] !== undefined;
  }

  flag(name: string): boolean {
    const value = this.#data[name];
    if (typeof value === 'boolean') return value;
    this.fits = false;
    return false;
  }

  words(name: string): readonly string[] {
    const value = this.#data[name];
    if (Array.isArray(value) && value.length <= mostServices) {
      const words = value.filter((one) => isWord(one, 200));
      if (words.length === value.length) return words;
    }
    this.fits = false;
    return [];
  }

  place(name: string): Place {
    const value = this.#data[name];
    if (isObject(value)) {
      const { wall, device, epoch, seq, behind } = value;
      if (isWhole(wall) && isWord(device, 200) && isWhole(epoch) && isWhole(seq) && isWhole(behind))
        return { wall, device, epoch, seq, behind };
    }
    this.fits = false;
    return nowhere;
  }

  /** Two spans in whole seconds, the first not longer than the second. */
  spans(name: string): { readonly p50S: number; readonly p90S: number } {
    const value = this.#data[name];
    if (isObject(value)) {
      const { p50S, p90S } = value;
      if (isWhole(p50S) && isWhole(p90S) && p50S >= 0 && p90S >= p50S) return { p50S, p90S };
    }
    this.fits = false;
    return { p50S: 0, p90S: 0 };
  }

  /** A whole number from `least` to `most`. */
  whole(name: string, least: number, most: number): number {
    const value = this.#data[name];
    if (isWhole(value) && value >= least && value <= most) return value;
    this.fits = false;
    return least;
  }

  count(name: string): number {
    const value = this.#data[name];
    if (isCount(value)) return value;
    this.fits = false;
    return 1;
  }

  day(name: string): string {
    const value = this.word(name);
    if (parseDateKey(value) === null) this.fits = false;
    return value;
  }

  oneOf<W extends string>(name: string, words: readonly W[], otherwise: W): W {
    const value = this.word(name);
    const found = words.find((word) => word === value);
    if (found === undefined) this.fits = false;
    return found ?? otherwise;
  }
}

/** What is at a counter, by role or not: the fields that most facts share. */
const ofTicket = (f: Fields): { readonly ticket: string } => ({ ticket: f.word('ticket') });
const atCounter = (f: Fields): { readonly ticket: string; readonly counter: string } => ({
  ticket: f.word('ticket'),
  counter: f.word('counter'),
});
const byHand = (f: Fields): { readonly by: string } => ({ by: f.word('by') });

type Kind = HallFact['kind'];
type Rest<K extends Kind> = Omit<Extract<HallFact, { readonly kind: K }>, 'kind'>;

/** How the data of each kind are read; what one does not find it marks as not fitting. */
const readers: { readonly [K in Kind]: (fields: Fields) => Rest<K> } = {
  'ticket.issued': (f) => ({
    // All by name and none spread: of a hub's rush this is half the folding.
    ticket: f.word('ticket'),
    day: f.day('day'),
    series: f.word('series'),
    n: f.count('n'),
    number: f.word('number'),
    service: f.word('service'),
    priority: f.wordOrNull('priority'),
    // '' on a number from paper: in which language its holder asked nobody wrote down.
    language: f.text('language'),
    requestId: f.word('requestId'),
    at: f.since('at', f.writer, () => f.word('at')),
    token: f.word('token'),
    channel: f.since('channel', 'here', () => f.oneOf('channel', channels, 'here')),
    apart: f.since('apart', false, () => f.flag('apart')),
    person: f.since('person', null, () => f.wordOrNull('person')),
    booking: f.since('booking', null, () => f.wordOrNull('booking')),
    ...(f.has('earned') ? { earned: f.whole('earned', 0, Number.MAX_SAFE_INTEGER) } : {}),
    ...(f.has('told') ? { told: f.spans('told') } : {}),
    ...(f.has('by') ? byHand(f) : {}),
  }),
  'ticket.called': (f) => ({
    ...atCounter(f),
    call: f.count('call'),
    by: f.since('by', null, () => f.wordOrNull('by')),
    ...(f.has('term') ? { term: f.count('term') } : {}),
  }),
  'ticket.recalled': (f) => ({ ...atCounter(f), call: f.count('call') }),
  'ticket.arrived': atCounter,
  'ticket.no-show': atCounter,
  'ticket.finished': atCounter,
  'ticket.parked': (f) => ({ ...atCounter(f), reason: f.text('reason') }),
  'ticket.entered': (f) => ({ ...ofTicket(f), wall: f.whole('wall', 0, Number.MAX_SAFE_INTEGER), ...byHand(f) }),
  'ticket.returned': (f) => ({ ...ofTicket(f), place: f.place('place'), ...byHand(f) }),
  'ticket.transferred': (f) => ({
    ...atCounter(f),
    service: f.word('service'),
    to: f.wordOrNull('to'),
    ...byHand(f),
  }),
  'ticket.extended': (f) => ({ ...ofTicket(f), service: f.word('service'), ...byHand(f) }),
  'ticket.classed': (f) => ({ ...ofTicket(f), priority: f.wordOrNull('priority'), ...byHand(f) }),
  'ticket.deferred': (f) => ({ ...ofTicket(f), place: f.place('place') }),
  'ticket.cancelled': (f) => ({ ...ofTicket(f), ...byHand(f) }),
  'ticket.dossier': (f) => ({ ...ofTicket(f), ...byHand(f) }),
  'ticket.rated': ofTicket,
  'ticket.voided': (f) => ({
    ...ofTicket(f),
    reason: f.oneOf('reason', ['day-ended', 'unseen', 'closed'], 'day-ended'),
  }),
  'counter.opened': (f) => ({ counter: f.word('counter'), services: f.words('services'), ...byHand(f) }),
  'counter.paused': (f) => ({ counter: f.word('counter'), reason: f.text('reason'), ...byHand(f) }),
  'counter.closed': (f) => ({ counter: f.word('counter'), ...byHand(f) }),
  'booking.made': (f) => ({
    code: f.word('code'),
    day: f.day('day'),
    service: f.word('service'),
    minute: f.whole('minute', 0, 24 * 60),
    language: f.word('language'),
    person: f.wordOrNull('person'),
    registered: f.whole('registered', 0, Number.MAX_SAFE_INTEGER),
  }),
  'booking.cancelled': (f) => ({ code: f.word('code'), ...(f.has('by') ? byHand(f) : {}) }),
  'numbers.skipped': (f) => ({
    device: f.since('device', f.writer, () => f.word('device')),
    day: f.day('day'),
    series: f.word('series'),
    from: f.count('from'),
    to: f.count('to'),
  }),
  'numbers.leased': (f) => ({
    device: f.word('device'),
    day: f.day('day'),
    series: f.word('series'),
    from: f.count('from'),
    to: f.count('to'),
  }),
  'slip.started': (f) => ({ ...ofTicket(f), jobId: f.word('jobId') }),
  'slip.ended': (f) => ({
    ...ofTicket(f),
    jobId: f.word('jobId'),
    outcome: f.oneOf('outcome', ['printed', 'not-printed', 'unknown'], 'unknown'),
    reason: f.text('reason'),
  }),
  'hub.raised': (f) => ({ hub: f.word('hub'), term: f.count('term'), ...byHand(f) }),
  'day.closed': (f) => ({ day: f.day('day') }),
  'visit.rated': (f) => ({ service: f.word('service'), level: f.whole('level', 1, 4) }),
};

const isKind = (kind: string): kind is Kind => Object.hasOwn(readers, kind);
