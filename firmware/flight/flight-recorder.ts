import { RunningSha256 } from '../../hal/drivers/sha256.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { SegmentStore } from '../../hal/ports/segment-store.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { TraceLine, TraceSink } from '../trace.ts';
import { readBlocks, writeBlock, writeBlockAtOnce } from './block.ts';
import { noteIn, noteText, type EndOfStart, type FlightNote, type StepBack } from './notes.ts';
import { segmentName, segmentPlace, superfluous, type RingLimits } from './ring.ts';

export interface FlightSettings extends RingLimits {
  /** Lines are gathered for so long: what a power cut may cost. */
  readonly flushMs: Milliseconds;
  /** A segment is ended behind so many bytes, or so long after it was begun. */
  readonly segmentBytes: number;
  readonly segmentMs: Milliseconds;
  /** No more than this in a day: a card wears out by what is written to it. */
  readonly dayBytes: number;
  /** So much of the disk is left to others: the ledger's own reserve lies within it. */
  readonly leaveBytes: number;
}

const megabyte = 1024 * 1024;

/** Everything that config does not say. */
export const flightDefaults = {
  flushMs: 10_000,
  segmentBytes: megabyte,
  segmentMs: 6 * 3_600_000,
  dayBytes: 64 * megabyte,
  leaveBytes: 64 * megabyte,
} as const;

export interface FlightParts {
  readonly device: string;
  readonly firmware: string;
  readonly store: SegmentStore;
  readonly clock: Clock;
  readonly log: Log;
  /** A line as it may be kept: without anything personal. */
  readonly text: (line: TraceLine) => string;
}

/** Gathered text beyond this is written before its time, and beyond the most it can no longer be waited for the disk. */
const earlyText = 512 * 1024;
const mostText = 16 * megabyte;
/** Before its time, but not more often than this. */
const leastFlushMs: Milliseconds = 1_000;
/** After a refusal it is tried again after this. */
const againMs: Milliseconds = 5 * 60_000;
const dayMs: Milliseconds = 24 * 3_600_000;

/**
 * Keeps the newest of a device's trace on its disk. It never keeps a visitor waiting and never stops a device: lines are gathered in memory
 * and written every few seconds; what cannot be written is missing, and the recording says so.
 */
export class FlightRecorder implements TraceSink {
  readonly #parts: FlightParts;
  readonly #settings: FlightSettings;
  readonly #hash = new RunningSha256();
  #start = 0;
  #part = 0;
  #partBytes = 0;
  #partSince: Milliseconds = 0;
  #pending: string[] = [];
  #pendingText = 0;
  /** Lines of the trace since the start, those that are missing left out. */
  #lines = 0;
  #missing = 0;
  #away: { readonly why: StepBack; readonly until: Milliseconds } | null = null;
  #hadGap = false;
  #timer: TimerId | null = null;
  #lastFlush: Milliseconds = 0;
  #flushing: Promise<void> | null = null;
  #day = { since: 0, bytes: 0 };
  #startBytes = 0;
  #ending = false;
  #state: 'new' | 'open' | 'ended' = 'new';

  constructor(parts: FlightParts, settings: FlightSettings) {
    this.#parts = parts;
    this.#settings = settings;
  }

  /** How many bytes this start has written, and whether lines are missing from it: then it cannot be run again as a whole. */
  get written(): { readonly bytes: number; readonly whole: boolean; readonly away: StepBack | null } {
    return { bytes: this.#startBytes, whole: !this.#hadGap, away: this.#away?.why ?? null };
  }

  /** Finds its place behind what earlier starts left. Never fails: a disk that refuses is one to be tried again. */
  async open(): Promise<void> {
    const { clock, device, firmware, store } = this.#parts;
    const listed = await store.list();
    const newest = listed.ok ? (listed.value.at(-1)?.name ?? null) : null;
    this.#start = newest === null ? 1 : segmentPlace(newest).start + 1;
    this.#state = 'open';
    const { instant, trusted } = clock.wallTime();
    this.#note({
      note: 'start',
      format: 1,
      device,
      firmware,
      start: this.#start,
      wall: instant,
      trusted,
      before: newest === null ? null : await this.#endOf(newest),
      flushMs: this.#settings.flushMs,
    });
    if (!listed.ok) this.#stepBack('disk', { fault: { ...listed.fault } });
    await this.#forget();
    this.#partSince = this.#lastFlush = this.#day.since = clock.now();
    this.#arm();
  }

  line(line: TraceLine): void {
    if (this.#state === 'ended') return;
    if (this.#away !== null) {
      this.#missing += 1;
      return;
    }
    const text = this.#parts.text(line);
    this.#push(text);
    this.#hash.add(`${text}\n`);
    this.#lines += 1;
    if (this.#pendingText > mostText) this.#stepBack('too-fast', {});
    else if (this.#pendingText > earlyText && this.#parts.clock.now() - this.#lastFlush >= leastFlushMs)
      void this.#flush();
  }

  /** The firmware has stopped: what is gathered is written, and that it ended in order. */
  async end(): Promise<void> {
    if (this.#state !== 'open') return;
    if (this.#timer !== null) this.#parts.clock.clearTimeout(this.#timer);
    this.#timer = null;
    await this.#flushing;
    if (this.#away === null) {
      if (!this.#hadGap) this.#check();
      this.#note({ note: 'end', t: this.#parts.clock.now() });
      this.#ending = true;
      await this.#flush();
    }
    this.#state = 'ended';
    await this.#parts.store.close();
  }

  /** The process ends here and now, in no order: what is gathered goes to a segment of its own, since a batch may be on its way. */
  lastWords(): void {
    if (this.#state !== 'open' || this.#away !== null || this.#pending.length === 0) return;
    this.#state = 'ended';
    if (!this.#hadGap) this.#check();
    const isNew = this.#partBytes === 0 && this.#flushing === null;
    const name = segmentName({ start: this.#start, part: isNew ? this.#part : this.#part + 1 });
    this.#parts.store.appendAtOnce(name, writeBlockAtOnce(`${this.#pending.join('\n')}\n`));
  }

  async #endOf(name: string): Promise<EndOfStart> {
    const read = await this.#parts.store.read(name);
    if (!read.ok || read.value === null) return 'cut';
    const { end, texts } = readBlocks(read.value);
    const last = texts.at(-1)?.trimEnd().split('\n').at(-1) ?? '';
    return end === 'whole' && noteIn(last)?.note === 'end' ? 'orderly' : 'cut';
  }

  #push(text: string): void {
    this.#pending.push(text);
    this.#pendingText += text.length + 1;
  }

  #note(note: FlightNote): void {
    this.#push(noteText(note));
  }

  #check(): void {
    const { hex } = this.#hash;
    this.#note({ note: 'check', t: this.#parts.clock.now(), lines: this.#lines, hash: hex });
  }

  #arm(): void {
    this.#timer = this.#parts.clock.setTimeout(() => {
      void this.#look().then(() => {
        if (this.#timer !== null) this.#arm();
      });
    }, this.#settings.flushMs);
  }

  async #look(): Promise<void> {
    const now = this.#parts.clock.now();
    if (now - this.#day.since >= dayMs) this.#day = { since: now, bytes: 0 };
    if (this.#away !== null && now >= this.#away.until) await this.#comeBack(this.#away.why);
    if (this.#away === null) await this.#flush();
  }

  /** One batch at a time. */
  async #flush(): Promise<void> {
    if (this.#flushing !== null) return this.#flushing;
    if (this.#pending.length === 0) return;
    this.#flushing = this.#write().finally(() => (this.#flushing = null));
    return this.#flushing;
  }

  async #write(): Promise<void> {
    const { clock, store } = this.#parts;
    this.#lastFlush = clock.now();
    if (!this.#hadGap && !this.#ending) this.#check();
    const lines = this.#pending;
    this.#pending = [];
    this.#pendingText = 0;
    const lost = (): void => void (this.#missing += lines.filter((line) => noteIn(line) === null).length);
    const block = await writeBlock(`${lines.join('\n')}\n`);
    const room = await store.room();
    if (room.ok && room.value < this.#settings.leaveBytes + block.length && !(await this.#makeRoom(block.length))) {
      lost();
      this.#stepBack('no-room', { free: room.value });
      return;
    }
    if (this.#day.bytes + block.length > this.#settings.dayBytes) {
      lost();
      this.#stepBack('day-full', { bytes: this.#day.bytes });
      return;
    }
    this.#turnOver(block.length);
    const written = await store.append(this.#segment, block);
    if (!written.ok) {
      lost();
      this.#stepBack(written.fault.kind === 'full' ? 'no-room' : 'disk', { fault: { ...written.fault } });
      return;
    }
    this.#partBytes += block.length;
    this.#day.bytes += block.length;
    this.#startBytes += block.length;
  }

  get #segment(): string {
    return segmentName({ start: this.#start, part: this.#part });
  }

  /** A new segment where this one is long or old enough. */
  #turnOver(bytes: number): void {
    const now = this.#parts.clock.now();
    const { segmentBytes, segmentMs } = this.#settings;
    const isOver = this.#partBytes + bytes > segmentBytes || now - this.#partSince >= segmentMs;
    if (this.#partBytes === 0 || !isOver) return;
    this.#part += 1;
    this.#partBytes = 0;
    this.#partSince = now;
    void this.#forget();
  }

  async #forget(): Promise<void> {
    const { clock, log, store } = this.#parts;
    const listed = await store.list();
    if (!listed.ok) return;
    const { instant, trusted } = clock.wallTime();
    for (const name of superfluous(listed.value, this.#start, this.#settings, trusted ? instant : null)) {
      const removed = await store.remove(name);
      if (!removed.ok) {
        log.write('warn', 'flight.not-forgotten', { fault: { ...removed.fault } });
        return;
      }
    }
  }

  /** Gives up the oldest starts until others have their room and this batch fits; false where that is not enough. */
  async #makeRoom(bytes: number): Promise<boolean> {
    const { store } = this.#parts;
    const listed = await store.list();
    if (!listed.ok) return false;
    for (const { name } of listed.value) {
      if (segmentPlace(name).start === this.#start) return false;
      if (!(await store.remove(name)).ok) return false;
      const room = await store.room();
      if (room.ok && room.value >= this.#settings.leaveBytes + bytes) return true;
    }
    return false;
  }

  #stepBack(why: StepBack, data: Parameters<Log['write']>[2]): void {
    const { clock, log } = this.#parts;
    const now = clock.now();
    this.#missing += this.#pending.filter((line) => noteIn(line) === null).length;
    this.#pending = [];
    this.#pendingText = 0;
    this.#hadGap = true;
    this.#away = { why, until: why === 'day-full' ? this.#day.since + dayMs : now + againMs };
    log.write('warn', 'flight.stepped-back', { why, ...data });
  }

  async #comeBack(why: StepBack): Promise<void> {
    if (why === 'no-room' || why === 'disk') {
      const room = await this.#parts.store.room();
      if (!room.ok || room.value < this.#settings.leaveBytes) {
        this.#away = { why, until: this.#parts.clock.now() + againMs };
        return;
      }
    }
    this.#away = null;
    this.#note({ note: 'gap', t: this.#parts.clock.now(), why, lines: this.#missing });
    this.#missing = 0;
    this.#parts.log.write('info', 'flight.goes-on', { why });
  }
}
