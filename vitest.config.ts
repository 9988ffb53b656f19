import { configDefaults, defineConfig } from 'vitest/config';
import { sharingFiles } from './tests/support/own-process.ts';

const sharing = [...sharingFiles()];
// What has no small sample is there in the long tier only.
const exclude = [...configDefaults.exclude, ...(process.env['LETAN_TIER'] === 'long' ? [] : ['tests/long/**'])];

export default defineConfig({
  test: {
    // Long counts are drawn by the tests themselves from LETAN_TIER; see tests/support/tier.ts.
    // Nothing here tells how fast a host is: a test that hangs ends, one on a host with much else to do does not.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Every sample is seeded, so a red run repeats.
    setupFiles: ['tests/support/seed.ts'],
    // In CI a test of real processes may meet a busy host; what fails three times is broken. At the desk nothing is tried again.
    retry: process.env['CI'] === undefined ? 0 : 2,
    pool: 'forks',
    // One more than the machines that run this have cores: tests of processes and pages wait half of their time.
    maxWorkers: 3,
    projects: [
      // Processes, pages, kernels, and what changes its whole process: each file in a process of its own.
      {
        extends: true,
        test: {
          name: 'apart',
          include: ['tests/**/*.test.ts'],
          exclude: [...exclude, ...sharing],
        },
      },
      // What only reckons: one process after the other takes file after file, with the modules that it has loaded.
      { extends: true, test: { name: 'together', include: sharing, exclude, isolate: false } },
    ],
  },
});
