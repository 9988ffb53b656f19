import type { JsonObject } from '../../hal/json.ts';
import type { RecordedEntry, RecordedRun } from './recorded-run.ts';

/** Where a run leaves its recording: the recorded line, and what the firmware did instead. */
export interface Divergence {
  readonly line: number;
  readonly reason: string;
}

/** How far ahead the start of a device is looked for behind its config. */
const startWithin = 2_000;

/** The lines of a recording in their order, some delivered by the replay, some drawn by the firmware in the midst of a turn. */
export class ReplayScript {
  readonly #run: RecordedRun;
  #at = 0;
  /** The line at `#at`, once it was looked at. */
  #ahead: RecordedEntry | null = null;
  #line = 0;
  #divergence: Divergence | null = null;

  constructor(run: RecordedRun) {
    this.#run = run;
  }

  /** The first place at which firmware and recording did not agree; nothing after it means anything. */
  get divergence(): Divergence | null {
    return this.#divergence;
  }
  /** How many lines were delivered or drawn. */
  get taken(): number {
    return this.#at;
  }

  diverged(reason: string): void {
    this.#divergence ??= { line: this.#line, reason };
  }

  /** The next line, which stays the next. */
  peek(): RecordedEntry | null {
    this.#ahead ??= this.#run.entry(this.#at);
    return this.#ahead;
  }

  next(): RecordedEntry | null {
    const entry = this.peek();
    this.#ahead = null;
    this.#at += 1;
    this.#line = entry?.line ?? this.#line;
    return entry;
  }

  /**
   * What the firmware of `device` draws now: the next line, if it is one of these. Null is a divergence; past the last line it is
   * none, for a recording may end in the midst of a turn.
   */
  draw(device: string, port: string, fits: (what: JsonObject) => boolean = () => true): JsonObject | null {
    const entry = this.peek();
    if (entry === null) return null;
    const found =
      entry.kind === 'input' && entry.device === device && entry.what['port'] === port && fits(entry.what)
        ? entry.what
        : null;
    if (found === null) this.diverged(`${device} asked ${port} for something that was not recorded here`);
    else this.next();
    return found;
  }

  /** How this start of a device began: the next line that says so, not looking past another start. */
  startOf(device: string): JsonObject | null {
    for (let at = this.#at; at < this.#at + startWithin; at += 1) {
      const entry = this.#run.entry(at);
      if (entry === null) return null;
      if (entry.device !== device) continue;
      if (entry.kind === 'config') return null;
      if (entry.what['port'] === 'app' && entry.what['ask'] === 'start') return entry.what;
    }
    return null;
  }
}
