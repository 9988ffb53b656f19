import { Listeners, type Unsubscribe } from '../device.ts';
import { assert } from '../assert.ts';
import type { ByteLink } from '../ports/byte-link.ts';
import type { Clock, TimerId } from '../ports/clock.ts';
import type { PrinterFault, PrinterStatus, PrintOutcome, Slip, TicketPrinter } from '../ports/ticket-printer.ts';
import { done, fail, ok, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { bandBytes, enableStatusBack, type Bitmap } from './escpos-commands.ts';
import { bandRows, SlipDelivery, stepIds, type DeliverySettings, type EndSign, type Leftover } from './escpos-job.ts';
import { PrinterLine, type Heard } from './escpos-line.ts';
import { findEndSign, settleTurns } from './escpos-probe.ts';
import { rasterSlip } from './slip-raster.ts';

export interface EscposSettings extends DeliverySettings {
  /** Printable width: 576 on 80 mm paper, 384 on 58 mm. */
  readonly dots: 576 | 384;
  /** Whether it is asked for a process id (GS ( H); printers that do not know it may print the question. */
  readonly asksProcessId: boolean;
  /** `none`: prints blind (the port says what that promises). */
  readonly status: 'two-way' | 'none';
  /** A question not answered within this is not answered. */
  readonly answerMs: Milliseconds;
  /** The state is asked this often by itself, `heartbeatMs` once the printer has shown that it tells changes unasked. */
  readonly pollMs: Milliseconds;
  readonly heartbeatMs: Milliseconds;
  /** Asked this often while a slip is under way, unless the printer tells changes. */
  readonly printingPollMs: Milliseconds;
  /** A band of the picture that the link has not taken within this is stuck. */
  readonly writeMs: Milliseconds;
  /** The end of a slip not seen this long after its last byte left is not seen. */
  readonly endMs: Milliseconds;
}

export const escposDefaults: EscposSettings = {
  dots: 576,
  status: 'two-way',
  answerMs: 1000,
  pollMs: 5000,
  heartbeatMs: 30_000,
  printingPollMs: 500,
  writeMs: 5000,
  endMs: 8000,
  ending: 'cut',
  asksProcessId: true,
};

/** A poll that fails once may have met a printer that was busy; twice is a printer that is gone. */
const missesBeforeGone = 2;

interface Job {
  readonly slip: Slip;
  /** True from just before the first byte: from then on the slip may come out. */
  begun: boolean;
  cancelled: boolean;
}

const blind: PrinterStatus = { paper: 'unknown', cover: 'unknown', online: true, fault: null };

const notPrinted = (fault: PrinterFault): PrintOutcome => ({ kind: 'not-printed', fault });
const unknown = (fault: PrinterFault): PrintOutcome => ({ kind: 'unknown', fault });

/** What a printer says of itself; null where it does not answer. */
export interface PrinterIdentity {
  readonly maker: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
}

/** An ESC/POS receipt printer with cutter, over any byte link. Slips go out as pictures: no code page of any maker is trusted. */
export class EscposTicketPrinter implements TicketPrinter {
  readonly dots: number;
  readonly #link: ByteLink;
  readonly #clock: Clock;
  readonly #settings: EscposSettings;
  readonly #line: PrinterLine;
  readonly #delivery: SlipDelivery;
  readonly #faults = new Listeners<PrinterFault>();
  readonly #changes = new Listeners<PrinterStatus>();
  readonly #raster: (slip: Slip, dots: number) => Result<Bitmap, PrinterFault>;
  #state: 'closed' | 'opening' | 'open' | 'lost' = 'closed';
  #status: PrinterStatus | null = null;
  #tellsChanges = false;
  #endSign: EndSign | null = null;
  /** A process that died may have left the printer waiting for the rest of a band. */
  #left: Leftover;
  #jobs: Promise<void> = Promise.resolve();
  #running = false;
  #jobNumber = 0;
  #poll: TimerId | null = null;
  #misses = 0;
  #unhear: Unsubscribe = () => undefined;

  constructor(link: ByteLink, clock: Clock, settings: EscposSettings, raster = rasterSlip) {
    this.#link = link;
    this.#clock = clock;
    this.#settings = settings;
    this.#raster = raster;
    this.dots = settings.dots;
    this.#line = new PrinterLine(link, clock, settings.answerMs);
    this.#delivery = new SlipDelivery(this.#line, clock, settings);
    this.#left = { owed: bandBytes(settings.dots, bandRows), torn: false };
  }

  async open(signal: AbortSignal): Promise<Result<void, PrinterFault>> {
    assert(this.#state === 'closed', 'printer opened twice');
    const opened = await this.#link.open(signal);
    if (!opened.ok) return fail(this.#line.faultOf(opened.fault));
    if (signal.aborted) {
      await this.#link.close();
      return fail({ kind: 'offline', where: this.#link.where, reason: 'interrupted' });
    }
    this.#line.start();
    this.#state = 'opening';
    this.#endSign = null;
    this.#status = null;
    this.#tellsChanges = false;
    this.#misses = 0;
    this.#unhear = this.#line.onHeard((heard) => this.#hear(heard));
    const ready = await this.#greet(signal);
    if (!ready.ok) {
      await this.close();
      return ready;
    }
    this.#state = 'open';
    this.#schedulePoll();
    return ready;
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    this.#line.end({ kind: 'offline', where: this.#link.where, reason: 'closed' });
    this.#unhear();
    this.#stopPoll();
    await this.#link.close();
    await this.#jobs;
  }

  onFault(listener: (fault: PrinterFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  onStatus(listener: (status: PrinterStatus) => void): Unsubscribe {
    return this.#changes.add(listener);
  }

  async status(): Promise<Result<PrinterStatus, PrinterFault>> {
    if (this.#state !== 'open') return fail(this.#away());
    if (this.#settings.status === 'none') return ok(blind);
    return await this.#line.askState();
  }

  async print(slip: Slip, signal: AbortSignal): Promise<PrintOutcome> {
    const job: Job = { slip, begun: false, cancelled: signal.aborted };
    const run = this.#jobs.then(() => this.#run(job));
    this.#jobs = run.then(() => undefined);
    let onAbort = (): void => undefined;
    const aborted = new Promise<PrintOutcome>((resolve) => {
      onAbort = (): void => {
        job.cancelled = true;
        resolve(job.begun ? unknown({ kind: 'interrupted' }) : notPrinted({ kind: 'interrupted' }));
      };
    });
    signal.addEventListener('abort', onAbort);
    // The slip goes on by itself when its caller is gone: broken off, its half would come out before the next visitor's.
    const outcome = await Promise.race([run, aborted]);
    signal.removeEventListener('abort', onAbort);
    return outcome;
  }

  /** Asks it who it is (GS I), while no slip is under way: for whoever looks after it. Printers may leave any of it unanswered. */
  async identify(): Promise<Result<PrinterIdentity, PrinterFault>> {
    if (this.#state !== 'open') return fail(this.#away());
    if (this.#settings.status === 'none') return ok({ maker: null, model: null, firmware: null });
    const asked = this.#jobs.then(async () => ({
      maker: await this.#line.askIdentity(66),
      model: await this.#line.askIdentity(67),
      firmware: await this.#line.askIdentity(65),
    }));
    this.#jobs = asked.then(() => undefined);
    return ok(await asked);
  }

  #away(): PrinterFault {
    return this.#status?.fault ?? { kind: 'offline', where: this.#link.where, reason: this.#state };
  }

  /** The first words: does it answer at all? A printer left in the middle of a picture by a process that died takes questions for dots. */
  async #greet(signal: AbortSignal): Promise<Result<void, PrinterFault>> {
    if (this.#settings.status === 'none') {
      this.#learn(blind);
      return done;
    }
    if (!this.#link.readable) return fail({ kind: 'write-only', where: this.#link.where });
    const onAbort = (): void => this.#line.end({ kind: 'offline', where: this.#link.where, reason: 'interrupted' });
    signal.addEventListener('abort', onAbort);
    let answered = await this.#line.askState();
    if (!answered.ok && answered.fault.kind === 'no-answer') {
      await this.#line.send(new Uint8Array(this.#left.owed), this.#settings.writeMs);
      answered = await this.#line.askState();
    }
    if (answered.ok) await this.#line.send(enableStatusBack, this.#settings.answerMs);
    signal.removeEventListener('abort', onAbort);
    return answered.ok ? done : answered;
  }

  #hear(heard: Heard): void {
    if (heard.kind === 'status-back') this.#tellsChanges = true;
    if (heard.kind === 'state') this.#learn(heard.status);
    if (heard.kind === 'ended' && this.#state === 'open') this.#lose(heard.fault);
  }

  #learn(status: PrinterStatus): void {
    this.#misses = 0;
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return;
    this.#status = status;
    this.#changes.emit(status);
  }

  /** The service has ended; the supervisor closes and opens again. */
  #lose(fault: PrinterFault): void {
    if (this.#state !== 'open') return;
    this.#state = 'lost';
    this.#stopPoll();
    this.#learn({ paper: 'unknown', cover: 'unknown', online: false, fault });
    this.#line.end(fault);
    this.#faults.emit(fault);
  }

  #schedulePoll(): void {
    if (this.#settings.status === 'none' || this.#state !== 'open') return;
    const { pollMs, heartbeatMs } = this.#settings;
    this.#poll = this.#clock.setTimeout(() => void this.#askByItself(), this.#tellsChanges ? heartbeatMs : pollMs);
  }

  #stopPoll(): void {
    if (this.#poll !== null) this.#clock.clearTimeout(this.#poll);
    this.#poll = null;
  }

  async #askByItself(): Promise<void> {
    this.#poll = null;
    // While a slip is under way its own watch asks.
    if (!this.#running) {
      const asked = await this.#line.askState();
      if (!asked.ok) this.#misses += 1;
      if (!asked.ok && this.#misses >= missesBeforeGone) this.#lose(asked.fault);
    }
    this.#schedulePoll();
  }

  async #run(job: Job): Promise<PrintOutcome> {
    if (job.cancelled) return notPrinted({ kind: 'interrupted' });
    if (this.#state !== 'open') return notPrinted(this.#away());
    const picture = this.#raster(job.slip, this.dots);
    if (!picture.ok) return notPrinted(picture.fault);
    this.#running = true;
    try {
      const ready = await this.#makeReady();
      if (!ready.ok) return notPrinted(ready.fault);
      if (job.cancelled) return notPrinted({ kind: 'interrupted' });
      job.begun = true;
      return await this.#send(picture.value);
    } finally {
      this.#running = false;
    }
  }

  /** Asks for the state; then, once an opening, how this printer tells the end of a slip. */
  async #makeReady(): Promise<Result<void, PrinterFault>> {
    if (this.#settings.status === 'none') return done;
    const status = await this.#line.askState();
    if (!status.ok) return status;
    if (status.value.fault !== null) return fail(status.value.fault);
    const { owed, torn } = this.#left;
    if (this.#endSign === null) {
      const found = await findEndSign(this.#line, owed, this.#settings);
      if (!found.ok) return found;
      this.#endSign = found.value;
    } else if (this.#endSign === 'in-turn' && torn) {
      const settled = await settleTurns(this.#line, owed, this.#settings);
      if (!settled.ok) return settled;
    } else return done;
    this.#left = { owed: 0, torn };
    return done;
  }

  async #send(picture: Bitmap): Promise<PrintOutcome> {
    this.#jobNumber += 1;
    const delivery = await this.#delivery.deliver(
      picture,
      this.#left,
      this.#endSign ?? 'none',
      !this.#tellsChanges,
      stepIds(picture, this.#jobNumber),
    );
    this.#left = delivery.left;
    if (delivery.stuck && delivery.outcome.kind === 'unknown') this.#lose(delivery.outcome.fault);
    return delivery.outcome;
  }
}
