// Writes COVERAGE.md from tests/coverage-data; tests/coverage.test.ts says when that is due.
import { writeFileSync } from 'node:fs';
import { register } from 'tsx/esm/api';

register();
const { coverageText } = await import('./coverage-data/document.ts');
writeFileSync(new URL('../COVERAGE.md', import.meta.url), coverageText());
