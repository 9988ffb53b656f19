import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { loadLanguages } from '../../config/languages.ts';
import { manualMessages, manualWords } from '../../config/languages/messages/manual.ts';
import { textWith } from '../../config/languages/messages/wording.ts';
import { errorCode } from '../../hal/error-code.ts';
import { manualLanguages, manualText, type ManualLanguage } from '../manual/document.ts';
import { firmwareVersion } from '../meta.ts';
import { exitCodes } from './exit.ts';
import { both, refuse } from './hub/say.ts';

const languageFiles = fileURLToPath(new URL('../../config/languages', import.meta.url));

const isManualLanguage = (language: string): language is ManualLanguage =>
  manualLanguages.some((each) => each === language);

/** Beside its name first: a file of that name is whole. */
const write = (file: string, text: string): void => {
  try {
    writeFileSync(`${file}.part`, text);
    renameSync(`${file}.part`, file);
    process.stderr.write(`${both(textWith(manualWords.written, { file }))}\n`);
  } catch (error) {
    rmSync(`${file}.part`, { force: true });
    const code = errorCode(error) ?? String(error);
    refuse(exitCodes.usage, manualMessages.unwritable, { file, code });
  }
};

const manual = ({ language, out }: { readonly language: string; readonly out?: string }): void => {
  if (!isManualLanguage(language)) return refuse(exitCodes.usage, manualMessages.language, { found: language });
  const loaded = loadLanguages(languageFiles, manualLanguages);
  if (!loaded.ok) {
    for (const fault of loaded.fault) process.stderr.write(`${JSON.stringify(fault)}\n`);
    process.exitCode = exitCodes.config;
    return;
  }
  const text = manualText(language, loaded.value, firmwareVersion);
  if (out === undefined) process.stdout.write(text);
  else write(out, text);
};

/** `letan manual`. */
export const mountManual = (program: Command): void => {
  program
    .command('manual')
    .description('the install-and-repair manual in Markdown, with every fault code and its remedy')
    .option('--language <language>', manualLanguages.join(', '), 'vi')
    .option('--out <file>', 'where to write it; otherwise it is printed')
    .action(manual);
};
