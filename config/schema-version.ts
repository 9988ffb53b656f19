import { faultAt, faultIn, type ConfigFault } from './faults.ts';
import { refusal } from './refusal.ts';
import type { Branch } from './tree.ts';

/** The version of site and device files that this letan reads. */
export const schemaVersion = 1;

/** What is wrong with a file's `schema:`, null when it is ours. */
export const readSchemaVersion = (tree: Branch): ConfigFault | null => {
  const entry = tree.entries.get('schema');
  if (entry === undefined)
    return faultAt({ ...tree.place, line: 1, column: 1 }, refusal('schema.missing', {}), 'schema');
  const found = entry.value.kind === 'leaf' ? entry.value.value : null;
  if (found === schemaVersion) return null;
  if (typeof found === 'number' && Number.isInteger(found) && found > schemaVersion)
    return faultIn(tree, ['schema'], refusal('schema.newer', { found, known: schemaVersion }));
  return faultIn(tree, ['schema'], refusal('schema.unknown', { known: schemaVersion }));
};
