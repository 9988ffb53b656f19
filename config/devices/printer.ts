import { z } from 'zod';
import { ok, type Result } from '../../hal/result.ts';
import { parsedBy, refuse, type Refusal } from '../refusal.ts';
import { host, port } from '../network.ts';
import { durationBetween } from '../duration.ts';
import { baudRates } from './input.ts';
import { printerModelNames, printerModels } from './printer-models.ts';
import { absolutePath } from './wiring.ts';

/** Rolls that slip printers take: width of the paper, and how many dots of it an 8 dots/mm head prints. */
export const rolls = { '80mm': 576, '58mm': 384 } as const;
type Dots = (typeof rolls)[keyof typeof rolls];

const isRoll = (text: string): text is keyof typeof rolls => Object.hasOwn(rolls, text);

const readRoll = (input: unknown): Result<Dots, Refusal> => {
  const text = typeof input === 'string' || typeof input === 'number' ? String(input).replaceAll(/\s/g, '') : '';
  if (typeof input === 'string' && isRoll(text)) return ok(rolls[text]);
  if (isRoll(`${text}mm`)) return refuse('paper.repairable', { repair: `${text}mm` });
  return refuse('paper.form', {});
};

/** Bytes that the link carries in a second, where that is less than the printer could take; null: no limit worth naming. */
const bytesPerSecond = z.int().min(1).max(100_000_000).nullable().default(null);

/** What lies between the driver and the printer. */
export const link = z.discriminatedUnion('driver', [
  z.strictObject({ driver: z.literal('simulated'), bytesPerSecond }),
  z.strictObject({ driver: z.literal('tcp'), host: host(), port: port().default(9100), bytesPerSecond }),
  z.strictObject({ driver: z.literal('device-file'), path: absolutePath(), bytesPerSecond }),
  /** RS-232, or USB as a virtual COM port. At 8 data bits a byte takes ten bits of the line. */
  z.strictObject({
    driver: z.literal('serial'),
    path: absolutePath(),
    baud: z.literal(baudRates).default(115_200),
    /** Whether the printer holds the line up by DTR or RTS while its buffer is full. */
    rtscts: z.boolean().default(true),
    bytesPerSecond,
  }),
]);

const paper = parsedBy(readRoll, {
  type: 'string',
  description: 'width of the roll',
  enum: Object.keys(rolls),
});

/** A slip printer with a cutter. `dots` is its printable width. */
export const printer = z
  .discriminatedUnion('driver', [
    /** A twin that takes slips as they are, without bytes. */
    z.strictObject({ port: z.literal('printer'), driver: z.literal('simulated'), paper }),
    z.strictObject({
      port: z.literal('printer'),
      driver: z.literal('escpos'),
      /** What it does differently from others; without it, the generic printer of its paper. */
      model: z.enum(printerModelNames).nullable().default(null),
      paper,
      link,
      /** `none`: prints blind on a link that cannot read, as some USB printers' device files; nobody is told of an empty roll then. */
      status: z.enum(['two-way', 'none']).default('two-way'),
      /** How often the state is asked for where the printer does not tell by itself. */
      poll: durationBetween(500, 600_000).prefault('5s'),
    }),
  ])
  .transform((it) => {
    if (it.driver === 'simulated') return { port: it.port, driver: it.driver, dots: it.paper };
    const model = it.model ?? (it.paper === rolls['58mm'] ? 'generic-58' : 'generic-80');
    const { ending, asksProcessId } = printerModels[model];
    return {
      port: it.port,
      driver: it.driver,
      model,
      dots: it.paper,
      ending,
      asksProcessId,
      link: it.link,
      status: it.status,
      pollMs: it.poll,
    };
  });
