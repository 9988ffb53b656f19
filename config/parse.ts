import type { z } from 'zod';
import type { StaffText } from './languages/messages/wording.ts';
import { faultIn, type ConfigFault } from './faults.ts';
import { nearest } from './nearest.ts';
import { refusal, refusalIn, type Refusal } from './refusal.ts';
import { keysAt, wordsAt } from './schema-walk.ts';
import { pathText, plain, treeAt, without, type Path, type Step, type Tree } from './tree.ts';

type Issue = z.core.$ZodIssue;

/** What a schema made of a tree. */
export interface Parsed<T> {
  readonly faults: readonly ConfigFault[];
  /** The config, null where anything of it is faulty. */
  readonly config: T | null;
  /** What is left once everything faulty is taken out, for checks that look across a file; null when that is nothing. */
  readonly usable: Partial<T> | null;
  /** The tree that `usable` was made of. */
  readonly tree: Tree;
  /** Places that were taken out, as paths of the original file. */
  readonly removed: readonly Path[];
}

const kinds: Readonly<Record<string, StaffText>> = {
  string: { vi: 'văn bản', en: 'a text' },
  number: { vi: 'một số', en: 'a number' },
  int: { vi: 'một số nguyên', en: 'a whole number' },
  boolean: { vi: 'true hoặc false', en: 'true or false' },
  array: { vi: 'một danh sách [ … ]', en: 'a list [ … ]' },
  tuple: { vi: 'một danh sách [ … ]', en: 'a list [ … ]' },
  object: { vi: 'các dòng tên: giá trị', en: 'lines of key: value' },
  record: { vi: 'các dòng tên: giá trị', en: 'lines of key: value' },
};

/** Keys that people give to secrets. */
const SECRET_KEY = /(password|passwd|passphrase|secret|token|apikey|privatekey|pin)$/i;

const steps = (path: readonly PropertyKey[]): Step[] =>
  path.map((step) => (typeof step === 'number' ? step : String(step)));

const choice = (given: unknown, known: readonly string[]): Refusal => {
  const close = typeof given === 'string' ? nearest(given, known) : null;
  const listed = known.join(', ');
  return close === null
    ? refusal('value.oneOf', { known: listed })
    : refusal('value.misspelled', { known: listed, repair: close });
};

const bounds = (issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string =>
  issue.code === 'too_small'
    ? `${issue.inclusive === false ? '>' : '≥'} ${issue.minimum}`
    : `${issue.inclusive === false ? '<' : '≤'} ${issue.maximum}`;

/** Words that other tools take for true and false. */
const booleans: Readonly<Record<string, string>> = {
  yes: 'true',
  on: 'true',
  no: 'false',
  off: 'false',
  có: 'true',
  không: 'false',
};

/** How a value that was meant as one of another kind is written: a number in quotes, `yes`; null where it was not. */
const meantAs = (expected: string, here: Tree | null): string | null => {
  if (here?.kind !== 'leaf' || typeof here.value !== 'string') return null;
  const text = here.value.trim().toLowerCase();
  if (expected === 'boolean') {
    if (text === 'true' || text === 'false') return text;
    return Object.hasOwn(booleans, text) ? (booleans[text] ?? null) : null;
  }
  if (expected === 'int') return /^[+-]?[0-9]{1,9}$/u.test(text) ? text : null;
  return expected === 'number' && /^[+-]?[0-9]{1,9}(?:\.[0-9]{1,9})?$/u.test(text) ? text : null;
};

/** Zod's issue (or our own refusal inside it) as faults with words and places. */
const interpret = (issue: Issue, schema: z.core.$ZodType, tree: Tree): readonly ConfigFault[] => {
  const path = steps(issue.path);
  const here = treeAt(tree, path);
  const at = (refused: Refusal): readonly ConfigFault[] => [faultIn(tree, path, refused)];
  const name = String(path.at(-1) ?? '');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      if (SECRET_KEY.test(key))
        return faultIn(tree, [...path, key], refusal('secret.inline', { name: `${key}File` }), true);
      const known = keysAt(schema, path, plain(tree));
      const close = nearest(key, known);
      return faultIn(
        tree,
        [...path, key],
        close === null
          ? refusal('key.unknown', { known: known.join(', ') })
          : refusal('key.misspelled', { repair: close }),
        true,
      );
    });
  const own = issue.code === 'custom' ? refusalIn(issue.params) : null;
  if (own !== null) {
    const missing = here === null && own.key !== 'quantity.missing';
    return at(missing ? refusal('key.missing', { name }) : own);
  }
  switch (issue.code) {
    case 'invalid_type': {
      if (here === null) return at(refusal('key.missing', { name }));
      const wanted = kinds[issue.expected] ?? issue.expected;
      const repair = meantAs(issue.expected, here);
      return at(repair === null ? refusal('value.kind', { wanted }) : refusal('value.repairable', { wanted, repair }));
    }
    case 'invalid_value':
      if (here === null) return at(refusal('key.missing', { name }));
      return at(choice(here.kind === 'leaf' ? here.value : null, issue.values.map(String)));
    case 'invalid_union': {
      const known = wordsAt(schema, path, plain(tree));
      if (here === null) return at(refusal('key.missing', { name }));
      if (known.length === 0) return at(refusal('value.kind', { wanted: kinds['object'] ?? '' }));
      return at(choice(here.kind === 'leaf' ? here.value : null, known));
    }
    case 'too_small':
    case 'too_big':
      return at(refusal(issue.origin === 'array' ? 'list.length' : 'number.range', { range: bounds(issue) }));
    case 'invalid_key': {
      const inner = issue.issues[0];
      const refused = inner?.code === 'custom' ? refusalIn(inner.params) : null;
      return [faultIn(tree, path, refused ?? refusal('slug.form', {}), true)];
    }
    case 'invalid_element':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'custom':
      return at(refusal('value.kind', { wanted: kinds['string'] ?? '' }));
  }
};

/** The smallest thing around a path that is there and can be taken out: a missing key takes its map along. */
const removable = (tree: Tree, path: Path): Path | null => {
  const there = [...path];
  while (there.length > 0 && treeAt(tree, there) === null) there.pop();
  return there.length === 0 ? null : there;
};

/**
 * Whether an issue of a later round is the author's. Transforms of a map speak only once its parts are right, so some faults come
 * late; others come from the hole that taking out has left, and those are around a removed place or miss something.
 */
const own = (issue: Issue, tree: Tree, removed: readonly Path[]): boolean => {
  if (issue.code !== 'custom' || refusalIn(issue.params) === null) return false;
  const node = treeAt(tree, steps(issue.path));
  if (node === null) return false;
  return !removed.some((gone) => node.path.every((step, index) => gone[index] === step));
};

/** Whether a fault is about a place where the reader has left something out, or lies below it. */
const inHole = (fault: ConfigFault, holes: readonly Path[]): boolean =>
  holes.map(pathText).some((hole) => fault.path === hole || fault.path.startsWith(`${hole}.`) || hole === '');

/** Most rounds of taking faulty parts out; each round removes at least one. */
const MOST_ROUNDS = 200;

/**
 * Parses a tree by a schema. All faults are told at once: what is left without the faulty parts is parsed again, so that a wrong
 * colour does not hide a counter outside the hall. `holes` are places where the reader has left something out already.
 */
export const parse = <Shape extends z.ZodRawShape, Config extends z.core.$ZodObjectConfig>(
  schema: z.ZodObject<Shape, Config>,
  tree: Tree,
  holes: readonly Path[] = [],
): Parsed<z.output<z.ZodObject<Shape, Config>>> => {
  const whole = schema.safeParse(plain(tree));
  if (whole.success) return { faults: [], config: whole.data, usable: whole.data, tree, removed: holes };
  const faults: ConfigFault[] = [];
  const tell = (issues: readonly Issue[], around: Tree): void => {
    faults.push(
      ...issues.flatMap((issue) => interpret(issue, schema, around)).filter((fault) => !inHole(fault, holes)),
    );
  };
  tell(whole.error.issues, tree);
  // From here on a missing section is one that was taken out, and was told of.
  const loose = schema.partial();
  let rest = tree;
  const removed: Path[] = [...holes];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const result = loose.safeParse(plain(rest));
    // `partial` makes every key of the output optional, which its own type says in other words.
    if (result.success)
      return {
        faults,
        config: null,
        usable: result.data as Partial<z.output<z.ZodObject<Shape, Config>>>,
        tree: rest,
        removed,
      };
    const { issues } = result.error;
    const current = rest;
    if (round > 0)
      tell(
        issues.filter((issue) => own(issue, current, removed)),
        current,
      );
    const first = issues[0];
    if (first === undefined) break;
    const keyed = first.code === 'unrecognized_keys' ? [...steps(first.path), first.keys[0] ?? ''] : steps(first.path);
    const victim = removable(rest, keyed);
    if (victim === null) break;
    const node = treeAt(rest, victim);
    if (node !== null) removed.push(node.path);
    rest = without(rest, victim);
  }
  return { faults, config: null, usable: null, tree: rest, removed };
};
