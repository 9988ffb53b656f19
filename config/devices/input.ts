import { z } from 'zod';
import { padKeys } from '../../hal/ports/keypad.ts';
import { durationBetween } from '../duration.ts';
import { slug } from '../text.ts';
import { inputPin } from './pin.ts';
import { absolutePath } from './wiring.ts';

/*
 * What people type and scan with. An input device is named by the link that udev makes for its maker and model,
 * `/dev/input/by-id/…-event-kbd`: the number of an event device changes with every plug.
 */

/** A number pad of visitors, or of the clerk of this counter: it then serves the counter, whatever its screen shows, and no visitor. */
const counter = slug().nullable().default(null);

/** Keys for who cannot see or use the screen: digits, Enter, Backspace; at a counter also + − * / and the point. */
export const keypad = z
  .discriminatedUnion('driver', [
    z.strictObject({ port: z.literal('keypad'), driver: z.literal('simulated'), counter }),
    /** A USB number pad or keyboard, held for this program alone. */
    z.strictObject({ port: z.literal('keypad'), driver: z.literal('evdev'), device: absolutePath(), counter }),
    /** One push button on a line that stands for one key; a kiosk may have several. */
    z.strictObject({
      port: z.literal('keypad'),
      driver: z.literal('button'),
      key: z.enum(padKeys),
      pin: inputPin,
      debounce: durationBetween(1, 1000).prefault('30ms'),
    }),
  ])
  .transform((it) => {
    if (it.driver !== 'button') return it;
    const { debounce, ...rest } = it;
    return { ...rest, debounceMs: debounce };
  });

/** Speeds that code readers and printers are set to. */
export const baudRates = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200] as const;

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
  /** One set to be a serial line (USB COM, RS-232): all letters arrive. */
  z.strictObject({
    port: z.literal('code-scanner'),
    driver: z.literal('serial'),
    path: absolutePath(),
    baud: z.literal(baudRates).default(9600),
  }),
]);
