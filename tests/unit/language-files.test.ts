import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadLanguages, placeholdersOf, type LanguageFault, type LanguageFile } from '../../config/languages.ts';
import { sourceFiles } from '../support/sources.ts';

const shipped = 'config/languages';
const tags = ['vi', 'en', 'zh-Hans', 'ko', 'ja', 'fr'];

const loaded = (dir: string, wanted = tags): LanguageFile[] => {
  const files = loadLanguages(dir, wanted);
  if (!files.ok) throw new Error(JSON.stringify(files.fault, null, 1));
  return files.value;
};
const files = loaded(shipped);
const [vietnamese] = files;
const keys = new Set(Object.keys(vietnamese?.phrases ?? {}));

describe('the shipped language files', () => {
  test('are whole: the same keys and placeholders in all six; Vietnamese and English are spoken', () => {
    expect(files.map(({ tag, spoken }) => [tag, spoken])).toEqual([
      ['vi', true],
      ['en', true],
      ['zh-Hans', false],
      ['ko', false],
      ['ja', false],
      ['fr', false],
    ]);
    for (const { tag, phrases } of files) expect(new Set(Object.keys(phrases)), tag).toEqual(keys);
    expect(keys.size).toBeGreaterThan(170);
  });

  test('keep the register: no exclamation, no familiar address, ạ only in speech', () => {
    const found: string[] = [];
    for (const { tag, phrases } of files)
      for (const [key, { screen, speech }] of Object.entries(phrases)) {
        if (/[!！]/.test(screen + (speech ?? ''))) found.push(`${tag} ${key}: exclamation`);
        if (tag !== 'vi') continue;
        if (/(?<!\p{L})(?:bạn|mày|em|quý khách)(?!\p{L})/iu.test(screen + (speech ?? '')))
          found.push(`${key}: address`);
        if (/(?<!\p{L})ạ(?!\p{L})/u.test(screen) && key !== 'greet.ask' && key !== 'guide.blocked')
          found.push(`${key}: ạ on the screen`);
      }
    expect(found).toEqual([]);
  });

  test('say no sentence longer than twenty words, and no button longer than six', () => {
    // The list of who has priority is a list, read at leisure; the explanation of what happens to scanned data is the law's.
    const lists = new Set(['priority.ask', 'priority.who', 'id.scan']);
    const buttons =
      /^(?:chrome\.(?:language|larger|smaller|listen)|common\.\w+|invite\.start|priority\.yes|ticket\.(?:printAgain|showWay|finish|tryAgain)|timeout\.(?:more|finish)|help\.(?:papers|form|wheelchair|hearing|reading|machine|other|cancel)|service\.(?:unknown|others|previous))$/;
    const words = (text: string): number => text.split(/[\s ]+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    const long: string[] = [];
    for (const { tag, phrases } of files) {
      if (!['vi', 'en', 'fr'].includes(tag)) continue;
      for (const [key, { screen }] of Object.entries(phrases)) {
        if (lists.has(key)) continue;
        for (const sentence of screen.split(/[.?:;](?:\s|$)/))
          if (words(sentence) > 20) long.push(`${tag} ${key}: ${sentence}`);
        if (buttons.test(key) && words(screen) > 6) long.push(`${tag} ${key}: ${screen}`);
      }
    }
    expect(long).toEqual([]);
    expect([...keys].filter((key) => buttons.test(key)).length).toBeGreaterThan(20);
  });

  test('hold every phrase that the behaviours name', () => {
    const spaces = new Set([...keys].map((key) => key.split('.')[0]));
    const sources = sourceFiles().filter((path) => /^(?:behaviours|firmware)\//.test(path));
    const texts = sources.map((path) => [path, readFileSync(path, 'utf8')] as const);
    // A dotted word may be an event, a fact of the ledger, a claim's id or an action instead: those are declared somewhere.
    const declared = new Set(
      texts.flatMap(([, text]) =>
        [...text.matchAll(/(?:type|kind|id|action|event|name)\??: (?:'[^']*' \| )*'([a-z]+\.[A-Za-z.-]+)'/g)].map(
          (match) => match[1],
        ),
      ),
    );
    const unknown = texts.flatMap(([path, text]) =>
      [
        ...text.matchAll(
          /(?:screen|speech|say|written|write|key|title|label|text)\(?:?\s*(?:[a-z.]+,\s*)?'([a-z]+(?:\.[a-z][A-Za-z]*)+)'/g,
        ),
      ]
        .map((match) => match[1] ?? '')
        .filter((key) => spaces.has(key.split('.')[0]) && !keys.has(key) && !declared.has(key))
        .map((key) => `${path}: ${key}`),
    );
    expect(unknown).toEqual([]);
  });

  test('a number of one has its own phrase where English or French need one', () => {
    for (const key of [...keys].filter((each) => each.endsWith('.one'))) {
      const many = key.replace(/\.one$/, '');
      expect(keys.has(many), key).toBe(true);
      for (const { phrases } of files)
        expect(placeholdersOf(phrases[key]?.screen ?? '')).toEqual(placeholdersOf(phrases[many]?.screen ?? ''));
    }
  });
});

describe('a faulty language file', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'letan-languages-'));
    for (const tag of tags) cpSync(join(shipped, `${tag}.yaml`), join(dir, `${tag}.yaml`));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const edit = (tag: string, change: (text: string) => string): void => {
    const path = join(dir, `${tag}.yaml`);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    expect(after, 'the edit changes something').not.toBe(before);
    writeFileSync(path, after);
  };
  const faults = (wanted = tags): readonly LanguageFault[] => {
    const result = loadLanguages(dir, wanted);
    return result.ok ? [] : result.fault;
  };
  const lineOf = (tag: string, start: string): number =>
    readFileSync(join(dir, `${tag}.yaml`), 'utf8')
      .split('\n')
      .findIndex((line) => line.startsWith(start)) + 1;

  test('is absent', () => {
    rmSync(join(dir, 'ko.yaml'));
    expect(faults()).toMatchObject([{ kind: 'unreadable', file: join(dir, 'ko.yaml') }]);
  });
  test('is no YAML, at its line', () => {
    edit('fr', (text) => text.replace('ownName: Français', 'ownName: "Français'));
    expect(faults()[0]).toMatchObject({ kind: 'broken-yaml', file: join(dir, 'fr.yaml') });
    expect(faults()[0]?.line).toBeGreaterThan(5);
  });
  test('names a phrase twice', () => {
    edit('fr', (text) => `${text}  common.back: "Retour"\n`);
    expect(faults()).toMatchObject([{ kind: 'broken-yaml' }]);
  });
  test('has an unknown field', () => {
    edit('ja', (text) => text.replace('spoken: false', 'spoken: false\nvoice: loud'));
    expect(faults()).toMatchObject([{ kind: 'wrong-shape', file: join(dir, 'ja.yaml') }]);
  });
  test('says another tag than its name', () => {
    edit('ja', (text) => text.replace('tag: ja', 'tag: ko'));
    expect(faults()).toMatchObject([{ kind: 'other-tag', found: 'ko', expected: 'ja', line: lineOf('ja', 'tag:') }]);
  });
  test('lacks a phrase', () => {
    edit('zh-Hans', (text) => text.replace(/^ {2}ticket\.title: .*\n/m, ''));
    expect(faults()).toMatchObject([{ kind: 'missing-phrase', key: 'ticket.title', seenIn: join(dir, 'vi.yaml') }]);
  });
  test('has other placeholders, at its line', () => {
    edit('en', (text) => text.replace('{ticket}, please go to counter {counter}', '{ticket}, please go to {place}'));
    expect(faults()).toEqual([
      {
        kind: 'other-placeholders',
        file: join(dir, 'en.yaml'),
        line: lineOf('en', '  call.banner:'),
        key: 'call.banner',
        found: 'place, ticket',
        expected: 'counter, ticket',
        seenIn: join(dir, 'vi.yaml'),
      },
    ]);
  });
  test('says other placeholders than it shows', () => {
    edit('vi', (text) => text.replace('cách đây khoảng {metres} mét', 'cách đây khoảng vài mét'));
    expect(faults()).toMatchObject([
      { kind: 'other-placeholders', key: 'way.words', seenIn: `${join(dir, 'vi.yaml')}, screen` },
    ]);
  });
  test('is decomposed', () => {
    edit('vi', (text) => text.replace('"Quay lại"', `"${'Quay lại'.normalize('NFD')}"`));
    expect(faults().map(({ kind, key }) => [kind, key])).toContainEqual(['not-nfc', 'common.back']);
  });
  test('has an empty phrase', () => {
    edit('ko', (text) => text.replace(/^ {2}common\.back: .*$/m, '  common.back: " "'));
    expect(faults()).toMatchObject([{ kind: 'empty', key: 'common.back' }]);
  });
  test('is spoken and has what a voice cannot say', () => {
    edit('en', (text) => text.replace('common.back: "Back"', 'common.back: "Back (1)"'));
    expect(faults()).toMatchObject([{ kind: 'unsayable', key: 'common.back', found: '(' }]);
  });
  test('has a reading that cannot be said', () => {
    edit('vi', (text) => text.replace('"quy rờ"', '"Q&R"'));
    expect(faults().map(({ kind, key }) => [kind, key])).toContainEqual(['unsayable', 'readings.QR']);
  });
  test('tells all faults of all files at once', () => {
    edit('ko', (text) => text.replace(/^ {2}common\.back: .*$/m, '  common.back: " "'));
    edit('fr', (text) => text.replace(/^ {2}ticket\.title: .*\n/m, ''));
    rmSync(join(dir, 'ja.yaml'));
    expect(
      faults()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['empty', 'missing-phrase', 'unreadable']);
  });
  test('is passed over when the site does not have the language', () => {
    edit('ko', (text) => text.replace(/^ {2}common\.back: .*$/m, '  common.back: " "'));
    expect(faults(['vi', 'en'])).toEqual([]);
  });
});
