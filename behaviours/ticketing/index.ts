import { assign, fromPromise } from 'xstate';
import { BugError } from '../../hal/assert.ts';
import { Listeners } from '../../hal/device.ts';
import { token, type Entropy } from '../../hal/ports/entropy.ts';
import type { PrintOutcome, TicketPrinter } from '../../hal/ports/ticket-printer.ts';
import { ok, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { runMachine, type BehaviourPorts } from '../actor.ts';
import type { Behaviour } from '../behaviour.ts';
import type { IssueRequest, IssuedTicket, LeftBehind, OfficeFault, TicketOffice } from '../hall/events.ts';
import type { Texts } from '../voice/texts.ts';
import type { TicketingIn, TicketingOut } from './events.ts';
import { ticketingMachine } from './machine.ts';
import { bookingIn, personIn, ticketCodeOf } from './scanned.ts';
import { slipOf } from './slip.ts';
import type { TicketingSettings } from './settings.ts';
import { heldIn, mayLook, withHeld, type SlipJob, type Visit } from './visit.ts';

export interface TicketingPorts extends BehaviourPorts {
  readonly entropy: Entropy;
  readonly office: TicketOffice;
  /** Null where none is configured. */
  readonly printer: TicketPrinter | null;
}

/** Takes a visitor from the first question to the number in their hand. */
export const createTicketing = (
  settings: TicketingSettings,
  texts: Texts,
  ports: TicketingPorts,
): Behaviour<TicketingIn, TicketingOut> => {
  const { clock, entropy, log, office, printer } = ports;

  const print = async (job: SlipJob, signal: AbortSignal): Promise<PrintOutcome> => {
    if (printer === null) throw new BugError('ticketing: a slip without a printer');
    const slip = slipOf(job.jobId, job.ticket, job.occasion, settings, texts, job.language);
    const outcome = await printer.print(slip, signal);
    if (outcome.kind !== 'printed') log.write('warn', `slip.${outcome.kind}`, { job: job.jobId, fault: outcome.fault });
    return outcome;
  };
  const endSlip = async ({ jobId, ticket, outcome }: SlipJob): Promise<Result<void, OfficeFault>> => {
    if (outcome === null) throw new BugError(`ticketing: ${jobId} ends without an outcome`);
    const reason = outcome.kind === 'printed' ? '' : outcome.fault.kind;
    const ended = await office.slipEnded(ticket.ticket, jobId, outcome.kind, reason);
    // Not written, it will be called unknown at the next start: nobody is told anything false.
    if (!ended.ok) log.write('warn', 'slip.end-not-written', { job: jobId, fault: ended.fault });
    return ended;
  };
  const recover = async (withdrawn: readonly string[]): Promise<Result<LeftBehind | null, OfficeFault>> => {
    const left = office.leftBehind();
    for (const { ticket, jobId } of office.unfinishedSlips()) {
      log.write('warn', 'slip.unknown', { job: jobId });
      const ended = await office.slipEnded(ticket, jobId, 'unknown', 'restarted');
      if (!ended.ok) return ended;
    }
    for (const request of withdrawn) {
      const taken = await office.withdraw(request);
      if (!taken.ok) return taken;
    }
    return ok(left);
  };

  const requesting = (wish: Omit<IssueRequest, 'id'>): { readonly visit: Visit } => ({
    visit: { phase: 'requesting', request: { id: token(entropy, 8), ...wish }, fault: null },
  });

  const machine = ticketingMachine.provide({
    guards: {
      bookingScanned: ({ context, event }) => {
        if (event.type !== 'code.scanned' || !settings.bookings || !mayLook(context, null)) return false;
        const code = bookingIn(event.text);
        if (code === null) return false;
        const booking = office.booking(code);
        return booking.ok || booking.fault.kind !== 'booking-unknown';
      },
    },
    actors: {
      issue: fromPromise<Result<IssuedTicket, OfficeFault>, IssueRequest>(({ input }) => office.issue(input)),
      beginSlip: fromPromise<Result<void, OfficeFault>, SlipJob>(({ input }) =>
        office.slipStarted(input.ticket.ticket, input.jobId),
      ),
      print: fromPromise<PrintOutcome, SlipJob>(({ input, signal }) => print(input, signal)),
      endSlip: fromPromise<Result<void, OfficeFault>, SlipJob>(({ input }) => endSlip(input)),
      recover: fromPromise<Result<LeftBehind | null, OfficeFault>, { readonly withdrawn: readonly string[] }>(
        ({ input }) => recover(input.withdrawn),
      ),
    },
    actions: {
      request: assign(({ context: { visit, language } }, { priority }: { readonly priority: string | null }) => {
        if (visit.phase !== 'asking') throw new BugError(`ticketing: a request while ${visit.phase}`);
        return requesting({ service: visit.service, priority, language });
      }),
      requestNamed: assign(
        ({ context: { visit, language }, event }, { from }: { readonly from: 'scanned' | 'nothing' }) => {
          if (visit.phase !== 'naming') throw new BugError(`ticketing: a named request while ${visit.phase}`);
          const person = from === 'scanned' && event.type === 'code.scanned' ? personIn(event.text) : null;
          const { priority, service } = visit;
          return requesting({ service, priority, language, ...(person === null ? {} : { person }) });
        },
      ),
      useBooking: assign(
        ({ context: { visit, language }, event }, { from }: { readonly from: 'typed' | 'scanned' }) => {
          const typed = visit.phase === 'coding' ? visit.typed : '';
          const code = from === 'typed' ? typed : event.type === 'code.scanned' ? (bookingIn(event.text) ?? '') : '';
          const booking = office.booking(code);
          if (booking.ok)
            return requesting({
              service: booking.value.service,
              priority: null,
              language,
              booking: booking.value.code,
            });
          return { visit: { phase: 'coding' as const, typed: from === 'typed' ? typed : '', fault: booking.fault } };
        },
      ),
      seek: assign(({ event }) => {
        if (event.type !== 'code.scanned') return {};
        const code = ticketCodeOf(event.text);
        return {
          visit: { phase: 'looking' as const, code, found: code === null ? null : office.find(code), dossier: null },
        };
      }),
      lookAgain: assign(({ context: { visit } }) => {
        if (visit.phase !== 'looking' || visit.code === null) return {};
        return { visit: { ...visit, found: office.find(visit.code) } };
      }),
      look: assign(({ context }) => {
        const held = heldIn(context);
        if (held === null) return {};
        const standing = office.standing(held.ticket.ticket);
        return { visit: withHeld(context.visit, (it) => ({ ...it, standing })) };
      }),
    },
  });
  const behaviour = runMachine<TicketingIn, TicketingOut>('ticketing', machine, { settings, texts }, ports);

  // The regions of the chart each say when the screen may have changed; who draws it hears of it only when it has.
  const out = new Listeners<TicketingOut>();
  let standing = '';
  behaviour.on((event) => {
    if (event.type === 'claim.made' && event.claim.resource === 'screen') {
      const claimed = JSON.stringify(event.claim);
      if (claimed === standing) return;
      standing = claimed;
    }
    if (event.type === 'claim.withdrawn' && event.resource === 'screen') standing = '';
    out.emit(event);
  });

  // A finger that trembles touches twice; the second touch would answer the next question, the first one of a visit too.
  let touchedAt: Milliseconds | null = null;
  return {
    name: behaviour.name,
    start: () => behaviour.start(),
    stop: () => behaviour.stop(),
    state: () => behaviour.state(),
    on: (listener) => out.add(listener),
    send: (event) => {
      // Who touches a number that is offered to them begins a visit by it and means the number.
      if (event.type === 'visit.began') touchedAt = event.by === 'touch' && standing === '' ? clock.now() : null;
      if (event.type === 'action.chosen') {
        const now = clock.now();
        if (touchedAt !== null && now - touchedAt < settings.doubleTapMs) return;
        touchedAt = now;
      }
      behaviour.send(event);
    },
  };
};
