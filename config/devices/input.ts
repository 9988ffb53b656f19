import { z } from 'zod';
import { absolutePath } from './wiring.ts';

/*
 * What people type and scan with. An input device is named by the link that udev makes for its maker and model,
 * `/dev/input/by-id/…-event-kbd`: the number of an event device changes with every plug.
 */

/** Keys for who cannot see or use the screen: digits, Enter, Backspace. */
export const keypad = z.discriminatedUnion('driver', [
  z.strictObject({ port: z.literal('keypad'), driver: z.literal('simulated') }),
  /** A USB number pad or keyboard, held for this program alone. */
  z.strictObject({ port: z.literal('keypad'), driver: z.literal('evdev'), device: absolutePath() }),
]);

/** A reader of codes. */
export const codeScanner = z.discriminatedUnion('driver', [
  z.strictObject({
    port: z.literal('code-scanner'),
    driver: z.literal('simulated'),
    /** `typed`: as one that types like a keyboard, without letters that have no key. */
    letters: z.enum(['all', 'typed']).default('all'),
  }),
  /** One that types like a USB keyboard (HID), as it comes out of its box. It drops every letter with a diacritic. */
  z.strictObject({ port: z.literal('code-scanner'), driver: z.literal('evdev'), device: absolutePath() }),
]);
