import { assert } from '../hal/assert.ts';
import type { JsonObject, JsonValue } from '../hal/json.ts';
import type { Clock, WallTime } from '../hal/ports/clock.ts';
import type { Milliseconds } from '../hal/units.ts';
import { quantised, type TraceKind, type TraceSink } from './trace.ts';

/**
 * Wall time as the app sees it runs with the monotonic clock and is set anew when it has come apart by more: NTP trims the host's clock
 * all the time, and each trim would be a line. Nobody is told a time by the second.
 */
const wallToleranceMs: Milliseconds = 50;

/** Whether two values are the same as JSON, in the order of their members as well. */
const sameJson = (a: JsonValue, b: JsonValue): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === others.length &&
    keys.every((key, index) => key === others[index] && sameJson(Reflect.get(a, key), Reflect.get(b, key)))
  );
};

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/**
 * Writes a device's lines and keeps its turns. Whatever comes in has a turn of its own: its line, what the app does about it, and
 * every promise that settles because of that; then the next. Within a turn time stands still. So nothing but the order and the
 * content of the lines decides what the app does, and a run from the lines is the same run.
 */
export class Scribe {
  readonly #device: string;
  readonly #clock: Clock;
  readonly #sink: TraceSink;
  #now: Milliseconds;
  #offset: Milliseconds;
  #trusted: boolean;
  #wallTold = false;
  #begun = false;
  #ended = false;

  constructor(device: string, clock: Clock, sink: TraceSink) {
    this.#device = device;
    this.#clock = clock;
    this.#sink = sink;
    this.#now = clock.now();
    const { instant, trusted } = clock.wallTime();
    this.#offset = instant - this.#now;
    this.#trusted = trusted;
  }

  /** When the present turn began. */
  now(): Milliseconds {
    return this.#now;
  }
  wallTime(): WallTime {
    return { instant: this.#now + this.#offset, trusted: this.#trusted };
  }

  /** Something came in: `deliver` runs in a turn of its own, unless by then `wanted` says no. After `end` nothing comes in. */
  hear(detail: () => JsonObject, deliver: () => void, wanted: () => boolean = () => true): void {
    this.#clock.turn(() => {
      if (this.#ended || !wanted()) return;
      this.#begin();
      this.#write('input', detail());
      deliver();
    });
  }

  /** Something was drawn in the midst of a turn: chance, a token, the answer of a call that does not wait. */
  draw(detail: JsonObject): void {
    assert(this.#begun, `${this.#device} draws before it is started`);
    this.#write('input', detail);
  }

  command(detail: JsonObject): void {
    this.#write('command', detail);
  }
  transition(detail: JsonObject): void {
    this.#write('transition', detail);
  }

  /** Nothing is written or delivered any more. */
  end(): void {
    this.#ended = true;
  }

  #begin(): void {
    this.#begun = true;
    this.#now = this.#clock.now();
    const { instant, trusted } = this.#clock.wallTime();
    const offset = instant - this.#now;
    if (this.#wallTold && trusted === this.#trusted && Math.abs(offset - this.#offset) < wallToleranceMs) return;
    this.#wallTold = true;
    this.#offset = offset;
    this.#trusted = trusted;
    this.#write('input', { port: 'clock', offset, trusted });
  }

  #write(kind: TraceKind, detail: JsonObject): void {
    if (!this.#ended) this.#sink.line({ t: this.#now, device: this.#device, kind, ...detail });
  }
}

/**
 * What one device of one port says and is told. `Facts` are what can be read of the device at any time: the app reads them as they
 * were last told, with the word that changed them.
 */
export class PortScribe<Facts extends JsonObject = JsonObject> {
  readonly #scribe: Scribe;
  readonly #port: string;
  readonly #name: string;
  readonly #look: (() => Facts) | null;
  #facts: Facts | null;
  #calls = 0;

  /** `look` is null for devices of which nothing can be read, or only what never changes. */
  constructor(scribe: Scribe, port: string, name: string, look: (() => Facts) | null = null) {
    this.#scribe = scribe;
    this.#port = port;
    this.#name = name;
    this.#look = look;
    this.#facts = look?.() ?? null;
  }

  get facts(): Facts {
    assert(this.#facts !== null, `nothing can be read of a ${this.#port}`);
    return this.#facts;
  }

  hear(what: JsonObject, deliver: () => void): void {
    this.#scribe.hear(() => this.#line(what), deliver);
  }

  /** A command and its number among this device's; `answer` is what it gave at once. */
  tell(verb: string, detail: unknown): number {
    this.#calls += 1;
    this.#command(this.#calls, verb, detail);
    return this.#calls;
  }
  /** The answer of a question that is answered at once and leaves no command. */
  drawn(what: JsonObject): void {
    this.#scribe.draw(this.#line(what));
  }
  answered(call: number, result: JsonValue): void {
    this.#scribe.draw({ port: this.#port, name: this.#name, call, result });
  }

  /**
   * A call that goes out and whose answer comes in. `told` says what of the answer stands in the trace, `given` what of that the
   * app gets: by default all of it, as it is written.
   */
  call<T>(
    verb: string,
    detail: unknown,
    signal: AbortSignal | null,
    work: () => Promise<T>,
    told: (answer: T) => JsonValue = quantised,
    // The same answer in thousandths, so it is the same kind of answer.
    given: (answer: T, told: JsonValue) => T = (_, line) => line as T,
  ): Promise<T> {
    const call = this.tell(verb, detail);
    const unheard = signal === null ? null : this.#heedAbort(call, signal);
    return new Promise((resolve, reject) => {
      work().then(
        (answer) => {
          const result = told(answer);
          unheard?.();
          this.hear({ call, result }, () => resolve(given(answer, result)));
        },
        (error: unknown) => {
          // Given up by whoever asked. Anything else is a bug, and ends the process before its turn would come.
          if (!isAbort(error)) {
            reject(error);
            return;
          }
          unheard?.();
          this.hear({ call, aborted: true }, () => reject(error));
        },
      );
    });
  }

  /** Writes down that a call is given up; gives what ends the listening for it. */
  #heedAbort(call: number, signal: AbortSignal): () => void {
    const abort = (): void => this.#command(call, 'abort', {});
    signal.addEventListener('abort', abort, { once: true });
    return () => signal.removeEventListener('abort', abort);
  }

  #command(call: number, verb: string, detail: unknown): void {
    this.#scribe.command({ port: this.#port, name: this.#name, call, do: verb, with: quantised(detail) });
  }

  #line(what: JsonObject): JsonObject {
    const line = { port: this.#port, name: this.#name, ...what };
    if (this.#look === null) return line;
    const facts = this.#look();
    if (this.#facts !== null && sameJson(facts, this.#facts)) return line;
    this.#facts = facts;
    return { ...line, facts };
  }
}
