import type { Slip, SlipBlock } from '../../hal/ports/ticket-printer.ts';
import type { LanguageTag } from '../behaviour.ts';
import { parseDateKey } from '../hours/civil.ts';
import type { IssuedTicket } from '../hall/events.ts';
import { counterName, type Texts, type Value } from '../voice/texts.ts';
import { inLanguage } from './services.ts';
import type { TicketingSettings } from './settings.ts';
import { slipWaitPhrases } from './wait-words.ts';

/** Why this slip is printed: with the number, late for want of paper, or again because a person asked. */
export type SlipOccasion = 'first' | 'late' | 'again';

const dateValue = (day: string): Value | null => {
  const date = parseDateKey(day);
  return date === null ? null : { as: 'date', ...date };
};

/** What the QR of a ticket says: its page where the site has a public address, else number, centre and date as text. */
export function qrOf(ticket: IssuedTicket, settings: TicketingSettings, texts: Texts, language: LanguageTag): string {
  if (settings.publicBase !== '') return `${settings.publicBase.replace(/\/+$/, '')}/t/${ticket.token}`;
  const date = parseDateKey(ticket.day);
  // A day that the clock did not vouch for is not written where people rely on it.
  const day =
    date === null || ticket.issuedMinute === null
      ? []
      : [`${pad(date.day)}/${pad(date.month)}/${String(date.year).padStart(4, '0')}`];
  return [
    texts.screen(language, 'slip.number', {}) + ' ' + ticket.number,
    inLanguage(settings.centerName, language),
    ...day,
  ].join('\n');
}

const pad = (value: number): string => String(value).padStart(2, '0');

const namesOf = (counters: readonly string[], texts: Texts, language: LanguageTag): readonly string[] =>
  counters.map((counter) => texts.screen(language, 'counter.name', { counter: { as: 'counter', number: counter } }));

/** The names of counters as one value: `quầy số 1, quầy số 2`. */
export function countersValue(counters: readonly string[], texts: Texts, language: LanguageTag): Value {
  const [only] = counters;
  if (counters.length === 1 && only !== undefined) return counterName(only);
  return {
    as: 'text',
    text: namesOf(counters, texts, language).join(', '),
    words: counters
      .map((counter) => texts.speech(language, 'counter.name', { counter: { as: 'counter', number: counter } }) ?? '')
      .join(', '),
  };
}

/** As `countersValue`, each name kept on one line. */
function unbroken(counters: readonly string[], texts: Texts, language: LanguageTag): Value {
  const value = countersValue(counters, texts, language);
  if (value.as !== 'text') return value;
  const names = namesOf(counters, texts, language).map((name) => name.replaceAll(' ', '\u00a0'));
  return { ...value, text: names.join(', ') };
}

/**
 * The slip of a ticket in the visitor's language, as its meaning: the number, what for, where to go and when; small print beside the
 * code. Thanks are said on the screen: a slip is short.
 */
export function slipOf(
  jobId: string,
  ticket: IssuedTicket,
  occasion: SlipOccasion,
  settings: TicketingSettings,
  texts: Texts,
  language: LanguageTag,
): Slip {
  const say = (key: string, values: Readonly<Record<string, Value>> = {}): string =>
    texts.screen(language, key, values);
  const line = (text: string, size: 'small' | 'normal' | 'huge', bold: boolean): SlipBlock => ({
    kind: 'text',
    text,
    size,
    bold,
    align: 'centre',
  });
  const service = settings.services.find(({ id }) => id === ticket.service);
  const date = dateValue(ticket.day);
  const issued =
    ticket.issuedMinute === null || date === null
      ? say('slip.timeUnknown')
      : say('slip.issued', {
          time: { as: 'time', hour: Math.floor(ticket.issuedMinute / 60), minute: ticket.issuedMinute % 60 },
          date,
        });
  return {
    jobId,
    language,
    blocks: [
      line(inLanguage(settings.centerName, language), 'small', true),
      { kind: 'rule' },
      line(ticket.number, 'huge', true),
      line(service === undefined ? ticket.service : inLanguage(service.name, language), 'normal', true),
      ...where(ticket, settings, texts, language),
      {
        kind: 'qr',
        data: qrOf(ticket, settings, texts, language),
        mm: 22,
        beside: [
          ...(occasion === 'late' ? [say('slip.late')] : []),
          ...(occasion === 'again' ? [say('slip.again')] : []),
          ...(settings.publicBase === '' ? [] : [say('slip.scan')]),
          ...(ticket.apart ? [say('slip.leased')] : []),
          issued,
          say('slip.today'),
          say('slip.keep'),
        ],
      },
    ],
  };
}

/**
 * Where to go and when: to the one counter, with an arrow, when its holder may go there directly; else the counters, how many are
 * before, how long that takes, and to take a seat until called.
 */
function where(
  ticket: IssuedTicket,
  settings: TicketingSettings,
  texts: Texts,
  language: LanguageTag,
): readonly SlipBlock[] {
  const say = (key: string, values: Readonly<Record<string, Value>> = {}): string =>
    texts.screen(language, key, values);
  const line = (text: string, size: 'small' | 'normal'): SlipBlock => ({
    kind: 'text',
    text,
    size,
    bold: false,
    align: 'centre',
  });
  const ahead = say('slip.ahead', { n: { as: 'count', value: ticket.ahead } });
  const wait = ticket.direct ? [] : slipWaitPhrases(ticket.wait).map(([key, values]) => say(key, values));
  const facts: SlipBlock = { kind: 'facts', facts: [ahead, ...wait] };
  const seat = line(say('slip.seat'), 'small');
  if (ticket.counters.length === 0) return [facts, seat];
  const told = say('slip.where', { counter: unbroken(ticket.counters, texts, language) });
  if (!ticket.direct) return [line(told, 'normal'), facts, seat];
  const [only] = ticket.counters;
  const direction = ticket.counters.length === 1 && only !== undefined ? settings.directions[only] : undefined;
  return direction === undefined
    ? [line(told, 'normal'), facts]
    : [{ kind: 'arrow', directionRad: direction, beside: [told, ahead, ...wait] }];
}
