import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { CityDocument, CityFault, CityMessage, CitySystem } from '../../hal/ports/city-system.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';

const answersAfterMs: Milliseconds = 40;

/** The twin of a city's system: takes messages, each id once; hands over what is laid before it; knows the dossiers it is told of. */
export class SimCitySystem implements CitySystem {
  readonly #where: string;
  readonly #clock: Clock;
  readonly #documents = new Listeners<CityDocument>();
  readonly #faults = new Listeners<CityFault>();
  readonly #taken = new Map<string, CityMessage>();
  readonly #dossiers = new Map<string, string>();
  readonly #refuses = new Set<string>();
  readonly #newest = new Map<string, string>();
  #open = false;
  #away = false;
  #losesAnswers = 0;
  #fault: CityFault | null = null;
  #attempts = 0;

  constructor(where: string, clock: Clock) {
    this.#where = where;
    this.#clock = clock;
  }

  open(): Promise<Result<void, CityFault>> {
    assert(!this.#open, `city system ${this.#where} opened twice`);
    if (this.#fault !== null) return Promise.resolve(fail(this.#fault));
    this.#open = true;
    return Promise.resolve(done);
  }
  close(): Promise<void> {
    this.#open = false;
    return Promise.resolve();
  }
  onFault(listener: (fault: CityFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }
  onDocument(listener: (document: CityDocument) => void): Unsubscribe {
    return this.#documents.add(listener);
  }

  async send(message: CityMessage, signal: AbortSignal): Promise<Result<void, CityFault>> {
    this.#attempts += 1;
    if (!(await this.#answers(signal))) return this.#offline();
    if (this.#refuses.has(message.kind))
      return fail({ kind: 'refused', where: this.#where, reason: `takes no ${message.kind}` });
    if (!this.#taken.has(message.id)) this.#taken.set(message.id, message);
    if (this.#losesAnswers > 0) {
      this.#losesAnswers -= 1;
      return this.#offline();
    }
    return done;
  }

  async askDossier(code: string, signal: AbortSignal): Promise<Result<string | null, CityFault>> {
    if (!(await this.#answers(signal))) return this.#offline();
    return ok(this.#dossiers.get(code) ?? null);
  }

  /** What it has taken, in the order in which it came first. */
  get taken(): readonly CityMessage[] {
    return [...this.#taken.values()];
  }
  /** How often something was sent to it. */
  get attempts(): number {
    return this.#attempts;
  }
  /** Lays a document before it, as a clerk of the city would. */
  lay(name: string, format: 'json' | 'csv', text: string): void {
    if (!this.#open || this.#away || this.#newest.get(name) === text) return;
    this.#newest.set(name, text);
    this.#documents.emit({ name, format, text });
  }
  /** The city knows this dossier from now on, and answers so. */
  know(code: string, answer: string): void {
    this.#dossiers.set(code, answer);
  }
  get away(): boolean {
    return this.#away;
  }
  refuse(kind: string): void {
    this.#refuses.add(kind);
  }
  /** The line to the city is cut, or whole again. */
  setAway(away: boolean): void {
    this.#away = away;
  }
  /** It takes the next messages and its answers to them are lost on the way. */
  loseAnswers(count: number): void {
    this.#losesAnswers = count;
  }
  breakWith(fault: CityFault): void {
    this.#fault = fault;
    if (this.#open) this.#faults.emit(fault);
  }
  mend(): void {
    this.#fault = null;
  }

  #offline(): Result<never, CityFault> {
    return fail({ kind: 'offline', where: this.#where, reason: 'no answer' });
  }

  /** Whether an answer comes; a line that is cut is noticed when the caller's patience ends, or after a while. */
  #answers(signal: AbortSignal): Promise<boolean> {
    if (!this.#open || signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (answers: boolean): void => {
        this.#clock.clearTimeout(timer);
        signal.removeEventListener('abort', late);
        resolve(answers);
      };
      const late = (): void => end(false);
      const timer = this.#clock.setTimeout(() => end(this.#open && !this.#away), answersAfterMs);
      signal.addEventListener('abort', late, { once: true });
    });
  }
}
