import { insertFact } from './order.mjs';

const atCounter = new Set(['called', 'serving']);
const over = new Set(['finished', 'cancelled', 'void']);

/** From where to where each fact leads. `null`: it does not fit what the ticket is. */
const steps = {
  'ticket.called': (now, { data }) =>
    ['waiting', 'parked', 'no-show'].includes(now.phase)
      ? {
          ...now,
          phase: 'called',
          counter: data.counter,
          calls: data.call,
          term: data.term ?? 0,
          rivals: [],
          left: null,
        }
      : null,
  'ticket.recalled': (now, { data }) => (now.phase === 'called' ? { ...now, calls: data.call } : null),
  'ticket.arrived': (now) => (now.phase === 'called' ? { ...now, phase: 'serving' } : null),
  'ticket.no-show': (now) => (now.phase === 'called' ? { ...now, phase: 'no-show' } : null),
  'ticket.finished': (now) => {
    const [next, ...further] = now.further;
    const left = { counter: now.counter, service: now.service, further: now.further };
    return next === undefined
      ? { ...now, left, phase: 'finished' }
      : { ...now, left, phase: 'waiting', service: next, further, to: null, counter: null, calls: 0 };
  },
  'ticket.parked': (now) => ({ ...now, phase: 'parked' }),
  'ticket.transferred': (now, { data }) => ({
    ...now,
    phase: 'waiting',
    service: data.service,
    to: data.to,
    counter: null,
    calls: 0,
  }),
  'ticket.returned': (now, { data }) =>
    now.phase === 'parked' || now.phase === 'no-show'
      ? { ...now, phase: 'waiting', place: data.place, moved: true, counter: null, calls: 0 }
      : null,
  'ticket.deferred': (now, { data }) => (now.phase === 'waiting' ? { ...now, place: data.place, moved: true } : null),
  // From a strip of paper: the minute on it, and within it the number, as they were torn off.
  'ticket.entered': (now, { data }) => ({
    ...now,
    place: { ...now.place, wall: data.at + Number(/\d+$/.exec(data.ticket)?.[0] ?? 0) },
    moved: true,
  }),
  'ticket.extended': (now, { data }) =>
    now.phase === 'finished'
      ? { ...now, phase: 'waiting', service: data.service, further: [], to: null, counter: null, calls: 0 }
      : { ...now, further: [...now.further, data.service] },
  'ticket.classed': (now, { data }) => ({ ...now, priority: data.priority }),
  'ticket.cancelled': (now) => ({ ...now, phase: 'cancelled' }),
  'ticket.voided': (now) => ({ ...now, phase: 'void' }),
};
const byTheCounter = new Set([
  'ticket.recalled',
  'ticket.arrived',
  'ticket.no-show',
  'ticket.finished',
  'ticket.parked',
  'ticket.transferred',
]);
const ofThoseHere = new Set(['ticket.extended', 'ticket.classed', 'ticket.cancelled', 'ticket.voided']);

/** Written only by a counter before which somebody stands. */
const shows = new Set(['ticket.arrived', 'ticket.finished', 'ticket.parked', 'ticket.transferred']);

/** Called by two: the hub of the higher term has them, of one term the first that called. */
const calledOnce = (now, { counter, call, term = 0 }) =>
  now.phase === 'called' && term > now.term
    ? { ...now, counter, calls: call, term, rivals: [...now.rivals, now.counter] }
    : { ...now, rivals: [...now.rivals, counter] };

/** Sent on or put aside by the counter that finished them, from where nobody knew of that: the finish is passed over. */
const isUnfinished = ({ left, phase }, { data, kind }) =>
  (kind === 'ticket.transferred' || kind === 'ticket.parked') &&
  (phase === 'finished' || phase === 'waiting') &&
  left !== null &&
  left.counter === data.counter;

/** Whether a fact leads from one state of a ticket to another, and if not, why. */
export const step = (now, fact) => {
  if (!(fact.kind in steps)) return { now, misfit: null };
  const { counter } = fact.data;
  if (isUnfinished(now, fact)) return step({ ...now, ...now.left, left: null, phase: 'serving' }, fact);
  const wentThere = shows.has(fact.kind) && now.phase === 'called' && now.rivals.includes(counter);
  if (wentThere && now.counter !== counter) return step({ ...now, counter, rivals: [] }, fact);
  const isThere = atCounter.has(now.phase) && now.counter === counter;
  const elsewhere = byTheCounter.has(fact.kind) && !isThere;
  const late = fact.kind === 'ticket.extended' && now.phase === 'finished';
  const outside = ofThoseHere.has(fact.kind) && !late && (over.has(now.phase) || now.phase === 'no-show');
  const next = elsewhere || outside ? null : steps[fact.kind](now, fact);
  if (next !== null) return { now: next, misfit: null };
  const rival = fact.kind === 'ticket.called' && atCounter.has(now.phase);
  const after = rival ? calledOnce(now, fact.data) : now;
  return { now: after, misfit: { fact, while: now } };
};

/** What a ticket is before anything was said of it but its issue. */
export const beginning = (issue, place) => ({
  phase: 'waiting',
  counter: null,
  calls: 0,
  /** Under which it was called. */
  term: 0,
  /** Further counters that called it while it was called. */
  rivals: [],
  service: issue?.data.service ?? null,
  further: [],
  /** Where and as what it was finished, until it is called again. */
  left: null,
  to: null,
  priority: issue?.data.priority ?? null,
  place,
  /** Whether anything but its issue has decided its place. */
  moved: false,
});

/** One ticket as one device's ledger tells it: all that is known of it, and what follows from that. */
export class Ticket {
  constructor(id) {
    this.id = id;
    this.issue = null;
    this.facts = [];
    /** The place by which it was issued, once its device has known the time. */
    this.issuedAt = null;
    /** In which it may be called; null while its device has not known the time since. */
    this.day = id.split('/')[0];
    this.number = id.split('/')[1] ?? '';
    this.refold();
  }

  get over() {
    return over.has(this.now.phase);
  }
  get atCounter() {
    return atCounter.has(this.now.phase);
  }

  /** The same ticket, to be told what may come. */
  copy() {
    const copy = new Ticket(this.id);
    Object.assign(copy, this, { facts: [...this.facts], misfits: new Map(this.misfits) });
    return copy;
  }

  add(fact) {
    if (fact.kind === 'ticket.issued') {
      if (this.issue !== null) return;
      this.issue = fact;
      const { wall, device, epoch, seq } = fact;
      this.issuedAt = { wall, device, epoch, seq, behind: 0 };
    } else insertFact(this.facts, fact);
    this.refold();
  }

  /** Its device has learnt the time since it was issued. */
  date(wall, day) {
    this.issuedAt = { ...this.issuedAt, wall };
    this.day = day;
    this.refold();
  }

  refold() {
    let now = beginning(this.issue, this.issuedAt);
    this.misfits = new Map();
    for (const fact of this.facts) {
      const taken = step(now, fact);
      now = taken.now;
      if (taken.misfit !== null) this.misfits.set(fact.id, taken.misfit);
    }
    this.now = now;
  }
}
