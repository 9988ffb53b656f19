import { Copy } from './copy.mjs';
import { beginning, step } from './ticket.mjs';

const without = (events, gone) => events.filter(({ id }) => gone.every((one) => one.id !== id));
const isBefore = (a, b) => (a.epoch === b.epoch ? a.seq < b.seq : a.epoch < b.epoch);

/**
 * What a bystander with perfect sight knows of a centre: each device's ledger, and what truly happened in which order, whatever the
 * devices' clocks said.
 */
export class Centre {
  constructor() {
    this.sites = new Map();
    this.copies = new Map();
    /** Device → { offset, trusted }. */
    this.clocks = new Map();
    /** Event id → the event, as its author first had it durable. */
    this.written = new Map();
    /** Ticket id → what it is by the facts in the order in which they became durable at whoever wrote them. */
    this.truth = new Map();
    this.commands = new Map();
    /** Device → since when nothing of the others reaches it. */
    this.unlinked = new Map();
    /** Device → whoever has given over to whoever decides, as that device has heard → up to where, and what that is. */
    this.givenOver = new Map();
    /** Device → what it is writing of its own, of which it has not heard yet whether it is durable. */
    this.writing = new Map();
    this.running = new Set();
    /** Who was on when the last stop of all began. */
    this.lastRunning = new Set();
    this.stoppedAt = null;
    this.t = 0;
  }

  copy(device) {
    return this.copies.get(device) ?? null;
  }
  site(device) {
    return this.sites.get(device) ?? null;
  }
  /** Of any device: the rules are the site's. */
  anySite() {
    return this.sites.values().next().value ?? null;
  }

  /** Whether all that the writer of this event had written when it gave it over is in this device's ledger from the event on. */
  hasGivenOver(device, event) {
    const given = this.givenOver.get(device)?.get(event.device);
    if (given === undefined || isBefore(given.upTo, event)) return false;
    const { events } = this.copies.get(device);
    for (const [epoch, runs] of given.starts)
      for (const [from, to] of runs)
        for (
          let seq = epoch === event.epoch ? Math.max(from, event.seq) : from;
          epoch >= event.epoch && seq <= to;
          seq += 1
        )
          if (!events.has(`${event.device}/${epoch}/${seq}`)) return false;
    return true;
  }

  /** Before the rules look: copies and clocks. Says of a stored event whether it is new there, and whether it is new at all. */
  take(happening) {
    const { what, device } = happening;
    if (happening.t !== null) this.t = happening.t;
    switch (what) {
      case 'configured':
        this.sites.set(device, happening.site);
        this.givenOver.set(device, new Map());
        this.writing.set(device, []);
        if (!this.copies.has(device)) this.copies.set(device, new Copy(device, happening.site));
        return;
      case 'clock':
        this.clocks.set(device, { offset: happening.offset, trusted: happening.trusted });
        return;
      case 'given-over': {
        const heard = this.givenOver.get(device) ?? new Map();
        const before = heard.get(happening.by)?.upTo ?? { epoch: 0, seq: 0 };
        // A word may come after a newer one; what was given over stays so.
        if (!isBefore(happening.upTo, before)) heard.set(happening.by, happening);
        this.givenOver.set(device, heard);
        return;
      }
      case 'linked':
        if (happening.linked) this.unlinked.delete(device);
        else if (!this.unlinked.has(device)) this.unlinked.set(device, happening.t);
        return;
      case 'started':
        this.running.add(device);
        this.unlinked.set(device, happening.t);
        return;
      case 'stopped':
        // The end of a trace: whoever is stopped one after another was on together.
        this.lastRunning =
          this.running.has(device) && this.stoppedAt === this.t ? this.lastRunning : new Set(this.running);
        this.stoppedAt = this.t;
        this.running.delete(device);
        return;
      case 'asked': {
        const own = happening.events.filter((event) => event.device === device);
        const writing = [...this.writing.get(device), ...own];
        this.writing.set(device, writing);
        // What it knows when it decides: what is durable, and what it has decided just now.
        happening.foreseen = own.length === 0 ? new Map() : this.copies.get(device).foresee(writing);
        return;
      }
      case 'refused':
        this.writing.set(device, without(this.writing.get(device), happening.events));
        return;
      case 'commanded':
        if (!this.commands.has(happening.id)) this.commands.set(happening.id, happening.name);
        return;
      case 'opened': {
        const copy = this.copies.get(device);
        happening.knownBefore = copy.events.size;
        // Another card, or one that was repaired: it is read anew from the beginning.
        if (happening.head < copy.events.size) this.copies.set(device, new Copy(device, this.sites.get(device)));
        return;
      }
      case 'stored': {
        const { event } = happening;
        if (event.device === device) this.writing.set(device, without(this.writing.get(device), [event]));
        happening.own = event.device === device;
        happening.fresh = this.copies.get(device).add(event);
        happening.first = happening.fresh && !this.written.has(event.id);
        return;
      }
      default:
    }
  }

  /** After the rules have looked: what is true now. */
  settle({ what, t, device, event, first }) {
    if (what !== 'stored' || !first) return;
    this.written.set(event.id, { event, t, by: device, clock: this.clocks.get(device) ?? null });
    const id = event.data.ticket;
    if (typeof id !== 'string' || event.kind.startsWith('slip.')) return;
    const known = this.truth.get(id);
    const term = this.copies.get(device).hub.term;
    if (event.kind === 'ticket.issued') {
      if (known === undefined) this.truth.set(id, { issue: event, t, now: beginning(event, null), term });
      else if (known.issue === null) this.truth.set(id, { ...known, issue: event, t });
      return;
    }
    const before = known ?? { issue: null, t, now: beginning(null, null), term };
    const { now } = step(before.now, event);
    // Who has them: the call that brought them to the counter at which they are.
    const call = now.counter === before.now.counter && event.kind !== 'ticket.called' ? before.call : event;
    this.truth.set(id, { ...before, now, ...(now === before.now ? {} : { term, call }) });
  }
}
