import { writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { makeFolder } from '../../firmware/cli/make-folder.ts';
import type { Replayed } from './replay.ts';

const ending = '.test.ts';

/** Whether vitest would take the file for a test. */
export const isTestName = (file: string): boolean => file.endsWith(ending) && basename(file) !== ending;

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** From the test's directory to a file of the checkout, as an import writes it. */
const importPath = (from: string, target: URL): string => {
  const path = relative(from, fileURLToPath(target)).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
};

export interface WrittenTest {
  readonly test: string;
  readonly recording: string;
}

/**
 * Writes a test that holds the firmware to what came out of a recording, and the recording beside it. It passes as long as the firmware
 * behaves as it does now; where it no longer does, the test names the first line that is another.
 *
 * @param file ends with `.test.ts`. Throws what the disk refuses.
 */
export const writeTest = (file: string, recording: Uint8Array, replayed: Replayed): WrittenTest => {
  const folder = dirname(resolve(file));
  const name = basename(file).slice(0, -ending.length);
  const { devices, inputs, same, simulatedS, traceHash } = replayed;
  const beside = `${name}.recording.jsonl.gz`;
  const differs = same === false;
  const module = importPath(folder, new URL('replay-file.ts', import.meta.url));
  const lines = [
    "import { expect, test } from 'vitest';",
    `import { replayFile } from ${quoted(module)};`,
    '',
    `/* Written by \`letan replay --to-test\`: ${inputs} inputs of ${devices.join(', ')} over ${simulatedS} s. */`,
    '',
    `test(${quoted(`${name} comes out as it was recorded`)}, async () => {`,
    `  const replayed = await replayFile(new URL(${quoted(`./${beside}`)}, import.meta.url));`,
    // What came out when it was recorded is known to be another: then the hash alone holds.
    ...(differs ? [] : ['  expect(replayed).toMatchObject({ divergence: null, difference: null });']),
    `  expect(replayed.traceHash).toBe(${quoted(traceHash)});`,
    '}, 120_000);',
    '',
  ];
  makeFolder(folder);
  const besideFile = join(folder, beside);
  writeFileSync(besideFile, gzipSync(recording, { level: 9 }));
  writeFileSync(file, lines.join('\n'));
  return { test: file, recording: join(dirname(file), beside) };
};
