import { lineFaultWords } from '../../config/languages/messages/recording.ts';
import { textWith, type StaffText } from '../../config/languages/messages/wording.ts';
import { noteIn, type FlightNote } from '../../firmware/flight/notes.ts';
import { untraced, type TraceKind } from '../../firmware/trace.ts';
import { RunningSha256 } from '../../hal/drivers/sha256.ts';
import type { JsonObject, JsonValue } from '../../hal/json.ts';
import { fail, ok, type Result } from '../../hal/result.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';

/** A line of a recording that is needed to run it again; `line` counts from 1. */
export type RecordedEntry =
  | {
      readonly kind: 'config';
      readonly line: number;
      readonly device: string;
      readonly config: JsonValue;
      /** The device was off before this: its time begins anew. */
      readonly anew: boolean;
    }
  | {
      readonly kind: 'input';
      readonly line: number;
      readonly t: Milliseconds;
      readonly device: string;
      /** All else that stands in the line, with its fractions back. */
      readonly what: JsonObject;
    };

export interface RecordingFault {
  readonly line: number;
  readonly message: StaffText;
}

/** What the device's wall clock said at a moment of the recording, where that was told. */
export interface WallMark {
  /** Milliseconds of the recording's own time: it begins at 0 and passes over how long a device was off. */
  readonly position: Milliseconds;
  readonly wall: Epoch;
}

/** What the recorder said of itself, and where. */
export interface PlacedNote {
  readonly line: number;
  readonly note: FlightNote;
}

const kinds: Readonly<Record<TraceKind | 'config', true>> = {
  config: true,
  input: true,
  transition: true,
  command: true,
};
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parsed = (text: string): JsonObject | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
};

/** A value as it stands in the file, as much as a message has room for. */
const shown = (value: JsonValue | undefined): string =>
  value === undefined ? '–' : JSON.stringify(value).slice(0, 80);

type Read =
  | { readonly kind: TraceKind; readonly device: string; readonly t: Milliseconds; readonly what: JsonObject }
  | { readonly kind: 'config'; readonly device: string; readonly config: JsonValue }
  | { readonly wrong: StaffText };

const readLine = (text: string): Read => {
  const value = parsed(text);
  if (value === null) return { wrong: lineFaultWords.noObject };
  const { kind, device, t, ...what } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind))
    return {
      wrong: textWith(lineFaultWords.kind, { found: shown(kind), expected: Object.keys(kinds).join(', ') }),
    };
  if (typeof device !== 'string') return { wrong: lineFaultWords.noDevice };
  if (kind === 'config') {
    if (what['schema'] !== 1) return { wrong: textWith(lineFaultWords.schema, { found: shown(what['schema']) }) };
    return { kind, device, config: what['config'] ?? null };
  }
  if (typeof t !== 'number' || !Number.isSafeInteger(t) || t < 0)
    return { wrong: textWith(lineFaultWords.time, { found: shown(t) }) };
  // One of `kinds`, and no config.
  return { kind: kind as TraceKind, device, t, what };
};

/** A recording: a simulator's trace or a device's. A day has a million lines, so each is looked at again when it is its turn. */
export class RecordedRun {
  readonly source: string;
  readonly notes: readonly PlacedNote[];
  /** Of the first device, in order. */
  readonly walls: readonly WallMark[];
  /** How long it is, by its own time. */
  readonly spanMs: Milliseconds;
  /** The file ends in the midst of a line, as a power cut leaves it; that line is left out. */
  readonly torn: boolean;
  /** Lines behind a gap in the recording, up to the next start: they can be read and not run again. */
  readonly behindGaps: number;
  readonly #bytes: Buffer;
  readonly #ends: readonly number[];
  /** Lines of configs and inputs, from 0. */
  readonly #needed: readonly number[];
  /** Lines of the trace, from 0: all but the recorder's notes. */
  readonly #traced: readonly number[];
  readonly #anew: ReadonlySet<number>;
  readonly #configs: number;
  readonly #whole: boolean;

  constructor(parts: {
    readonly source: string;
    readonly bytes: Buffer;
    readonly ends: readonly number[];
    readonly needed: readonly number[];
    readonly traced: readonly number[];
    readonly anew: ReadonlySet<number>;
    readonly configs: number;
    readonly notes: readonly PlacedNote[];
    readonly walls: readonly WallMark[];
    readonly spanMs: Milliseconds;
    readonly torn: boolean;
    readonly behindGaps: number;
    readonly whole: boolean;
  }) {
    this.source = parts.source;
    this.notes = parts.notes;
    this.walls = parts.walls;
    this.spanMs = parts.spanMs;
    this.torn = parts.torn;
    this.behindGaps = parts.behindGaps;
    this.#bytes = parts.bytes;
    this.#ends = parts.ends;
    this.#needed = parts.needed;
    this.#traced = parts.traced;
    this.#anew = parts.anew;
    this.#configs = parts.configs;
    this.#whole = parts.whole;
  }

  /** Lines of the file, notes included. */
  get lines(): number {
    return this.#ends.length;
  }
  /** How many configs and inputs there are. */
  get entries(): number {
    return this.#needed.length;
  }
  /** The version of the firmware that recorded its first start, as far as it was noted; null where nobody did. */
  get firmware(): string | null {
    const noted = this.notes.find(({ note }) => note.note === 'start')?.note;
    return noted?.note === 'start' ? noted.firmware : null;
  }
  /** How many of them are configs: starts of devices. */
  get configs(): number {
    return this.#configs;
  }
  /** How many lines the trace has. */
  get traced(): number {
    return this.#traced.length;
  }
  /** Transitions and commands stand among the lines, so that what comes out can be compared. */
  get whole(): boolean {
    return this.#whole;
  }

  entry(index: number): RecordedEntry | null {
    const at = this.#needed[index];
    if (at === undefined) return null;
    const line = at + 1;
    const read = readLine(this.text(line));
    if ('wrong' in read) return null;
    if (read.kind === 'config')
      return { kind: 'config', line, device: read.device, config: untraced(read.config), anew: this.#anew.has(at) };
    // An object gives an object.
    return { kind: 'input', line, t: read.t, device: read.device, what: untraced(read.what) as JsonObject };
  }

  /** A line of the file, without its line feed; '' where there is none. */
  text(line: number): string {
    const end = this.#ends[line - 1];
    return end === undefined ? '' : this.#bytes.toString('utf8', this.#startOf(line), end);
  }

  /** Which line of the file the trace's `line` is; 0 where the trace has no such line. */
  tracedLine(line: number): number {
    const at = this.#traced[line - 1];
    return at === undefined ? 0 : at + 1;
  }

  /** Of the trace as it was recorded; null where only inputs are left of it. */
  hash(): string | null {
    if (!this.#whole) return null;
    const hash = new RunningSha256();
    for (const at of this.#traced) hash.add(this.#bytes.subarray(this.#startOf(at + 1), (this.#ends[at] ?? 0) + 1));
    return hash.hex;
  }

  #startOf(line: number): number {
    return line === 1 ? 0 : (this.#ends[line - 2] ?? 0) + 1;
  }
}

/** Reads lines one after the other and keeps what is needed to find them again. */
class Reading {
  readonly faults: RecordingFault[] = [];
  readonly ends: number[] = [];
  readonly needed: number[] = [];
  readonly traced: number[] = [];
  readonly anew = new Set<number>();
  readonly notes: PlacedNote[] = [];
  readonly walls: WallMark[] = [];
  readonly #devices = new Set<string>();
  readonly #configured = new Set<string>();
  behindGaps = 0;
  configs = 0;
  #whole = false;
  #behindGap = false;
  #newest: Milliseconds = 0;
  #first: Milliseconds | null = null;
  #base: Milliseconds = 0;
  /** The config behind which time may begin anew. */
  #begun: number | null = null;

  get whole(): boolean {
    return this.#whole;
  }
  get spanMs(): Milliseconds {
    return this.#base + this.#newest - (this.#first ?? this.#newest);
  }

  take(text: string, end: number): void {
    const at = this.ends.length;
    this.ends.push(end);
    if (text === '') return;
    const note = noteIn(text);
    if (note !== null) {
      this.notes.push({ line: at + 1, note });
      if (note.note === 'gap') this.#behindGap = true;
      return;
    }
    const read = readLine(text);
    if ('wrong' in read) {
      this.faults.push({ line: at + 1, message: read.wrong });
      return;
    }
    if (read.kind === 'config') this.#behindGap = false;
    if (this.#behindGap) {
      this.behindGaps += 1;
      return;
    }
    this.traced.push(at);
    this.#devices.add(read.device);
    if (read.kind === 'config' || read.kind === 'input') this.needed.push(at);
    else this.#whole = true;
    if (read.kind === 'config') {
      this.#configured.add(read.device);
      this.#begun = at;
      this.configs += 1;
      return;
    }
    if (read.kind === 'input' && !this.#configured.has(read.device)) {
      // Once for each device: every further input of it would be wrong for the same reason.
      this.#configured.add(read.device);
      this.faults.push({ line: at + 1, message: textWith(lineFaultWords.noConfig, { device: read.device }) });
    }
    this.#told(read.t, at);
    const { offset, port } = read.what;
    if (port === 'clock' && typeof offset === 'number' && read.device === [...this.#devices][0])
      this.walls.push({ position: this.spanMs, wall: read.t + offset });
  }

  /** A device's own recording goes on over its starts, each of which counts its time from its own beginning. */
  #told(t: Milliseconds, at: number): void {
    if (t < this.#newest) {
      if (this.#begun !== null && this.#devices.size === 1) {
        this.anew.add(this.#begun);
        this.#base = this.spanMs;
        this.#first = t;
      } else
        this.faults.push({ line: at + 1, message: textWith(lineFaultWords.goesBack, { from: this.#newest, to: t }) });
    }
    this.#begun = null;
    this.#first ??= t;
    this.#newest = t;
  }
}

/** A file of another kind is wrong in every line. */
const mostFaults = 20;

/**
 * The bytes as the recorder wrote them, of a copy that editors, mail or Windows had in hand: no byte order mark, no carriage returns
 * (JSON has none within a line), and the last line feed back where the line before it is whole.
 */
const asWritten = (copy: Buffer): Buffer => {
  const bytes = copy.subarray(copy.subarray(0, 3).equals(Buffer.from('\uFEFF')) ? 3 : 0);
  const unix = bytes.includes('\r\n')
    ? Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
    : bytes;
  const last = unix.subarray(unix.lastIndexOf(10) + 1);
  return last.length > 0 && parsed(last.toString('utf8')) !== null ? Buffer.concat([unix, Buffer.from('\n')]) : unix;
};

/**
 * Reads a recording: a simulator's trace or a device's. A last line that ends in the midst of its object is one that a power cut
 * tore, and is left out. What stands in the inputs is believed: it is what the recorder wrote.
 */
export const readRecordedRun = (
  source: string,
  content: string | Uint8Array,
): Result<RecordedRun, readonly RecordingFault[]> => {
  const bytes = asWritten(
    typeof content === 'string'
      ? Buffer.from(content, 'utf8')
      : Buffer.from(content.buffer, content.byteOffset, content.byteLength),
  );
  const reading = new Reading();
  let from = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
    reading.take(bytes.toString('utf8', from, end), end);
    from = end + 1;
    if (reading.faults.length >= mostFaults) break;
  }
  const { anew, behindGaps, configs, ends, faults, needed, notes, spanMs, traced, walls, whole } = reading;
  if (faults.length === 0 && needed.length === 0) faults.push({ line: 1, message: lineFaultWords.nothing });
  if (faults.length > 0) return fail(faults);
  return ok(
    new RecordedRun({
      source,
      bytes,
      ends,
      needed,
      traced,
      anew,
      configs,
      notes,
      walls,
      spanMs,
      torn: from < bytes.length,
      behindGaps,
      whole,
    }),
  );
};
