import type { Body, Tile } from '../reception/views.ts';
import type { Values } from '../voice/texts.ts';
import { inLanguage } from './services.ts';
import { countersValue, qrOf } from './slip.ts';
import { canPrint, mayPrintAgain, type HeldTicket, type TicketingContext } from './visit.ts';
import { waitPhrase } from './wait-words.ts';

type Phrase = readonly [key: string, values: Values];

/** The number, large, with all that its holder should know. */
export function ticketBody(context: TicketingContext, held: HeldTicket): Body {
  const { settings, texts, language } = context;
  const { ticket, standing } = held;
  const write = ([key, values]: Phrase): string => texts.screen(language, key, values);
  const service = settings.services.find(({ id }) => id === ticket.service);
  const button = (action: string, key: string, icon: Tile['icon'], emphasis: Tile['emphasis']): Tile => ({
    action,
    label: texts.screen(language, key, {}),
    detail: '',
    icon,
    emphasis,
  });
  return {
    screen: 'ticket',
    title: held.calledTo === null ? write(['ticket.title', {}]) : write(calledPhrase(held.calledTo)),
    number: ticket.number,
    service: service === undefined ? '' : inLanguage(service.name, language),
    ahead: standing === null ? '' : write(aheadPhrase(standing.ahead)),
    wait: standing === null || standing.direct ? '' : write(waitPhrase(standing.wait)),
    where: held.calledTo !== null ? '' : write(wherePhrase(context, held)),
    note: [...apartPhrase(held), ...notePhrases(context, held)].map(write).join(' '),
    qr: qrOf(ticket, settings, texts, language),
    printing: held.printing,
    tiles: [
      ...(mayPrintAgain(context) ? [button('print', 'ticket.printAgain', 'print', 'normal')] : []),
      ...(ticket.counters.length === 0 ? [] : [button('way', 'ticket.showWay', 'way', 'normal')]),
      button('finish', 'ticket.finish', 'done', 'act'),
    ],
  };
}

export const calledPhrase = (counter: string): Phrase => [
  'ticket.called',
  { counter: { as: 'phrase', key: 'counter.name', values: { counter: { as: 'counter', number: counter } } } },
];

/** Where to go: there now where that is said of the ticket, else wherever it will be called to. One answer for screen and voice. */
const wherePhrase = ({ texts, language }: TicketingContext, { ticket, standing }: HeldTicket): Phrase => {
  if (ticket.counters.length === 0) return ['ticket.where.board', {}];
  const counter = countersValue(ticket.counters, texts, language);
  return [standing?.direct === true ? 'ticket.where.direct' : 'ticket.where', { counter }];
};

export const aheadPhrase = (ahead: number): Phrase =>
  ahead === 0 ? ['ticket.ahead.none', {}] : ['ticket.ahead', { n: { as: 'count', value: ahead } }];

/** A number that was given while its device could not reach the hub is as good as any other, and its holder is told so. */
const apartPhrase = ({ ticket }: HeldTicket): readonly Phrase[] => (ticket.apart ? [['ticket.apart', {}]] : []);

/** What is to be said of the paper. */
function notePhrases({ printer }: TicketingContext, { printing, ticket }: HeldTicket): readonly Phrase[] {
  switch (printing) {
    case 'none':
      return [['ticket.printNone', {}]];
    case 'printing':
      return [['ticket.printing', {}]];
    case 'printed':
      return [['ticket.printed', {}]];
    case 'later':
      return printer?.fault?.kind === 'paper-out'
        ? [['printer.out', { ticket: { as: 'ticket', number: ticket.number } }]]
        : [
            ['ticket.printLater', {}],
            ['ticket.photo', {}],
          ];
    case 'unknown':
      return [
        ['ticket.printUnknown', {}],
        ['ticket.photo', {}],
      ];
  }
}

const slipComes = (context: TicketingContext, { printing, wanted }: HeldTicket): boolean =>
  printing === 'printing' || printing === 'printed' || (wanted !== null && canPrint(context));

const noSlipPhrases = (context: TicketingContext, held: HeldTicket): readonly Phrase[] =>
  slipComes(context, held) ? [] : notePhrases(context, held).slice(0, 1);

/** The number in words: that it is theirs, and who is before them; that it must be remembered where no slip comes. */
export function ticketPhrases(context: TicketingContext, held: HeldTicket): readonly Phrase[] {
  const { texts, language } = context;
  const { ticket, standing, calledTo } = held;
  if (calledTo !== null) return [calledPhrase(calledTo)];
  const number = { as: 'ticket', number: ticket.number } as const;
  const ahead = standing?.ahead ?? 0;
  if (standing?.direct === true) {
    const counter = countersValue(ticket.counters, texts, language);
    return [['ticket.issued.zero', { ticket: number, counter }], ...noSlipPhrases(context, held)];
  }
  // What nobody knows is shown, and not said.
  const wait = standing === null || standing.wait === null ? [] : [waitPhrase(standing.wait)];
  if (ahead > 0 && slipComes(context, held))
    return [['ticket.issued', { ticket: number, n: { as: 'count', value: ahead } }], ...wait];
  return [
    ['ticket.number', { ticket: number }],
    aheadPhrase(ahead),
    ...wait,
    wherePhrase(context, held),
    ...(slipComes(context, held) ? ([['ticket.printed', {}]] as const) : noSlipPhrases(context, held)),
  ];
}
