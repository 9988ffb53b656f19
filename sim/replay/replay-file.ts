import { fileURLToPath } from 'node:url';
import { loadLanguages } from '../../config/languages.ts';
import { fail } from '../../hal/result.ts';
import { readRecordedRun } from './recorded-run.ts';
import { readRecordingFile } from './recording-file.ts';
import { replay, type Replayed } from './replay.ts';
import type { LanguagesOf } from './running-replay.ts';

const languageDir = fileURLToPath(new URL('../../config/languages', import.meta.url));

/** The language files of this checkout: they are not in a recording. */
export const shippedLanguages: LanguagesOf = (tags) => {
  const loaded = loadLanguages(languageDir, tags);
  return loaded.ok ? loaded : fail(loaded.fault.map(({ file, line, key, kind }) => `${file}:${line}: ${key} ${kind}`));
};

/** Runs a recording's file again; whatever keeps it from being run is thrown. For tests that `letan replay --to-test` writes. */
export const replayFile = async (file: URL): Promise<Replayed> => {
  const path = fileURLToPath(file);
  const read = readRecordingFile(path);
  if (!read.ok) throw new Error(`${path}: ${read.fault}`);
  const run = readRecordedRun(path, read.value.bytes);
  if (!run.ok) throw new Error(run.fault.map(({ line, message }) => `${path}:${line}: ${message.en}`).join('\n'));
  const replayed = await replay(run.value, { languages: shippedLanguages });
  if (!replayed.ok) throw new Error(replayed.fault.join('\n'));
  return replayed.value;
};
