import { daysFromCivil, instantOf, minuteMs, parseDateKey } from '../../behaviours/hours/civil.ts';
import { readDuration } from '../../config/duration.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';
import type { RecordedRun } from './recorded-run.ts';

const dayMs = 24 * 60 * minuteMs;

/** By the device's wall clock at that moment of the recording; null before it said its time. */
export const wallAt = ({ walls }: RecordedRun, position: Milliseconds): Epoch | null => {
  const mark = walls.findLast((one) => one.position <= position) ?? walls[0];
  return mark === undefined ? null : mark.wall + position - mark.position;
};

/** The first moment at which the device's clock said `wall` or later; null: it never did. */
const positionOf = ({ spanMs, walls }: RecordedRun, wall: Epoch): Milliseconds | null => {
  for (const [index, mark] of walls.entries()) {
    const end = walls[index + 1]?.position ?? spanMs;
    const position = mark.position + wall - mark.wall;
    if (position <= end) return Math.max(position, mark.position);
  }
  return null;
};

/**
 * A moment as people write it, in milliseconds of the recording: `08:31`, `08:31:05` by the device's clock, the first time that it said so;
 * `2026-08-03T08:31`; `90s` or `5min` since the recording began. Null: it is none, or the recording does not have it.
 */
export const momentOf = (run: RecordedRun, text: string, zoneOffsetMin: number): Milliseconds | null => {
  const span = readDuration(text);
  if (span.ok) return span.value <= run.spanMs ? span.value : null;
  const found = /^(?:(\d{4}-\d{2}-\d{2})[T ])?(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (found === null) return null;
  const [, day, hour, minute, second = '0'] = found;
  const [minuteOfDay, seconds] = [Number(hour) * 60 + Number(minute), Number(second)];
  if (Number(hour) > 23 || Number(minute) > 59 || seconds > 59) return null;
  const first = run.walls[0]?.wall;
  if (first === undefined) return null;
  if (day !== undefined) {
    const date = parseDateKey(day);
    return date === null
      ? null
      : positionOf(run, instantOf(daysFromCivil(date), minuteOfDay, zoneOffsetMin) + seconds * 1000);
  }
  const local = first + zoneOffsetMin * minuteMs;
  const wanted = local - (local % dayMs) + minuteOfDay * minuteMs + seconds * 1000 - zoneOffsetMin * minuteMs;
  // Past midnight it is the next day's.
  return positionOf(run, wanted < first ? wanted + dayMs : wanted);
};
