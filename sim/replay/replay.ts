import type { Milliseconds } from '../../hal/units.ts';
import { ok, type Result } from '../../hal/result.ts';
import type { TraceSink } from '../../firmware/trace.ts';
import { tee, TraceWriter } from '../run-trace.ts';
import type { RecordedRun } from './recorded-run.ts';
import { RunningReplay, type LanguagesOf } from './running-replay.ts';
import type { Divergence } from './script.ts';

/** What came of running a recording again. */
export interface Replayed {
  readonly schema: 1;
  readonly devices: readonly string[];
  /** The firmware that recorded; null where the recording does not say. */
  readonly firmware: string | null;
  readonly inputs: number;
  readonly simulatedS: number;
  readonly traceHash: string;
  readonly traceLines: number;
  /** The hash of the trace as it was recorded, or as the recorder noted it; null where the recording holds only its inputs. */
  readonly expectedHash: string | null;
  /** Where the firmware asked for something that the recording does not have there, or did not take what it has. */
  readonly divergence: Divergence | null;
  /** The first line that came out otherwise; null when all are the same, or when the recording holds only its inputs. */
  readonly difference: { readonly line: number; readonly recorded: string; readonly replayed: string } | null;
  /** Whether the trace is the recorded one; null when there is nothing to compare with. */
  readonly same: boolean | null;
  /** Lines behind a gap in the recording that were left out. */
  readonly behindGaps: number;
}

export interface ReplayOptions {
  readonly languages: LanguagesOf;
  /** Gets each line, with its line feed. */
  readonly trace?: (text: string) => void;
  /** What the hash is to be, whatever the recording says of it. */
  readonly expected?: string;
  /** Somebody looks on while it runs, and says how fast it goes. */
  readonly watch?: ReplayWatch;
  /** Hears which version recorded, once that is known. */
  readonly begun?: (firmware: string | null) => void;
}

/** Somebody who looks on: by the recording's time. */
export interface ReplayWatch {
  readonly sink: TraceSink;
  /** Up to where it goes next. */
  next(now: Milliseconds): Milliseconds;
  /** It has come there, and waits for whoever looks on. */
  reached(now: Milliseconds): Promise<void>;
}

/** Compares what comes out with a whole recording, line by line. */
export class Comparison {
  readonly #run: RecordedRun;
  #difference: Replayed['difference'] = null;

  constructor(run: RecordedRun) {
    this.#run = run;
  }

  /** The first line that is another. */
  get difference(): Replayed['difference'] {
    return this.#difference;
  }

  /** `line` counts the lines of the trace, from 1. */
  look(replayed: string, line: number): void {
    if (!this.#run.whole || this.#difference !== null) return;
    const at = this.#run.tracedLine(line);
    const recorded = at === 0 ? '' : this.#run.text(at);
    if (recorded !== replayed) this.#difference = { line: at === 0 ? this.#run.lines + 1 : at, recorded, replayed };
  }

  /** Everything has come out: what the recording has beyond it is missing. */
  end(lines: number): void {
    if (this.#run.traced > lines) this.look('', lines + 1);
  }
}

/** The hash that the recorder noted behind the last line of a recording whose trace is in one piece; null where it did not. */
const notedHash = (run: RecordedRun, lines: number): string | null => {
  const starts = run.notes.filter(({ note }) => note.note === 'start').length;
  const last = run.notes.findLast(({ note }) => note.note === 'check')?.note;
  return starts === 1 && last?.note === 'check' && last.lines === lines ? last.hash : null;
};

/**
 * Runs a recording again: from its configs and inputs alone the real firmware works out the rest, on a simulated clock, with ports
 * that say what was recorded when it was. Faults are lines for the terminal.
 */
export const replay = async (
  run: RecordedRun,
  options: ReplayOptions,
): Promise<Result<Replayed, readonly string[]>> => {
  const comparison = new Comparison(run);
  const writer: TraceWriter = new TraceWriter((text) => {
    comparison.look(text.slice(0, -1), writer.lines);
    options.trace?.(text);
  });
  const { watch } = options;
  let told = false;
  const sink = watch === undefined ? writer : tee(writer, watch.sink);
  const again = new RunningReplay(run, options.languages, sink, () => {
    if (!told) options.begun?.(again.firmware);
    told = true;
  });
  for (let until = watch?.next(0) ?? run.spanMs; !again.ended; until = watch?.next(until) ?? run.spanMs) {
    const walked = await again.advanceTo(until);
    if (!walked.ok) return walked;
    await watch?.reached(until);
  }
  comparison.end(writer.lines);
  const { divergence } = again;
  const { difference } = comparison;
  const expectedHash = options.expected ?? run.hash() ?? notedHash(run, writer.lines);
  return ok({
    schema: 1,
    devices: again.starts.map(({ device }) => device),
    firmware: again.firmware,
    inputs: run.entries - run.configs,
    simulatedS: again.now / 1000,
    traceHash: writer.hash,
    traceLines: writer.lines,
    expectedHash,
    divergence,
    difference,
    same: expectedHash === null ? null : difference === null && divergence === null && expectedHash === writer.hash,
    behindGaps: run.behindGaps,
  });
};
