import { z } from 'zod';
import { line } from '../text.ts';
import { durationBetween } from '../duration.ts';
import { wiring } from './wiring.ts';

/** The panel that the visitor reads and touches. */
export const display = z.discriminatedUnion('driver', [
  z.strictObject({ port: z.literal('display'), driver: z.literal('simulated') }),
  /** A page in the kiosk's browser, over the device's own web server. */
  z.strictObject({ port: z.literal('display'), driver: z.literal('web') }),
]);

/** `output` names the sound device as the system does (ALSA), empty for the system's own choice. */
export const speaker = z.discriminatedUnion('driver', [
  z.strictObject({ port: z.literal('speaker'), driver: z.literal('simulated') }),
  z.strictObject({
    port: z.literal('speaker'),
    driver: z.literal('web-audio'),
    output: line(200).nullable().default(null),
  }),
]);

/** Words into sound. */
export const speech = z.discriminatedUnion('driver', [
  z.strictObject({ port: z.literal('speech'), driver: z.literal('simulated') }),
  /** Debian's espeak-ng as a process of its own. */
  z.strictObject({ port: z.literal('speech'), driver: z.literal('espeak') }),
  /** espeak-ng in WebAssembly, in a child process that is recycled. */
  z.strictObject({ port: z.literal('speech'), driver: z.literal('text2wav') }),
]);

export const lamp = z.discriminatedUnion('driver', [
  z.strictObject({ port: z.literal('lamp'), driver: z.literal('simulated'), wiring: wiring.prefault({}) }),
]);

export const button = z
  .discriminatedUnion('driver', [
    z.strictObject({
      port: z.literal('button'),
      driver: z.literal('simulated'),
      wiring: wiring.prefault({}),
      debounce: durationBetween(1, 1000).prefault('30ms'),
    }),
  ])
  .transform(({ debounce, ...it }) => ({ ...it, debounceMs: debounce }));
