import type { WaitRange } from '../events.ts';
import type { WaitForecast } from './forecast.ts';

/** To so many minutes a wait is told by the minute, above in steps of five. */
const byTheMinute = 10;
const step = 5;
/** An upper end below this would be a promise. */
const leastUpperMin = 2;

const rounded = (minutes: number, round: (value: number) => number): number => {
  const whole = round(minutes);
  return whole <= byTheMinute ? whole : step * round(minutes / step);
};

/** A wait as it may be told; `closesInS`: until nobody is called any more today, null: nobody knows when that is. */
export function toldRange({ p50S, p90S }: WaitForecast, closesInS: number | null): WaitRange {
  const p90Min = Math.max(leastUpperMin, rounded(p90S / 60, Math.ceil));
  return {
    p50Min: Math.min(p90Min, rounded(p50S / 60, Math.round)),
    p90Min,
    beyondClosing: closesInS !== null && p50S > closesInS,
  };
}
