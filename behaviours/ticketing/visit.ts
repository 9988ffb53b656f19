import type { PrinterStatus, PrintOutcome } from '../../hal/ports/ticket-printer.ts';
import type { LanguageTag } from '../behaviour.ts';
import type {
  BookingFault,
  FoundTicket,
  IssueRequest,
  IssuedTicket,
  LeftBehind,
  OfficeFault,
  Standing,
  TicketCode,
} from '../hall/events.ts';
import type { Hours } from '../hours/events.ts';
import type { Printing } from '../reception/views.ts';
import type { Texts } from '../voice/texts.ts';
import type { DossierTold } from './dossier-screen.ts';
import type { SlipOccasion } from './slip.ts';
import type { TicketingSettings } from './settings.ts';
import type { Milliseconds } from '../../hal/units.ts';

/** How far the visitor in front of the screen has come. */
export type Visit =
  | { readonly phase: 'none' }
  /** `touched`: they have used the screen, so a silence means something. */
  | { readonly phase: 'choosing'; readonly page: number; readonly touched: boolean }
  | { readonly phase: 'asking'; readonly service: string }
  /** They have booked and type their code. `fault`: why the last one gave no number. */
  | { readonly phase: 'coding'; readonly typed: string; readonly fault: BookingFault | null }
  /** They are asked for a code of theirs, for the quota's sake. */
  | { readonly phase: 'naming'; readonly service: string; readonly priority: string | null }
  /** `fault`: why the office has not given it yet, null while it was not asked or has not answered. */
  | { readonly phase: 'requesting'; readonly request: IssueRequest; readonly fault: OfficeFault | null }
  | { readonly phase: 'refused'; readonly request: IssueRequest; readonly fault: OfficeFault }
  | { readonly phase: 'holding'; readonly held: HeldTicket }
  /** They have held a slip before the reader. `found` null: it is none of this hall's. */
  | {
      readonly phase: 'looking';
      readonly code: TicketCode | null;
      readonly found: FoundTicket | null;
      /** It is a dossier's code; null: a ticket's, or none. */
      readonly dossier: DossierTold | null;
    }
  | { readonly phase: 'turnedAway' };

/** A ticket in its holder's hand or before their eyes. */
export interface HeldTicket {
  readonly ticket: IssuedTicket;
  /** Null: no longer waiting. */
  readonly standing: Standing | null;
  readonly printing: Printing;
  /** A slip is wanted and not begun yet, and why; null: none is. */
  readonly wanted: SlipOccasion | null;
  /** Slips begun so far: each has a job of its own. */
  readonly jobs: number;
  /** Prints that the machine began by itself. */
  readonly byItself: number;
  /** The visitor's language cannot be printed; the site's own is taken. */
  readonly plain: boolean;
  /** Where the hall has called it to while its holder stood here; null: not called. */
  readonly calledTo: string | null;
}

/** A slip under way: it is finished whatever its visitor does meanwhile. */
export interface SlipJob {
  readonly jobId: string;
  readonly ticket: IssuedTicket;
  readonly occasion: SlipOccasion;
  readonly language: LanguageTag;
  /** How it ended, null while it prints. */
  readonly outcome: PrintOutcome | null;
}

export interface TicketingContext {
  readonly settings: TicketingSettings;
  readonly texts: Texts;
  readonly language: LanguageTag;
  readonly easy: boolean;
  /** Staff are on their way to whoever stands here. */
  readonly helped: boolean;
  /** The warning lies over the screen. */
  readonly warned: boolean;
  readonly hours: Hours | null;
  /** Null: it does not answer, or there is none. */
  readonly printer: PrinterStatus | null;
  readonly visit: Visit;
  /** How long a number from before the restart is shown. */
  readonly offerMs: Milliseconds;
  /** Whoever was left here by a restart has been looked for: that is done once. */
  readonly lookedBack: boolean;
  /** Requests whose visitor has gone: what they have got or will get is taken back. */
  readonly withdrawn: readonly string[];
  readonly job: SlipJob | null;
}

/** Slips that one ticket may have: paper is not for ever. */
export const mostJobs = 4;
/** The machine tries by itself as long as the printer says that none of it came out, but not without end. */
export const mostByItself = 3;

export const canPrint = ({ settings, printer }: TicketingContext): boolean =>
  settings.printer && printer !== null && printer.fault === null;

export const heldIn = ({ visit }: TicketingContext): HeldTicket | null =>
  visit.phase === 'holding' ? visit.held : null;

/** The visit with what is held changed; nothing else holds anything. */
export const withHeld = (visit: Visit, change: (held: HeldTicket) => HeldTicket): Visit =>
  visit.phase === 'holding' ? { ...visit, held: change(visit.held) } : visit;

/** Whether a person may ask for another slip now. */
export const mayPrintAgain = (context: TicketingContext): boolean => {
  const held = heldIn(context);
  return (
    held !== null &&
    held.wanted === null &&
    held.jobs < mostJobs &&
    (held.printing === 'printed' || held.printing === 'unknown' || held.printing === 'later') &&
    canPrint(context)
  );
};

/** A new ticket as it is first held: a slip is wanted where there is a printer. */
export const freshlyHeld = (ticket: IssuedTicket, settings: TicketingSettings): HeldTicket => ({
  ticket,
  standing: { ahead: ticket.ahead, wait: ticket.wait, direct: ticket.direct },
  printing: settings.printer ? 'later' : 'none',
  wanted: settings.printer ? 'first' : null,
  jobs: 0,
  byItself: 0,
  plain: false,
  calledTo: null,
});

/** A ticket of before the restart as it is offered: nothing of it is printed by itself. */
export const heldAgain = (left: LeftBehind, settings: TicketingSettings): HeldTicket => ({
  ...freshlyHeld(left.ticket, settings),
  printing: left.slip === 'unknown' ? 'unknown' : settings.printer ? 'later' : 'none',
  wanted: null,
  jobs: left.slips,
});

/**
 * How long a ticket of before the restart is still offered: until its own deadline. Where no clock tells its age, one whose
 * slip was under way is offered in full, once (its end is written then); any other may be days old and is not.
 */
export const offerSpan = ({ ageMs, open }: LeftBehind, { offerMs }: TicketingSettings): Milliseconds => {
  if (ageMs === null) return open ? offerMs : 0;
  return Math.max(0, offerMs - ageMs);
};

/**
 * Whether what the visitor is at may give way to a slip that is held before the reader: not a number that is on its way to them, nor
 * that same number, which they see already.
 */
export const mayLook = (context: TicketingContext, code: TicketCode | null): boolean => {
  const { visit } = context;
  switch (visit.phase) {
    case 'choosing':
    case 'asking':
    case 'coding':
    case 'naming':
    case 'turnedAway':
    case 'looking':
      return true;
    case 'holding': {
      const { ticket, printing, wanted } = visit.held;
      if (printing === 'printing' || (wanted !== null && canPrint(context))) return false;
      return code?.kind === 'token' ? code.token !== ticket.token : code?.number !== ticket.number;
    }
    case 'none':
    case 'requesting':
    case 'refused':
      return false;
  }
};

/** Requests whose withdrawal is pending at most: a ledger that refuses for hours must not fill the memory. */
const mostWithdrawn = 100;

/** With the request of a visitor who goes before its answer. */
export const withWithdrawn = (context: TicketingContext): readonly string[] => {
  const { visit, withdrawn } = context;
  return visit.phase === 'requesting' || visit.phase === 'refused'
    ? [...withdrawn, visit.request.id].slice(-mostWithdrawn)
    : withdrawn;
};
