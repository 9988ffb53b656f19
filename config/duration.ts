import { quantity, readQuantity, type Bounds, type QuantityKind } from './quantity.ts';

/** Spans of time, read into whole milliseconds. */
export const duration: QuantityKind = {
  what: { vi: 'một khoảng thời gian', en: 'a duration' },
  example: '4s',
  units: {
    ms: { times: 1, over: 1 },
    s: { times: 1000, over: 1 },
    min: { times: 60_000, over: 1 },
    h: { times: 3_600_000, over: 1 },
    d: { times: 86_400_000, over: 1 },
  },
  mistaken: {
    msec: 'ms',
    millis: 'ms',
    milliseconds: 'ms',
    sec: 's',
    secs: 's',
    second: 's',
    seconds: 's',
    giây: 's',
    m: 'min',
    mins: 'min',
    minute: 'min',
    minutes: 'min',
    phút: 'min',
    hr: 'h',
    hrs: 'h',
    hour: 'h',
    hours: 'h',
    giờ: 'h',
    day: 'd',
    days: 'd',
    ngày: 'd',
  },
  // Nobody means 200 seconds of debounce or 4 milliseconds of patience.
  likely: (bare) => `${bare}${Math.abs(bare) >= 100 ? 'ms' : 's'}`,
  whole: true,
};

const written = (ms: number): string => {
  if (ms % 3_600_000 === 0 && ms > 0) return `${ms / 3_600_000}h`;
  if (ms % 60_000 === 0 && ms > 0) return `${ms / 60_000}min`;
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
};

const between = (least: number, most: number): Bounds => ({
  least,
  most,
  written: `${written(least)} … ${written(most)}`,
});

/** A span between two others, both in milliseconds and both allowed. */
export const durationBetween = (least: number, most: number) => quantity(duration, between(least, most));

/** `250ms`, `4s`, `1.5min`, `8h`, `2d` into whole milliseconds, up to a year. */
export const readDuration = (input: unknown) => readQuantity(duration, between(0, 366 * 86_400_000), input);
