import { factBefore } from './order.mjs';
import { Ticket } from './ticket.mjs';

const two = (n) => String(n).padStart(2, '0');

/** The local day of an instant, `yyyy-mm-dd`: the civil calendar counted from 1 March of the year 0, when leap days come last. */
export const dayOf = (wall, zoneOffsetMin) => {
  const days = Math.floor((wall + zoneOffsetMin * 60_000) / 86_400_000) + 719_468;
  const era = Math.floor(days / 146_097);
  const ofEra = days - era * 146_097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const month = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * month + 2) / 5) + 1;
  const civilMonth = month < 10 ? month + 3 : month - 9;
  return `${year + era * 400 + (civilMonth <= 2 ? 1 : 0)}-${two(civilMonth)}-${two(day)}`;
};

/** The hall as one device's ledger tells it. */
export class Copy {
  #undated = new Map();

  constructor(device, site) {
    this.device = device;
    this.site = site;
    this.events = new Map();
    this.tickets = new Map();
    this.counters = new Map();
    this.leases = [];
    this.skipped = [];
    this.closedDays = new Set();
    this.hub = { device: site.host, term: 0 };
    this.newestDay = '';
    this.highest = { epoch: 0, seq: 0 };
    /** Who waits or stands at a counter: the others need no looking at. */
    this.here = new Set();
  }

  ticket(id) {
    return this.tickets.get(id) ?? null;
  }

  /** Takes a durable event; false when it is here already. */
  add(event) {
    if (this.events.has(event.id)) return false;
    this.events.set(event.id, event);
    const { kind, data } = event;
    if (event.device === this.device) this.highest = { epoch: event.epoch, seq: event.seq };
    if (event.trusted) this.#date(event);
    if (typeof data.ticket === 'string') this.#about(event);
    if (kind === 'counter.opened' || kind === 'counter.paused' || kind === 'counter.closed') this.#desk(event);
    if (kind === 'numbers.leased') this.leases.push(data);
    if (kind === 'numbers.skipped') this.skipped.push(data);
    if (kind === 'day.closed') this.closedDays.add(data.day);
    if (kind === 'hub.raised' && data.term > this.hub.term) this.hub = { device: data.hub, term: data.term };
    return true;
  }

  /** The day in which people are called when this event is made: by a believed clock its own, else the newest that is known. */
  today(event) {
    const day = dayOf(event.wall, this.site.zoneOffsetMin);
    return event.trusted || this.newestDay === '' ? day : this.newestDay;
  }

  /** Who waits, of whom the issue is known. */
  waiting() {
    return [...this.here].filter((ticket) => ticket.now.phase === 'waiting' && ticket.issue !== null);
  }
  at(counter) {
    return [...this.here].filter((ticket) => ticket.atCounter && ticket.now.counter === counter);
  }

  /** A counter as it was last spoken of on that day: what it serves, and whether people may be called to it. */
  counter(id, day) {
    const known = this.site.counters.get(id);
    if (known === undefined) return null;
    const desk = this.counters.get(id);
    if (desk === undefined || dayOf(desk.newest.wall, this.site.zoneOffsetMin) !== day)
      return { services: known.services, open: true };
    return {
      services: desk.opened?.data.services ?? known.services,
      open: desk.newest.kind === 'counter.opened',
    };
  }

  /**
   * What each of these events of this device meets, which it is about to write one after the other: `ticket` with it, what it was `before`,
   * and who `others` at its counter are. Nothing becomes durable by it.
   */
  foresee(events) {
    const ahead = new Map();
    const foreseen = new Map();
    for (const event of events) {
      const { ticket: id, counter } = event.data;
      if (typeof id !== 'string' || event.kind.startsWith('slip.')) continue;
      const ticket = (ahead.get(id) ?? this.tickets.get(id) ?? new Ticket(id)).copy();
      const before = ticket.now;
      const others = [...this.at(counter).filter((one) => !ahead.has(one.id)), ...ahead.values()].filter(
        (one) => one.id !== id && one.atCounter && one.now.counter === counter,
      );
      ticket.add(event);
      ahead.set(id, ticket);
      foreseen.set(event.id, { ticket, before, others });
    }
    return foreseen;
  }

  #about(event) {
    const id = event.data.ticket;
    const ticket = this.tickets.get(id) ?? new Ticket(id);
    this.tickets.set(id, ticket);
    if (event.kind.startsWith('slip.')) return;
    ticket.add(event);
    if (event.kind === 'ticket.issued') {
      if (event.data.day > this.newestDay) this.newestDay = event.data.day;
      if (!event.trusted) {
        ticket.day = null;
        this.#undated.set(event.device, [...(this.#undated.get(event.device) ?? []), ticket]);
      }
    }
    if (ticket.now.phase === 'waiting' || ticket.atCounter) this.here.add(ticket);
    else this.here.delete(ticket);
  }

  /** The first believed event of a device says when what it issued before was issued: see the hall's README, "Time". */
  #date(event) {
    const waiting = this.#undated.get(event.device);
    if (waiting === undefined) return;
    this.#undated.delete(event.device);
    for (const ticket of waiting) {
      const { issue } = ticket;
      const wall =
        issue.epoch === event.epoch
          ? event.wall - (event.monotonicMs - issue.monotonicMs)
          : Math.min(issue.wall, event.wall - event.monotonicMs);
      ticket.date(wall, dayOf(event.wall, this.site.zoneOffsetMin));
    }
  }

  #desk(event) {
    const id = event.data.counter;
    const desk = this.counters.get(id) ?? { newest: null, opened: null };
    const later = (known) => known === null || factBefore(known, event);
    const newest = later(desk.newest) ? event : desk.newest;
    const opened = event.kind === 'counter.opened' && later(desk.opened) ? event : desk.opened;
    this.counters.set(id, { newest, opened });
  }
}
