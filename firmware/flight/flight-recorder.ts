import { RunningSha256 } from '../../hal/drivers/sha256.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { SegmentStore } from '../../hal/ports/segment-store.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { lineText, type TraceLine, type TraceSink } from '../trace.ts';
import { readBlocks, writeBlock, writeBlockAtOnce } from './block.ts';
import { GatheredLines, type Gathered } from './gathered.ts';
import { noteIn, noteText, type EndOfStart, type FlightNote, type StepBack } from './notes.ts';
import { segmentName, segmentPlace, startsOf, superfluous, type RingLimits } from './ring.ts';

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
  /** Of a line's text what may be kept: without anything personal. Asked once for each, in their order. */
  readonly text: (written: string) => string;
  /** Packs a batch; in tests at once. */
  readonly pack?: (text: Uint8Array) => Promise<Uint8Array>;
}

/** What is being made ready to be written: what of it is, piece by piece as bytes, and how many lines that are. */
interface InHand {
  readonly left: GatheredLines;
  readonly ready: Uint8Array[];
  lines: number;
}

/** Gathered text beyond this is written before its time, and beyond the most it can no longer be waited for the disk. */
const earlyText = 512 * 1024;
const mostText = 16 * megabyte;
/** Before its time, but not more often than this. */
const leastFlushMs: Milliseconds = 1_000;
/** After a refusal it is tried again after this; after a rush sooner. */
const againMs: Milliseconds = 5 * 60_000;
const afterRushMs: Milliseconds = 30_000;
/** To make lines ready takes a while: so many at once, and a rest for whoever waits for a number. */
const linesAtOnce = 16;
const restMs: Milliseconds = 10;
/** More than so many new ones in a rest are a rush: it falls far behind in any case, and makes lines ready when that is over. */
const rushLines = 64;
const dayMs: Milliseconds = 24 * 3_600_000;

const asLine = (text: string): Buffer => Buffer.from(`${text}\n`, 'utf8');

/**
 * Keeps the newest of a device's trace on its disk. It never keeps a visitor waiting and never stops a device: lines are gathered in memory,
 * made ready a few at a time and written every few seconds; what cannot be written, or not be made ready in a rush of thousands of lines
 * a second, is missing, and the recording says so.
 */
export class FlightRecorder implements TraceSink {
  readonly #parts: FlightParts;
  readonly #settings: FlightSettings;
  readonly #hash = new RunningSha256();
  #start = 0;
  #part = 0;
  #partBytes = 0;
  #partSince: Milliseconds = 0;
  #pending = new GatheredLines();
  #inHand: InHand | null = null;
  /** Lines of the trace since the start that are ready, those that are missing left out. */
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
    this.#pending.add({ kind: 'line', text: lineText(line) });
    if (this.#pending.bytes > mostText) this.#stepBack('too-fast', {});
    else if (this.#pending.bytes > earlyText && this.#parts.clock.now() - this.#lastFlush >= leastFlushMs)
      void this.#flush();
  }

  /** The firmware has stopped: what is gathered is written, and that it ended in order. */
  async end(): Promise<void> {
    if (this.#state !== 'open') return;
    if (this.#timer !== null) this.#parts.clock.clearTimeout(this.#timer);
    this.#timer = null;
    await this.#flushing;
    if (this.#away === null) {
      this.#ending = true;
      await this.#write();
    }
    this.#state = 'ended';
    await this.#parts.store.close();
  }

  /** The process ends here and now, in no order: what is gathered goes to a segment of its own, since a batch may be on its way. */
  lastWords(): void {
    if (this.#state !== 'open' || this.#away !== null) return;
    const hand = this.#inHand ?? { left: new GatheredLines(), ready: [], lines: 0 };
    if (hand.ready.length === 0 && hand.left.isEmpty && this.#pending.isEmpty) return;
    this.#state = 'ended';
    for (const gathered of [hand.left, this.#pending]) this.#makeReady(gathered.take(Number.POSITIVE_INFINITY), hand);
    if (!this.#hadGap) hand.ready.push(asLine(this.#check()));
    const isNew = this.#partBytes === 0 && this.#flushing === null;
    const name = segmentName({ start: this.#start, part: isNew ? this.#part : this.#part + 1 });
    this.#parts.store.appendAtOnce(name, writeBlockAtOnce(Buffer.concat(hand.ready)));
  }

  async #endOf(name: string): Promise<EndOfStart> {
    const read = await this.#parts.store.read(name);
    if (!read.ok || read.value === null) return 'cut';
    const { end, texts } = readBlocks(read.value);
    const last = texts.at(-1)?.trimEnd().split('\n').at(-1) ?? '';
    return end === 'whole' && noteIn(last)?.note === 'end' ? 'orderly' : 'cut';
  }

  #note(note: FlightNote): void {
    this.#pending.add({ kind: 'note', text: noteText(note) });
  }

  /** What a run from the lines so far has to come to. */
  #check(): string {
    return noteText({ note: 'check', t: this.#parts.clock.now(), lines: this.#lines, hash: this.#hash.hex });
  }

  /** Makes these ready as further pieces. */
  #makeReady(gathered: readonly Gathered[], hand: InHand): void {
    let lines: string[] = [];
    const told = (): void => {
      if (lines.length === 0) return;
      const piece = asLine(lines.join('\n'));
      this.#hash.add(piece);
      hand.ready.push(piece);
      hand.lines += lines.length;
      this.#lines += lines.length;
      lines = [];
    };
    for (const { kind, text } of gathered)
      if (kind === 'line') lines.push(this.#parts.text(text));
      else {
        told();
        hand.ready.push(asLine(text));
      }
    told();
  }

  /** Takes what is gathered and makes it ready, a few lines at a time unless this is the end. */
  async #ready(): Promise<InHand> {
    const hand: InHand = { left: this.#pending, ready: [], lines: 0 };
    this.#inHand = hand;
    this.#pending = new GatheredLines();
    while (!hand.left.isEmpty) {
      this.#makeReady(hand.left.take(this.#ending ? Number.POSITIVE_INFINITY : linesAtOnce), hand);
      if (!hand.left.isEmpty) await this.#rest();
    }
    if (!this.#hadGap) hand.ready.push(asLine(this.#check()));
    if (this.#ending) hand.ready.push(asLine(noteText({ note: 'end', t: this.#parts.clock.now() })));
    this.#inHand = null;
    return hand;
  }

  /** A rest, and as many more as a rush lasts. */
  async #rest(): Promise<void> {
    const told = (): number => this.#pending.lines + this.#missing;
    for (let before = told(); ; before = told()) {
      await new Promise<void>((go) => void this.#parts.clock.setTimeout(go, restMs));
      if (this.#ending || told() - before <= rushLines) return;
    }
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
    if (this.#pending.isEmpty) return;
    this.#flushing = this.#write().finally(() => (this.#flushing = null));
    return this.#flushing;
  }

  async #write(): Promise<void> {
    const { clock, pack = writeBlock, store } = this.#parts;
    this.#lastFlush = clock.now();
    const { lines, ready } = await this.#ready();
    const lost = (): void => void (this.#missing += lines);
    const block = await pack(Buffer.concat(ready));
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
    const { bytes, keepMs, segmentBytes } = this.#settings;
    // Room for what comes before the next look: the rest of a segment, and a batch.
    const limits = { bytes: bytes - 2 * segmentBytes, keepMs };
    for (const name of superfluous(listed.value, this.#start, limits, trusted ? instant : null)) {
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
    for (const { segments, start } of startsOf(listed.value)) {
      if (start === this.#start) return false;
      // A start without its beginning is of no use: it goes as a whole.
      for (const { name } of segments) if (!(await store.remove(name)).ok) return false;
      const room = await store.room();
      if (room.ok && room.value >= this.#settings.leaveBytes + bytes) return true;
    }
    return false;
  }

  #stepBack(why: StepBack, data: Parameters<Log['write']>[2]): void {
    const { clock, log } = this.#parts;
    const now = clock.now();
    this.#missing += this.#pending.lines;
    this.#pending = new GatheredLines();
    this.#hadGap = true;
    const again = { 'day-full': this.#day.since + dayMs, 'too-fast': now + afterRushMs };
    this.#away = { why, until: why === 'day-full' || why === 'too-fast' ? again[why] : now + againMs };
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
