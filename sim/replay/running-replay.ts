import { configFromContent } from '../../config/content.ts';
import { faultText } from '../../config/faults.ts';
import type { LanguageFile } from '../../config/languages.ts';
import type { DeviceConfig, EffectiveContent } from '../../config/schema.ts';
import { createApp, type DeviceApp } from '../../firmware/app.ts';
import { isCommandName, parseCommand } from '../../firmware/commands.ts';
import type { TraceSink } from '../../firmware/trace.ts';
import type { JsonObject, JsonValue } from '../../hal/json.ts';
import type { PortName } from '../../hal/hal.ts';
import { fail, ok, type Result } from '../../hal/result.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';
import { SimClock } from '../clock.ts';
import type { RecordedEntry, RecordedRun } from './recorded-run.ts';
import { ReplayHal } from './replay-hal.ts';
import { ReplayScript, type Divergence } from './script.ts';

/** The language files of a site, by its tags; a fault is lines for the terminal. */
export type LanguagesOf = (tags: readonly string[]) => Result<readonly LanguageFile[], readonly string[]>;

/** One start of a device that is being run again. */
export interface ReplayedStart {
  readonly device: string;
  readonly config: DeviceConfig;
  readonly languages: readonly LanguageFile[];
  readonly app: DeviceApp;
  readonly ports: ReplayHal;
}

const wordIn = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const objectIn = (value: JsonValue | undefined): JsonObject =>
  // An object that is no array.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/**
 * A recording that is being run again, step by step. Time is the recording's: it begins with 0 at its first line and goes on over the
 * starts of a device; how long the device was off between two of them is not in it.
 */
export class RunningReplay {
  readonly #run: RecordedRun;
  readonly #languages: LanguagesOf;
  readonly #script: ReplayScript;
  readonly #starts = new Map<string, ReplayedStart>();
  readonly #sink: TraceSink;
  readonly #begun: (start: ReplayedStart) => void;
  #time = new SimClock();
  /** From the device's own time to the recording's. */
  #base: Milliseconds = 0;
  #first: Milliseconds | null = null;
  #reached: Milliseconds = 0;
  #wall: { readonly offset: number; readonly trusted: boolean } | null = null;
  #firmware: string | null = null;
  #crash: unknown = null;

  constructor(
    run: RecordedRun,
    languages: LanguagesOf,
    sink: TraceSink,
    begun: (start: ReplayedStart) => void = () => undefined,
  ) {
    this.#run = run;
    this.#languages = languages;
    this.#sink = sink;
    this.#begun = begun;
    this.#script = new ReplayScript(run);
  }

  /** How far it has come, by the recording's time. */
  get now(): Milliseconds {
    return this.#reached;
  }
  /** What the device's wall clock said then; null while nobody has said. */
  get wall(): Epoch | null {
    return this.#wall === null ? null : this.#time.now() + this.#wall.offset;
  }
  /** The version of the firmware that recorded; null while no start was read. */
  get firmware(): string | null {
    return this.#firmware;
  }
  get starts(): readonly ReplayedStart[] {
    return [...this.#starts.values()];
  }
  get divergence(): Divergence | null {
    return this.#script.divergence;
  }
  /** How many configs and inputs were delivered. */
  get taken(): number {
    return Math.min(this.#script.taken, this.#run.entries);
  }
  /** Nothing is left to be delivered, or the firmware has gone its own way. */
  get ended(): boolean {
    return this.#script.divergence !== null || this.#script.peek() === null;
  }

  /** Delivers what lies up to `until` by the recording's time, each line when all that follows from the one before is done. */
  async advanceTo(until: Milliseconds): Promise<Result<void, readonly string[]>> {
    for (let entry = this.#script.peek(); entry !== null; entry = this.#script.peek()) {
      if (entry.kind === 'input' && this.#at(entry.t) > until) break;
      const stepped = await this.#step(entry);
      if (!stepped.ok) return stepped;
      if (this.#script.divergence !== null) return ok(undefined);
    }
    this.#reached = this.ended ? this.#reached : Math.max(this.#reached, until);
    return ok(undefined);
  }

  /** By the recording's time. */
  #at(t: Milliseconds): Milliseconds {
    this.#first ??= t;
    return this.#base + t - this.#first;
  }

  async #step(entry: RecordedEntry): Promise<Result<void, readonly string[]>> {
    this.#script.next();
    if (entry.kind === 'config') {
      const begun = this.#begin(entry);
      if (!begun.ok) return begun;
    } else {
      this.#reached = this.#at(entry.t);
      if (entry.t > this.#time.now()) await this.#time.advanceTo(entry.t);
      this.#take(entry);
    }
    await this.#time.settle();
    if (this.#crash !== null) throw this.#crash;
    return ok(undefined);
  }

  #begin({ anew, device, config: content, line }: RecordedEntry & { kind: 'config' }): Result<void, readonly string[]> {
    const source = `${this.#run.source}:${line}`;
    const { site, device: own } = objectIn(content);
    if (site === undefined || own === undefined) return fail([`${source}: a config has a site and a device`]);
    // The recorder wrote the effective content there; the schemas look through it now as they did then.
    const config = configFromContent(content as unknown as EffectiveContent, source);
    if (!config.ok) return fail(config.fault.map(faultText));
    const languages = this.#languages(config.value.site.languages);
    if (!languages.ok) return languages;
    if (anew) {
      this.#time = new SimClock();
      this.#base = this.#reached;
      this.#first = null;
    }
    const asked = this.#script.startOf(device) ?? {};
    const firmware = wordIn(asked['firmware']);
    if (firmware !== '') this.#firmware = firmware;
    const ports = new ReplayHal(device, this.#script, this.#time, objectIn(asked['devices']));
    const { leftOut } = asked;
    const app = createApp({
      config: config.value,
      languages: languages.value,
      hal: ports.hal,
      trace: this.#sink,
      leftOut: Array.isArray(leftOut) ? leftOut.map(wordIn) : [],
      ...(firmware === '' ? {} : { firmware }),
    });
    const start = { device, config: config.value, languages: languages.value, app, ports };
    this.#starts.set(device, start);
    this.#begun(start);
    return ok(undefined);
  }

  #take({ device, what }: RecordedEntry & { kind: 'input' }): void {
    const start = this.#starts.get(device);
    if (what['port'] === 'clock' && typeof what['offset'] === 'number')
      this.#wall = { offset: what['offset'], trusted: what['trusted'] === true };
    if (start === undefined) this.#script.diverged(`${device} has no config before its first input`);
    else if (what['port'] === 'app') this.#ask(start.app, what);
    else start.ports.take(what);
  }

  #ask(app: DeviceApp, what: JsonObject): void {
    const asked = {
      start: () => app.start(),
      stop: () => app.stop(),
      // The recorder wrote the name of a port.
      retry: () => app.retry(wordIn(what['retry']) as PortName, wordIn(what['name'])),
      command: () => this.#command(app, objectIn(what['command'])),
      'read-day': async () => void (await app.face.hall()?.eventsOf(wordIn(what['day']))),
    };
    const ask = wordIn(what['ask']);
    if (!Object.hasOwn(asked, ask)) {
      this.#script.diverged(`nobody can ask a device to ${ask}`);
      return;
    }
    asked[ask as keyof typeof asked]().catch((error: unknown) => {
      this.#crash = error;
    });
  }

  /** What a page asked of it. */
  async #command(app: DeviceApp, { name, id, ...data }: JsonObject): Promise<void> {
    const asked = wordIn(name);
    const command = isCommandName(asked) ? parseCommand(asked, wordIn(id), data) : null;
    if (command?.ok === true) await app.face.command(command.value);
    else this.#script.diverged(`nobody can ask a device to ${asked}`);
  }
}
