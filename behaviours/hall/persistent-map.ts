/**
 * A map that is never changed: `with` and `without` give a new one that shares almost all of the old (a hash trie, 32-way). The
 * hall's state is such a value, so that reducing one event costs the same in the morning and after a hundred thousand tickets.
 * Values come in no promised order; who shows them sorts them.
 */
export class PersistentMap<V> {
  readonly size: number;
  readonly #root: Node<V> | null;

  private constructor(root: Node<V> | null, size: number) {
    this.#root = root;
    this.size = size;
  }

  static empty<V>(): PersistentMap<V> {
    return new PersistentMap<V>(null, 0);
  }

  get(key: string): V | undefined {
    const hash = hashOf(key);
    let node = this.#root;
    for (let shift = 0; node !== null; shift += 5) {
      if (node.kind === 'leaf') return valueIn(node, key);
      const bit = bitOf(hash, shift);
      if ((node.bitmap & bit) === 0) return undefined;
      node = node.children[indexOf(node.bitmap, bit)] ?? null;
    }
    return undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  with(key: string, value: V): PersistentMap<V> {
    const leaf: Leaf<V> = { kind: 'leaf', hash: hashOf(key), entries: [{ key, value }] };
    const known = this.has(key);
    return new PersistentMap(
      this.#root === null ? leaf : inserted(this.#root, leaf, 0),
      known ? this.size : this.size + 1,
    );
  }

  without(key: string): PersistentMap<V> {
    if (this.#root === null || !this.has(key)) return this;
    return new PersistentMap(removed(this.#root, hashOf(key), key, 0), this.size - 1);
  }

  *values(): IterableIterator<V> {
    for (const { value } of this.entries()) yield value;
  }

  *entries(): IterableIterator<Entry<V>> {
    if (this.#root !== null) yield* entriesOf(this.#root);
  }
}

export interface Entry<V> {
  readonly key: string;
  readonly value: V;
}
interface Leaf<V> {
  readonly kind: 'leaf';
  readonly hash: number;
  /** More than one only where two keys share all 32 bits of their hash. */
  readonly entries: readonly Entry<V>[];
}
interface Branch<V> {
  readonly kind: 'branch';
  readonly bitmap: number;
  readonly children: readonly Node<V>[];
}
type Node<V> = Leaf<V> | Branch<V>;

const valueIn = <V>({ entries }: Leaf<V>, key: string): V | undefined => {
  for (const entry of entries) if (entry.key === key) return entry.value;
  return undefined;
};

/** FNV-1a over the code units: enough spread for short ids, and the same on every machine. */
const hashOf = (key: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash | 0;
};

const bitOf = (hash: number, shift: number): number => 1 << ((hash >>> shift) & 31);

const indexOf = (bitmap: number, bit: number): number => {
  let below = bitmap & (bit - 1);
  let count = 0;
  while (below !== 0) {
    below &= below - 1;
    count += 1;
  }
  return count;
};

function inserted<V>(node: Node<V>, leaf: Leaf<V>, shift: number): Node<V> {
  if (node.kind === 'leaf') {
    if (node.hash !== leaf.hash) return inserted(branchOver(node, shift), leaf, shift);
    const others = node.entries.filter((entry) => entry.key !== leaf.entries[0]?.key);
    return others.length === 0 ? leaf : { ...leaf, entries: [...others, ...leaf.entries] };
  }
  const bit = bitOf(leaf.hash, shift);
  const index = indexOf(node.bitmap, bit);
  const child = node.children[index];
  const children = node.children.slice();
  if ((node.bitmap & bit) === 0 || child === undefined) {
    children.splice(index, 0, leaf);
    return { kind: 'branch', bitmap: node.bitmap | bit, children };
  }
  children[index] = inserted(child, leaf, shift + 5);
  return { kind: 'branch', bitmap: node.bitmap, children };
}

const branchOver = <V>(leaf: Leaf<V>, shift: number): Branch<V> => ({
  kind: 'branch',
  bitmap: bitOf(leaf.hash, shift),
  children: [leaf],
});

function removed<V>(node: Node<V>, hash: number, key: string, shift: number): Node<V> | null {
  if (node.kind === 'leaf') {
    const entries = node.entries.filter((entry) => entry.key !== key);
    return entries.length === 0 ? null : { ...node, entries };
  }
  const bit = bitOf(hash, shift);
  const index = indexOf(node.bitmap, bit);
  const child = node.children[index];
  if ((node.bitmap & bit) === 0 || child === undefined) return node;
  const rest = removed(child, hash, key, shift + 5);
  if (rest !== null) return { ...node, children: node.children.with(index, rest) };
  const children = node.children.toSpliced(index, 1);
  return children.length === 0 ? null : { ...node, bitmap: node.bitmap & ~bit, children };
}

function* entriesOf<V>(node: Node<V>): IterableIterator<Entry<V>> {
  if (node.kind === 'leaf') yield* node.entries;
  else for (const child of node.children) yield* entriesOf(child);
}
