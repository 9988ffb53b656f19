import { z } from 'zod';
import { durationBetween } from '../duration.ts';
import { readUrl } from '../network.ts';
import type { Result } from '../../hal/result.ts';
import { parsedBy, refuse, type Refusal } from '../refusal.ts';
import { line } from '../text.ts';
import { readPath } from './wiring.ts';

/** Where visits are written down. */
export const ledger = z.discriminatedUnion('driver', [
  z.strictObject({ port: z.literal('ledger'), driver: z.literal('simulated') }),
  /** `<name>.sqlite` in the device's data directory. */
  z.strictObject({ port: z.literal('ledger'), driver: z.literal('sqlite') }),
]);

const readSecretFile = (input: unknown): Result<string, Refusal> => {
  const path = readPath(input);
  // Somebody may have written the secret itself here; the words must not repeat it.
  return path.ok ? path : refuse('secret.file', {});
};

/** A file that holds a secret, or null: the secret itself never stands in YAML. */
const file = parsedBy(readSecretFile, {
  type: 'string',
  description: 'the absolute path of a file that holds a secret',
  pattern: '^/',
})
  .nullable()
  .default(null);

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
  ])
  .transform((it) => {
    if (it.driver === 'simulated') return it;
    const { keepAlive, ...rest } = it;
    return { ...rest, keepAliveMs: keepAlive };
  });
