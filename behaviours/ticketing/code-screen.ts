import type { BookingFault, OfficeFault, QuotaFault } from '../hall/events.ts';
import { parseDateKey } from '../hours/civil.ts';
import type { Body, Tile } from '../reception/views.ts';
import type { Value, Values } from '../voice/texts.ts';
import type { TicketingContext } from './visit.ts';

type Phrase = readonly [key: string, values: Values];

/** A code that is typed has at most so many digits. */
export const longestCode = 12;
const shortestCode = 6;

const time = (minuteOfDay: number): Value => ({
  as: 'time',
  hour: Math.floor(minuteOfDay / 60),
  minute: minuteOfDay % 60,
});

/** Why a booking gives no number now, and what its holder does. */
export function bookingPhrase(fault: BookingFault): Phrase {
  switch (fault.kind) {
    case 'booking-unknown':
      return ['booking.unknown', {}];
    case 'booking-cancelled':
      return ['booking.cancelled', {}];
    case 'booking-taken':
      return fault.number === ''
        ? ['booking.takenNow', {}]
        : ['booking.taken', { ticket: { as: 'ticket', number: fault.number } }];
    case 'booking-early':
      return ['booking.early', { time: time(fault.minute), from: time(fault.from) }];
    case 'booking-late':
      return ['booking.late', { time: time(fault.minute) }];
    case 'booking-other-day': {
      const date = parseDateKey(fault.day);
      return date === null
        ? ['booking.unknown', {}]
        : ['booking.otherDay', { date: { as: 'date', ...date }, time: time(fault.minute) }];
    }
  }
}

const bookingFaults: ReadonlySet<string> = new Set<BookingFault['kind']>([
  'booking-unknown',
  'booking-cancelled',
  'booking-taken',
  'booking-early',
  'booking-late',
  'booking-other-day',
]);
export const isBookingFault = (fault: OfficeFault): fault is BookingFault => bookingFaults.has(fault.kind);

/** Why nobody gets one more number, and what still helps. */
export function quotaPhrase(fault: QuotaFault): Phrase {
  if (fault.kind === 'priority-only') return ['quota.priorityOnly', {}];
  const n: Value = { as: 'count', value: fault.most };
  switch (fault.of) {
    case 'service':
      return ['ticket.full', {}];
    case 'person':
      return ['quota.person', { n }];
    case 'field':
      return ['quota.field', { n }];
  }
}

/** Whether a number pad's digits could be a whole code by now. */
export const mayBeCode = (typed: string): boolean => typed.length >= shortestCode;

/** The digit that an action types, null for any other. */
export const digitOf = (action: string): string | null => /^digit\.(\d)$/.exec(action)?.[1] ?? null;

const inGroups = (typed: string): string => typed.replaceAll(/(\d{4})(?=\d)/gu, '$1 ');

/** The booking's code is asked for: typed, or held before the reader where there is one. */
export function codeBody(context: TicketingContext, typed: string, fault: BookingFault | null): Body {
  const { texts, language, settings } = context;
  const say = ([key, values]: Phrase): string => texts.screen(language, key, values);
  const key = (action: string, label: string, icon: Tile['icon'], emphasis: Tile['emphasis'] = 'normal'): Tile => ({
    action,
    label,
    detail: '',
    icon,
    emphasis,
  });
  const digit = (n: number): Tile => key(`digit.${n}`, String(n), 'more');
  return {
    screen: 'code',
    title: say(['booking.ask', {}]),
    text: say(fault === null ? [settings.reader ? 'booking.askOrScan' : 'booking.where', {}] : bookingPhrase(fault)),
    typed: inGroups(typed),
    keys: [
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(digit),
      key('delete', say(['booking.delete', {}]), 'back'),
      digit(0),
      key('done', say(['booking.done', {}]), 'done', mayBeCode(typed) ? 'act' : 'normal'),
    ],
    tiles: [],
  };
}

export const codePhrases = ({ settings }: TicketingContext, fault: BookingFault | null): readonly Phrase[] => [
  ...(fault === null ? [] : [bookingPhrase(fault)]),
  ['booking.ask', {}],
  ...(settings.reader ? ([['booking.askOrScan', {}]] as const) : []),
];

/** A person's own code is asked for, so that the day's quota can be kept. */
export function personBody({ texts, language }: TicketingContext): Body {
  return {
    screen: 'code',
    title: texts.screen(language, 'person.ask', {}),
    text: texts.screen(language, 'person.why', {}),
    typed: '',
    keys: [],
    tiles: [
      {
        action: 'without',
        label: texts.screen(language, 'person.none', {}),
        detail: '',
        icon: 'no',
        emphasis: 'normal',
      },
    ],
  };
}

export const personPhrases: readonly Phrase[] = [
  ['person.ask', {}],
  ['person.why', {}],
];
