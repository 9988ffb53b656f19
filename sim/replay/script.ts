import type { JsonObject } from '../../hal/json.ts';
import type { RecordedEntry } from './recorded-run.ts';

/** Where a run leaves its recording: the recorded line, and what the firmware did instead. */
export interface Divergence {
  readonly line: number;
  readonly reason: string;
}

/** The lines of a recording in their order, some delivered by the replay, some drawn by the firmware in the midst of a turn. */
export class ReplayScript {
  readonly #entries: readonly RecordedEntry[];
  #at = 0;
  #divergence: Divergence | null = null;

  constructor(entries: readonly RecordedEntry[]) {
    this.#entries = entries;
  }

  /** The first place at which firmware and recording did not agree; nothing after it means anything. */
  get divergence(): Divergence | null {
    return this.#divergence;
  }

  diverged(reason: string): void {
    this.#divergence ??= { line: this.#entries[Math.max(0, this.#at - 1)]?.line ?? 0, reason };
  }

  next(): RecordedEntry | null {
    const entry = this.#entries[this.#at] ?? null;
    this.#at += 1;
    return entry;
  }

  /**
   * What the firmware of `device` draws now: the next line, if it is one of these. Null is a divergence; past the last line it is
   * none, for a recording may end in the midst of a turn.
   */
  draw(device: string, port: string, fits: (what: JsonObject) => boolean = () => true): JsonObject | null {
    const entry = this.#entries[this.#at];
    if (entry === undefined) return null;
    const found =
      entry.kind === 'input' && entry.device === device && entry.what['port'] === port && fits(entry.what)
        ? entry.what
        : null;
    if (found === null) this.diverged(`${device} asked ${port} for something that was not recorded here`);
    else this.#at += 1;
    return found;
  }

  /** How this start of a device began: the next line that says so, not looking past another start. */
  startOf(device: string): JsonObject | null {
    for (let at = this.#at; at < this.#entries.length; at += 1) {
      const entry = this.#entries[at];
      if (entry?.device !== device) continue;
      if (entry.kind === 'config') return null;
      if (entry.what['port'] === 'app' && entry.what['ask'] === 'start') return entry.what;
    }
    return null;
  }
}
