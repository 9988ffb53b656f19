import { assign, emit, enqueueActions, fromPromise, raise, setup } from 'xstate';
import { BugError, present } from '../../hal/assert.ts';
import type { PrintOutcome } from '../../hal/ports/ticket-printer.ts';
import type { Result } from '../../hal/result.ts';
import type { IssueRequest, IssuedTicket, LeftBehind, OfficeFault } from '../hall/events.ts';
import type { Texts } from '../voice/texts.ts';
import type { TicketingIn, TicketingOut } from './events.ts';
import { endedJob, startedJob } from './paper.ts';
import { aloud, screenClaim, screenId, voiceId } from './screens.ts';
import { counterOf, givesNumbers } from './found-screen.ts';
import { digitOf, longestCode, mayBeCode } from './code-screen.ts';
import { personIn, ticketCodeOf } from './scanned.ts';
import { pageCount, serviceOf } from './services.ts';
import type { TicketingSettings } from './settings.ts';
import {
  canPrint,
  freshlyHeld,
  heldAgain,
  heldIn,
  mayLook,
  mayPrintAgain,
  offerSpan,
  withHeld,
  withWithdrawn,
  type SlipJob,
  type TicketingContext,
  type Visit,
} from './visit.ts';

type Issued = Result<IssuedTicket, OfficeFault>;
type Written = Result<void, OfficeFault>;
export type Recovered = Result<LeftBehind | null, OfficeFault>;

/** What one region of the chart tells another. */
type Inner =
  /** What is shown is no longer what is. */
  | { readonly type: 'screen.stale' }
  /** A visitor went before the answer to their request. */
  | { readonly type: 'request.left' }
  /** Somebody may stand here since before the restart. */
  | { readonly type: 'ticket.left'; readonly left: LeftBehind };

interface TicketingTypes {
  context: TicketingContext;
  events: TicketingIn | Inner;
  emitted: TicketingOut;
  input: { readonly settings: TicketingSettings; readonly texts: Texts };
}

/** Carries types and no value; xstate never reads it. */
const types = {} as TicketingTypes;

const notProvided = (name: string) => (): never => {
  throw new BugError(`ticketing: ${name} is not provided`);
};

export const requestOf = ({ visit }: TicketingContext): IssueRequest => {
  if (visit.phase === 'requesting' || visit.phase === 'refused') return visit.request;
  throw new BugError(`ticketing: no request while ${visit.phase}`);
};
export const jobOf = ({ job }: TicketingContext): SlipJob => present(job, 'ticketing: no slip under way');
const held = (context: TicketingContext) => present(heldIn(context), 'ticketing: no ticket in hand');

/** The way to the counter of the ticket that was sought. */
const foundWay = ({ visit }: TicketingContext) => {
  const found = present(visit.phase === 'looking' ? visit.found : null, 'ticketing: no ticket was found');
  return { ticket: found.ticket, counter: present(counterOf(found), 'ticketing: no counter to go to') };
};

const choosing = (page: number, touched: boolean): { visit: Visit } => ({
  visit: { phase: 'choosing', page, touched },
});

/** The vocabulary of the chart. Whatever touches a port is a placeholder that `index.ts` provides. */
export const parts = setup({
  types,
  actors: {
    issue: fromPromise<Issued, IssueRequest>(notProvided('issue')),
    beginSlip: fromPromise<Written, SlipJob>(notProvided('beginSlip')),
    print: fromPromise<PrintOutcome, SlipJob>(notProvided('print')),
    endSlip: fromPromise<Written, SlipJob>(notProvided('endSlip')),
    /** Tells slips of an earlier start their end, which nobody saw, and takes back what nobody will see; gives who may stand here. */
    recover: fromPromise<Recovered, { readonly withdrawn: readonly string[] }>(notProvided('recover')),
  },
  actions: {
    /** A new request, with an id of its own, for the service that was chosen. */
    request: assign((_scope, _params: { readonly priority: string | null }): Partial<TicketingContext> =>
      notProvided('request')(),
    ),
    /** The same with the person whose code was held before the reader, or without. */
    requestNamed: assign((_scope, _params: { readonly from: 'scanned' | 'nothing' }): Partial<TicketingContext> =>
      notProvided('requestNamed')(),
    ),
    /** A request by the booking whose code was typed or held before the reader, or why there is none. */
    useBooking: assign((_scope, _params: { readonly from: 'typed' | 'scanned' }): Partial<TicketingContext> =>
      notProvided('useBooking')(),
    ),
    askForCode: assign({ visit: { phase: 'coding', typed: '', fault: null } }),
    typeDigit: assign(({ context: { visit }, event }): Partial<TicketingContext> => {
      const digit = event.type === 'action.chosen' ? digitOf(event.action) : null;
      if (visit.phase !== 'coding' || digit === null) return {};
      return { visit: { phase: 'coding', typed: `${visit.typed}${digit}`.slice(0, longestCode), fault: null } };
    }),
    deleteDigit: assign(({ context: { visit } }): Partial<TicketingContext> =>
      visit.phase === 'coding' ? { visit: { phase: 'coding', typed: visit.typed.slice(0, -1), fault: null } } : {},
    ),
    askForPerson: assign(
      ({ context: { visit } }, { priority }: { readonly priority: string | null }): Partial<TicketingContext> => {
        if (visit.phase !== 'asking') throw new BugError(`ticketing: a person is asked for while ${visit.phase}`);
        return { visit: { phase: 'naming', service: visit.service, priority } };
      },
    ),
    /** How the ticket in hand stands now. */
    look: assign((): Partial<TicketingContext> => notProvided('look')()),
    /** The ticket of the code that was held before the reader, and the same again as it stands now. */
    seek: assign((): Partial<TicketingContext> => notProvided('seek')()),
    lookAgain: assign((): Partial<TicketingContext> => notProvided('lookAgain')()),

    keepLanguage: assign(({ event }) => (event.type === 'language.chosen' ? { language: event.language } : {})),
    keepEasy: assign(({ event }) => (event.type === 'easy.changed' ? { easy: event.easy } : {})),
    keepHours: assign(({ event }) => (event.type === 'hours.changed' ? { hours: event.hours } : {})),
    keepPrinter: assign(({ event }) => (event.type === 'printer.changed' ? { printer: event.status } : {})),

    awaitHelp: assign({ helped: true }),
    endHelp: assign({ helped: false }),

    welcome: assign(choosing(0, false)),
    /** Back at the first question, by the visitor's own hand. */
    startOver: assign(choosing(0, true)),
    turnPage: assign(({ context: { visit } }, { by }: { readonly by: number }) =>
      choosing(visit.phase === 'choosing' ? visit.page + by : 0, true),
    ),
    touch: assign(({ context: { visit } }) => (visit.phase === 'choosing' ? choosing(visit.page, true) : {})),
    turnAway: assign({ visit: { phase: 'turnedAway' } }),
    chooseService: assign(({ context, event }) => {
      const service = event.type === 'action.chosen' ? serviceOf(event.action, context.settings) : null;
      return { visit: { phase: 'asking', service: present(service, 'ticketing: no service chosen') } };
    }),
    requestAgain: assign(({ context }) => ({
      visit: { phase: 'requesting', request: requestOf(context), fault: null },
    })),
    keepFault: assign(({ context }, { answer }: { readonly answer: Issued }) =>
      answer.ok ? {} : { visit: { phase: 'requesting', request: requestOf(context), fault: answer.fault } },
    ),
    refuse: assign(({ context }) => ({
      visit: {
        phase: 'refused',
        request: requestOf(context),
        fault: (context.visit.phase === 'requesting' ? context.visit.fault : null) ?? {
          kind: 'ledger-refused',
          fault: { kind: 'no-answer' },
        },
      },
    })),
    hold: assign(({ context }, { answer }: { readonly answer: Issued }) =>
      answer.ok ? { visit: { phase: 'holding', held: freshlyHeld(answer.value, context.settings) } } : {},
    ),
    wantSlipAgain: assign(({ context }) => ({
      visit: withHeld(context.visit, (it) => ({ ...it, wanted: it.jobs === 0 ? 'late' : 'again' })),
    })),
    /** It could not be printed together with the number; when it is, it says so. */
    wantSlipLate: assign(({ context }) => ({
      visit: withHeld(context.visit, (it) => ({ ...it, wanted: it.wanted === 'first' ? 'late' : it.wanted })),
    })),
    keepCall: assign(({ context, event }) =>
      event.type === 'ticket.called'
        ? { visit: withHeld(context.visit, (it) => ({ ...it, calledTo: event.counter })) }
        : {},
    ),
    /** The next visitor begins in the site's own language. */
    forget: assign(({ context: { texts, language } }) => ({
      visit: { phase: 'none' },
      warned: false,
      language: texts.languages[0] ?? language,
    })),
    /** In the language in which it was taken. */
    holdAgain: assign(({ context, event }) =>
      event.type === 'ticket.left'
        ? {
            language: event.left.language,
            offerMs: offerSpan(event.left, context.settings),
            visit: { phase: 'holding', held: heldAgain(event.left, context.settings) },
          }
        : {},
    ),
    lookedBack: assign({ lookedBack: true, withdrawn: [] }),
    tellLeft: raise((_, { answer }: { readonly answer: Recovered }) => ({
      type: 'ticket.left',
      left: present(answer.ok ? answer.value : null, 'ticketing: nobody was left here'),
    })),
    /** Who goes before the answer will never see it. */
    withdraw: enqueueActions(({ context, enqueue }) => {
      const withdrawn = withWithdrawn(context);
      if (withdrawn === context.withdrawn) return;
      enqueue.assign({ withdrawn });
      enqueue.raise({ type: 'request.left' });
    }),
    warn: assign({ warned: true }),
    calm: assign({ warned: false }),

    keepDossier: assign(({ event }) =>
      event.type === 'dossier.told'
        ? {
            visit: {
              phase: 'looking' as const,
              code: null,
              found: null,
              dossier: { code: event.code, word: event.word },
            },
          }
        : {},
    ),
    startJob: assign(({ context }) => startedJob(context)),
    keepOutcome: assign(({ context }, { outcome }: { readonly outcome: PrintOutcome }) => endedJob(context, outcome)),
    /** It was never written down that this slip began: nothing of it has left. */
    dropJob: assign(({ context }) => endedJob(context, null)),
    clearJob: assign({ job: null }),

    tellStale: raise({ type: 'screen.stale' }),
    show: emit(({ context }) => ({ type: 'claim.made', claim: screenClaim(context) })),
    hide: emit({ type: 'claim.withdrawn', resource: 'screen', id: screenId }),
    hush: emit({ type: 'claim.withdrawn', resource: 'voice', id: voiceId }),
    say: emit(({ context }, { what }: { readonly what: 'warning' | 'number' | 'found' }) => {
      const utterance = present(aloud(context, what), 'ticketing: nothing to say');
      return { type: 'claim.made', claim: { resource: 'voice', id: voiceId, rank: 'engaged-visitor', utterance } };
    }),
    wantWay: emit(({ context }) => {
      const { ticket, calledTo } = held(context);
      const counter = calledTo ?? present(ticket.counters[0], 'ticketing: no counter to go to');
      return { type: 'way.wanted', number: ticket.number, counter };
    }),
    wantFoundWay: emit(({ context }) => {
      const { ticket, counter } = foundWay(context);
      return { type: 'way.wanted', number: ticket.number, counter };
    }),
    wantHelp: emit((_, { reason }: { readonly reason: string }) => ({ type: 'assistance.wanted', reason })),
    tellHandedOver: emit(({ context }) => ({
      type: 'ticket.handedOver',
      ticket: held(context).ticket,
      printed: held(context).printing === 'printed',
    })),
    tellAbandoned: emit({ type: 'ticket.abandoned' }),
    tellCompleted: emit({ type: 'visit.completed' }),
  },
  guards: {
    ticketsGiven: ({ context: { hours } }) => hours === null || hours.ticketsGiven,
    /** The device is about to stop: whoever has not asked for a number yet is told so. */
    stopping: ({ event }) => event.type === 'hours.changed' && event.hours.state === 'stopping',
    noMoreTickets: ({ event }) => event.type === 'hours.changed' && !event.hours.ticketsGiven,
    chose: ({ event }, { action }: { readonly action: string }) =>
      event.type === 'action.chosen' && event.action === action,
    choseService: ({ context, event }) =>
      event.type === 'action.chosen' && serviceOf(event.action, context.settings) !== null,
    choseMore: ({ context: { visit, settings }, event }) =>
      event.type === 'action.chosen' &&
      event.action === 'more' &&
      visit.phase === 'choosing' &&
      visit.page + 1 < pageCount(settings),
    choseBefore: ({ context: { visit }, event }) =>
      event.type === 'action.chosen' && event.action === 'back' && visit.phase === 'choosing' && visit.page > 0,
    choseWay: ({ context, event }) =>
      event.type === 'action.chosen' && event.action === 'way' && held(context).ticket.counters.length > 0,
    chosePrint: ({ context, event }) =>
      event.type === 'action.chosen' && event.action === 'print' && mayPrintAgain(context),
    choseFoundWay: ({ context: { visit }, event }) =>
      event.type === 'action.chosen' &&
      event.action === 'way' &&
      visit.phase === 'looking' &&
      visit.found !== null &&
      counterOf(visit.found) !== null,
    choseStart: ({ context, event }) =>
      event.type === 'action.chosen' && event.action === 'start' && givesNumbers(context),
    /** A slip is before the reader, and what is shown may give way to it. */
    mayLook: ({ context, event }) => event.type === 'code.scanned' && mayLook(context, ticketCodeOf(event.text)),
    /** Its code is before the reader now, or what was asked of it is still on the screen; a number in hand gives way to neither. */
    hearsDossier: ({ context, event }) => {
      if (event.type !== 'dossier.told') return false;
      const { visit } = context;
      if (event.word === 'asking') return visit.phase !== 'holding' && mayLook(context, null);
      return visit.phase === 'looking' && visit.dossier?.code === event.code;
    },
    sought: ({ context: { visit }, event }) =>
      event.type === 'ticket.called' && visit.phase === 'looking' && visit.found?.ticket.ticket === event.ticket,
    speaksFound: ({ context }) => aloud(context, 'found') !== null,
    asksPriority: ({ context }) => context.settings.askPriority,
    asksPerson: ({ context: { settings } }) => settings.askPerson && settings.reader,
    /** A booking that the hall knows has its code before the reader, and what is shown may give way to it. */
    bookingScanned: (_scope): boolean => notProvided('bookingScanned')(),
    choseBooked: ({ context, event }) =>
      event.type === 'action.chosen' && event.action === 'booked' && context.settings.bookings,
    typed: ({ event }) => event.type === 'action.chosen' && digitOf(event.action) !== null,
    mayBeCode: ({ context: { visit }, event }) =>
      event.type === 'action.chosen' && event.action === 'done' && visit.phase === 'coding' && mayBeCode(visit.typed),
    personScanned: ({ event }) => event.type === 'code.scanned' && personIn(event.text) !== null,
    isCoding: ({ context: { visit } }) => visit.phase === 'coding',
    isNaming: ({ context: { visit } }) => visit.phase === 'naming',
    isRequesting: ({ context: { visit } }) => visit.phase === 'requesting',
    untouched: ({ context: { visit } }) => visit.phase === 'choosing' && !visit.touched,
    helped: ({ context }) => context.helped,
    isHolding: ({ context: { visit } }) => visit.phase === 'holding',
    isRefused: ({ context: { visit } }) => visit.phase === 'refused',
    isAsking: ({ context: { visit } }) => visit.phase === 'asking',
    /** Somebody wanted a number and has none. */
    midway: ({ context: { visit } }) =>
      (visit.phase === 'choosing' && visit.touched) ||
      visit.phase === 'asking' ||
      visit.phase === 'coding' ||
      visit.phase === 'naming' ||
      visit.phase === 'requesting' ||
      visit.phase === 'refused',
    issued: (_, { answer }: { readonly answer: Issued }) => answer.ok,
    /** Asking again may help. */
    passing: (_, { answer }: { readonly answer: Issued }) => !answer.ok && answer.fault.kind === 'ledger-refused',
    ours: ({ context, event }) => event.type === 'ticket.called' && heldIn(context)?.ticket.ticket === event.ticket,
    onPaper: ({ context }) => heldIn(context)?.printing === 'printed',
    /** No slip comes now: there is no printer, it cannot print, or nobody knows whether it did. */
    withoutPaper: ({ context }) => {
      const it = heldIn(context);
      if (it === null || it.printing === 'printing' || it.printing === 'printed') return false;
      return it.wanted === null || !canPrint(context);
    },
    slipDue: ({ context }) => (heldIn(context)?.wanted ?? null) !== null && canPrint(context),
    /** Somebody may stand here since before the restart, which is asked once. */
    leftBehind: ({ context }, { answer }: { readonly answer: Recovered }) =>
      !context.lookedBack && answer.ok && answer.value !== null && offerSpan(answer.value, context.settings) > 0,
    recovered: (_, { answer }: { readonly answer: Recovered }) => answer.ok,
    written: (_, { answer }: { readonly answer: Written }) => answer.ok,
    cameOut: ({ context }) => context.job?.outcome?.kind === 'printed',
    speaksWarning: ({ context }) => aloud(context, 'warning') !== null,
    speaksNumber: ({ context }) => aloud(context, 'number') !== null,
  },
  delays: {
    /** Twice the time for who asked for larger text. */
    idle: ({ context }) => context.settings.idleMs * (context.easy ? 2 : 1),
    number: ({ context }) => context.settings.numberMs * (context.easy ? 2 : 1),
    warning: ({ context }) => context.settings.warningMs,
    officeRetry: ({ context }) => context.settings.officeRetryMs,
    officeGiveUp: ({ context }) => context.settings.officeGiveUpMs,
    patience: ({ context }) => context.settings.doubleTapMs,
    print: ({ context }) => context.settings.printMs,
    offer: ({ context }) => context.offerMs,
  },
});
