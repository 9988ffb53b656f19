// Writes THIRD-PARTY-NOTICES.md from the lock file and the installed packages' own words: every package that a device or the simulator
// runs (not the development tools), with its licence. `--check` compares instead of writing.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const rows = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === '' || entry.dev === true || entry.devOptional === true) continue;
  // Packages of other platforms are not installed here; the lock file knows their licence all the same.
  const manifest = join(path, 'package.json');
  const own = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {};
  const licence = entry.license ?? own.license ?? 'see package';
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  rows.push(`| ${name} | ${entry.version} | ${typeof licence === 'string' ? licence : licence.type} |`);
}
const text = `# Third-party notices

letan itself is under the Apache License 2.0 (LICENSE). It is built on the packages below, each under its own licence, whose text
lies in the package. This page is generated (\`node tests/notices.mjs\`).

Beside the packages' code: the typefaces Be Vietnam Pro and Noto Sans SC, JP, KR (SIL Open Font License 1.1) come with their packages and are
drawn on screens and slips. espeak-ng (GPL-3.0-or-later)
and text2wav, which carries it, are never linked into letan: each runs as a process of its own that is given text and gives back sound.
The names and codes of Hanoi's communes follow a public register; the tables of ESC/POS commands follow Epson's public reference, the
printers' code pages in \`sim/peripherals/code-pages.ts\` the escpos-printer-db (CC BY 4.0).
Recorded people, where tests use them, are not part of this project.

| package | version | licence |
|---|---|---|
${[...new Set(rows)].sort().join('\n')}
`;
if (process.argv.includes('--check')) {
  const same = existsSync('THIRD-PARTY-NOTICES.md') && readFileSync('THIRD-PARTY-NOTICES.md', 'utf8') === text;
  if (!same) console.error('THIRD-PARTY-NOTICES.md is not what the lock file says: run `node tests/notices.mjs`');
  process.exit(same ? 0 : 1);
}
writeFileSync('THIRD-PARTY-NOTICES.md', text);
