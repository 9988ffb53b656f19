import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadLanguages } from '../../config/languages.ts';
import { faultCodes } from '../../config/languages/messages/fault-codes.ts';
import { manualCommands, manualLanguages, manualText, type ManualLanguage } from '../../firmware/manual/document.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { letanProgram } from '../support/letan-program.ts';

const loaded = loadLanguages('config/languages', manualLanguages);
if (!loaded.ok) throw new Error('the shipped languages are right');
const manual = (language: ManualLanguage): string => manualText(language, loaded.value, '1.2.3');
const headings = (text: string): readonly string[] => text.split('\n').filter((line) => line.startsWith('#'));

describe.each(manualLanguages)('the manual in %s', (language) => {
  const text = manual(language);

  it('has every fault code once in its table, each with what it means and what to do', () => {
    const rows = text
      .split('\n')
      .map((line) => /^\| ([DLMS]-\d\d) \| (.+) \| (.+) \|$/u.exec(line))
      .filter((row) => row !== null);
    expect(rows.map(([, code]) => code)).toEqual(Object.values(faultCodes));
  });

  it('leaves no slot unfilled', () => {
    expect(text).not.toMatch(/\{[a-zA-Z]+\}|undefined|NaN/u);
    expect(text).toContain(language === 'vi' ? '‹thiết bị›' : '‹device›');
  });

  it('quotes every line that the screen shows when something is missing', () => {
    const phrases = loaded.value.find(({ tag }) => tag === language)?.phrases ?? {};
    // What staff switched off themselves is no fault.
    for (const [key, { screen }] of Object.entries(phrases))
      if (key.startsWith('note.') && key !== 'note.greetingsMuted') expect(text, key).toContain(`| ${screen} |`);
  });

  it('is in one language', () => {
    const vietnamese = /[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/iu;
    if (language === 'en') expect(text).not.toMatch(vietnamese);
    else for (const heading of headings(text).slice(1)) expect(heading).toMatch(vietnamese);
  });
});

it('both manuals have the same chapters', () => {
  expect(headings(manual('vi')).length).toBe(headings(manual('en')).length);
});

it('installs and updates by the commands of RASPBERRY-PI.md', () => {
  const page = readFileSync('RASPBERRY-PI.md', 'utf8');
  const { check, image, flash, doctor, update } = manualCommands;
  for (const line of [check, image, flash, doctor, update].flat()) expect(page).toContain(`\n${line}\n`);
});

describe('letan manual', () => {
  const letan = (...args: readonly string[]) =>
    spawnSync(process.execPath, [letanProgram, 'manual', ...args], { encoding: 'utf8' });

  it('speaks Vietnamese where nobody says otherwise, and writes a whole file', { timeout: 120_000 }, () => {
    const directory = temporaryDirectory();
    try {
      const out = join(directory, 'manual.md');
      expect(letan('--out', out).status).toBe(0);
      expect(readFileSync(out, 'utf8')).toContain('## Bảng mã lỗi');
      expect(readdirSync(directory)).toEqual(['manual.md']);
      const refused = letan('--out', join(directory, 'none', 'manual.md'));
      expect(refused.status).toBe(64);
      expect(refused.stderr).toContain('ENOENT');
      expect(refused.stderr).not.toContain('    at ');
    } finally {
      removeDirectory(directory);
    }
  });

  it('refuses another language in one message', { timeout: 120_000 }, () => {
    const run = letan('--language', 'fr');
    expect(run.status).toBe(64);
    expect(run.stdout).toBe('');
    expect(run.stderr.trim().split('\n')).toEqual([
      'không có sách hướng dẫn bằng “fr” → chọn --language vi hoặc --language en',
      'there is no manual in “fr” → take --language vi or --language en',
    ]);
  });
});
