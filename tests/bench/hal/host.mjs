// Sections of `npm run bench:hal` that need no guest: letan's programs bundled as a device has them, each measured in processes of its own.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundle } from '../../kernel/bundle.mjs';

export const hostSections = ['print-bytes', 'audio-start', 'idle-kiosk'];
const repository = resolve(import.meta.dirname, '../../..');
const here = (file) => resolve(import.meta.dirname, file);

/** Measures them one after the other; what failed is missing from the result, and said. */
export const measureHost = async (names) => {
  if (names.length === 0) return [];
  const made = await bundle([], {
    main: here('host/main.ts'),
    letanPrint: here('host/letan-print.ts'),
    letanSound: here('host/letan-sound.ts'),
    soundEnd: here('host/sound-end.ts'),
    kiosk: here('host/kiosk.ts'),
    peripherals: here('host/peripherals.ts'),
  });
  const work = mkdtempSync(join(tmpdir(), 'letan-bench-hal-'));
  try {
    const programs = JSON.stringify({ ...made.programs, floors: here('floors') });
    return names.flatMap((name) => {
      console.error(`measuring ${name} …`);
      const results = join(work, `${name}.json`);
      const run = spawnSync(process.execPath, [made.programs.main, name, programs, results], {
        cwd: repository,
        stdio: ['ignore', 'inherit', 'inherit'],
        timeout: 180_000,
      });
      if (run.status === 0) return [JSON.parse(readFileSync(results, 'utf8'))];
      console.error(`${name} was not measured`);
      process.exitCode = 1;
      return [];
    });
  } finally {
    made.remove();
    rmSync(work, { recursive: true, force: true });
  }
};

/** A line for each figure. */
export const printSections = (sections) => {
  for (const { name, what, figures } of sections) {
    console.log(`${name}: ${what}`);
    for (const [figure, value] of Object.entries(figures)) console.log(`  ${figure.padEnd(26)} ${value}`);
  }
};
