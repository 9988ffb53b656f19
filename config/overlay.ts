import type { z } from 'zod';
import { keysAt } from './schema-walk.ts';
import { plain, without, type Branch, type Entry, type Path, type Tree } from './tree.ts';

interface Inherited {
  readonly path: Path;
  readonly key: string;
}

const leafText = (entry: Entry | undefined): string | null =>
  entry?.value.kind === 'leaf' && typeof entry.value.value === 'string' ? entry.value.value : null;

const laid = (base: Branch, over: Branch, path: Path, suspects: Inherited[]): Branch => {
  const before = leafText(base.entries.get('driver'));
  const after = leafText(over.entries.get('driver'));
  const changed = before !== null && after !== null && before !== after;
  const entries = new Map<string, Entry>();
  for (const [key, entry] of base.entries) {
    const own = over.entries.get(key);
    if (own === undefined) {
      entries.set(key, entry);
      if (changed) suspects.push({ path, key });
    } else if (entry.value.kind === 'branch' && own.value.kind === 'branch')
      entries.set(key, { key: own.key, value: laid(entry.value, own.value, [...path, key], suspects) });
    else if (entry.value.kind !== 'branch' || leafText(own) !== 'none') entries.set(key, own);
  }
  for (const [key, entry] of over.entries) if (!base.entries.has(key)) entries.set(key, entry);
  return { ...over, entries };
};

/**
 * A device's file laid over its profile: maps are joined, everything else is replaced, `none` takes away a map of the profile.
 * Where the file names another `driver`, inherited keys that this driver does not know go away with the old one; the rest
 * (where a sensor sits, what paper a printer has) stays.
 */
export const overlay = (profile: Branch, device: Branch, schema: z.core.$ZodType): Branch => {
  const suspects: Inherited[] = [];
  let joined: Tree = laid(profile, device, [], suspects);
  for (const { path, key } of suspects) {
    const known = keysAt(schema, path, plain(joined));
    if (known.length > 0 && !known.includes(key)) joined = without(joined, [...path, key]);
  }
  // `panel: none` says the same where the profile has no panel; `devices: { loudspaker: none }` is a slip and stays to be refused.
  for (const [key, entry] of device.entries)
    if (leafText(entry) === 'none' && keysAt(schema, [key], {}).length > 0) joined = without(joined, [key]);
  return joined.kind === 'branch' ? joined : device;
};
