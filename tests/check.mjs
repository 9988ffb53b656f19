// `npm run check`: types, lint, format and the house rules, in seconds. Each step's output is shown only when it fails.
import { spawnSync } from 'node:child_process';

const steps = [
  ['types', 'tsc', ['-p', 'tsconfig.json']],
  ['types of pages', 'tsc', ['-p', 'tsconfig.pages.json']],
  ['lint', 'oxlint', ['--deny-warnings']],
  ['notices', 'node', ['tests/notices.mjs', '--check']],
  ['format', 'oxfmt', ['--check', '.']],
  [
    'house rules, charts, coverage',
    'vitest',
    ['run', 'tests/house.test.ts', 'tests/graph', 'tests/coverage.test.ts', '--reporter=dot'],
  ],
];
const only = process.argv.slice(2);
let failed = 0;
for (const [name, command, args] of steps) {
  if (only.length > 0 && !only.includes(name)) continue;
  const started = performance.now();
  const run = spawnSync(command === 'node' ? process.execPath : `node_modules/.bin/${command}`, args, {
    encoding: 'utf8',
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (run.status === 0) console.log(`ok    ${name} (${seconds} s)`);
  else {
    failed += 1;
    console.log(`FAIL  ${name} (${seconds} s)\n${run.stdout}${run.stderr}`);
  }
}
process.exit(failed === 0 ? 0 : 1);
