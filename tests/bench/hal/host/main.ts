import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Section } from '../../figures.ts';
import { audioStart } from './audio-start.ts';
import { idleKiosk } from './idle-kiosk.ts';
import { printBytes } from './print-bytes.ts';
import type { BenchPrograms } from './programs.ts';

/*
 * The sections that this machine itself measures, without a guest: one of them, by its name. Its Section goes into RESULTS as JSON.
 *   main SECTION PROGRAMS_JSON RESULTS
 */
const sections: Readonly<Record<string, (programs: BenchPrograms, folder: string) => Promise<Section>>> = {
  'print-bytes': printBytes,
  'audio-start': audioStart,
  'idle-kiosk': idleKiosk,
};
const [name = '', programs = '', results = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'letan-bench-hal-'));
try {
  // Written by our own starter.
  const section = await sections[name]?.(JSON.parse(programs) as BenchPrograms, folder);
  writeFileSync(results, JSON.stringify(section));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
