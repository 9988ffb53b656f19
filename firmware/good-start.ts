import { Listeners, type Unsubscribe } from '../hal/device.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { Milliseconds } from '../hal/units.ts';
import { assert } from '../hal/assert.ts';

/*
 * The one judgement of how a start went. Three ask for it: whoever starts the program anew when it hangs (`alive`), an update that
 * wants to know whether the new release serves, and a device that counts its bad starts (`verdict`).
 */

/**
 * How a part answered: it works; it answers with a fault that the firmware knows of and goes on mending (a full disk, an address that
 * another program holds); it does not answer. A fault is no reason to start anew, since that mends no disk; silence is.
 */
export type Pulse = 'well' | 'faulty' | 'silent';

export type VitalName = 'firmware' | 'loop' | 'ledger' | 'page';

/** A part without which the device does not serve. The event loop is no such part: it is felt here. */
export interface Vital {
  readonly name: Exclude<VitalName, 'loop'>;
  /** Asks it now. Whoever does not answer in `answerMs` is silent; a rejection is a bug. */
  look(): Promise<Pulse>;
}

export interface GoodStartSettings {
  /** All is well for this long without a break: the start is good. */
  readonly wellForMs: Milliseconds;
  /** A start that is not good by then is bad. */
  readonly withinMs: Milliseconds;
  /** From the end of one look to the next. */
  readonly everyMs: Milliseconds;
  readonly answerMs: Milliseconds;
  /** A timer that comes later than this means that the event loop stood still. */
  readonly loopLateMs: Milliseconds;
}

/** `on-trial` becomes `good` or `bad` once, and stays that. */
export type StartVerdict = 'on-trial' | 'good' | 'bad';

export interface StartReport {
  readonly verdict: StartVerdict;
  /** Since `start`, when the report was made. */
  readonly afterMs: Milliseconds;
  /** How each part was at the last look; silent before the first. */
  readonly vitals: Readonly<Partial<Record<VitalName, Pulse>>>;
}

interface Part {
  readonly vital: Vital;
  pulse: Pulse;
  /** A look that has not come back: asked no second time until it does. */
  out: boolean;
}

/** Watches the parts of one start from `start` to `stop`, and judges it once. */
export class GoodStart {
  readonly #parts: readonly Part[];
  readonly #settings: GoodStartSettings;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #verdicts = new Listeners<StartReport>();
  #loop: Pulse = 'silent';
  #verdict: StartVerdict = 'on-trial';
  #startedAt: Milliseconds | null = null;
  #wellSince: Milliseconds | null = null;
  #next: TimerId | null = null;
  /** Each look that is waited for has one. */
  readonly #answers = new Set<TimerId>();
  #deadline: TimerId | null = null;

  constructor(vitals: readonly Vital[], settings: GoodStartSettings, clock: Clock, log: Log) {
    this.#parts = vitals.map((vital) => ({ vital, pulse: 'silent', out: false }));
    this.#settings = settings;
    this.#clock = clock;
    this.#log = log;
  }

  /** Begins to watch; before the firmware's own start, so that one that never ends is a bad start too. */
  start(): void {
    assert(this.#startedAt === null, 'a start was judged twice');
    this.#startedAt = this.#clock.now();
    this.#deadline = this.#clock.setTimeout(() => this.#judge('bad'), this.#settings.withinMs);
    this.#after(0);
  }

  /** An orderly end is no verdict. */
  stop(): void {
    for (const timer of [this.#next, this.#deadline, ...this.#answers])
      if (timer !== null) this.#clock.clearTimeout(timer);
    this.#answers.clear();
    this.#next = null;
    this.#deadline = null;
    this.#startedAt = null;
  }

  /** Whether every part answered at the last look, if only with a fault: what a watchdog is told. */
  get alive(): boolean {
    return this.#startedAt !== null && Object.values(this.#vitals()).every((pulse) => pulse !== 'silent');
  }

  get verdict(): StartVerdict {
    return this.#verdict;
  }

  report(): StartReport {
    const afterMs = this.#startedAt === null ? 0 : this.#clock.now() - this.#startedAt;
    return { verdict: this.#verdict, afterMs, vitals: this.#vitals() };
  }

  /** Told once, when the verdict is known. */
  onVerdict(listener: (report: StartReport) => void): Unsubscribe {
    return this.#verdicts.add(listener);
  }

  #vitals(): Readonly<Partial<Record<VitalName, Pulse>>> {
    return { loop: this.#loop, ...Object.fromEntries(this.#parts.map(({ vital, pulse }) => [vital.name, pulse])) };
  }

  #after(ms: Milliseconds): void {
    const due = this.#clock.now() + ms;
    this.#next = this.#clock.setTimeout(() => {
      this.#loop = this.#clock.now() - due > this.#settings.loopLateMs ? 'faulty' : 'well';
      void this.#look();
    }, ms);
  }

  async #look(): Promise<void> {
    const began = this.#startedAt;
    await Promise.all(this.#parts.map((part) => this.#feel(part)));
    // Stopped meanwhile, perhaps even begun anew.
    if (this.#startedAt === null || this.#startedAt !== began) return;
    const well = Object.values(this.#vitals()).every((pulse) => pulse === 'well');
    this.#wellSince = well ? (this.#wellSince ?? this.#clock.now()) : null;
    if (this.#wellSince !== null && this.#clock.now() - this.#wellSince >= this.#settings.wellForMs)
      this.#judge('good');
    this.#after(this.#settings.everyMs);
  }

  /** Resolves when the part has answered or its time is over. An answer that comes later counts for nothing but that it may be asked again. */
  #feel(part: Part): Promise<void> {
    if (part.out) return Promise.resolve(this.#felt(part, 'silent'));
    part.out = true;
    return new Promise((resolve) => {
      const timer: TimerId = this.#clock.setTimeout(() => {
        this.#answers.delete(timer);
        resolve(this.#felt(part, 'silent'));
      }, this.#settings.answerMs);
      this.#answers.add(timer);
      void part.vital.look().then((pulse) => {
        part.out = false;
        if (!this.#answers.delete(timer)) return;
        this.#clock.clearTimeout(timer);
        resolve(this.#felt(part, pulse));
      });
    });
  }

  #felt(part: Part, pulse: Pulse): void {
    if (pulse === part.pulse) return;
    part.pulse = pulse;
    this.#log.write(pulse === 'well' ? 'info' : 'warn', 'vital.changed', { part: part.vital.name, pulse });
  }

  #judge(verdict: Exclude<StartVerdict, 'on-trial'>): void {
    if (this.#verdict !== 'on-trial') return;
    this.#verdict = verdict;
    if (this.#deadline !== null) this.#clock.clearTimeout(this.#deadline);
    this.#deadline = null;
    const report = this.report();
    const told: JsonObject = { verdict, afterMs: report.afterMs, vitals: { ...report.vitals } };
    this.#log.write(verdict === 'good' ? 'info' : 'error', 'start.judged', told);
    this.#verdicts.emit(report);
  }
}
