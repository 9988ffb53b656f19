import { z } from 'zod';
import { fieldOfView, heading, tilt } from '../angle.ts';
import { durationBetween } from '../duration.ts';
import { lengthBetween } from '../length.ts';
import { inputPin, outputPin, pulsePin } from './pin.ts';
import { absolutePath, wiring } from './wiring.ts';

/*
 * Sensors as hardware. Each entry says as well what its part sees (range, field of view), so that the same config stands in the
 * simulated world, where a twin takes the place of each sensor: simulated people walk before it.
 */

/** Where a sensor sits on the device: x ahead of the screen, y to the device's left, facing counter-clockwise from straight ahead. */
const at = z
  .strictObject({
    x: lengthBetween(-2, 2).prefault('0m'),
    y: lengthBetween(-2, 2).prefault('0m'),
    facing: heading().prefault('0deg'),
  })
  .transform((it) => ({ x: it.x, y: it.y, headingRad: it.facing }))
  .prefault({});
const atHeight = z
  .strictObject({
    x: lengthBetween(-2, 2).prefault('0m'),
    y: lengthBetween(-2, 2).prefault('0m'),
    height: lengthBetween(0, 5).prefault('1.1m'),
    facing: heading().prefault('0deg'),
    tilt: tilt().prefault('0deg'),
  })
  .transform((it) => ({ x: it.x, y: it.y, heightM: it.height, headingRad: it.facing, tiltRad: it.tilt }))
  .prefault({});

const onI2c = z.strictObject({ i2c: wiring.shape.i2c.unwrap() });
/** Best a stable name, `/dev/serial/by-id/…`: ttyUSB numbers change with what was plugged in first. */
const onSerial = z.strictObject({ serial: absolutePath() });

/** The module's speed as it was left; both radars leave the factory with 256000. */
const baud = z.int().min(9600).max(460_800).default(256_000);

/**
 * Holds a chip in reset until its turn comes to be given an address (XSHUT, LPn; active: it runs). Needed by all but one of the chips on
 * a bus that wake at 0x29.
 */
const xshut = outputPin.nullable().default(null);

/** How a grid is mounted, where it is not upright: found out with a hand before the device's upper left. */
const orientation = {
  turned: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]).default(0),
  mirrored: z.boolean().default(false),
};

/** A passive infrared sensor (HC-SR501 and the like) on a line. */
export const pir = z.strictObject({
  port: z.literal('presence'),
  driver: z.literal('pir'),
  at,
  pin: inputPin,
  range: lengthBetween(0.1, 20).prefault('7m'),
  fieldOfView: fieldOfView().prefault('110deg'),
  /** How long its output stays up after the last movement: what its potentiometer is set to. */
  holds: durationBetween(0, 300_000).prefault('2.5s'),
  /** After power-up it speaks nonsense for this long. */
  warmUp: durationBetween(0, 120_000).prefault('60s'),
});

/** Hi-Link's radar that tells moving and still people by distance. */
export const ld2410 = z.strictObject({
  port: z.literal('presence'),
  driver: z.literal('ld2410'),
  at,
  wiring: onSerial,
  baud,
  range: lengthBetween(0.75, 6).prefault('4.5m'),
  fieldOfView: fieldOfView().prefault('120deg'),
  /**
   * How many gates of 0.75 m it looks into, and with `holds` what it is told at each start; null: it stays as it was set, and nothing
   * need be wired to its RX.
   */
  gates: z.int().min(2).max(8).nullable().default(null),
  /** How long it goes on saying that somebody is there, in whole seconds. */
  holds: durationBetween(0, 300_000).prefault('1s'),
  warmUp: durationBetween(0, 120_000).prefault('0s'),
});

const tof = { port: z.literal('range'), at, wiring: onI2c, xshut };

/** ST's short time-of-flight sensor. */
export const vl53l0x = z.strictObject({
  ...tof,
  driver: z.literal('vl53l0x'),
  range: lengthBetween(0.1, 2).prefault('1.2m'),
  fieldOfView: fieldOfView().prefault('25deg'),
  period: durationBetween(40, 10_000).prefault('100ms'),
});

/** ST's long time-of-flight sensor. `distanceMode: short` sees 1.3 m, also in sunlight. */
export const vl53l1x = z.strictObject({
  ...tof,
  driver: z.literal('vl53l1x'),
  range: lengthBetween(0.1, 4).prefault('4m'),
  fieldOfView: fieldOfView().prefault('27deg'),
  distanceMode: z.enum(['short', 'long']).default('long'),
  period: durationBetween(30, 10_000).prefault('100ms'),
});

/** An ultrasonic sensor; its echo line is at 5 V and wants a divider. */
export const hcSr04 = z.strictObject({
  port: z.literal('range'),
  driver: z.literal('hc-sr04'),
  at,
  trigger: outputPin,
  echo: pulsePin,
  range: lengthBetween(0.1, 4).prefault('4m'),
  fieldOfView: fieldOfView().prefault('15deg'),
  /** Shorter, and it would hear the echo of the burst before. */
  period: durationBetween(60, 10_000).prefault('100ms'),
});

/** ST's sensor of 8×8 or 4×4 zones. */
export const vl53l5cx = z.strictObject({
  port: z.literal('range-grid'),
  driver: z.literal('vl53l5cx'),
  at: atHeight,
  wiring: onI2c,
  xshut,
  ...orientation,
  /**
   * `vl53l5cx_buffers.h` out of ST's Ultra Lite Driver (STSW-IMG023), as it came: the chip's program and tables. It does not come with
   * letan.
   */
  firmwareFile: absolutePath(),
  range: lengthBetween(0.1, 4).prefault('4m'),
  fieldOfView: fieldOfView().prefault('45deg'),
  side: z.union([z.literal(4), z.literal(8)]).default(8),
  /** 8×8 zones come 15 times a second at the most, 4×4 60 times. */
  period: durationBetween(17, 1_000).prefault('67ms'),
});

/** Panasonic's array of 8×8 thermopiles, ten frames a second. */
export const amg8833 = z.strictObject({
  port: z.literal('thermal-grid'),
  driver: z.literal('amg8833'),
  at: atHeight,
  wiring: onI2c,
  ...orientation,
  range: lengthBetween(0.1, 20).prefault('7m'),
  fieldOfView: fieldOfView().prefault('60deg'),
  period: durationBetween(100, 100).prefault('100ms'),
});

/** Hi-Link's radar that follows three people, nine or ten reports a second. */
export const ld2450 = z.strictObject({
  port: z.literal('targets'),
  driver: z.literal('ld2450'),
  at,
  wiring: onSerial,
  baud,
  /** It hangs with its connector up: left and right are changed over. */
  mirrored: z.boolean().default(false),
  range: lengthBetween(0.5, 8).prefault('6m'),
  fieldOfView: fieldOfView().prefault('120deg'),
  period: durationBetween(110, 110).prefault('110ms'),
  most: z.literal(3).default(3),
});
