import type { PrinterStatus } from '../../hal/ports/ticket-printer.ts';
import type { LanguageTag } from '../behaviour.ts';
import type { Hours } from '../hours/events.ts';
import type { IssuedTicket } from '../hall/events.ts';
import type { ClaimEvent } from '../reception/claims.ts';
import type { DossierWord } from './dossier-screen.ts';

export type TicketingIn =
  /** The office has its ledger (again): slips that an earlier start left without an end are told so. */
  | { readonly type: 'office.ready' }
  | { readonly type: 'visit.began'; readonly visitId: string; readonly by: 'sensor' | 'touch' }
  | { readonly type: 'visit.ended'; readonly visitId: string }
  /** An action of a view that ticketing claims (`ticketing.*` ids), already checked by reception. */
  | { readonly type: 'action.chosen'; readonly action: string }
  /** A code was held before the reader. */
  | { readonly type: 'code.scanned'; readonly text: string }
  /** A dossier's code was held before the reader, or the city has answered how far that dossier is. */
  | { readonly type: 'dossier.told'; readonly code: string; readonly word: DossierWord }
  | { readonly type: 'language.chosen'; readonly language: LanguageTag }
  /** Larger text and more time are wanted. */
  | { readonly type: 'easy.changed'; readonly easy: boolean }
  | { readonly type: 'hours.changed'; readonly hours: Hours }
  | { readonly type: 'printer.changed'; readonly status: PrinterStatus | null }
  | { readonly type: 'queue.changed'; readonly waiting: number }
  /** Staff are being called to this visitor, or that has come to its end: meanwhile nobody asks them to hurry. */
  | { readonly type: 'assistance.requested' }
  | { readonly type: 'assistance.ended' }
  /** The hall called this number while its holder may still stand here. */
  | {
      readonly type: 'ticket.called';
      readonly ticket: string;
      readonly number: string;
      readonly counter: string;
    };

export type TicketingOut =
  | ClaimEvent
  | { readonly type: 'ticket.handedOver'; readonly ticket: IssuedTicket; readonly printed: boolean }
  | { readonly type: 'ticket.abandoned' }
  | { readonly type: 'way.wanted'; readonly number: string; readonly counter: string }
  | { readonly type: 'assistance.wanted'; readonly reason: string }
  | { readonly type: 'visit.completed' };
