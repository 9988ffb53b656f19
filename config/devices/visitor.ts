import { z } from 'zod';
import { line } from '../text.ts';
import { durationBetween } from '../duration.ts';
import { currentBetween } from '../current.ts';
import { percentage } from '../share.ts';
import { inputPin, outputPin } from './pin.ts';
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

const lampStates = ['notice', 'invite', 'attend', 'call', 'fault'] as const;

export const lamp = z
  .discriminatedUnion('driver', [
    z.strictObject({ port: z.literal('lamp'), driver: z.literal('simulated'), wiring: wiring.prefault({}) }),
    /** One lamp on one line; `lit` are the states in which it shines. */
    z.strictObject({
      port: z.literal('lamp'),
      driver: z.literal('pin'),
      pin: outputPin,
      lit: z.array(z.enum(lampStates)).min(1).default(['notice', 'invite', 'attend', 'call']),
      /** What it takes from the line while it shines, its resistor counted in: an LED behind 330 Ω some 4 mA. */
      draws: currentBetween(0.5, 5_000).prefault('4mA'),
    }),
    /** A ring of WS2812 LEDs on the data line of an SPI bus of its own. */
    z.strictObject({
      port: z.literal('lamp'),
      driver: z.literal('ws2812-ring'),
      /** `/dev/spidev<bus>.<select>`. */
      spi: z.strictObject({ bus: z.int().min(0).max(10), select: z.int().min(0).max(2).default(0) }),
      /** As many as one transfer of the kernel's usual size holds. */
      leds: z.int().min(1).max(300),
      brightness: percentage().prefault('40%'),
      /** What its 5 V supply may give it; the light is darkened to that. */
      budget: currentBetween(20, 20_000).prefault('500mA'),
    }),
  ])
  .transform((it) => {
    switch (it.driver) {
      case 'simulated':
        return it;
      case 'pin': {
        const { draws, ...rest } = it;
        return { ...rest, drawsMilliamps: draws };
      }
      case 'ws2812-ring': {
        const { budget, ...rest } = it;
        return { ...rest, budgetMilliamps: budget };
      }
    }
  });

/** What a press says: a visitor is here; or, on a button that only staff reach, no greetings aloud for a while (again: take it back). */
const press = z.enum(['visitor', 'mute-greetings']).default('visitor');

export const button = z
  .discriminatedUnion('driver', [
    z.strictObject({
      port: z.literal('button'),
      driver: z.literal('simulated'),
      press,
      wiring: wiring.prefault({}),
      debounce: durationBetween(1, 1000).prefault('30ms'),
    }),
    /** A push button on one line; how long its contact must rest is the button's `debounce`, whatever the pin's. */
    z.strictObject({
      port: z.literal('button'),
      driver: z.literal('pin'),
      press,
      pin: inputPin,
      debounce: durationBetween(1, 1000).prefault('30ms'),
    }),
  ])
  .transform(({ debounce, ...it }) => ({ ...it, debounceMs: debounce }));
