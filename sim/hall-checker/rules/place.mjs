import { placeOrder } from '../order.mjs';

const sameClocksMs = 500;
const surelyEarlierMs = 1_000;

/** Time that stands still until a clock which stepped back has caught up is nobody's clock. */
const goesByItsClock = ({ event, t, clock }) =>
  clock !== null && Math.abs(event.wall - (t + clock.offset)) <= sameClocksMs;

const goesBefore = (site, { now }) => now.priority !== null && site.classes.includes(now.priority);

/** Who waits for this counter in that ledger: of those who may be called today, whoever was sent to it, or to any that serves. */
const waitingFor = (copy, counter, services, today) =>
  copy
    .waiting()
    .filter(
      ({ day, now }) =>
        (day === null || day <= today) && (now.to === counter || (now.to === null && services.includes(now.service))),
    );

const firstOf = (tickets) =>
  tickets.reduce(
    (first, each) => (first === null || placeOrder(each.now.place, first.now.place) < 0 ? each : first),
    null,
  );

/** Whom another device gave a number while it did not hear the hub, the hub may call once it has heard that they are given over. */
const isGivenOver = (centre, { device }, issue) =>
  issue === null || !issue.data.apart || issue.device === device || centre.hasGivenOver(device, issue);

/** What a `next` decided, with what was known where it was decided: called for each before it is written. */
const nexts = (centre, happening) =>
  happening.events.flatMap((event) => {
    if (event.device !== happening.device || event.kind !== 'ticket.called') return [];
    if (centre.commands.get(event.cause) !== 'next') return [];
    const copy = centre.copy(happening.device);
    const today = copy.today(event);
    const counter = copy.counter(event.data.counter, today);
    const called = copy.ticket(event.data.ticket);
    if (counter === null || called === null) return [];
    // Cut off from the hub it calls of those whom it gave their numbers meanwhile the first; whoever is older may be the hub's by now.
    const alone = copy.hub.device !== happening.device;
    const since = centre.unlinked.get(happening.device) ?? Number.POSITIVE_INFINITY;
    const mayCall = ({ issue }) =>
      alone
        ? issue?.device === happening.device && issue.data.apart && issue.monotonicMs >= since
        : isGivenOver(centre, happening, issue);
    if (alone && !mayCall(called)) return [];
    const line = waitingFor(copy, event.data.counter, counter.services, today).filter(
      (ticket) => ticket === called || mayCall(ticket),
    );
    const site = centre.site(happening.device);
    return [
      {
        called,
        counter: event.data.counter,
        services: counter.services,
        copy,
        site,
        prior: line.filter((ticket) => goesBefore(site, ticket)),
        ordinary: line.filter((ticket) => !goesBefore(site, ticket)),
      },
    ];
  });

/** How many with priority who came after it were ever called to this counter, or for what it serves. */
const overtakers = (copy, site, ticket, { id, services }) =>
  [...copy.tickets.values()].filter(({ issue, now, facts, issuedAt }) => {
    const calls = facts.filter(({ kind }) => kind === 'ticket.called');
    return (
      issue !== null &&
      calls.length > 0 &&
      [issue.data.priority, now.priority, ...facts.map(({ data }) => data.priority)].some((priority) =>
        site.classes.includes(priority),
      ) &&
      ([issue.data.service, now.service, ...facts.map(({ data }) => data.service)].some((service) =>
        services.includes(service),
      ) ||
        calls.some(({ data }) => data.counter === id)) &&
      [issuedAt, now.place].some((place) => placeOrder(place, ticket.now.place) > 0)
    );
  }).length;

export const placeRules = [
  {
    id: 'next-first',
    says: '`next` takes, of those whom the counter serves, the first in the hall’s order: of those with priority, or of those without.',
    watch: (centre, broken) => ({
      asked: (happening) => {
        for (const { called, counter, prior, ordinary, site } of nexts(centre, happening)) {
          const line = goesBefore(site, called) ? prior : ordinary;
          const first = firstOf(line);
          if (!line.includes(called)) broken(happening, `${called.id} does not wait for ${counter}`);
          else if (first !== called) broken(happening, `${called.id} called to ${counter} before ${first.id}`);
        }
      },
    }),
  },
  {
    id: 'priority-first',
    says: 'Whoever has priority goes before those without, as long as nobody of these has been overtaken as often as the site allows.',
    watch: (centre, broken) => ({
      asked: (happening) => {
        for (const { called, counter, services, prior, copy, site } of nexts(centre, happening)) {
          const waits = firstOf(prior);
          if (waits === null || goesBefore(site, called)) continue;
          const earlier = placeOrder(called.now.place, waits.now.place) < 0;
          const overtaken = overtakers(copy, site, called, { id: counter, services });
          if (!earlier || overtaken < site.overtakenAtMost)
            broken(happening, `${called.id} called to ${counter} before ${waits.id}, who has priority`);
        }
      },
    }),
  },
  {
    id: 'overtaken-at-most',
    says: 'At a counter nobody without priority is overtaken by more than the stated number of those who came later.',
    watch: (centre, broken) => {
      const overtaken = new Map();
      return {
        asked: (happening) => {
          for (const { called, counter, ordinary, site } of nexts(centre, happening)) {
            if (!goesBefore(site, called)) continue;
            for (const ticket of ordinary) {
              if (placeOrder(ticket.now.place, called.now.place) > 0) continue;
              // Who lets others go first, or came late, begins anew at their new place.
              const key = `${happening.device} ${counter} ${ticket.id} ${JSON.stringify(ticket.now.place)}`;
              const by = overtaken.get(key) ?? new Set();
              overtaken.set(key, by.add(called.id));
              if (by.size > site.overtakenAtMost)
                broken(happening, `${ticket.id} was overtaken at ${counter} by ${[...by].join(', ')}`);
            }
          }
        },
      };
    },
  },
  {
    id: 'earlier-stays-earlier',
    says: 'Nobody is called by `next` before another of the same kind who truly got their number earlier, wherever each got it, as far as clocks agreed.',
    watch: (centre, broken) => {
      const issued = (ticket) => centre.written.get(ticket.issue?.id) ?? null;
      const plain = ({ issue, now }) => issue?.trusted === true && !now.moved && issue.data.channel !== 'strip';
      return {
        asked: (happening) => {
          for (const { called, counter, prior, ordinary, site } of nexts(centre, happening)) {
            const mine = issued(called);
            if (mine === null || !plain(called)) continue;
            for (const ticket of goesBefore(site, called) ? prior : ordinary) {
              const theirs = issued(ticket);
              if (theirs === null || !plain(ticket)) continue;
              const agreed =
                Math.abs((theirs.clock?.offset ?? 0) - (mine.clock?.offset ?? 0)) <= sameClocksMs &&
                goesByItsClock(theirs) &&
                goesByItsClock(mine);
              if (agreed && theirs.t + surelyEarlierMs < mine.t)
                broken(
                  happening,
                  `${called.id} of ${mine.t} ms called to ${counter} before ${ticket.id} of ${theirs.t} ms`,
                );
            }
          }
        },
      };
    },
  },
  {
    id: 'place-not-forward',
    says: 'Who comes back into line, or lets others go first, stands no farther ahead than before.',
    watch: (centre, broken) => ({
      asked: (happening) => {
        for (const event of happening.events) {
          if (event.device !== happening.device) continue;
          if (event.kind !== 'ticket.returned' && event.kind !== 'ticket.deferred') continue;
          const before = centre.copy(happening.device).ticket(event.data.ticket)?.now.place ?? null;
          // Of a number that was read from a slip nobody there knows yet where it stood.
          if (before === null) continue;
          const moved = placeOrder(event.data.place, before);
          if (moved < 0 || (moved === 0 && event.kind === 'ticket.deferred'))
            broken(happening, `${event.data.ticket} moved ahead by ${event.kind}`);
        }
      },
    }),
  },
];
