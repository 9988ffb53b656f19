import type { ByteLink } from '../ports/byte-link.ts';
import type { Clock } from '../ports/clock.ts';
import type { Target, TargetsSensor, TargetsWord } from '../ports/sensors.ts';
import type { Milliseconds } from '../units.ts';
import type { FrameKind } from './framed-bytes.ts';
import { commandWord } from './hilink-commands.ts';
import { HilinkRadar, type Report } from './hilink-radar.ts';

/** Ten reports a second, give or take its oscillator: promised is a little less. */
const periodMs: Milliseconds = 110;
const targetBytes = 8;
const targetCount = 3;

/** A report: AA FF 03 00, three targets of eight bytes, 55 CC. */
export const ld2450Report: FrameKind<'report'> = {
  name: 'report',
  header: [0xaa, 0xff, 0x03, 0x00],
  footer: [0x55, 0xcc],
  payload: targetCount * targetBytes,
};

export interface Ld2450Target {
  /** Along the module's long side, as its manual draws the axis; y is ahead of it. */
  readonly xMm: number;
  readonly yMm: number;
  /** Away from the radar where positive. */
  readonly speedCmS: number;
  /** How far apart two things must be to be told apart. */
  readonly resolutionMm: number;
}

/** Sixteen bits, least byte first: the magnitude in fifteen, and the highest set where the value is positive. */
const signMagnitude = (low: number, high: number): number => {
  const magnitude = (high & 0x7f) * 256 + low;
  return (high & 0x80) !== 0 || magnitude === 0 ? magnitude : -magnitude;
};

/** Reads a report's payload; a target whose eight bytes are all zero is none. Null where the payload is not of a report's length. */
export const readLd2450Report = (payload: Uint8Array): readonly Ld2450Target[] | null => {
  if (payload.length !== targetCount * targetBytes) return null;
  const targets: Ld2450Target[] = [];
  for (let at = 0; at < payload.length; at += targetBytes) {
    const [xl = 0, xh = 0, yl = 0, yh = 0, sl = 0, sh = 0, rl = 0, rh = 0] = payload.subarray(at, at + targetBytes);
    if ((xl | xh | yl | yh | sl | sh | rl | rh) === 0) continue;
    targets.push({
      xMm: signMagnitude(xl, xh),
      yMm: signMagnitude(yl, yh),
      speedCmS: signMagnitude(sl, sh),
      resolutionMm: rh * 256 + rl,
    });
  }
  return targets;
};

/** It sees 6 m, and reports phantoms a little beyond; what is said to stand behind it or at 30 m is noise on the line. */
const farthestMm = 8_000;
const isPlausible = ({ xMm, yMm }: Ld2450Target): boolean =>
  yMm >= 0 && yMm <= farthestMm && Math.abs(xMm) <= farthestMm;

export interface Ld2450Parts {
  readonly id: string;
  readonly link: ByteLink;
  readonly clock: Clock;
  /** The line's speed, for the message that says it may be wrong. */
  readonly baud: number;
  /**
   * The manual's x runs to the right of whoever looks where the radar looks, if it is mounted with its connector down; true where it
   * hangs the other way up.
   */
  readonly mirrored: boolean;
}

/**
 * Hi-Link HLK-LD2450, a 24 GHz radar that follows three people within 6 m and ±60°. Source: "LD2450 serial port communication protocol"
 * V1.03, 2.3 (reports) and 2.2 (commands); the line is 256000 baud, 8N1.
 *
 * At each opening it is told to follow several targets, which it forgets only by another command.
 */
export class Ld2450Targets extends HilinkRadar<TargetsWord> implements TargetsSensor {
  readonly #mirrored: boolean;

  constructor({ id, link, clock, baud, mirrored }: Ld2450Parts) {
    super({
      id,
      chip: 'LD2450',
      link,
      clock,
      baud,
      periodMs,
      reports: ld2450Report,
      commands: [{ word: commandWord.multiTarget, value: [] }],
      mayBeDeaf: true,
    });
    this.#mirrored = mirrored;
  }

  protected override begin(): void {
    // A report stands alone.
  }

  protected override readReport(payload: Uint8Array): Report<TargetsWord> | 'no-report' {
    const report = readLd2450Report(payload);
    if (report === null) return 'no-report';
    if (!report.every(isPlausible)) return { fault: { kind: 'garbled', reason: 'target out of range' } };
    const targets = report.map(({ xMm, yMm, speedCmS }): Target => {
      const left = this.#mirrored ? xMm : 0 - xMm;
      return { x: yMm / 1000, y: left / 1000, speed: speedCmS / 100 };
    });
    return { value: { targets } };
  }
}
