import { z } from 'zod';
import { durationBetween } from '../duration.ts';
import { readUrl } from '../network.ts';
import { parsedBy } from '../refusal.ts';
import { secretFile as file } from '../secret-file.ts';
import { line } from '../text.ts';
import { absolutePath } from './wiring.ts';

const dayMs = 86_400_000;

/** Where visits are written down. */
export const ledger = z.discriminatedUnion('driver', [
  z.strictObject({ port: z.literal('ledger'), driver: z.literal('simulated') }),
  /** `<name>.sqlite` in the device's data directory. */
  z.strictObject({
    port: z.literal('ledger'),
    driver: z.literal('sqlite'),
    /** How long events stay in it that archives hold beside it; null: for ever. The archives stay. */
    keep: durationBetween(7 * dayMs, 3660 * dayMs)
      .nullable()
      .prefault('400d'),
  }),
]);

/** The message bus to the site's other devices and the city. */
export const bus = z
  .discriminatedUnion('driver', [
    z.strictObject({ port: z.literal('bus'), driver: z.literal('simulated') }),
    z.strictObject({
      port: z.literal('bus'),
      driver: z.literal('mqtt'),
      url: parsedBy(readUrl(['mqtt', 'mqtts'], 'mqtt://10.0.0.5:1883'), {
        type: 'string',
        description: 'address of the broker',
        pattern: '^mqtts?://',
        examples: ['mqtt://10.0.0.5:1883'],
      }),
      username: line(100).nullable().default(null),
      passwordFile: file,
      caFile: file,
      certFile: file,
      keyFile: file,
      keepAlive: durationBetween(5000, 600_000).prefault('30s'),
    }),
    /** The broker that the site's hub carries, wherever it stands at the time (`broker:` of the site). */
    z.strictObject({
      port: z.literal('bus'),
      driver: z.literal('site'),
      /** What `letan hub broker` wrote for this device; null: `broker` in the data directory. */
      folder: absolutePath().nullable().default(null),
      keepAlive: durationBetween(5000, 600_000).prefault('15s'),
    }),
  ])
  .transform((it) => {
    if (it.driver === 'simulated') return it;
    const { keepAlive, ...rest } = it;
    return { ...rest, keepAliveMs: keepAlive };
  });
