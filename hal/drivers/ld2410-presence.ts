import type { ByteLink } from '../ports/byte-link.ts';
import type { Clock } from '../ports/clock.ts';
import type { GateEcho, PresenceSensor, PresenceWord } from '../ports/sensors.ts';
import type { Milliseconds } from '../units.ts';
import type { FrameKind } from './framed-bytes.ts';
import { commandWord, parameter } from './hilink-commands.ts';
import { HilinkRadar, type RadarCommand, type Report } from './hilink-radar.ts';

/** At the least it speaks once a second; in between only when what it says has changed. */
const periodMs: Milliseconds = 1_000;

/** A report between its header F4 F3 F2 F1 and its footer F8 F7 F6 F5; engineering mode has 35 bytes. */
export const ld2410Report: FrameKind<'report'> = {
  name: 'report',
  header: [0xf4, 0xf3, 0xf2, 0xf1],
  footer: [0xf8, 0xf7, 0xf6, 0xf5],
  payload: { most: 64 },
};

export interface Ld2410Report {
  readonly mode: 'basic' | 'engineering';
  readonly moving: { readonly cm: number; readonly energy: number } | null;
  readonly still: { readonly cm: number; readonly energy: number } | null;
  readonly detectionCm: number;
  /** Energies by gate, 0.75 m each from the radar on; engineering mode only. */
  readonly gates: { readonly moving: readonly number[]; readonly still: readonly number[] } | null;
}

const modes: Readonly<Record<number, 'basic' | 'engineering'>> = { 0x02: 'basic', 0x01: 'engineering' };
const [head, tail] = [0xaa, 0x55];
/** Type, head, state, moving cm (2) and energy, still cm (2) and energy, detection cm (2), tail, check. */
const leastBytes = 13;

/** Reads a report's payload; null where it is none, whatever it is. */
export const readLd2410Report = (payload: Uint8Array): Ld2410Report | null => {
  const byte = (at: number): number => payload[at] ?? 0;
  const word = (at: number): number => byte(at + 1) * 256 + byte(at);
  const mode = modes[byte(0)];
  const state = byte(2);
  if (payload.length < leastBytes || mode === undefined || byte(1) !== head) return null;
  if (payload.at(-2) !== tail || payload.at(-1) !== 0x00 || state > 3) return null;
  if (mode === 'basic' && payload.length !== leastBytes) return null;
  if (byte(5) > 100 || byte(8) > 100) return null;
  let gates: Ld2410Report['gates'] = null;
  if (mode === 'engineering') {
    const moving = byte(11) + 1;
    const still = byte(12) + 1;
    if (payload.length < leastBytes + moving + still + 2) return null;
    gates = {
      moving: [...payload.subarray(13, 13 + moving)],
      still: [...payload.subarray(13 + moving, 13 + moving + still)],
    };
  }
  return {
    mode,
    moving: (state & 1) === 0 ? null : { cm: word(3), energy: byte(5) },
    still: (state & 2) === 0 ? null : { cm: word(6), energy: byte(8) },
    detectionCm: word(9),
    gates,
  };
};

export interface Ld2410Settings {
  /** How many gates of 0.75 m it looks into, 2 to 8. */
  readonly gates: number;
  /** How long it goes on saying that somebody is there, in whole seconds; the believing is done above, so a short hold serves best. */
  readonly holdS: number;
}

export interface Ld2410Parts {
  readonly id: string;
  readonly link: ByteLink;
  readonly clock: Clock;
  /** The line's speed, for the message that says it may be wrong. */
  readonly baud: number;
  /** What it is told at each opening; null: it stays as it was set, and need not be able to hear. */
  readonly settings: Ld2410Settings | null;
}

/** Parameter words of `gatesAndHold` (protocol 2.2.3). */
const gatesAndHold = ({ gates, holdS }: Ld2410Settings): RadarCommand => ({
  word: commandWord.gatesAndHold,
  value: [...parameter(0, gates), ...parameter(1, gates), ...parameter(2, holdS)],
});

const echo = (seen: { readonly cm: number; readonly energy: number } | null): GateEcho | null =>
  seen === null ? null : { distanceM: seen.cm / 100, energy: seen.energy };

const same = (one: GateEcho | null | undefined, other: GateEcho | null | undefined): boolean =>
  one?.distanceM === other?.distanceM && one?.energy === other?.energy;

/**
 * Hi-Link HLK-LD2410, a 24 GHz radar that tells moving and still people by gates of 0.75 m up to 6 m. Source: "HLK-LD2410 serial
 * communication protocol" V1.02, 2.3 (reports) and 2.2 (commands); the line is 256000 baud, 8N1.
 */
export class Ld2410Presence extends HilinkRadar<PresenceWord> implements PresenceSensor {
  #said: PresenceWord | null = null;
  #saidAt: Milliseconds = 0;

  constructor({ id, link, clock, baud, settings }: Ld2410Parts) {
    super({
      id,
      chip: 'LD2410',
      link,
      clock,
      baud,
      periodMs,
      reports: ld2410Report,
      commands: settings === null ? [] : [{ word: commandWord.engineeringOff, value: [] }, gatesAndHold(settings)],
      mayBeDeaf: settings === null,
    });
  }

  protected override begin(): void {
    this.#said = null;
  }

  protected override readReport(payload: Uint8Array, now: Milliseconds): Report<PresenceWord> | 'no-report' {
    const report = readLd2410Report(payload);
    if (report === null) return 'no-report';
    const moving = echo(report.moving);
    const still = echo(report.still);
    const value: PresenceWord = { present: moving !== null || still !== null, moving, still };
    const said = this.#said;
    // A report comes every 100 ms: said again before the second is up, so that the next is not late.
    const due = now - this.#saidAt >= periodMs - 100;
    if (said !== null && !due && said.present === value.present && same(said.moving, moving) && same(said.still, still))
      return null;
    this.#said = value;
    this.#saidAt = now;
    return { value };
  }
}
