import { z } from 'zod';
import { angleStep, fieldOfView, heading, tilt } from '../angle.ts';
import { durationBetween } from '../duration.ts';
import { lengthBetween } from '../length.ts';
import { amg8833, hcSr04, ld2410, ld2450, pir, vl53l0x, vl53l1x, vl53l5cx } from './real-sensors.ts';
import { wiring } from './wiring.ts';

/** Where a sensor sits on the device: x ahead of the screen, y to the device's left, facing counter-clockwise from straight ahead. */
const mounted = z
  .strictObject({
    x: lengthBetween(-2, 2).prefault('0m'),
    y: lengthBetween(-2, 2).prefault('0m'),
    facing: heading().prefault('0deg'),
  })
  .transform((it) => ({ x: it.x, y: it.y, headingRad: it.facing }));

/** As `mounted`, and how high above the floor and how far tilted up: for sensors that tell rows apart, or see at one height only. */
const mountedHigh = (height: string) =>
  z
    .strictObject({
      x: lengthBetween(-2, 2).prefault('0m'),
      y: lengthBetween(-2, 2).prefault('0m'),
      height: lengthBetween(0, 5).prefault(height),
      facing: heading().prefault('0deg'),
      tilt: tilt().prefault('0deg'),
    })
    .transform((it) => ({ x: it.x, y: it.y, heightM: it.height, headingRad: it.facing, tiltRad: it.tilt }));

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
      /** Whose limits and errors it has; `pir` is none in particular. */
      as: z.enum(['pir', 'hc-sr501', 'ld2410']).default('pir'),
      ...sensor,
      /**
       * How long its output stays up after the last movement (a PIR's potentiometer). Short beside a radar, which sees who stands
       * still; alone it needs 5 min to keep 98 % of those who are there (`letan bench pir`).
       */
      holds: durationBetween(0, 300_000).prefault('2.5s'),
      /** After power-up it speaks nonsense for this long. */
      warmUp: durationBetween(0, 120_000).prefault('0s'),
    }),
    pir,
    ld2410,
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
      /** Whose limits and errors it has; `plain` is none in particular, and aimed past what stands still. */
      as: z.enum(['plain', 'vl53l0x', 'vl53l1x', 'hc-sr04']).default('plain'),
      ...sensor,
      period: durationBetween(10, 10_000).prefault('100ms'),
    }),
    vl53l0x,
    vl53l1x,
    hcSr04,
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
      /** Whose limits and errors it has; `radar` is none in particular. */
      as: z.enum(['radar', 'ld2450']).default('radar'),
      ...sensor,
      period: durationBetween(10, 10_000).prefault('100ms'),
      /** How many things it tells apart in one frame (an LD2450: three). */
      most: z.int().min(1).max(32).default(3),
    }),
    ld2450,
  ])
  .transform(({ range, fieldOfView, period, ...it }) => ({
    ...it,
    rangeM: range,
    fieldOfViewRad: fieldOfView,
    periodMs: period,
  }));

const highSensor = (height: string) => ({
  wiring: wiring.prefault({}),
  at: mountedHigh(height).prefault({}),
});

/** Distances of a grid of zones, every `period` (VL53L5CX). */
export const rangeGridSensor = z
  .discriminatedUnion('driver', [
    z.strictObject({
      port: z.literal('range-grid'),
      driver: z.literal('simulated'),
      as: z.literal('vl53l5cx').default('vl53l5cx'),
      ...highSensor('1.1m'),
      range: lengthBetween(0.1, 20).prefault('4m'),
      /** From edge to edge of a row; the chip's 63° are from corner to corner. */
      fieldOfView: fieldOfView().prefault('45deg'),
      /** Zones a row, as many rows. */
      side: z.union([z.literal(4), z.literal(8)]).default(8),
      period: durationBetween(16, 10_000).prefault('67ms'),
    }),
    vl53l5cx,
  ])
  .transform(({ range, fieldOfView, period, ...it }) => ({
    ...it,
    rangeM: range,
    fieldOfViewRad: fieldOfView,
    periodMs: period,
  }));

/** Temperatures of a grid of pixels, every `period` (AMG8833). */
export const thermalGridSensor = z
  .discriminatedUnion('driver', [
    z.strictObject({
      port: z.literal('thermal-grid'),
      driver: z.literal('simulated'),
      as: z.literal('amg8833').default('amg8833'),
      ...highSensor('1.1m'),
      range: lengthBetween(0.1, 20).prefault('7m'),
      fieldOfView: fieldOfView().prefault('60deg'),
      period: durationBetween(100, 10_000).prefault('100ms'),
    }),
    amg8833,
  ])
  .transform(({ range, fieldOfView, period, ...it }) => ({
    ...it,
    rangeM: range,
    fieldOfViewRad: fieldOfView,
    periodMs: period,
  }));

/** The outline of the room at one height, turn by turn (2-D lidar). */
export const scanSensor = z
  .discriminatedUnion('driver', [
    z.strictObject({
      port: z.literal('scan'),
      driver: z.literal('simulated'),
      as: z.literal('rplidar').default('rplidar'),
      ...highSensor('0.2m'),
      range: lengthBetween(0.1, 40).prefault('8m'),
      fieldOfView: fieldOfView().prefault('360deg'),
      /** From one beam to the next. */
      step: angleStep().prefault('1deg'),
      period: durationBetween(50, 10_000).prefault('100ms'),
    }),
  ])
  .transform(({ range, fieldOfView, step, period, ...it }) => ({
    ...it,
    rangeM: range,
    fieldOfViewRad: fieldOfView,
    stepRad: step,
    periodMs: period,
  }));
