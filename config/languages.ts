import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument, type Document, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { fail, ok, type Result } from '../hal/result.ts';

/** A phrase as the screen shows it and as the voice says it; `speech` is null where the language is not spoken. */
export interface LanguagePhrase {
  readonly screen: string;
  readonly speech: string | null;
}

/** One language file, checked. `tag` is its BCP 47 tag, `ownName` what it calls itself. */
export interface LanguageFile {
  readonly tag: string;
  readonly ownName: string;
  readonly spoken: boolean;
  /** Written forms that the voice says in other words (`ông/bà`: `ông bà`). */
  readonly readings: Readonly<Record<string, string>>;
  readonly phrases: Readonly<Record<string, LanguagePhrase>>;
}

/** What is wrong with a language file, and where. `line` counts from 1; `key` is the phrase's, '' for the file as a whole. */
export type LanguageFault = { readonly file: string; readonly line: number; readonly key: string } & (
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'broken-yaml'; readonly reason: string }
  | { readonly kind: 'wrong-shape'; readonly expected: string }
  | { readonly kind: 'other-tag'; readonly found: string; readonly expected: string }
  | { readonly kind: 'missing-phrase'; readonly seenIn: string }
  | {
      readonly kind: 'other-placeholders';
      readonly found: string;
      readonly expected: string;
      readonly seenIn: string;
    }
  | { readonly kind: 'not-nfc'; readonly text: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unsayable'; readonly text: string; readonly found: string }
);

const phraseSchema = z.union([z.string(), z.strictObject({ screen: z.string(), speech: z.string() })]);
const fileSchema = z.strictObject({
  tag: z.string().regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/, 'a BCP 47 tag such as vi or zh-Hans'),
  ownName: z.string().min(1),
  spoken: z.boolean(),
  readings: z.record(z.string().regex(/^[\p{L}\p{M}\p{N}/-]+$/u, 'one written word'), z.string()),
  phrases: z.record(
    z.string().regex(/^[a-z]+(\.[a-z][A-Za-z0-9]*)*$/, 'a dotted key such as ticket.ahead'),
    phraseSchema,
  ),
});
type ParsedFile = z.infer<typeof fileSchema>;

interface OpenFile {
  readonly file: string;
  readonly parsed: ParsedFile;
  readonly lineOf: (...path: string[]) => number;
}

/** The names between braces, sorted. */
export const placeholdersOf = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(/\{([^{}]*)\}/g)].map((found) => found[1] ?? ''))].sort();

/** Written forms are whole words; a hyphen or slash inside belongs to them (Wi-Fi, ông/bà). */
const withReadings = (text: string, readings: Readonly<Record<string, string>>): string =>
  text.replaceAll(/[\p{L}\p{M}\p{N}/-]+/gu, (word) => readings[word] ?? word);

/** The first character that a voice cannot say, null when all is words and plain punctuation. */
const unsayable = (text: string): string | null =>
  /[^\p{L}\p{M} .,;:?'’-]/u.exec(text.replaceAll(/\{[A-Za-z]+\}/g, ''))?.[0] ?? null;

const lineFinder = (document: Document, lines: LineCounter): OpenFile['lineOf'] => {
  // A map's keys are looked through once, not for each phrase.
  const indexes = new Map<unknown, ReadonlyMap<unknown, { readonly offset: number; readonly value: unknown }>>();
  const indexOf = (node: YAMLMap): ReadonlyMap<unknown, { readonly offset: number; readonly value: unknown }> => {
    const known = indexes.get(node);
    if (known !== undefined) return known;
    const index = new Map(
      node.items.flatMap(({ key, value }) =>
        isScalar(key) ? [[key.value, { offset: key.range?.[0] ?? 0, value }] as const] : [],
      ),
    );
    indexes.set(node, index);
    return index;
  };
  return (...path) => {
    let node: unknown = document.contents;
    let line = 1;
    for (const step of path) {
      const found = isMap(node) ? indexOf(node).get(step) : undefined;
      if (found === undefined) break;
      line = lines.linePos(found.offset).line;
      node = found.value;
    }
    return line;
  };
};

const openFile = (dir: string, tag: string): Result<OpenFile, LanguageFault[]> => {
  const file = join(dir, `${tag}.yaml`);
  const at = { file, line: 1, key: '' };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return fail([{ ...at, kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    return fail(
      document.errors.map((error) => ({
        ...at,
        kind: 'broken-yaml',
        line: error.linePos?.[0].line ?? 1,
        reason: error.message.split('\n')[0] ?? error.code,
      })),
    );
  }
  const lineOf = lineFinder(document, lines);
  const parsed = fileSchema.safeParse(document.toJS());
  if (!parsed.success) {
    return fail(
      parsed.error.issues.map((issue) => {
        const path = issue.path.map(String);
        return { ...at, kind: 'wrong-shape', line: lineOf(...path), key: path.join('.'), expected: issue.message };
      }),
    );
  }
  if (parsed.data.tag !== tag) {
    return fail([{ ...at, kind: 'other-tag', line: lineOf('tag'), found: parsed.data.tag, expected: tag }]);
  }
  return ok({ file, parsed: parsed.data, lineOf });
};

const phrasesOf = ({ parsed }: OpenFile): Record<string, LanguagePhrase> =>
  Object.fromEntries(
    Object.entries(parsed.phrases).map(([key, phrase]) => {
      const written = typeof phrase === 'string' ? phrase : phrase.screen;
      const said = typeof phrase === 'string' ? withReadings(written, parsed.readings) : phrase.speech;
      return [key, { screen: written, speech: parsed.spoken ? said : null }];
    }),
  );

/** What is wrong with a file by itself. */
const ownFaults = ({ file, parsed, lineOf }: OpenFile, phrases: Record<string, LanguagePhrase>): LanguageFault[] => {
  const faults: LanguageFault[] = [];
  for (const [key, phrase] of Object.entries(phrases)) {
    const at = { file, line: lineOf('phrases', key), key };
    const texts = phrase.speech === null ? [phrase.screen] : [phrase.screen, phrase.speech];
    if (texts.some((text) => text.trim() === '')) faults.push({ ...at, kind: 'empty' });
    for (const text of texts) {
      if (text !== text.normalize('NFC')) faults.push({ ...at, kind: 'not-nfc', text });
    }
    const found = phrase.speech === null ? null : unsayable(phrase.speech);
    if (phrase.speech !== null && found !== null) faults.push({ ...at, kind: 'unsayable', text: phrase.speech, found });
    const said = phrase.speech === null ? phrase.screen : phrase.speech;
    if (placeholdersOf(said).join() !== placeholdersOf(phrase.screen).join())
      faults.push({
        ...at,
        kind: 'other-placeholders',
        found: placeholdersOf(said).join(', '),
        expected: placeholdersOf(phrase.screen).join(', '),
        seenIn: `${file}, screen`,
      });
  }
  for (const [form, words] of Object.entries(parsed.readings)) {
    const at = { file, line: lineOf('readings', form), key: `readings.${form}` };
    if (words !== words.normalize('NFC') || form !== form.normalize('NFC'))
      faults.push({ ...at, kind: 'not-nfc', text: words });
    const found = unsayable(words);
    if (words.trim() === '') faults.push({ ...at, kind: 'empty' });
    else if (found !== null) faults.push({ ...at, kind: 'unsayable', text: words, found });
  }
  return faults;
};

/**
 * Reads and checks `<dir>/<tag>.yaml` for each tag. Each file must be whole by itself, and all must have the same keys with the
 * same placeholders: a phrase that one language lacks would be a hole in a visitor's screen. All faults come at once.
 */
export function loadLanguages(dir: string, tags: readonly string[]): Result<LanguageFile[], LanguageFault[]> {
  const faults: LanguageFault[] = [];
  const files: { readonly open: OpenFile; readonly phrases: Record<string, LanguagePhrase> }[] = [];
  for (const tag of tags) {
    const opened = openFile(dir, tag);
    if (!opened.ok) {
      faults.push(...opened.fault);
      continue;
    }
    const phrases = phrasesOf(opened.value);
    faults.push(...ownFaults(opened.value, phrases));
    files.push({ open: opened.value, phrases });
  }
  // The first file that has a key says what its placeholders are.
  const first = new Map<string, { readonly file: string; readonly placeholders: string }>();
  for (const { open, phrases } of files)
    for (const [key, phrase] of Object.entries(phrases))
      if (!first.has(key)) first.set(key, { file: open.file, placeholders: placeholdersOf(phrase.screen).join(', ') });
  for (const { open, phrases } of files) {
    for (const [key, { file: seenIn, placeholders: expected }] of first) {
      const phrase = phrases[key];
      const at = { file: open.file, line: open.lineOf('phrases', key), key };
      if (phrase === undefined) {
        faults.push({ ...at, kind: 'missing-phrase', seenIn });
        continue;
      }
      const found = placeholdersOf(phrase.screen).join(', ');
      if (found !== expected) faults.push({ ...at, kind: 'other-placeholders', found, expected, seenIn });
    }
  }
  if (faults.length > 0) return fail(faults);
  return ok(
    files.map(({ open, phrases }) => ({
      tag: open.parsed.tag,
      ownName: open.parsed.ownName,
      spoken: open.parsed.spoken,
      readings: open.parsed.readings,
      phrases,
    })),
  );
}
