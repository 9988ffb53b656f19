import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue } from '../../../hal/json.ts';

/** The files in a directory of secrets: plain files, no folders, by their names. */
export const secretPlaces = (directory: string): readonly { readonly name: string; readonly from: string }[] =>
  readdirSync(directory, { withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ name }) => ({ name, from: join(directory, name) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** Every file that a configuration names as holding a secret: the values of `…File` keys, wherever they stand. */
export const namedSecrets = (value: JsonValue): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(namedSecrets);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key.endsWith('File') && typeof each === 'string' && each.startsWith('/') ? [each] : namedSecrets(each ?? null),
  );
};
