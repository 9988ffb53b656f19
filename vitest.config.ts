import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Long counts are drawn by the tests themselves from LETAN_TIER; see tests/support/tier.ts.
    testTimeout: 30_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
