import { assert, present } from '../../hal/assert.ts';
import type { PrintOutcome } from '../../hal/ports/ticket-printer.ts';
import { heldIn, mostByItself, withHeld, type HeldTicket, type TicketingContext } from './visit.ts';

/** The slip that is wanted becomes the one under way. Its job's id is the ticket's and the count of its slips: unique for ever. */
export function startedJob(context: TicketingContext): Partial<TicketingContext> {
  const held = present(heldIn(context), 'ticketing: a slip without a ticket');
  assert(context.job === null, 'ticketing: one slip at a time');
  const occasion = present(held.wanted, 'ticketing: no slip is wanted');
  const jobs = held.jobs + 1;
  const own = context.texts.languages[0] ?? context.language;
  return {
    job: {
      jobId: `${held.ticket.ticket}#${jobs}`,
      ticket: held.ticket,
      occasion,
      language: held.plain ? own : context.language,
      outcome: null,
    },
    visit: withHeld(context.visit, () => ({
      ...held,
      jobs,
      byItself: held.byItself + (occasion === 'again' ? 0 : 1),
      wanted: null,
      printing: 'printing',
    })),
  };
}

/**
 * What the end of a slip means for its ticket, if its holder is still here. `null`: it could not even be begun. A slip of which
 * nothing came out is wanted again, a few times; one that may have come out is a person's to ask for.
 */
export function endedJob(context: TicketingContext, outcome: PrintOutcome | null): Partial<TicketingContext> {
  const job = present(context.job, 'ticketing: no slip has ended');
  const ended = outcome === null ? null : { ...job, outcome };
  const held = heldIn(context);
  if (held === null || held.ticket.ticket !== job.ticket.ticket) return { job: ended };
  const own = context.texts.languages[0] ?? context.language;
  const cannotWrite = outcome?.kind === 'not-printed' && outcome.fault.kind === 'unprintable';
  const plain = held.plain || cannotWrite;
  // What cannot be printed in the visitor's language is printed in the site's own; in that, it cannot be printed at all.
  const hopeless = cannotWrite && job.language === own;
  const again = held.byItself < mostByItself && !hopeless;
  const late = job.occasion === 'again' ? 'again' : 'late';
  const now = (printing: HeldTicket['printing'], wanted: HeldTicket['wanted']): HeldTicket => ({
    ...held,
    plain,
    printing,
    wanted,
  });
  const after = (): HeldTicket => {
    if (outcome?.kind === 'printed') return now('printed', null);
    if (outcome?.kind === 'unknown') return now('unknown', null);
    return now('later', again ? late : null);
  };
  return { job: ended, visit: withHeld(context.visit, after) };
}
