import type { FoundTicket } from '../hall/events.ts';
import type { Body, Tile } from '../reception/views.ts';
import type { Values } from '../voice/texts.ts';
import { dossierBody, dossierPhrases } from './dossier-screen.ts';
import { inLanguage } from './services.ts';
import { countersValue, qrOf } from './slip.ts';
import { aheadPhrase, calledPhrase } from './ticket-screen.ts';
import type { TicketingContext, Visit } from './visit.ts';
import { waitPhrase } from './wait-words.ts';

type Phrase = readonly [key: string, values: Values];
/** What a code turned out to be. */
type Looked = Pick<Extract<Visit, { readonly phase: 'looking' }>, 'dossier' | 'found'>;

/** The counter to which a ticket's holder goes, or will be called: null where any board may say so. */
export const counterOf = ({ phase, counter, ticket }: FoundTicket): string | null =>
  (phase === 'called' || phase === 'serving') && counter !== null ? counter : (ticket.counters[0] ?? null);

/** Numbers are given at this hour. */
export const givesNumbers = ({ hours }: TicketingContext): boolean => hours === null || hours.ticketsGiven;

/** How the ticket stands, in one sentence, and what its holder does next. */
const stateOf = (context: TicketingContext, found: FoundTicket): readonly [title: Phrase, next: Phrase | null] => {
  const { ticket, phase, counter, standing } = found;
  const number = { as: 'ticket', number: ticket.number } as const;
  const again: Phrase = ['scan.again', {}];
  switch (phase) {
    case 'waiting': {
      if (ticket.counters.length === 0)
        return [
          ['ticket.number', { ticket: number }],
          ['ticket.where.board', {}],
        ];
      const counters = countersValue(ticket.counters, context.texts, context.language);
      const where = standing?.direct === true ? 'ticket.where.direct' : 'ticket.where';
      return [
        ['ticket.number', { ticket: number }],
        [where, { counter: counters }],
      ];
    }
    case 'called':
    case 'serving':
      return [counter === null ? ['ticket.number', { ticket: number }] : calledPhrase(counter), null];
    case 'no-show':
      return [['call.missed', { ticket: number }], null];
    case 'finished':
      return [['scan.finished', { ticket: number }], again];
    case 'parked':
      return [['scan.parked', { ticket: number }], null];
    case 'cancelled':
    case 'void':
      return [['scan.void', { ticket: number }], again];
  }
};

const button = (
  { texts, language }: TicketingContext,
  action: string,
  key: string,
  icon: Tile['icon'],
  emphasis: Tile['emphasis'] = 'normal',
): Tile => ({ action, label: texts.screen(language, key, {}), detail: '', icon, emphasis });

/** What is shown of a code: its ticket as it stands now, or one kind sentence for a code that is none. */
export function foundBody(context: TicketingContext, { dossier, found }: Looked): Body {
  const { texts, language, settings } = context;
  const write = ([key, values]: Phrase): string => texts.screen(language, key, values);
  const start = givesNumbers(context) ? [button(context, 'start', 'invite.start', 'print', 'act')] : [];
  const help = button(context, 'help', 'common.help', 'help');
  if (dossier !== null) return dossierBody(context, dossier, start, help);
  if (found === null)
    return {
      screen: 'help',
      title: write(['scan.unknown.title', {}]),
      text: write(['scan.unknown.text', {}]),
      tiles: [...start, help],
    };
  const { ticket, phase, standing } = found;
  const [title, next] = stateOf(context, found);
  const stands = phase === 'waiting' || phase === 'called' || phase === 'serving' || phase === 'parked';
  const service = settings.services.find(({ id }) => id === ticket.service);
  return {
    screen: 'ticket',
    title: phase === 'waiting' ? write(['ticket.title', {}]) : write(title),
    number: ticket.number,
    service: service === undefined ? '' : inLanguage(service.name, language),
    ahead: standing === null ? '' : write(aheadPhrase(standing.ahead)),
    wait: standing === null || standing.direct ? '' : write(waitPhrase(standing.wait)),
    where: next === null ? '' : write(next),
    note: '',
    qr: stands ? qrOf(ticket, settings, texts, language) : '',
    printing: 'none',
    tiles: [
      ...(stands && counterOf(found) !== null ? [button(context, 'way', 'ticket.showWay', 'way')] : []),
      ...(stands ? [] : start.map((tile): Tile => ({ ...tile, emphasis: 'normal' }))),
      ...(phase === 'no-show' || phase === 'parked' ? [button(context, 'help', 'common.help', 'help')] : []),
      button(context, 'finish', 'ticket.finish', 'done', 'act'),
    ],
  };
}

/** The same in words. */
export function foundPhrases(context: TicketingContext, { dossier, found }: Looked): readonly Phrase[] {
  if (dossier !== null) return dossierPhrases(dossier);
  if (found === null)
    return [
      ['scan.unknown.title', {}],
      ['scan.unknown.text', {}],
    ];
  const [title, next] = stateOf(context, found);
  const { standing } = found;
  return [
    title,
    ...(standing === null ? [] : [aheadPhrase(standing.ahead)]),
    ...(standing === null || standing.direct || standing.wait === null ? [] : [waitPhrase(standing.wait)]),
    ...(next === null ? [] : [next]),
  ];
}
