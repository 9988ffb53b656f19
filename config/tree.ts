import type { JsonObject, JsonValue } from '../hal/json.ts';

/** Where something stands in a file; line and column count from 1, both are 0 where the whole file is meant. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Step = string | number;
export type Path = readonly Step[];

/** A value of a YAML file that still knows where it stood, also after it was laid over another file or its neighbours were removed. */
export type Tree = Leaf | List | Branch;

interface Node {
  readonly place: Place;
  /** Where it stood when it was read: list positions do not shift when a neighbour is removed. */
  readonly path: Path;
}
export interface Leaf extends Node {
  readonly kind: 'leaf';
  readonly value: string | number | boolean | null;
}
export interface List extends Node {
  readonly kind: 'list';
  readonly items: readonly Tree[];
}
export interface Branch extends Node {
  readonly kind: 'branch';
  readonly entries: ReadonlyMap<string, Entry>;
}
export interface Entry {
  readonly key: Place;
  readonly value: Tree;
}

/** A map as plain data. A null prototype, so that a key called `__proto__` is a key like any other. */
export const plainMap = (tree: Branch): JsonObject => {
  const out: Record<string, JsonValue> = Object.create(null);
  for (const [key, entry] of tree.entries) out[key] = plain(entry.value);
  return out;
};

/** The tree as plain data. */
export const plain = (tree: Tree): JsonValue => {
  switch (tree.kind) {
    case 'leaf':
      return tree.value;
    case 'list':
      return tree.items.map(plain);
    case 'branch':
      return plainMap(tree);
  }
};

/** The tree at a path, null where there is none. */
export const treeAt = (tree: Tree, path: Path): Tree | null => {
  let here: Tree = tree;
  for (const step of path) {
    const next: Tree | undefined =
      here.kind === 'branch'
        ? here.entries.get(String(step))?.value
        : here.kind === 'list' && typeof step === 'number'
          ? here.items[step]
          : undefined;
    if (next === undefined) return null;
    here = next;
  }
  return here;
};

/** A text at a key of the tree's root, null where there is none. */
export const textAt = (tree: Branch, key: string): string | null => {
  const leaf = tree.entries.get(key)?.value;
  return leaf?.kind === 'leaf' && typeof leaf.value === 'string' ? leaf.value.normalize('NFC').trim() : null;
};

export interface Found {
  readonly place: Place;
  /** The path as the file has it, for people: `devices.slip.paper`, `counters[2].at`. */
  readonly path: string;
  /** What stands there, shortened; empty where nothing does. */
  readonly value: string;
  readonly exists: boolean;
}

const PLAIN_KEY = /^[a-zA-Z_][a-zA-Z0-9_-]*$/;

/** A path for people. */
export const pathText = (path: Path): string =>
  path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!PLAIN_KEY.test(step)) return `[${JSON.stringify(step.slice(0, 40))}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');

const shortened = (value: JsonValue): string => {
  // Control characters of a hostile file must not reach a terminal; JSON escapes those below 0x20, the rest is done here.
  const text = JSON.stringify(value).replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '?');
  const points = Array.from(text);
  return points.length <= 60 ? text : `${points.slice(0, 57).join('')}…`;
};

/** Finds what a path means to a person; for what is missing, the nearest thing around it. `atKey` points at the key instead. */
export const find = (tree: Tree, path: Path, atKey = false): Found => {
  let here: Tree = tree;
  let key: Place = tree.place;
  let reached = 0;
  for (const step of path) {
    let next: Tree | undefined;
    if (here.kind === 'branch') {
      const entry = here.entries.get(String(step));
      if (entry !== undefined) key = entry.key;
      next = entry?.value;
    } else if (here.kind === 'list' && typeof step === 'number') {
      next = here.items[step];
      if (next !== undefined) key = next.place;
    }
    if (next === undefined) break;
    here = next;
    reached += 1;
  }
  const exists = reached === path.length;
  return {
    place: atKey || here.kind === 'branch' ? key : here.place,
    path: pathText([...here.path, ...path.slice(reached)]),
    value: exists ? shortened(plain(here)) : '',
    exists,
  };
};

/** The same tree without what stands at the path. */
export const without = (tree: Tree, path: Path): Tree => {
  const [step, ...rest] = path;
  if (step === undefined) return tree;
  if (tree.kind === 'list' && typeof step === 'number') {
    const items =
      rest.length === 0
        ? tree.items.filter((_, index) => index !== step)
        : tree.items.map((item, index) => (index === step ? without(item, rest) : item));
    return { ...tree, items };
  }
  if (tree.kind !== 'branch') return tree;
  const entries = new Map(tree.entries);
  const entry = entries.get(String(step));
  if (entry === undefined) return tree;
  if (rest.length === 0) entries.delete(String(step));
  else entries.set(String(step), { ...entry, value: without(entry.value, rest) });
  return { ...tree, entries };
};
