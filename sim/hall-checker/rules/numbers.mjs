/** So long it takes on a bad network until what a device says has come. */
const wordMs = 30_000;
/** What comes while a number is being written down was not known when it was given. */
const writingMs = 1_000;
const within = (n, { from, to }) => n >= from && n <= to;
const overlap = (a, b) => a.from <= b.to && b.from <= a.to;
const sameBook = (a, b) => a.day === b.day && a.series === b.series;

export const numberRules = [
  {
    id: 'number-once',
    says: 'A number is given once in a day, whichever devices give numbers.',
    watch: (centre, broken) => ({
      stored: (happening) => {
        const { event, first } = happening;
        if (event.kind !== 'ticket.issued' || !first) return;
        const before = centre.truth.get(event.data.ticket)?.issue ?? null;
        if (before !== null)
          broken(happening, `${event.data.ticket} was given by ${before.id} and again by ${event.id}`);
      },
    }),
  },
  {
    id: 'request-once',
    says: 'A request gets one number that counts, however often it is repeated: a device gives it one, two of one term give it one, and who knows of one gives none. Of two the unseen one is void, unless it was called before the device that asked could say so.',
    watch: (centre, broken) => {
      const byRequest = new Map();
      const heard = new Map();
      const known = new Map();
      const called = new Map();
      const knew = (device, { ticket }, t) =>
        (known.get(`${device} ${ticket}`) ?? Number.POSITIVE_INFINITY) + writingMs < t;
      /** Given by a hub of which the asker heard nothing any more, and called by it before the asker knew of it. */
      const couldNotSay = ({ ticket, apart }) =>
        !apart && called.get(ticket) < (heard.get(ticket) ?? Number.POSITIVE_INFINITY) + wordMs;
      return {
        stored: (happening) => {
          const { t, device, event, first, fresh } = happening;
          if (event.kind === 'ticket.issued' && fresh) {
            known.set(`${device} ${event.data.ticket}`, t);
            if (device === event.data.at) heard.set(event.data.ticket, t);
          }
          if (event.kind === 'ticket.called' && first && !called.has(event.data.ticket))
            called.set(event.data.ticket, t);
          if (event.kind !== 'ticket.issued' || !first) return;
          const { requestId, ticket, apart } = event.data;
          const others = byRequest.get(requestId) ?? [];
          // Who was raised cannot know of what a hub gave that is gone and that nobody else could write down.
          const { term } = centre.copy(device).hub;
          const twice = others.find(
            (other) =>
              other.device === event.device ||
              (!apart && !other.apart && term === other.term) ||
              knew(event.device, other, t),
          );
          if (twice !== undefined)
            broken(happening, `request ${requestId} got ${ticket} although it had ${twice.ticket} already`);
          byRequest.set(requestId, [...others, { ticket, device: event.device, apart, term }]);
        },
        calm: (happening) => {
          for (const [request, tickets] of byRequest) {
            const counted = tickets.filter(
              (each) => centre.truth.get(each.ticket).now.phase !== 'void' && !couldNotSay(each),
            );
            if (counted.length > 1)
              broken(happening, `request ${request} has ${counted.map(({ ticket }) => ticket).join(' and ')}`);
          }
        },
      };
    },
  },
  {
    id: 'own-range',
    says: 'A device gives numbers of its own range, or of a block that its ledger says was leased to it for that day and series.',
    watch: (centre, broken) => ({
      stored: (happening) => {
        const { event, first, own, device } = happening;
        if (event.kind !== 'ticket.issued' || !first || !own || event.data.channel === 'strip') return;
        const { n, ticket } = event.data;
        const { range } = centre.site(device);
        if (range !== null && within(n, range)) return;
        const leased = centre
          .copy(device)
          .leases.some((lease) => lease.device === device && sameBook(lease, event.data) && within(n, lease));
        if (!leased) broken(happening, `${ticket} is neither in its range nor leased to it`);
      },
    }),
  },
  {
    id: 'lease-apart',
    says: 'No number is leased to two devices, or out of the range that another has from config.',
    watch: (centre, broken) => {
      const leases = [];
      return {
        stored: (happening) => {
          const { event, first } = happening;
          if (event.kind !== 'numbers.leased' || !first) return;
          const lease = event.data;
          const clash = leases.find(
            (other) => other.device !== lease.device && sameBook(other, lease) && overlap(other, lease),
          );
          const text = ({ device, series, from, to }) => `${series}${from} to ${to} to ${device}`;
          if (clash !== undefined) broken(happening, `leased ${text(lease)} after ${text(clash)}`);
          leases.push(lease);
          for (const [device, { range }] of centre.sites)
            if (device !== lease.device && range !== null && overlap(range, lease))
              broken(happening, `leased ${text(lease)} out of the range of ${device}`);
        },
      };
    },
  },
  {
    id: 'lost-stays-lost',
    says: 'A number that was reported as lost is never given again.',
    watch: (centre, broken) => ({
      stored: (happening) => {
        const { event, first, own, device } = happening;
        if (event.kind !== 'ticket.issued' || !first || !own) return;
        const { skipped } = centre.copy(device);
        const lost = skipped.some((gap) => sameBook(gap, event.data) && within(event.data.n, gap));
        if (lost) broken(happening, `${event.data.ticket} was given although it was reported as lost`);
      },
    }),
  },
  {
    id: 'seen-stays',
    says: 'A number that was shown or printed to its holder is not taken back as unseen.',
    watch: (centre, broken) => {
      const told = new Map();
      return {
        told: ({ t, number, own }) => {
          if (own) told.set(number, t);
        },
        stored: (happening) => {
          const { event, first } = happening;
          if (event.kind !== 'ticket.voided' || event.data.reason !== 'unseen' || !first) return;
          const id = event.data.ticket;
          const at = told.get(id.split('/')[1]) ?? Number.NEGATIVE_INFINITY;
          if (at >= (centre.truth.get(id)?.t ?? Number.POSITIVE_INFINITY))
            broken(happening, `${id} was taken back as unseen after it had been told at ${at} ms`);
        },
      };
    },
  },
];
