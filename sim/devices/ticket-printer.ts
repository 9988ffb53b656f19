import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import { dotsPerMm } from '../../hal/drivers/escpos-commands.ts';
import { layOut } from '../../hal/drivers/slip-layout.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { PrinterFault, PrinterStatus, PrintOutcome, Slip, TicketPrinter } from '../../hal/ports/ticket-printer.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';

/** What can be broken, as on the simulated chip. `unplugged` ends the service; the others are states of the printer. */
export const twinPrinterBreaks = [
  'paper-out',
  'near-end',
  'cover-open',
  'cutter-jam',
  'overheated',
  'unplugged',
] as const;
export type TwinPrinterBreak = (typeof twinPrinterBreaks)[number];

const answerMs: Milliseconds = 10;
const cutMs: Milliseconds = 120;
const mmPerS = 150;
/** Blank paper between head and cutter that each slip begins with. */
const leadMm = 12;

/** A slip that came out, as its meaning. */
export interface TwinSlip {
  readonly at: Milliseconds;
  readonly slip: Slip;
  readonly paperMm: number;
}

interface Running {
  readonly end: (outcome: PrintOutcome) => void;
  readonly timer: TimerId;
  readonly since: Milliseconds;
}

/** The slip printer's twin: no bytes and no dots, but paper, time and faults like those of the real one. */
export class SimTicketPrinter implements TicketPrinter {
  readonly dots: number;
  readonly #where: string;
  readonly #clock: Clock;
  readonly #rollMm: number;
  readonly #faults = new Listeners<PrinterFault>();
  readonly #changes = new Listeners<PrinterStatus>();
  readonly #slips = new Listeners<TwinSlip>();
  readonly #breaks = new Set<TwinPrinterBreak>();
  #leftMm: number;
  #state: 'closed' | 'open' | 'lost' = 'closed';
  #told = '';
  #jobs: Promise<void> = Promise.resolve();
  #running: Running | null = null;
  readonly #waits = new Set<(gone: boolean) => void>();
  /** A jammed cutter is noticed when it is to cut. */
  #jamFelt = false;

  constructor(where: string, clock: Clock, dots = 576, rollMm = 80_000) {
    this.#where = where;
    this.#clock = clock;
    this.dots = dots;
    this.#rollMm = rollMm;
    this.#leftMm = rollMm;
  }

  get paperLeftMm(): number {
    return this.#leftMm;
  }
  /** A slip is coming out. */
  get hanging(): boolean {
    return this.#running !== null;
  }
  get broken(): readonly TwinPrinterBreak[] {
    return [...this.#breaks];
  }

  async open(signal: AbortSignal): Promise<Result<void, PrinterFault>> {
    assert(this.#state === 'closed', `printer ${this.#where} opened twice`);
    this.#state = 'open';
    const answered = await this.#after(answerMs, signal);
    if (answered && !this.#breaks.has('unplugged')) {
      this.#tell();
      return done;
    }
    this.#state = 'closed';
    return fail(answered ? this.#gone('absent') : this.#gone('interrupted'));
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    this.#told = '';
    this.#endRunning({ kind: 'unknown', fault: this.#gone('closed') });
    for (const wait of this.#waits) wait(true);
    await this.#jobs;
  }

  async status(): Promise<Result<PrinterStatus, PrinterFault>> {
    if (this.#state !== 'open') return fail(this.#gone(this.#state));
    const answered = await this.#after(answerMs, null);
    return answered && this.#state === 'open' ? ok(this.#status()) : fail(this.#gone('closed'));
  }

  async print(slip: Slip, signal: AbortSignal): Promise<PrintOutcome> {
    const job = { begun: false, cancelled: signal.aborted };
    const run = this.#jobs.then(() => this.#run(slip, job));
    this.#jobs = run.then(() => undefined);
    let onAbort = (): void => undefined;
    const aborted = new Promise<PrintOutcome>((resolve) => {
      onAbort = (): void => {
        job.cancelled = true;
        resolve({ kind: job.begun ? 'unknown' : 'not-printed', fault: { kind: 'interrupted' } });
      };
    });
    signal.addEventListener('abort', onAbort);
    const outcome = await Promise.race([run, aborted]);
    signal.removeEventListener('abort', onAbort);
    return outcome;
  }

  onStatus(listener: (status: PrinterStatus) => void): Unsubscribe {
    return this.#changes.add(listener);
  }
  onFault(listener: (fault: PrinterFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  /** Each slip, the moment it is cut off. */
  onSlip(listener: (slip: TwinSlip) => void): Unsubscribe {
    return this.#slips.add(listener);
  }

  breakWith(kind: TwinPrinterBreak): void {
    this.#breaks.add(kind);
    if (kind === 'unplugged') this.#lose();
    else this.#tell();
    // A slip under way meets a missing roll or an open cover at once, a stuck blade at its end.
    const stops = kind === 'paper-out' || kind === 'cover-open';
    const fault = this.#fault();
    if (stops && fault !== null) this.#endRunning({ kind: 'unknown', fault });
  }

  /** Mends one thing, or all. Mending the paper puts in a new roll. */
  mend(kind: TwinPrinterBreak | null = null): void {
    for (const each of kind === null ? this.broken : [kind]) this.#breaks.delete(each);
    if (kind === null || kind === 'paper-out') this.#leftMm = this.#rollMm;
    if (kind === null || kind === 'cutter-jam') this.#jamFelt = false;
    this.#tell();
  }

  loadPaper(mm: number): void {
    this.#breaks.delete('paper-out');
    this.#leftMm = mm;
    this.#tell();
  }

  async #run(slip: Slip, job: { begun: boolean; readonly cancelled: boolean }): Promise<PrintOutcome> {
    const notPrinted = (fault: PrinterFault): PrintOutcome => ({ kind: 'not-printed', fault });
    if (job.cancelled) return notPrinted({ kind: 'interrupted' });
    if (this.#state !== 'open') return notPrinted(this.#gone(this.#state));
    const layout = layOut(slip, this.dots);
    if (!layout.ok) return notPrinted(layout.fault);
    const answered = await this.#after(answerMs, null);
    if (!answered) return notPrinted(this.#gone('closed'));
    if (job.cancelled) return notPrinted({ kind: 'interrupted' });
    const fault = this.#fault();
    if (fault !== null) return notPrinted(fault);
    job.begun = true;
    return await this.#feed(slip, layout.value.height / dotsPerMm + leadMm);
  }

  #feed(slip: Slip, paperMm: number): Promise<PrintOutcome> {
    const fed = Math.min(paperMm, this.#leftMm);
    return new Promise((resolve) => {
      const timer = this.#clock.setTimeout(
        () => {
          this.#leftMm -= fed;
          this.#running = null;
          if (fed < paperMm) resolve({ kind: 'unknown', fault: { kind: 'paper-out' } });
          else if (this.#breaks.has('cutter-jam')) {
            this.#jamFelt = true;
            resolve({ kind: 'unknown', fault: { kind: 'cutter-jam' } });
          } else {
            this.#slips.emit({ at: this.#clock.now(), slip, paperMm });
            resolve({ kind: 'printed' });
          }
          this.#tell();
        },
        Math.ceil((fed / mmPerS) * 1000) + cutMs,
      );
      this.#running = { end: resolve, timer, since: this.#clock.now() };
    });
  }

  #endRunning(outcome: PrintOutcome): void {
    const running = this.#running;
    if (running === null) return;
    this.#running = null;
    this.#clock.clearTimeout(running.timer);
    this.#leftMm = Math.max(0, this.#leftMm - ((this.#clock.now() - running.since) / 1000) * mmPerS);
    running.end(outcome);
  }

  #lose(): void {
    if (this.#state !== 'open') return;
    this.#state = 'lost';
    const fault = this.#gone('unplugged');
    this.#endRunning({ kind: 'unknown', fault });
    for (const wait of this.#waits) wait(true);
    this.#changes.emit({ paper: 'unknown', cover: 'unknown', online: false, fault });
    this.#faults.emit(fault);
  }

  /** True after `ms`, false when the printer went away or the caller gave up. */
  #after(ms: Milliseconds, signal: AbortSignal | null): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (gone: boolean): void => {
        this.#clock.clearTimeout(timer);
        this.#waits.delete(settle);
        signal?.removeEventListener('abort', onAbort);
        resolve(!gone);
      };
      const onAbort = (): void => settle(true);
      const timer = this.#clock.setTimeout(() => settle(false), ms);
      this.#waits.add(settle);
      signal?.addEventListener('abort', onAbort);
      if (signal?.aborted === true) onAbort();
    });
  }

  #gone(reason: string): PrinterFault {
    return { kind: 'offline', where: this.#where, reason };
  }

  #fault(): PrinterFault | null {
    if (this.#breaks.has('cover-open')) return { kind: 'cover-open' };
    if (this.#breaks.has('paper-out') || this.#leftMm <= 0) return { kind: 'paper-out' };
    if (this.#jamFelt) return { kind: 'cutter-jam' };
    return this.#breaks.has('overheated') ? { kind: 'overheated' } : null;
  }

  #status(): PrinterStatus {
    const fault = this.#fault();
    const out = this.#breaks.has('paper-out') || this.#leftMm <= 0;
    const near = this.#breaks.has('near-end') || this.#leftMm < 4000;
    return {
      paper: out ? 'out' : near ? 'near-end' : 'ok',
      cover: this.#breaks.has('cover-open') ? 'open' : 'closed',
      online: fault === null,
      fault,
    };
  }

  #tell(): void {
    if (this.#state !== 'open') return;
    const status = this.#status();
    const told = JSON.stringify(status);
    if (told === this.#told) return;
    this.#told = told;
    this.#changes.emit(status);
  }
}
