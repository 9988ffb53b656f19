import { z } from 'zod';
import { fieldOfView, heading } from '../angle.ts';
import { durationBetween } from '../duration.ts';
import { lengthBetween } from '../length.ts';
import { wiring } from './wiring.ts';

/** Where a sensor sits on the device: x ahead of the screen, y to the device's left, facing counter-clockwise from straight ahead. */
const mounted = z
  .strictObject({
    x: lengthBetween(-2, 2).prefault('0m'),
    y: lengthBetween(-2, 2).prefault('0m'),
    facing: heading().prefault('0deg'),
  })
  .transform((it) => ({ x: it.x, y: it.y, headingRad: it.facing }));

const sensor = {
  wiring: wiring.prefault({}),
  at: mounted.prefault({}),
  range: lengthBetween(0.1, 20),
  fieldOfView: fieldOfView(),
};

/** Somebody is there, or not: PIR and the like. Speaks on change. */
export const presenceSensor = z
  .discriminatedUnion('driver', [
    z.strictObject({
      port: z.literal('presence'),
      driver: z.literal('simulated'),
      ...sensor,
      /** How long its output stays up after the last movement (a PIR's potentiometer). */
      holds: durationBetween(0, 300_000).prefault('2.5s'),
      /** After power-up it speaks nonsense for this long. */
      warmUp: durationBetween(0, 120_000).prefault('0s'),
    }),
  ])
  .transform(({ range, fieldOfView, holds, warmUp, ...it }) => ({
    ...it,
    rangeM: range,
    fieldOfViewRad: fieldOfView,
    holdsMs: holds,
    warmUpMs: warmUp,
    periodMs: null,
  }));

/** Distance to the nearest thing in the cone, every `period`. */
export const rangeSensor = z
  .discriminatedUnion('driver', [
    z.strictObject({
      port: z.literal('range'),
      driver: z.literal('simulated'),
      ...sensor,
      period: durationBetween(10, 10_000).prefault('100ms'),
    }),
  ])
  .transform(({ range, fieldOfView, period, ...it }) => ({
    ...it,
    rangeM: range,
    fieldOfViewRad: fieldOfView,
    periodMs: period,
  }));

/** Everything that moves in the cone, every `period`. */
export const targetsSensor = z
  .discriminatedUnion('driver', [
    z.strictObject({
      port: z.literal('targets'),
      driver: z.literal('simulated'),
      ...sensor,
      period: durationBetween(10, 10_000).prefault('100ms'),
      /** How many things it tells apart in one frame (an LD2450: three). */
      most: z.int().min(1).max(32).default(3),
    }),
  ])
  .transform(({ range, fieldOfView, period, ...it }) => ({
    ...it,
    rangeM: range,
    fieldOfViewRad: fieldOfView,
    periodMs: period,
  }));
