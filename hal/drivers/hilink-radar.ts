import { assert } from '../assert.ts';
import { Listeners, type Fault, type Unsubscribe } from '../device.ts';
import type { ByteLink, LinkFault } from '../ports/byte-link.ts';
import type { Clock, TimerId } from '../ports/clock.ts';
import type { SensorDeviceFault } from '../ports/sensor-faults.ts';
import type { Measurement, Sensor, SensorFault } from '../ports/sensors.ts';
import { done, fail, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { FrameReader, type FrameKind } from './framed-bytes.ts';
import {
  acknowledgement,
  commandFrame,
  commandWord,
  enableConfiguration,
  endConfiguration,
  readAcknowledgement,
  readFirmwareVersion,
  type Acknowledged,
} from './hilink-commands.ts';
import { Measurements } from './measurements.ts';

/** It reports ten times a second; after so long without a report it is not one of them, or not at this speed. */
const firstReportMs: Milliseconds = 1_500;
/** An acknowledgement comes within some tens of milliseconds; enabling is asked for again, since a report may stand in its way. */
const acknowledgementMs: Milliseconds = 300;
const tries = 3;
/** Without a report for so long it says `silent`, and after five of these it is taken for lost. */
const silentMs: Milliseconds = 1_000;
const lostAfterSilences = 5;

export interface RadarCommand {
  readonly word: number;
  readonly value: readonly number[];
}

/** What a report says: a word, a complaint, or nothing that is worth a word. */
export type Report<T> = { readonly value: T } | { readonly fault: SensorFault } | null;

export interface HilinkRadarParts {
  readonly id: string;
  readonly chip: string;
  readonly link: ByteLink;
  readonly clock: Clock;
  /** The line's speed, for the message that says it may be wrong. */
  readonly baud: number;
  readonly periodMs: Milliseconds;
  readonly reports: FrameKind<'report'>;
  /** What it is told at each opening. */
  readonly commands: readonly RadarCommand[];
  /** Whether it serves all the same where it does not acknowledge: nothing is wired to its RX. */
  readonly mayBeDeaf: boolean;
}

interface Run {
  readonly ends: readonly Unsubscribe[];
  readonly acknowledged: Listeners<Acknowledged>;
  readonly reported: Listeners<void>;
  readonly lost: Listeners<LinkFault>;
  timer: TimerId | null;
  bytes: number;
  heardAt: Milliseconds;
  silences: number;
  speaking: boolean;
  ended: boolean;
}

/** What the drivers of Hi-Link's radars share: frames out of a byte link, configuration with acknowledgements, and telling silence. */
export abstract class HilinkRadar<T> implements Sensor<T> {
  readonly periodMs: Milliseconds;
  readonly #parts: HilinkRadarParts;
  readonly #words: Measurements<T>;
  readonly #faults = new Listeners<Fault>();
  readonly #reader: FrameReader<'report' | 'acknowledgement'>;
  #opening = false;
  #run: Run | null = null;
  #identity: string | null = null;

  constructor(parts: HilinkRadarParts) {
    this.#parts = parts;
    this.periodMs = parts.periodMs;
    this.#words = new Measurements(parts.id, parts.clock);
    this.#reader = new FrameReader<'report' | 'acknowledgement'>([parts.reports, acknowledgement]);
  }

  /** Reads a report's payload; null where it is none. */
  protected abstract readReport(payload: Uint8Array, now: Milliseconds): Report<T> | 'no-report';
  /** A new opening: nothing of the one before counts. */
  protected abstract begin(): void;

  /** Its firmware's version, once it has told it. */
  get identity(): string | null {
    return this.#identity;
  }

  async open(signal: AbortSignal): Promise<Result<void, Fault>> {
    const { link, clock } = this.#parts;
    assert(this.#run === null && !this.#opening, `radar on ${link.where} opened twice`);
    this.#opening = true;
    const opened = await link.open(signal);
    this.#opening = false;
    if (!opened.ok) return fail(this.#faultOf(opened.fault));
    this.#reader.reset();
    this.#identity = null;
    this.begin();
    this.#words.begin();
    const run: Run = {
      ends: [
        link.onBytes((bytes) => this.#hear(run, bytes)),
        link.onFault((fault) => this.#lose(run, this.#faultOf(fault))),
      ],
      acknowledged: new Listeners(),
      reported: new Listeners(),
      lost: new Listeners(),
      timer: null,
      bytes: 0,
      heardAt: clock.now(),
      silences: 0,
      speaking: false,
      ended: false,
    };
    this.#run = run;
    const fault = (await this.#configure(run, signal)) ?? (await this.#awaitReport(run, signal));
    if (fault !== null) {
      await this.close();
      return fail(fault);
    }
    run.speaking = true;
    run.heardAt = clock.now();
    this.#watch(run);
    return done;
  }

  async close(): Promise<void> {
    const run = this.#run;
    this.#run = null;
    if (run === null) return;
    this.#end(run);
    await this.#parts.link.close();
  }

  onMeasurement(listener: (measurement: Measurement<T>) => void): Unsubscribe {
    return this.#words.on(listener);
  }

  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  #end(run: Run): void {
    run.ended = true;
    for (const end of run.ends) end();
    if (run.timer !== null) this.#parts.clock.clearTimeout(run.timer);
    run.timer = null;
    run.lost.emit({ kind: 'unplugged', where: this.#parts.link.where });
  }

  #hear(run: Run, bytes: Uint8Array): void {
    run.bytes += bytes.length;
    for (const frame of this.#reader.read(bytes)) {
      if (run.ended) return;
      if (frame.name === 'acknowledgement') {
        const acknowledged = readAcknowledgement(frame.payload);
        if (acknowledged !== null) run.acknowledged.emit(acknowledged);
      } else this.#report(run, frame.payload);
    }
  }

  #report(run: Run, payload: Uint8Array): void {
    const now = this.#parts.clock.now();
    const report = this.readReport(payload, now);
    if (report === 'no-report') return;
    run.heardAt = now;
    run.silences = 0;
    run.reported.emit();
    if (!run.speaking || report === null) return;
    if ('value' in report) this.#words.say(report.value, now);
    else this.#words.complain(report.fault);
  }

  /** Null, or why it could not be configured. */
  async #configure(run: Run, signal: AbortSignal): Promise<SensorDeviceFault | null> {
    const { link, commands, mayBeDeaf, chip } = this.#parts;
    const refused = (step: string): SensorDeviceFault | null =>
      mayBeDeaf ? null : { kind: 'not-started', where: link.where, chip, step };
    let enabled: Acknowledged | LinkFault | null = null;
    for (let attempt = 0; attempt < tries && enabled === null; attempt++)
      enabled = await this.#command(run, enableConfiguration, commandWord.enableConfiguration, signal);
    if (enabled === null) return refused('configuration');
    if ('kind' in enabled) return this.#faultOf(enabled);
    const firmware = await this.#command(run, commandFrame(commandWord.readFirmware), commandWord.readFirmware, signal);
    if (firmware !== null && 'value' in firmware) this.#identity = readFirmwareVersion(firmware.value);
    let fault: SensorDeviceFault | null = null;
    for (const { word, value } of commands) {
      const answer = await this.#command(run, commandFrame(word, value), word, signal);
      if (answer !== null && 'kind' in answer) return this.#faultOf(answer);
      if (answer === null || !answer.succeeded) fault ??= refused(`command ${word.toString(16)}`);
    }
    const ended = await this.#command(run, endConfiguration, commandWord.endConfiguration, signal);
    return ended !== null && 'kind' in ended ? this.#faultOf(ended) : fault;
  }

  /** The acknowledgement of this very command; null where none comes in time. */
  async #command(
    run: Run,
    frame: Uint8Array,
    word: number,
    signal: AbortSignal,
  ): Promise<Acknowledged | LinkFault | null> {
    const answer = this.#first<Acknowledged>(
      run,
      run.acknowledged,
      acknowledgementMs,
      signal,
      (each) => each.word === word,
    );
    const written = await this.#parts.link.write(frame, signal);
    return written.ok ? answer : written.fault;
  }

  async #awaitReport(run: Run, signal: AbortSignal): Promise<SensorDeviceFault | null> {
    const { link, chip, baud } = this.#parts;
    const bytesBefore = run.bytes;
    const heard = await this.#first<void>(run, run.reported, firstReportMs, signal, () => true);
    if (heard === undefined) return null;
    if (heard !== null) return this.#faultOf(heard);
    if (run.bytes > bytesBefore) return { kind: 'wrong-baud', where: link.where, chip, baud };
    return { kind: 'silent', where: link.where, chip, forMs: firstReportMs };
  }

  /** The first of these that is meant; null after the time, the link's fault where it is lost or given up meanwhile. */
  #first<E>(
    run: Run,
    from: Listeners<E>,
    withinMs: Milliseconds,
    signal: AbortSignal,
    isMeant: (each: E) => boolean,
  ): Promise<E | LinkFault | null> {
    const { clock, link } = this.#parts;
    return new Promise((resolve) => {
      const settle = (result: E | LinkFault | null): void => {
        clock.clearTimeout(timer);
        for (const end of ends) end();
        signal.removeEventListener('abort', giveUp);
        resolve(result);
      };
      const giveUp = (): void => settle({ kind: 'timeout', where: link.where });
      const timer = clock.setTimeout(() => settle(null), withinMs);
      const ends = [
        from.add((each) => {
          if (isMeant(each)) settle(each);
        }),
        run.lost.add(settle),
      ];
      signal.addEventListener('abort', giveUp);
      if (signal.aborted) giveUp();
    });
  }

  #watch(run: Run): void {
    const { clock, link, chip } = this.#parts;
    const bytesBefore = run.bytes;
    run.timer = clock.setTimeout(() => {
      run.timer = null;
      const forMs = clock.now() - run.heardAt;
      if (forMs >= silentMs) {
        run.silences += 1;
        if (run.silences >= lostAfterSilences) {
          this.#lose(run, { kind: 'silent', where: link.where, chip, forMs });
          return;
        }
        // Bytes that make no report are another matter than none.
        if (run.bytes > bytesBefore) this.#words.complain({ kind: 'garbled', reason: 'framing' });
        else this.#words.complain({ kind: 'silent', forMs });
      }
      this.#watch(run);
    }, silentMs);
  }

  /** Told once, and only of an opening that stands; one that is still under way answers with it. */
  #lose(run: Run, fault: SensorDeviceFault): void {
    if (run.ended) return;
    this.#end(run);
    if (run.speaking) this.#faults.emit(fault);
  }

  #faultOf(fault: LinkFault): SensorDeviceFault {
    const { where } = fault;
    switch (fault.kind) {
      case 'absent':
      case 'unplugged':
      case 'refused':
        return { kind: 'absent', where, chip: this.#parts.chip };
      case 'busy':
      case 'permission':
      case 'timeout':
      case 'io':
        return fault;
    }
  }
}
