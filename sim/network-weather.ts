import type { Random } from '../hal/ports/random.ts';
import type { Weather } from './peripherals/broker-wire.ts';

/** `slow`: up to 1.5 s late, in order. `doubling`: every fourth message twice. `overtaking`: up to 4 s late, whoever comes first. */
export const weatherKinds = ['slow', 'doubling', 'overtaking'] as const;
export type WeatherKind = (typeof weatherKinds)[number];

const mostLateMs: Readonly<Record<WeatherKind, number>> = { slow: 1_500, doubling: 0, overtaking: 4_000 };

/** What these make of a network together; null: nothing. */
export const weatherOf = (kinds: ReadonlySet<WeatherKind>, random: Random): Weather | null => {
  if (kinds.size === 0) return null;
  const lateMs = [...kinds].reduce((most, kind) => Math.max(most, mostLateMs[kind]), 0);
  return {
    delayMs: () => (lateMs === 0 ? 0 : Math.floor(random.next() * lateMs)),
    overtakes: kinds.has('overtaking'),
    doubles: () => kinds.has('doubling') && random.next() < 0.25,
  };
};
