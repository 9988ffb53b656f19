import { configFromContent } from '../../config/content.ts';
import { faultText } from '../../config/faults.ts';
import type { LanguageFile } from '../../config/languages.ts';
import type { EffectiveContent } from '../../config/schema.ts';
import { createApp, type DeviceApp } from '../../firmware/app.ts';
import { isCommandName, parseCommand } from '../../firmware/commands.ts';
import type { TraceSink } from '../../firmware/trace.ts';
import type { JsonObject, JsonValue } from '../../hal/json.ts';
import type { PortName } from '../../hal/hal.ts';
import { fail, ok, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { SimClock } from '../clock.ts';
import { TraceWriter } from '../run-trace.ts';
import type { RecordedEntry, RecordedRun } from './recorded-run.ts';
import { ReplayHal } from './replay-hal.ts';
import { ReplayScript, type Divergence } from './script.ts';

/** What came of running a recording again. */
export interface Replayed {
  readonly schema: 1;
  readonly devices: readonly string[];
  readonly inputs: number;
  readonly simulatedS: number;
  readonly traceHash: string;
  readonly traceLines: number;
  /** Where the firmware asked for something that the recording does not have there, or did not take what it has. */
  readonly divergence: Divergence | null;
  /** The first line that came out otherwise; null when all are the same, or when the recording holds only its inputs. */
  readonly difference: { readonly line: number; readonly recorded: string; readonly replayed: string } | null;
  /** Whether the trace is the recorded one, line by line; null when the recording holds only its inputs. */
  readonly same: boolean | null;
}

export interface ReplayOptions {
  /** The language files of a site, by its tags. */
  readonly languages: (tags: readonly string[]) => Result<readonly LanguageFile[], readonly string[]>;
  /** Gets each line, with its line feed. */
  readonly trace?: (text: string) => void;
}

/** One start of a device that is being run again. */
interface Start {
  readonly app: DeviceApp;
  readonly ports: ReplayHal;
}

const wordIn = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const objectIn = (value: JsonValue | undefined): JsonObject =>
  // An object that is no array.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

class Replay {
  readonly #run: RecordedRun;
  readonly #options: ReplayOptions;
  readonly #time = new SimClock();
  readonly #script: ReplayScript;
  readonly #starts = new Map<string, Start>();
  readonly #sink: TraceSink;
  #crash: unknown = null;

  constructor(run: RecordedRun, options: ReplayOptions, sink: TraceSink) {
    this.#run = run;
    this.#options = options;
    this.#sink = sink;
    this.#script = new ReplayScript(run.entries);
  }

  get now(): Milliseconds {
    return this.#time.now();
  }
  get devices(): readonly string[] {
    return [...this.#starts.keys()];
  }
  get divergence(): Divergence | null {
    return this.#script.divergence;
  }

  /** Delivers one input after the other, each when all that follows from the one before is done. */
  async walk(): Promise<Result<void, readonly string[]>> {
    for (let entry = this.#script.next(); entry !== null; entry = this.#script.next()) {
      if (entry.kind === 'config') {
        const begun = this.#begin(entry);
        if (!begun.ok) return begun;
      } else {
        if (entry.t > this.#time.now()) await this.#time.advanceTo(entry.t);
        this.#take(entry);
      }
      await this.#time.settle();
      if (this.#crash !== null) throw this.#crash;
      if (this.#script.divergence !== null) break;
    }
    return ok(undefined);
  }

  #begin({ device, config: content, line }: RecordedEntry & { kind: 'config' }): Result<void, readonly string[]> {
    const source = `${this.#run.source}:${line}`;
    const { site, device: own } = objectIn(content);
    if (site === undefined || own === undefined) return fail([`${source}: a config has a site and a device`]);
    // The recorder wrote the effective content there; the schemas look through it now as they did then.
    const config = configFromContent(content as unknown as EffectiveContent, source);
    if (!config.ok) return fail(config.fault.map(faultText));
    const languages = this.#options.languages(config.value.site.languages);
    if (!languages.ok) return languages;
    const start = this.#script.startOf(device);
    const ports = new ReplayHal(device, this.#script, this.#time, objectIn(start?.['devices']));
    const leftOut = start?.['leftOut'];
    const app = createApp({
      config: config.value,
      languages: languages.value,
      hal: ports.hal,
      trace: this.#sink,
      leftOut: Array.isArray(leftOut) ? leftOut.map(wordIn) : [],
    });
    this.#starts.set(device, { app, ports });
    return ok(undefined);
  }

  #take({ device, what }: RecordedEntry & { kind: 'input' }): void {
    const start = this.#starts.get(device);
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

/**
 * Runs a recording again: from its configs and inputs alone the real firmware works out the rest, on a simulated clock, with ports
 * that say what was recorded when it was. Faults are lines for the terminal.
 */
export const replay = async (
  run: RecordedRun,
  options: ReplayOptions,
): Promise<Result<Replayed, readonly string[]>> => {
  let difference: Replayed['difference'] = null;
  const compare = (text: string, line: number): void => {
    const recorded = run.whole?.[line - 1] ?? '';
    const replayed = text.slice(0, -1);
    if (run.whole !== null && difference === null && recorded !== replayed) difference = { line, recorded, replayed };
  };
  const writer: TraceWriter = new TraceWriter((text) => {
    compare(text, writer.lines);
    options.trace?.(text);
  });
  const again = new Replay(run, options, writer);
  const walked = await again.walk();
  if (!walked.ok) return walked;
  const { divergence } = again;
  const missing = run.whole?.[writer.lines];
  if (missing !== undefined) difference ??= { line: writer.lines + 1, recorded: missing, replayed: '' };
  return ok({
    schema: 1,
    devices: again.devices,
    inputs: run.entries.filter(({ kind }) => kind === 'input').length,
    simulatedS: again.now / 1000,
    traceHash: writer.hash,
    traceLines: writer.lines,
    divergence,
    difference,
    same: run.whole === null ? null : difference === null && divergence === null,
  });
};
