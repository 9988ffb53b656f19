import { Copy } from './copy.mjs';
import { beginning, step } from './ticket.mjs';

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
    /** Device → when it was last linked. */
    this.linked = new Map();
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

  /** Before the rules look: copies and clocks. Says of a stored event whether it is new there, and whether it is new at all. */
  take(happening) {
    const { what, device } = happening;
    if (happening.t !== null) this.t = happening.t;
    switch (what) {
      case 'configured':
        this.sites.set(device, happening.site);
        if (!this.copies.has(device)) this.copies.set(device, new Copy(device, happening.site));
        return;
      case 'clock':
        this.clocks.set(device, { offset: happening.offset, trusted: happening.trusted });
        return;
      case 'linked':
        if (happening.linked) {
          this.unlinked.delete(device);
          this.linked.set(device, happening.t);
        } else if (!this.unlinked.has(device)) this.unlinked.set(device, happening.t);
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
    this.truth.set(id, { ...before, now, term: now === before.now ? before.term : term });
  }
}
