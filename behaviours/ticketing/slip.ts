import type { Slip, SlipBlock } from '../../hal/ports/ticket-printer.ts';
import type { LanguageTag } from '../behaviour.ts';
import { parseDateKey } from '../hours/civil.ts';
import type { IssuedTicket } from '../hall/events.ts';
import { counterName, type Texts, type Value } from '../voice/texts.ts';
import { inLanguage } from './services.ts';
import type { TicketingSettings } from './settings.ts';

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

/** The names of counters as one value: `quầy số 1, quầy số 2`. */
export function countersValue(counters: readonly string[], texts: Texts, language: LanguageTag): Value {
  const [only] = counters;
  if (counters.length === 1 && only !== undefined) return counterName(only);
  const names = counters.map((counter) => ({ counter: { as: 'counter', number: counter } as const }));
  return {
    as: 'text',
    text: names.map((values) => texts.screen(language, 'counter.name', values)).join(', '),
    words: names.map((values) => texts.speech(language, 'counter.name', values) ?? '').join(', '),
  };
}

/**
 * The slip of a ticket in the visitor's language, as its meaning: the number, where to go and when, and no more than that, since it may
 * be 80 mm long at most. Small print behind the code stands beside it.
 */
export function slipOf(
  jobId: string,
  ticket: IssuedTicket,
  occasion: SlipOccasion,
  settings: TicketingSettings,
  texts: Texts,
  language: LanguageTag,
): Slip {
  const line = (text: string, size: 'small' | 'normal' = 'normal', bold = false): SlipBlock => ({
    kind: 'text',
    text,
    size,
    bold,
    align: 'centre',
  });
  const say = (key: string, values: Readonly<Record<string, Value>> = {}): string =>
    texts.screen(language, key, values);
  const service = settings.services.find(({ id }) => id === ticket.service);
  const serviceName = service === undefined ? ticket.service : inLanguage(service.name, language);
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
    blocks: [
      line(inLanguage(settings.centerName, language), 'small', true),
      { kind: 'rule' },
      line(say('slip.number'), 'small'),
      { kind: 'text', text: ticket.number, size: 'huge', bold: true, align: 'centre' },
      line(say('slip.service', { service: { as: 'text', text: serviceName, words: serviceName } }), 'normal', true),
      ...where(ticket, settings, texts, language, line),
      line(say('slip.ahead', { n: { as: 'count', value: ticket.ahead } })),
      ...(ticket.waitMin !== null && ticket.ahead > 0
        ? [line(say('ticket.wait.estimate', { minutes: { as: 'minutes', value: ticket.waitMin } }), 'small')]
        : []),
      { kind: 'qr', data: qrOf(ticket, settings, texts, language), mm: 22 },
      ...(settings.publicBase === '' ? [] : [line(say('slip.scan'), 'small')]),
      line(issued, 'small'),
      ...(occasion === 'late' ? [line(say('slip.late'), 'small')] : []),
      ...(occasion === 'again' ? [line(say('slip.again'), 'small')] : []),
      line(say('slip.today'), 'small'),
    ],
  };
}

/** Where to go: the one counter, with an arrow, when its holder may go there directly; else the counters, and to take a seat until called. */
function where(
  ticket: IssuedTicket,
  settings: TicketingSettings,
  texts: Texts,
  language: LanguageTag,
  line: (text: string, size?: 'small' | 'normal') => SlipBlock,
): readonly SlipBlock[] {
  const seat = line(texts.screen(language, 'slip.seat', {}), 'small');
  if (ticket.counters.length === 0) return [seat];
  const told = line(texts.screen(language, 'slip.where', { counter: countersValue(ticket.counters, texts, language) }));
  if (!ticket.direct) return [told, seat];
  const [only] = ticket.counters;
  const direction = ticket.counters.length === 1 && only !== undefined ? settings.directions[only] : undefined;
  return direction === undefined ? [told] : [told, { kind: 'arrow', directionRad: direction }];
}
