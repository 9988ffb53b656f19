import type { Result } from '../hal/result.ts';
import { readPath } from './devices/wiring.ts';
import { parsedBy, refuse, type Refusal } from './refusal.ts';

/** Reads the path of a file that holds a secret: the secret itself never stands in YAML. */
const readSecretFile = (input: unknown): Result<string, Refusal> => {
  const path = readPath(input);
  // Somebody may have written the secret itself here; the words must not repeat it.
  return path.ok ? path : refuse('secret.file', {});
};

/** A file that holds a secret, or null. */
export const secretFile = parsedBy(readSecretFile, {
  type: 'string',
  description: 'the absolute path of a file that holds a secret',
  pattern: '^/',
})
  .nullable()
  .default(null);
