import { unreachable } from '../../hal/assert.ts';
import type { Claim, Utterance } from '../reception/claims.ts';
import type { Body, Tile } from '../reception/views.ts';
import type { Value, Values } from '../voice/texts.ts';
import type { OfficeFault } from '../hall/events.ts';
import {
  bookingPhrase,
  codeBody,
  codePhrases,
  isBookingFault,
  personBody,
  personPhrases,
  quotaPhrase,
} from './code-screen.ts';
import { foundBody, foundPhrases } from './found-screen.ts';
import { serviceTiles } from './services.ts';
import { ticketBody, ticketPhrases } from './ticket-screen.ts';
import type { TicketingContext } from './visit.ts';

export const screenId = 'ticketing.screen';
export const voiceId = 'ticketing.voice';

export type Phrase = readonly [key: string, values: Values];

/** Phrases for the voice, null where the language is not spoken. */
export function spoken({ texts, language }: TicketingContext, phrases: readonly Phrase[]): Utterance | null {
  const parts = phrases.flatMap(([key, values]) => {
    const words = texts.speech(language, key, values);
    return words === null ? [] : [{ language, words, caption: texts.screen(language, key, values) }];
  });
  return parts.length === 0 ? null : { chime: false, parts };
}

/** The whole screen for what the visit is at now. */
export function screenClaim(context: TicketingContext): Claim {
  const { body, back, listen } = context.warned ? warning(context) : shown(context);
  return {
    resource: 'screen',
    shape: 'full',
    id: screenId,
    rank: 'engaged-visitor',
    body,
    back,
    listen: spoken(context, listen),
  };
}

interface Shown {
  readonly body: Body;
  readonly back: boolean;
  readonly listen: readonly Phrase[];
}

function shown(context: TicketingContext): Shown {
  const { visit } = context;
  const say = (key: string, values: Values = {}): string => context.texts.screen(context.language, key, values);
  switch (visit.phase) {
    case 'none':
    case 'requesting':
      return { body: { screen: 'wait', title: say('ticket.taking') }, back: false, listen: [['wait.please', {}]] };
    case 'choosing':
      return {
        body: {
          screen: 'services',
          title: say('service.choose'),
          tiles: serviceTiles(context.settings, context.texts, context.language, visit.page),
        },
        back: visit.page > 0,
        listen: [['service.choose', {}]],
      };
    case 'asking':
      return {
        body: {
          screen: 'priority',
          title: say('priority.title'),
          text: say('priority.who'),
          tiles: [tile(context, 'no', 'common.no', 'no'), tile(context, 'yes', 'priority.yes', 'priority')],
        },
        back: true,
        listen: [
          ['priority.title', {}],
          ['priority.who', {}],
        ],
      };
    case 'coding':
      return {
        body: codeBody(context, visit.typed, visit.fault),
        back: true,
        listen: codePhrases(context, visit.fault),
      };
    case 'naming':
      return { body: personBody(context), back: true, listen: personPhrases };
    case 'refused':
      return refused(context, visit.fault);
    case 'holding':
      return { body: ticketBody(context, visit.held), back: false, listen: ticketPhrases(context, visit.held) };
    case 'looking':
      return {
        body: foundBody(context, visit),
        back: false,
        listen: foundPhrases(context, visit),
      };
    case 'turnedAway':
      return turnedAway(context);
    default:
      return unreachable(visit);
  }
}

const whyRefused = (fault: OfficeFault): Phrase => {
  if (fault.kind === 'numbers-exhausted') return ['ticket.full', {}];
  if (fault.kind === 'quota' || fault.kind === 'priority-only') return quotaPhrase(fault);
  return isBookingFault(fault) ? bookingPhrase(fault) : ['ticket.refused.text', {}];
};

/** A kind word where no number comes: what still works and who helps. */
function refused(context: TicketingContext, fault: OfficeFault): Shown {
  const text = whyRefused(fault);
  const retry = fault.kind !== 'ledger-refused' ? [] : [tile(context, 'retry', 'ticket.tryAgain', 'print', 'act')];
  return {
    body: {
      screen: 'help',
      title: context.texts.screen(context.language, 'ticket.refused.title', {}),
      text: context.texts.screen(context.language, ...text),
      tiles: [...retry, tile(context, 'help', 'common.help', 'help')],
    },
    back: true,
    listen: [['ticket.refused.title', {}], text],
  };
}

/** The device is about to stop. */
function outOfService({ texts, language }: TicketingContext): Shown {
  return {
    body: {
      screen: 'out-of-order',
      title: texts.screen(language, 'out.title', {}),
      text: texts.screen(language, 'out.text', {}),
    },
    back: false,
    listen: [
      ['out.title', {}],
      ['out.text', {}],
    ],
  };
}

/** No numbers at this hour; those who hold one are served all the same. */
function turnedAway(context: TicketingContext): Shown {
  if (context.hours?.state === 'stopping') return outOfService(context);
  const spans = context.hours?.ticketSpans ?? [];
  const hours: Value = { as: 'spans', spans };
  const text: Phrase = spans.length === 0 ? ['out.text', {}] : ['closed.tickets.text', { hours }];
  return {
    body: {
      screen: 'closed',
      title: context.texts.screen(context.language, 'closed.tickets.title', {}),
      text: context.texts.screen(context.language, ...text),
      tiles: [],
    },
    back: false,
    listen: [['closed.tickets.title', {}], text],
  };
}

/** The warning before the screen goes back to the start. */
function warning(context: TicketingContext): Shown {
  const say = (key: string): string => context.texts.screen(context.language, key, {});
  return {
    body: {
      screen: 'time',
      title: say('timeout.ask'),
      text: say('timeout.text'),
      seconds: Math.round(context.settings.warningMs / 1000),
      tiles: [tile(context, 'stay', 'timeout.more', 'time', 'act'), tile(context, 'finish', 'timeout.finish', 'done')],
    },
    back: false,
    listen: [
      ['timeout.ask', {}],
      ['timeout.text', {}],
    ],
  };
}

/** What is said of the warning, of a number, of a slip: null where the language is not spoken or the device is silent. */
export function aloud(context: TicketingContext, what: 'warning' | 'number' | 'found'): Utterance | null {
  const { visit } = context;
  if (!context.settings.aloud) return null;
  if (what === 'warning') return spoken(context, [['timeout.ask', {}]]);
  if (what === 'found') return visit.phase === 'looking' ? spoken(context, foundPhrases(context, visit)) : null;
  return visit.phase === 'holding' ? spoken(context, ticketPhrases(context, visit.held)) : null;
}

export const tile = (
  { texts, language }: TicketingContext,
  action: string,
  key: string,
  icon: Tile['icon'],
  emphasis: Tile['emphasis'] = 'normal',
): Tile => ({ action, label: texts.screen(language, key, {}), detail: '', icon, emphasis });
