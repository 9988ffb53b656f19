import { z } from 'zod';
import { percentage } from '../share.ts';
import { slug } from '../text.ts';
import { wiring } from './wiring.ts';

/** 8 × 8 dot modules in a row; four have room for a letter and four digits. */
const modules = z.int().min(1).max(16).default(4);

/** The sign over a counter, on any device of the site that is near enough for its cable. */
export const counterSign = z.discriminatedUnion('driver', [
  z.strictObject({
    port: z.literal('counter-sign'),
    driver: z.literal('simulated'),
    counter: slug(),
    modules,
    wiring: wiring.prefault({}),
  }),
  /** A chain of MAX7219 chips (boards sold as FC-16) on a chip select of an SPI bus. */
  z.strictObject({
    port: z.literal('counter-sign'),
    driver: z.literal('max7219'),
    counter: slug(),
    modules,
    /** `/dev/spidev<bus>.<select>`. */
    spi: z.strictObject({ bus: z.int().min(0).max(10), select: z.int().min(0).max(2).default(0) }),
    brightness: percentage().prefault('40%'),
    /** DOUT of the last module goes back to the board's MISO, so that a broken chain is found; without it nobody can know. */
    loopback: z.boolean().default(false),
  }),
]);
