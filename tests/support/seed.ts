import fc from 'fast-check';

/** The samples of the property tests: the same at each run, others with LETAN_SEED=<whole number>. */
fc.configureGlobal({ seed: Number(process.env['LETAN_SEED'] ?? 20_261_122) });
