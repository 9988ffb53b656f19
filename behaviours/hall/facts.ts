import type { JsonObject, JsonValue } from '../../hal/json.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { parseDateKey } from '../hours/civil.ts';
import type { HallFact } from './events.ts';

/** The fact that a ledger line tells, or null: a kind that is not known here, or data that does not fit its kind. */
export function factOf(event: VisitEvent): HallFact | null {
  const read = readers[event.kind];
  return read === undefined ? null : read(new Fields(event.data));
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

/** Reads fields of a line's data; once one does not fit, the whole does not. */
class Fields {
  readonly #data: JsonObject;
  fits = true;

  constructor(data: JsonObject) {
    this.#data = data;
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

const fitting = <F extends HallFact>(fields: Fields, fact: F): F | null => (fields.fits ? fact : null);

const readers: Readonly<Record<string, (fields: Fields) => HallFact | null>> = {
  'ticket.issued': (f) =>
    fitting(f, {
      kind: 'ticket.issued',
      ticket: f.word('ticket'),
      day: f.day('day'),
      series: f.word('series'),
      n: f.count('n'),
      number: f.word('number'),
      service: f.word('service'),
      priority: f.wordOrNull('priority'),
      language: f.word('language'),
      requestId: f.word('requestId'),
      token: f.word('token'),
    }),
  'ticket.called': (f) =>
    fitting(f, { kind: 'ticket.called', ticket: f.word('ticket'), counter: f.word('counter'), call: f.count('call') }),
  'ticket.recalled': (f) =>
    fitting(f, {
      kind: 'ticket.recalled',
      ticket: f.word('ticket'),
      counter: f.word('counter'),
      call: f.count('call'),
    }),
  'ticket.no-show': (f) => fitting(f, { kind: 'ticket.no-show', ticket: f.word('ticket'), counter: f.word('counter') }),
  'ticket.finished': (f) =>
    fitting(f, { kind: 'ticket.finished', ticket: f.word('ticket'), counter: f.word('counter') }),
  'ticket.voided': (f) =>
    fitting(f, {
      kind: 'ticket.voided',
      ticket: f.word('ticket'),
      reason: f.oneOf('reason', ['day-ended', 'unseen'], 'day-ended'),
    }),
  'slip.started': (f) => fitting(f, { kind: 'slip.started', ticket: f.word('ticket'), jobId: f.word('jobId') }),
  'slip.ended': (f) =>
    fitting(f, {
      kind: 'slip.ended',
      ticket: f.word('ticket'),
      jobId: f.word('jobId'),
      outcome: f.oneOf('outcome', ['printed', 'not-printed', 'unknown'], 'unknown'),
      reason: f.text('reason'),
    }),
  'numbers.skipped': (f) =>
    fitting(f, {
      kind: 'numbers.skipped',
      day: f.day('day'),
      series: f.word('series'),
      from: f.count('from'),
      to: f.count('to'),
    }),
};
