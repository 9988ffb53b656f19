import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { faultAt, type ConfigFault } from './faults.ts';
import { refusal, type Refusal } from './refusal.ts';
import type { Branch, Entry, Path, Place, Tree } from './tree.ts';

/** Deeper than any config; hostile files go deeper. */
const DEEPEST = 32;
const MOST_FAULTS = 20;

export interface ReadTree {
  /** Null where the file cannot be understood at all. */
  readonly tree: Branch | null;
  readonly faults: readonly ConfigFault[];
  /** Where something stood that was refused: what is missing there is not the author's fault. */
  readonly holes: readonly Path[];
}

/** The sign that a yaml error says is missing at an end, null when it says something else. */
const closing = (message: string): string | null =>
  /(?:end with an? |Missing closing )([\]}"'])/.exec(message)?.[1] ?? null;

/** yaml's own error, in our words. */
const syntaxRefusal = (code: string, message: string): Refusal => {
  const sign = closing(message);
  if (sign !== null) return refusal('yaml.unclosed', { sign });
  switch (code) {
    case 'DUPLICATE_KEY':
      return refusal('yaml.duplicate', {});
    case 'TAB_AS_INDENT':
      return refusal('yaml.tab', {});
    case 'BAD_INDENT':
      return refusal('yaml.indent', {});
    case 'MULTIPLE_DOCS':
      return refusal('yaml.documents', {});
    case 'NON_STRING_KEY':
      return refusal('yaml.key', {});
    case 'BAD_ALIAS':
      return refusal('yaml.alias', {});
    default:
      return refusal('yaml.syntax', {});
  }
};

class Converter {
  readonly faults: ConfigFault[] = [];
  readonly holes: Path[] = [];
  tooDeep = false;
  readonly #file: string;
  readonly #lines: LineCounter;

  constructor(file: string, lines: LineCounter) {
    this.#file = file;
    this.#lines = lines;
  }

  place(offset: number | undefined): Place {
    const at = this.#lines.linePos(offset ?? 0);
    return { file: this.#file, line: Math.max(1, at.line), column: Math.max(1, at.col) };
  }

  refuse(offset: number | undefined, refused: Refusal): void {
    this.faults.push(faultAt(this.place(offset), refused));
  }

  /** `outer` is where the key stands, for values that are not there (`key:` and nothing after it). */
  tree(node: unknown, path: Path, outer: Place): Tree {
    const nothing: Tree = { kind: 'leaf', value: null, place: outer, path };
    if (path.length > DEEPEST) {
      if (!this.tooDeep) this.faults.push(faultAt(outer, refusal('yaml.deep', { most: DEEPEST })));
      this.tooDeep = true;
      return nothing;
    }
    if (isAlias(node)) {
      this.refuse(node.range?.[0], refusal('yaml.alias', {}));
      this.holes.push(path);
      return nothing;
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return nothing;
    const place = node.range ? this.place(node.range[0]) : outer;
    if (node.anchor !== undefined) this.refuse(node.range?.[0], refusal('yaml.alias', {}));
    if (node.tag !== undefined) {
      this.refuse(node.range?.[0], refusal('yaml.tag', { tag: node.tag.slice(0, 40) }));
      this.holes.push(path);
    }
    if (isScalar(node)) {
      const value = node.value;
      const known =
        typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null;
      const written = known ? value : (node.source ?? '');
      // Composed here once, so that no later comparison meets two spellings of one letter.
      return { kind: 'leaf', value: typeof written === 'string' ? written.normalize('NFC') : written, place, path };
    }
    if (isSeq(node))
      return {
        kind: 'list',
        items: node.items.map((item, index) => this.tree(item, [...path, index], place)),
        place,
        path,
      };
    const entries = new Map<string, Entry>();
    for (const pair of node.items) {
      const key = pair.key;
      const written = isScalar(key) ? key.value : null;
      if (!isScalar(key) || written === '' || (typeof written !== 'string' && typeof written !== 'number')) {
        this.faults.push(faultAt(place, refusal('yaml.key', {})));
        this.holes.push(path);
        continue;
      }
      const name = String(written).normalize('NFC');
      const keyPlace = key.range ? this.place(key.range[0]) : place;
      if (name === '<<') {
        this.faults.push(faultAt(keyPlace, refusal('yaml.alias', {})));
        this.holes.push(path);
      } else if (!entries.has(name))
        entries.set(name, { key: keyPlace, value: this.tree(pair.value, [...path, name], keyPlace) });
    }
    return { kind: 'branch', entries, place, path };
  }
}

/** Reads YAML text into a tree that knows its places; never throws, whatever the text. */
export const readYaml = (file: string, text: string): ReadTree => {
  const whole: Place = { file, line: 0, column: 0 };
  const lines = new LineCounter();
  let document: Document;
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      // 'silent' would also keep quiet about a second document.
      logLevel: 'error',
      version: '1.2',
      merge: false,
      uniqueKeys: true,
    });
  } catch (error) {
    // The parser descends by recursion; a hundred thousand brackets exhaust the stack. Anything else would be its bug.
    if (!(error instanceof RangeError)) throw error;
    return { tree: null, faults: [faultAt(whole, refusal('yaml.deep', { most: DEEPEST }))], holes: [] };
  }
  const converter = new Converter(file, lines);
  for (const error of document.errors.slice(0, MOST_FAULTS)) {
    converter.refuse(error.pos[0], syntaxRefusal(error.code, error.message));
    // A key written twice leaves the rest readable; after anything else the rest is guesswork, and so are the errors in it.
    if (error.code !== 'DUPLICATE_KEY') return { tree: null, faults: converter.faults, holes: [] };
  }
  const tree = converter.tree(document.contents, [], whole);
  const faults = converter.faults.slice(0, MOST_FAULTS);
  if (converter.tooDeep) return { tree: null, faults, holes: [] };
  if (tree.kind === 'branch') return { tree, faults, holes: converter.holes };
  const refused =
    tree.kind === 'leaf' && tree.value === null
      ? faultAt(whole, refusal('file.empty', {}))
      : faultAt(tree.place, refusal('yaml.notAMap', {}));
  return { tree: null, faults: faults.length > 0 ? faults : [refused], holes: [] };
};
