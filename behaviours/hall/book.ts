import type { Fault } from '../../hal/device.ts';
import { Listeners } from '../../hal/device.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Entropy } from '../../hal/ports/entropy.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Storage } from '../../hal/ports/storage.ts';
import type { TicketLedger, VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { done, fail, type Result } from '../../hal/result.ts';
import { dayKey } from '../hours/civil.ts';
import { whyNoNumbers } from './closing.ts';
import { Durable } from './durable.ts';
import { Envelope } from './envelope.ts';
import type {
  HallAnswer,
  HallFact,
  HallOut,
  HallRefusal,
  HallTicket,
  OfficeFault,
  Standing,
  UnfinishedSlip,
  WaitRange,
} from './events.ts';
import { factOf } from './facts.ts';
import { Foreseen } from './foreseen.ts';
import { highestIn, type Highest } from './numbers.ts';
import { heardCall } from './heard-call.ts';
import type { Mark } from './held.ts';
import { LostCard } from './lost-card.ts';
import { waitingChanged } from './lines.ts';
import { readLedger } from './reading.ts';
import { RequestsHere } from './requests-here.ts';
import { seenIn } from './seen.ts';
import type { HallSettings } from './settings.ts';
import { SideFile } from './side-file.ts';
import { Snapshots } from './snapshots.ts';
import { nextStart } from './starts.ts';
import { emptyHall, firstTerm, newestOf, ticketOf, waitingCount, withAnswer, type HallState } from './state.ts';
import { Tidying } from './tidying.ts';
import type { WaitForecast } from './waits/forecast.ts';
import { Standings } from './waits/standings.ts';

/** What the hall needs to stand on. */
export interface BookPorts {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly log: Log;
  readonly ledger: TicketLedger;
  readonly storage: Storage;
}

/** Events after which a start would be quicker from a new snapshot: a day or two of a busy hall; of more tickets one takes longer to make. */
const snapshotDue = ({ days }: HallState): number =>
  Math.max(4_000, ...Object.values(days).map(({ tickets }) => 2 * tickets.size));

/** The hall's state and the ledger beneath it: a fact changes the state once it is durable, and not before. */
export class HallBook {
  readonly #settings: HallSettings;
  readonly #ports: BookPorts;
  readonly #out = new Listeners<HallOut>();
  readonly side: SideFile;
  #envelope: Envelope;
  #state: HallState;
  #leftOpen: readonly UnfinishedSlip[] = [];
  /** Slips begun since this process began: no fault of the ledger makes their end unknown. */
  readonly #ownSlips = new Set<string>();
  #epoch = 0;
  /** The first start of this process: what is older was issued before a restart, not before a fault of the ledger. */
  #firstEpoch = 0;
  #open = false;
  readonly #durable: Durable;

  readonly #requests: RequestsHere;
  readonly #standings: Standings;
  readonly #tidying: Tidying;
  readonly #lost: LostCard;
  readonly #snapshots: Snapshots;
  readonly #foreseen = new Foreseen();
  /** Events folded since the newest snapshot. */
  #sinceSnapshot = 0;
  #shownBefore: Highest = {};

  /** `doubtChanged` is called whenever it becomes or ceases to be known what the ledger holds. */
  constructor(settings: HallSettings, ports: BookPorts, doubtChanged: () => void) {
    this.#durable = new Durable(ports, {
      apply: (event) => this.#apply(event),
      isApplied: (event) => seenIn(this.#state.seen, event),
      doubtChanged,
    });
    this.#settings = settings;
    this.#ports = ports;
    this.side = new SideFile(ports.storage);
    this.#envelope = new Envelope(settings.device, ports.clock);
    this.#requests = new RequestsHere(settings.device);
    this.#tidying = new Tidying(settings, this, this.#requests, ports);
    this.#lost = new LostCard(settings, this, ports);
    this.#snapshots = new Snapshots(settings.device, settings.zoneOffsetMin, ports);
    this.#standings = new Standings(settings, ports.clock);
    this.#state = emptyHall(settings.zoneOffsetMin);
  }

  get state(): HallState {
    return this.#state;
  }
  /** Number of this start; 0 before it. */
  get epoch(): number {
    return this.#epoch;
  }
  /** Number of the first start of this process; 0 before it. */
  get firstEpoch(): number {
    return this.#firstEpoch;
  }
  get open(): boolean {
    return this.#open;
  }
  get doubtful(): boolean {
    return this.#durable.doubtful;
  }
  get out(): Listeners<HallOut> {
    return this.#out;
  }

  /** Who decides: whom people raised last, or whom config names. */
  get host(): string {
    return this.#state.hub?.device ?? this.#settings.host;
  }
  /** Under which term that device decides. */
  get term(): number {
    return this.#state.hub?.term ?? firstTerm;
  }
  get decides(): boolean {
    return this.host === this.#settings.device;
  }
  /** Whether this device knows what it did before: an empty card may be a new one in the place of one that was lost. */
  get pastKnown(): boolean {
    return this.#lost.pastKnown;
  }

  /** Whether this device may have lost its card and has not heard yet from the others what it wrote: until then it gives no number. */
  get recovering(): boolean {
    return !this.#lost.pastKnown || this.#lost.isOwed;
  }

  /** The ticket that was told to whoever made a request here, null for none: the first of them that was written down here. */
  toldOf(requestId: string): HallTicket | null {
    const id = this.#requests.toldOf(requestId);
    return id === null ? null : ticketOf(this.#state, id);
  }

  /** The highest number that the side file knew when this start began: it may have been shown. */
  shownBefore(day: string, series: string): number {
    return Math.max(highestIn(this.#shownBefore, day, series), this.#lost.floor);
  }

  /** How a waiting ticket stands. */
  standing(ticket: HallTicket): Standing {
    return this.#standings.standing(this.#state, ticket, this.wall());
  }

  /** The same for whoever only looks, on a page or a telephone. */
  seen(ticket: HallTicket): Standing {
    return this.#standings.seen(this.#state, ticket, this.wall());
  }

  /** How long somebody will wait who gets a number now, in whole seconds; null: nobody can honestly say. */
  foretell(service: string, priority: string | null): WaitForecast | null {
    return this.#standings.newcomer(this.#state, service, priority, this.wall());
  }

  /** The same as it may be told to all. */
  waitFor(service: string): WaitRange | null {
    return this.#standings.waitFor(this.#state, service, this.wall());
  }

  /** Today's key. It follows a believed clock; with an unbelieved one it stays the newest day that the hall has heard of. */
  today(): string {
    const { wall, trusted } = this.#envelope.now();
    if (trusted) return dayKey(wall, this.#settings.zoneOffsetMin);
    const newest = [...Object.keys(this.#state.days), ...Object.keys(this.side.highest)].sort().at(-1);
    return newest ?? dayKey(wall, this.#settings.zoneOffsetMin);
  }

  wall(): ReturnType<Envelope['now']> {
    return this.#envelope.now();
  }

  /** Rebuilds the hall from its ledger and reports numbers that the ledger has lost. May be called again after a fault. */
  async start(): Promise<Result<void, Fault>> {
    const { ledger, storage, log, clock } = this.#ports;
    const { device, zoneOffsetMin } = this.#settings;
    this.#envelope = new Envelope(device, clock);
    const snapshot = await this.#snapshots.open();
    const kept = { envelope: this.#envelope, requests: this.#requests, standings: this.#standings };
    const read = await readLedger(ledger, snapshot, { device, zoneOffsetMin, ...kept }, this.#state.answers);
    if (!read.ok) return read;
    const { epoch, folded } = read.value;
    this.#state = read.value.state;
    const counted = await nextStart(storage, epoch);
    if (!counted.ok) return counted;
    this.#lost.begin(counted.value);
    this.#epoch = counted.value.epoch;
    if (this.#firstEpoch === 0) this.#firstEpoch = this.#epoch;
    this.#envelope.begin(this.#epoch);
    const opened = await this.side.open();
    if (!opened.ok) return opened;
    this.#shownBefore = this.side.highest;
    if (!opened.value.readable) log.write('error', 'numbers.side-file-unreadable', {});
    this.#leftOpen = [...this.#state.openSlips.values()]
      .filter((slip) => slip.device === device && !this.#ownSlips.has(slip.jobId))
      .map(({ ticket, jobId }) => ({ ticket, jobId }));
    this.#durable.begin();
    this.#open = true;
    // While nothing may be written what is missing is told by the next start.
    const gaps = this.#lost.pastKnown ? await this.#tidying.reportGaps() : done;
    if (gaps.ok) {
      await this.voidUnseen();
      this.#sinceSnapshot = folded;
      this.keepSnapshot();
      return done;
    }
    this.#open = false;
    return gaps;
  }

  /** Why no more numbers are given today, null while they are. */
  whyNoNumbers(day: string): Promise<OfficeFault | null> {
    return whyNoNumbers(this.#state, this.#ports.ledger, day);
  }

  /** Keeps a snapshot when enough has happened since the last one and the ledger holds nothing that is not in the state. */
  keepSnapshot(): void {
    if (!this.#durable.still || this.doubtful || !this.#open || this.#sinceSnapshot < snapshotDue(this.#state)) return;
    this.#sinceSnapshot = 0;
    const state = this.#state;
    void this.#snapshots.keep({
      position: this.#ports.ledger.head,
      state,
      requests: this.#requests.kept((ticket) => ticketOf(state, ticket) !== null),
      newestWall: this.#envelope.newestWall,
      epoch: this.#epoch,
      waits: this.#standings.kept(),
    });
  }

  /** Slips of this device that an earlier process began and that have not been told an end since. */
  unfinishedSlips(): readonly UnfinishedSlip[] {
    return this.#leftOpen.filter((slip) => this.#state.openSlips.has(slip.jobId));
  }

  /** Writes facts down and, once they are durable, makes them true. */
  async record(facts: readonly HallFact[], cause: string): Promise<Result<void, Fault>> {
    const settled = await this.settle();
    if (!settled.ok) return settled;
    // Under this start others may hold events already.
    if (!this.#lost.pastKnown) return fail({ kind: 'recovering' });
    return this.#append(facts.map((fact) => this.#envelope.make(fact, cause, newestOf(this.#state, fact))));
  }

  /** Takes an event of another device into this ledger. */
  async receive(event: VisitEvent): Promise<Result<void, Fault>> {
    const settled = await this.settle();
    if (!settled.ok) return settled;
    if (seenIn(this.#state.seen, event)) return done;
    // What this device wrote itself comes from others only where it has lost it.
    if (event.device === this.#settings.device && event.epoch >= this.#epoch) {
      const outlived = await this.outlive(event);
      if (!outlived.ok) return outlived;
    }
    const taken = await this.#append([event]);
    if (taken.ok) await this.voidUnseen();
    else this.#requests.refused(event, factOf(event));
    return taken;
  }

  /** Writes down the number that a hub gave to this request, where the ledger would not take it when it came: no other is given before. */
  async writeOwed(requestId: string): Promise<Result<void, Fault>> {
    const owed = this.#requests.owedTo(requestId);
    return owed === null ? done : this.receive(owed);
  }

  /** Takes numbers out of line that were given twice for one request. */
  voidUnseen(): Promise<void> {
    return this.#tidying.voidUnseen();
  }

  /** Voids who is left over from earlier days, as far as this device decides that, or is `alone`. */
  sweep(alone: boolean): Promise<Result<void, Fault>> {
    return this.#tidying.sweep(alone);
  }

  /** Others hold what this device wrote up to there: where it does not know of it, its card was lost (`lost-card.ts`). */
  outlive(mark: Mark): Promise<Result<void, Fault>> {
    return this.#lost.outlive(mark);
  }

  /** The others were asked for this device's past; `complete`: all of them have answered. */
  concludePast(complete: boolean): Promise<Result<void, Fault>> {
    return this.#lost.conclude(complete);
  }

  /** It has begun anew in the place of a lost card: what it wrote before that mark the lost card wrote. */
  readonly begunAnew = new Listeners<Mark>();

  goOnUnder(epoch: number): void {
    this.#epoch = epoch;
    this.#firstEpoch = epoch;
    this.#envelope.begin(epoch);
    this.#shownBefore = this.side.highest;
    this.begunAnew.emit({ epoch, seq: 0 });
  }

  /** Keeps the answer to a command that changed nothing. */
  remember(commandId: string, answer: Result<HallAnswer, HallRefusal>): void {
    this.#state = withAnswer(this.#state, commandId, answer);
  }

  /** Ends a doubt about what the ledger holds; a fault while it cannot be read. */
  async settle(): Promise<Result<void, Fault>> {
    return this.#open ? this.#durable.settle() : fail({ kind: 'not-started' });
  }

  async #append(events: readonly VisitEvent[]): Promise<Result<void, Fault>> {
    const appending = this.#durable.append(events);
    // While the disk syncs.
    this.#foreseen.foresee(this.#state, events);
    const appended = await appending;
    this.#foreseen.forget(events);
    if (appended.ok) this.keepSnapshot();
    return appended;
  }

  #apply(event: VisitEvent): void {
    if (seenIn(this.#state.seen, event)) return;
    const before = this.#state;
    this.#state = this.#foreseen.after(before, event);
    this.#sinceSnapshot += 1;
    this.#standings.heard(event, this.#state);
    if (event.device !== this.#settings.device) this.#envelope.learn(event);
    this.#out.emit({ type: 'hall.recorded', event });
    const fact = factOf(event);
    this.#requests.notice(fact);
    if (fact === null) this.#ports.log.write('debug', 'hall.passed-over', { id: event.id, kind: event.kind });
    if (fact?.kind === 'slip.started') this.#ownSlips.add(fact.jobId);
    if (fact?.kind === 'ticket.issued') this.#tidying.issued(fact, event, ticketOf(before, fact.ticket));
    if (fact?.kind === 'ticket.called' || fact?.kind === 'ticket.recalled') {
      const told = heardCall(this.#state, this.#settings.device, event, fact, this.wall());
      if (told !== null) this.#out.emit(told);
    }
    if (before.lines !== this.#state.lines && waitingChanged(before, this.#state))
      this.#out.emit({ type: 'queue.changed', waiting: waitingCount(this.#state) });
  }
}

export const refused = (fault: Fault): { readonly kind: 'ledger-refused'; readonly fault: Fault } => ({
  kind: 'ledger-refused',
  fault,
});
