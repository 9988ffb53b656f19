import { configMessages } from './languages/messages/config.ts';
import { worded, type StaffText } from './languages/messages/wording.ts';
import type { FaultKey, Refusal } from './refusal.ts';
import { find, type Path, type Place, type Tree } from './tree.ts';

/** One thing that is wrong in a config file, ready to be shown. */
export interface ConfigFault {
  readonly key: FaultKey;
  readonly file: string;
  /** From 1; 0 where the whole file is meant. */
  readonly line: number;
  readonly column: number;
  /** `devices.slip.paper`; empty where the whole file is meant. */
  readonly path: string;
  /** What stands there, shortened, as JSON; empty where nothing does or where it may be a secret. */
  readonly value: string;
  readonly needs: StaffText;
  readonly repair: StaffText;
}

/** Faults whose value must not be repeated on a screen or in a log. */
const secret = (key: FaultKey): boolean => key.startsWith('secret.');

/** A fault at a place of a file that has no tree (it cannot be read or is no YAML). */
export const faultAt = (place: Place, refused: Refusal, path = '', value = ''): ConfigFault => ({
  key: refused.key,
  file: place.file,
  line: place.line,
  column: place.column,
  path,
  value: secret(refused.key) ? '' : value,
  ...worded(configMessages[refused.key], refused.values),
});

/** A fault at a path of a tree. `atKey` points at the key, where the key itself is wrong. */
export const faultIn = (tree: Tree, path: Path, refused: Refusal, atKey = false): ConfigFault => {
  const found = find(tree, path, atKey);
  return faultAt(found.place, refused, found.path, found.value);
};

/** In the order of file, line and column, each thing once. */
export const ordered = (faults: readonly ConfigFault[]): readonly ConfigFault[] => {
  const byIdentity = new Map<string, ConfigFault>();
  for (const fault of faults)
    byIdentity.set([fault.file, fault.line, fault.column, fault.path, fault.key, fault.needs.en].join('\0'), fault);
  return [...byIdentity.values()].sort((a, b) => {
    if (a.file !== b.file) return a.file < b.file ? -1 : 1;
    return a.line - b.line || a.column - b.column;
  });
};

/** One fault for a terminal: where and what, then Vietnamese, then English. */
export const faultText = (fault: ConfigFault): string => {
  const where = fault.line === 0 ? fault.file : `${fault.file}:${fault.line}:${fault.column}`;
  const head = [where, fault.path, fault.value].filter((part) => part !== '').join('  ');
  const says = (language: 'vi' | 'en'): string =>
    `    ${fault.needs[language]}${fault.repair[language] === '' ? '' : ` → ${fault.repair[language]}`}`;
  return `${head}\n${says('vi')}\n${says('en')}`;
};
