const ours = ({ own, first }) => own && first;
const isCall = ({ kind }) => kind === 'ticket.called';
const phaseText = ({ phase, counter }) => (counter === null ? phase : `${phase} at ${counter}`);
/** A fact that a device writes about a ticket, other than its slips. */
const aboutTicket = ({ kind, data }) => typeof data.ticket === 'string' && /^ticket\.(?!issued)/.test(kind);
const over = new Set(['finished', 'cancelled', 'void']);
/** Whoever was served once may come before another counter by one of these. */
const broughtBack = new Set(['ticket.extended', 'ticket.transferred', 'ticket.returned', 'ticket.parked']);

/** What a device writes about tickets itself, with what it knew of each when it decided so: judged by that, not by what comes in meanwhile. */
const writes = ({ device, events, foreseen }) =>
  events
    .filter((event) => event.device === device && aboutTicket(event))
    .map((event) => {
      const { ticket, others } = foreseen.get(event.id);
      return { event, ticket, others, misfit: ticket.misfits.get(event.id) ?? null };
    });

export const callRules = [
  {
    id: 'call-asked',
    says: 'Nobody is called unless a person asked for it.',
    watch: (centre, broken) => ({
      asked: (happening) => {
        for (const event of happening.events)
          if (event.device === happening.device && isCall(event) && !centre.commands.has(event.cause))
            broken(happening, `${event.data.ticket} was called to ${event.data.counter} because of ${event.cause}`);
      },
    }),
  },
  {
    id: 'call-one-counter',
    says: 'A ticket is called to one counter at a time; only who stands before a clerk slip in hand is called there, whatever a hub out of reach does.',
    watch: (centre, broken) => ({
      asked: (happening) => {
        for (const { event, misfit } of writes(happening))
          if (isCall(event) && misfit !== null && !over.has(misfit.while.phase))
            broken(happening, `${event.data.ticket} called to ${event.data.counter} while ${phaseText(misfit.while)}`);
      },
      stored: (happening) => {
        const { event, device } = happening;
        if (!ours(happening) || !isCall(event)) return;
        const before = centre.truth.get(event.data.ticket);
        if (before === undefined || !['called', 'serving'].includes(before.now.phase)) return;
        const copy = centre.copy(device);
        // What only a hub knew that is lost cannot be known to the one that people raised after it.
        if (before.term !== copy.hub.term) return;
        // A number that has not been heard of where it is called is read from its slip; a hub that is cut off does so too.
        const unheard = (call) => (centre.copy(call.device).ticket(call.data.ticket)?.issue ?? null) === null;
        const slipInHand = (call) =>
          centre.commands.get(call.cause) === 'call' && (copy.hub.device !== call.device || unheard(call));
        if (slipInHand(event) || slipInHand(before.call)) return;
        broken(happening, `${event.data.ticket} called to ${event.data.counter} while ${phaseText(before.now)}`);
      },
    }),
  },
  {
    id: 'served-once',
    says: 'Whom one counter called and served no other calls, or calls again, as far as the ledger of whoever calls tells.',
    watch: (centre, broken) => ({
      asked: (happening) => {
        for (const { event, ticket } of writes(happening)) {
          if (!isCall(event) && event.kind !== 'ticket.recalled') continue;
          const { facts } = ticket;
          if (facts.some(({ kind }) => broughtBack.has(kind))) continue;
          const served = facts.find(
            ({ kind, data }) =>
              kind === 'ticket.finished' &&
              data.counter !== event.data.counter &&
              facts.some((fact) => isCall(fact) && fact.data.counter === data.counter),
          );
          if (served !== undefined)
            broken(
              happening,
              `${event.data.ticket} called to ${event.data.counter}, which ${served.data.counter} has served`,
            );
        }
      },
    }),
  },
  {
    id: 'counter-one-ticket',
    says: 'A counter has one ticket at a time.',
    watch: (centre, broken) => ({
      asked: (happening) => {
        for (const { event, others } of writes(happening))
          if (isCall(event) && others.length > 0)
            broken(happening, `${event.data.ticket} called to ${event.data.counter}, where ${others[0].id} is`);
      },
    }),
  },
  {
    id: 'counter-open',
    says: 'Nobody is called to a counter that is paused, closed or unknown.',
    watch: (centre, broken) => ({
      asked: (happening) => {
        const copy = centre.copy(happening.device);
        for (const event of happening.events) {
          if (event.device !== happening.device || !isCall(event)) continue;
          const counter = copy.counter(event.data.counter, copy.today(event));
          if (counter?.open !== true)
            broken(
              happening,
              `${event.data.ticket} called to ${event.data.counter}, which is ${counter === null ? 'unknown' : 'shut'}`,
            );
        }
      },
    }),
  },
  {
    id: 'called-was-given',
    says: 'Whoever was called had been given their number.',
    watch: (centre, broken) => ({
      calm: (happening) => {
        for (const [id, { issue }] of centre.truth)
          if (issue === null) broken(happening, `nobody was ever given ${id}`);
      },
    }),
  },
  {
    id: 'over-is-over',
    says: 'A ticket that is finished, cancelled or void stays so.',
    watch: (centre, broken) => ({
      asked: (happening) => {
        for (const { event, misfit } of writes(happening))
          if (misfit !== null && over.has(misfit.while.phase))
            broken(happening, `${event.kind} of ${event.data.ticket}, which is ${misfit.while.phase}`);
      },
    }),
  },
  {
    id: 'fits',
    says: 'What a device writes about a ticket fits what it knows of it: recall, arrival, no-show, finish, park and transfer come from the counter that called it.',
    watch: (centre, broken) => ({
      asked: (happening) => {
        for (const { event, misfit } of writes(happening)) {
          if (misfit === null || over.has(misfit.while.phase)) continue;
          const by = typeof event.data.counter === 'string' ? ` by ${event.data.counter}` : '';
          broken(happening, `${event.kind} of ${event.data.ticket}${by} while ${phaseText(misfit.while)}`);
        }
      },
    }),
  },
  {
    id: 'no-show-after-calls',
    says: 'Nobody is taken for a no-show before they were called as often as the site says.',
    watch: (centre, broken) => ({
      asked: (happening) => {
        const { callsBeforeNoShow } = centre.site(happening.device);
        for (const { event, ticket } of writes(happening)) {
          if (event.kind !== 'ticket.no-show') continue;
          const { facts } = ticket;
          const until = facts.slice(0, facts.indexOf(event));
          const since = until.findLastIndex(isCall);
          const calls = until.slice(since).filter(({ kind }) => kind === 'ticket.called' || kind === 'ticket.recalled');
          if (calls.length < callsBeforeNoShow)
            broken(happening, `${event.data.ticket} given up after ${calls.length} calls of ${callsBeforeNoShow}`);
        }
      },
    }),
  },
  {
    id: 'nobody-lost',
    says: 'When all is calm, everybody who was given a number has been served, has gone, or was told that the day is over.',
    watch: (centre, broken) => ({
      calm: (happening) => {
        for (const [id, { now }] of centre.truth)
          if (['waiting', 'called', 'serving'].includes(now.phase))
            broken(happening, `${id} is still ${phaseText(now)}`);
      },
    }),
  },
  {
    id: 'closed-day',
    says: 'After a day was closed nobody of it is called.',
    watch: (centre, broken) => ({
      asked: (happening) => {
        const copy = centre.copy(happening.device);
        for (const event of happening.events) {
          if (event.device !== happening.device || !isCall(event)) continue;
          const day = copy.ticket(event.data.ticket)?.day ?? null;
          if (day !== null && copy.closedDays.has(day))
            broken(happening, `${event.data.ticket} called after its day was closed`);
        }
      },
    }),
  },
  {
    id: 'left-over-late',
    says: 'Nobody is void as left over from yesterday who has stood for less than four hours.',
    watch: (centre, broken) => ({
      stored: (happening) => {
        const { t, event, first } = happening;
        if (!first || event.kind !== 'ticket.voided' || event.data.reason !== 'day-ended') return;
        const since = centre.truth.get(event.data.ticket);
        if (since !== undefined && since.issue !== null && t - since.t < 4 * 3_600_000)
          broken(happening, `${event.data.ticket} void after ${t - since.t} ms`);
      },
    }),
  },
];
