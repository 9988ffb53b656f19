import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // What has no small sample is there in the long tier only.
    exclude: [...configDefaults.exclude, ...(process.env['LETAN_TIER'] === 'long' ? [] : ['tests/long/**'])],
    // Long counts are drawn by the tests themselves from LETAN_TIER; see tests/support/tier.ts.
    testTimeout: 30_000,
    // Every sample is seeded, so a red run repeats.
    setupFiles: ['tests/support/seed.ts'],
    // In CI a test of real processes may meet a busy host; what fails three times is broken. At the desk nothing is tried again.
    retry: process.env['CI'] === undefined ? 0 : 2,
    pool: 'forks',
    maxWorkers: 2,
  },
});
