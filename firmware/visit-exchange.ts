import { compareMarks, countLacking, firstLacking, holds } from '../behaviours/hall/held.ts';
import type { HeldStarts, Mark } from '../behaviours/hall/held.ts';
import type { Hall } from '../behaviours/hall/index.ts';
import type { Fault, Unsubscribe } from '../hal/device.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { TicketLedger } from '../hal/ports/ticket-ledger.ts';
import type { Result } from '../hal/result.ts';
import type { Milliseconds } from '../hal/units.ts';
import { Inbox } from './inbox.ts';
import { later, Resending, type DirectEvent } from './resending.ts';
import { visitsHeldEvent } from './topics.ts';
import { parseVisitEvent, visitLines } from './visit-event.ts';
import { nothingHeld, parseHeld, writeHeld, type HeldOf } from './visits-held.ts';

/** Whoever links up or comes on causes one message, also when several do at once; the outboxes drain meanwhile. */
const settleMs: Milliseconds = 2_000;
/** How often a device says what it holds when nothing happens. */
export const sayEveryMs: Milliseconds = 180_000;
/** While the ledger cannot take what came in, or was not read yet, nothing is asked for. */
const notYetMs: Milliseconds = 5_000;
/** For so long after a new link, and after whatever was lost, it says so more often: what mends a loss may be lost too. */
const watchMs: Milliseconds = 300_000;
const watchEveryMs: Milliseconds = 30_000;
/** What another said that it holds is here after this, or it is asked for; again and again, each time after twice as long. */
const lookMs: Milliseconds = 10_000;
/** What waits in the outbox is waited for so long: it may be stuck there, or never be empty in a rush. */
const outboxPatienceMs: Milliseconds = 90_000;
/** Questions that come within this are answered together. */
const gatherMs: Milliseconds = 1_000;
/** Devices whose starts and questions are remembered. */
const mostDevices = 256;

export interface ExchangePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly ledger: TicketLedger;
  readonly hall: Pick<Hall, 'receive' | 'held' | 'hub' | 'on'>;
  /** Whether a device is known to be out of reach: what it wrote others hand on. */
  readonly away: (device: string) => boolean;
  /** Resolves when the broker has it. */
  readonly publish: (event: DirectEvent) => Promise<Result<void, Fault>>;
  /** This device's events that are still on their usual way. */
  readonly outboxWaiting: () => number;
}

/**
 * The visit events that the devices of a site exchange. What comes in goes into the ledger, and waits where that refuses. What was
 * lost on the way (a broker that forgot, an outbox that overflowed, a device that died with events in hand) is found by talking:
 * each device says what it holds (`evt/visits-held`), and whoever wrote what is missing sends it again from its own ledger. For one that is
 * away others do (`evt/visit-relayed`): to the hub everybody, to all others the hub, and to one that has lost its card whoever has it.
 *
 * Each of these messages may be lost, and nothing hangs on one of them: who lacks what another said that it holds says so again until it
 * comes, who has sent something says what it holds so that others look, and all say it every few minutes whatever happens, more often
 * after a loss.
 */
export class VisitExchange {
  readonly #device: string;
  readonly #ports: ExchangePorts;
  readonly #inbox: Inbox;
  readonly #resending: Resending;
  /** The start of each device that was met. */
  readonly #met = new Map<string, number>();
  /** What others said that they hold, since we last looked. */
  readonly #asked = new Map<string, ReadonlyMap<string, HeldOf>>();
  /** What others said that they hold, the newest of each under this link. */
  readonly #theirs = new Map<string, ReadonlyMap<string, HeldOf>>();
  /** Until then something may still be lost of what came with a new link, or was lost. */
  #watchfulUntil: Milliseconds = 0;
  /** Events that were lacking here when that was last looked at. */
  #lacked = 0;
  #lookIn: Milliseconds = lookMs;
  /** Questions that have been answered but for what this device wrote itself. */
  readonly #handedOn = new WeakSet<ReadonlyMap<string, HeldOf>>();
  /** Since when questions wait for the outbox; null: none does. */
  #heldBackSince: Milliseconds | null = null;
  #end: Unsubscribe | null = null;
  #linked = false;
  #answering = false;
  /** Counts the links: an answer that was begun under an earlier one is not gone on with. */
  #round = 0;
  #sayTimer: TimerId | null = null;
  #sayDue: Milliseconds = 0;
  #answerTimer: TimerId | null = null;
  #lookTimer: TimerId | null = null;

  constructor(device: string, ports: ExchangePorts) {
    this.#device = device;
    this.#ports = ports;
    this.#resending = new Resending(device, ports);
    this.#inbox = new Inbox(ports.clock, ports.log, (event) => ports.hall.receive(event));
  }

  /** Received events that the ledger has not taken yet. */
  get waiting(): number {
    return this.#inbox.waiting;
  }

  /** Visit events of another device, one or those that waited together. */
  visit(from: string, data: JsonObject): void {
    for (const line of visitLines(data)) {
      const event = parseVisitEvent(from, line);
      if (event.ok) this.#inbox.take(event.value);
      else this.#ports.log.write('warn', 'visit.refused', { from, ...event.fault });
    }
  }

  /** A visit event that another device hands on. */
  relayed(from: string, data: JsonObject): void {
    const writer = data['device'];
    if (typeof writer === 'string') this.visit(writer, data);
    else this.#ports.log.write('warn', 'visit.refused', { from, kind: 'payload', path: 'device' });
  }

  /** What another device says that it holds. */
  held(from: string, data: JsonObject): void {
    const held = parseHeld(data);
    if (!held.ok) {
      this.#ports.log.write('warn', 'visits-held.refused', { from, ...held.fault });
      return;
    }
    if (this.#theirs.size >= mostDevices && !this.#theirs.has(from)) return;
    this.#asked.set(from, held.value);
    if (this.#answering && this.#resending.stuck) this.#giveUpAnswer();
    this.#theirs.set(from, held.value);
    const here = this.#ports.hall.held();
    // News, which whatever never comes must not put off.
    if (here !== null && this.#lackingHere(here) > this.#lacked) this.#lookSoon();
    this.#heedTheirs();
  }

  #heedTheirs(): void {
    if (!this.#linked || this.#theirs.size === 0) return;
    if (this.#asked.size > 0) this.#answerIn(gatherMs);
    this.#armLook();
  }

  /** Another device is there, in this start of it. */
  online(from: string, boot: number): void {
    if (this.#met.get(from) === boot) return;
    if (this.#met.size >= mostDevices && !this.#met.has(from)) return;
    this.#met.set(from, boot);
    if (this.#linked) this.#sayIn(settleMs);
  }

  setLinked(linked: boolean): void {
    // Who takes over, or hears that somebody has, finds out at once who knows more of the lost hub.
    this.#end ??= this.#ports.hall.on((out) => {
      if (out.type === 'hall.recorded' && out.event.kind === 'hub.raised' && this.#linked) this.#sayIn(gatherMs);
    });
    this.#linked = linked;
    if (!linked) {
      this.#clearTimers();
      return;
    }
    this.#watch();
    this.#sayIn(settleMs);
    this.#heedTheirs();
  }

  stop(): void {
    this.#linked = false;
    this.#end?.();
    this.#end = null;
    this.#clearTimers();
    this.#inbox.stop();
  }

  #clearTimers(): void {
    const { clock } = this.#ports;
    for (const timer of [this.#sayTimer, this.#answerTimer, this.#lookTimer])
      if (timer !== null) clock.clearTimeout(timer);
    this.#giveUpAnswer();
    this.#sayTimer = null;
    this.#answerTimer = null;
    this.#lookTimer = null;
    this.#lacked = 0;
    this.#lookIn = lookMs;
    this.#heldBackSince = null;
    this.#asked.clear();
    this.#theirs.clear();
  }

  /** Whoever rests between two pages never wakes, and what was handed to a lost link may never be answered: the next answer begins anew. */
  #giveUpAnswer(): void {
    this.#resending.giveUp();
    this.#answering = false;
    this.#round += 1;
  }

  #watch(): void {
    this.#watchfulUntil = this.#ports.clock.now() + watchMs;
  }

  #lookSoon(): void {
    if (this.#lookIn === lookMs) return;
    if (this.#lookTimer !== null) this.#ports.clock.clearTimeout(this.#lookTimer);
    this.#lookTimer = null;
    this.#lookIn = lookMs;
  }

  #armLook(): void {
    this.#lookTimer ??= this.#ports.clock.setTimeout(() => {
      this.#lookTimer = null;
      this.#look();
    }, this.#lookIn);
  }

  /** Whether all has come by now that others said they hold. While more comes in by itself nothing is asked for. */
  #look(): void {
    const held = this.#ports.hall.held();
    if (held !== null && this.#inbox.waiting === 0) {
      const lacked = this.#lacked;
      this.#lacked = this.#lackingHere(held);
      const comes = this.#lacked < lacked;
      this.#lookIn = comes || this.#lacked === 0 ? lookMs : Math.min(2 * this.#lookIn, sayEveryMs);
      if (this.#lacked !== lacked) this.#watch();
      if (this.#lacked === 0) return;
      if (!comes) this.#say();
    }
    this.#armLook();
  }

  /** How many events others said they hold that are not here. */
  #lackingHere(held: ReadonlyMap<string, HeldStarts>): number {
    let count = 0;
    for (const theirs of this.#theirs.values())
      for (const [writer, { starts }] of theirs) count += countLacking(starts, held.get(writer) ?? new Map());
    return count;
  }

  #sayIn(ms: Milliseconds): void {
    const { clock } = this.#ports;
    const due = clock.now() + ms;
    if (this.#sayTimer !== null) {
      // It is never put off, however often there is cause for it.
      if (this.#sayDue <= due) return;
      clock.clearTimeout(this.#sayTimer);
    }
    this.#sayDue = due;
    this.#sayTimer = clock.setTimeout(() => {
      this.#sayTimer = null;
      this.#say();
    }, ms);
  }

  #say(): void {
    const { clock, hall, publish } = this.#ports;
    // What waits for the ledger would be counted as missing, and come again on top.
    const held = this.#inbox.waiting > 0 ? null : hall.held();
    if (this.#sayTimer !== null) clock.clearTimeout(this.#sayTimer);
    this.#sayTimer = null;
    const often = clock.now() < this.#watchfulUntil ? watchEveryMs : sayEveryMs;
    this.#sayIn(held === null ? notYetMs : often);
    if (held === null) return;
    void publish({
      name: visitsHeldEvent,
      id: null,
      at: clock.wallTime().instant,
      data: writeHeld(held),
    });
  }

  #answerIn(ms: Milliseconds): void {
    if (this.#answerTimer !== null || this.#answering || !this.#linked) return;
    this.#answerTimer = this.#ports.clock.setTimeout(() => {
      this.#answerTimer = null;
      void this.#answer();
    }, ms);
  }

  async #answer(): Promise<void> {
    const { hall, outboxWaiting } = this.#ports;
    const held = hall.held();
    // What still waits in the outbox comes by itself; what is missing after that is lost.
    if (held === null) {
      this.#answerIn(settleMs);
      return;
    }
    const asked = [...this.#asked];
    // What others wrote does not wait for it: who takes over must have that soon.
    const holdsBack = outboxWaiting() > 0 && this.#mayWaitForOutbox();
    if (!holdsBack) this.#heldBackSince = null;
    this.#asked.clear();
    this.#answering = true;
    this.#resending.begin();
    const round = this.#round;
    let sent = 0;
    for (const [writer, own] of held) {
      if (holdsBack && writer === this.#device) continue;
      const lacking = asked.flatMap(([device, theirs]): readonly Lacking[] => {
        const handedOn = writer !== this.#device && this.#handedOn.has(theirs);
        if (handedOn || !this.#sendsTo(device, writer)) return [];
        const of = theirs.get(writer) ?? nothingHeld;
        const first = firstLacking(own, of.starts, later(this.#resending.floorOf(writer), { epoch: of.since, seq: 0 }));
        return first === null ? [] : [{ device, held: of, first }];
      });
      if (lacking.length > 0) sent += await this.#sendLacking(writer, own, lacking);
      if (round !== this.#round) return;
    }
    this.#answering = false;
    // Whoever was sent something looks whether it has come.
    if (sent > 0) {
      this.#watch();
      this.#sayIn(settleMs);
    }
    if (holdsBack) this.#askAgain(asked);
    if (this.#asked.size > 0) this.#answerIn(holdsBack ? settleMs : gatherMs);
  }

  /** They are owed what this device wrote itself. */
  #askAgain(asked: readonly (readonly [string, ReadonlyMap<string, HeldOf>])[]): void {
    for (const [device, theirs] of asked) {
      this.#handedOn.add(theirs);
      if (!this.#asked.has(device)) this.#asked.set(device, theirs);
    }
  }

  #mayWaitForOutbox(): boolean {
    const now = this.#ports.clock.now();
    this.#heldBackSince ??= now;
    return now - this.#heldBackSince < outboxPatienceMs;
  }

  /** Whether it is ours to send this device what that one wrote. */
  #sendsTo(device: string, writer: string): boolean {
    // Who has lost what it wrote itself sends it to all others once it has it again.
    if (writer === this.#device || writer === device) return true;
    const { away, hall } = this.#ports;
    const hub = hall.hub().device;
    return away(writer) && (hub === this.#device || hub === device);
  }

  async #sendLacking(writer: string, own: HeldStarts, lacking: readonly Lacking[]): Promise<number> {
    const [oldest] = lacking.map(({ first }) => first).sort(compareMarks);
    if (oldest === undefined) return 0;
    const sent = await this.#resending.send(writer, oldest, endOf(own), (event) =>
      lacking.some(({ held: { since, starts } }) => event.epoch >= since && !holds(starts, event)),
    );
    const to = lacking.map(({ device }) => device);
    if (sent > 0) this.#ports.log.write('info', 'visits.sent-again', { sent, writer, to });
    return sent;
  }
}

/** Who lacks what of one writer. */
interface Lacking {
  readonly device: string;
  readonly held: HeldOf;
  readonly first: Mark;
}

/** Where the next event of a device will stand, as far as these starts tell. */
const endOf = (starts: HeldStarts): Mark => {
  const epoch = Math.max(...starts.keys());
  return { epoch, seq: (starts.get(epoch)?.at(-1)?.to ?? 0) + 1 };
};
