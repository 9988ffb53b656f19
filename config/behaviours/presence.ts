import { z } from 'zod';
import { durationBetween } from '../duration.ts';
import { lengthBetween } from '../length.ts';
import { speedBetween } from '../speed.ts';

/** How raw sensor words become the belief that somebody is there. */
export const presence = z
  .strictObject({
    debounce: durationBetween(0, 5000).prefault('200ms'),
    dwell: durationBetween(0, 10_000).prefault('300ms'),
    hold: durationBetween(0, 60_000).prefault('3s'),
    notice: lengthBetween(0.5, 10).prefault('3.6m'),
    near: lengthBetween(0.3, 10).prefault('2m'),
    engage: lengthBetween(0.2, 5).prefault('1.2m'),
    hysteresis: lengthBetween(0, 2).prefault('0.4m'),
    standingSpeed: speedBetween(0.05, 1.5).prefault('0.35m/s'),
    silent: durationBetween(200, 600_000).prefault('3s'),
    stuck: durationBetween(60_000, 86_400_000).prefault('15min'),
    /** Who says who will come to the device: the model that ships, with the rule for when it fails, or the rule alone. */
    intention: z.enum(['model', 'rule']).default('model'),
  })
  .transform((it) => ({
    debounceMs: it.debounce,
    dwellMs: it.dwell,
    holdMs: it.hold,
    noticeM: it.notice,
    nearM: it.near,
    engageM: it.engage,
    hysteresisM: it.hysteresis,
    standingSpeed: it.standingSpeed,
    silentMs: it.silent,
    stuckMs: it.stuck,
    intention: it.intention,
  }));
