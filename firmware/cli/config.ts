import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { deviceEditorSchema, schemaText, siteEditorSchema } from '../../config/editor-schema.ts';
import { faultText, ordered } from '../../config/faults.ts';
import { checkFiles } from '../../config/load.ts';
import { sayMessages } from '../../config/languages/messages/say.ts';
import type { CheckedFile } from '../../config/reader.ts';
import { errorCode } from '../../hal/error-code.ts';
import { makeFolder } from './make-folder.ts';
import { exitCodes } from './exit.ts';
import { refuse } from './hub/say.ts';
import { unreachableCounters } from './reachable.ts';

const kinds: Readonly<Record<CheckedFile['kind'], string>> = {
  site: 'điểm phục vụ · site',
  device: 'thiết bị · device',
  profile: 'mẫu thiết bị · profile',
  shared: 'tệp dùng chung · shared file',
  unknown: 'tệp · file',
};

const many = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** The report for a terminal: every fault once, then the good files, then the count. */
const report = (checked: readonly CheckedFile[]): string => {
  // Two devices of one site pull in the same faulty site file; it is told once.
  const faults = ordered(checked.flatMap((file) => file.faults));
  const notes = ordered(checked.flatMap((file) => file.notes));
  const good = checked.filter((file) => file.faults.length === 0);
  const noted = notes.map((note) => `lưu ý · note  ${faultText(note)}`);
  const lines = [
    ...faults.map(faultText),
    ...noted,
    ...good.map((file) => `${file.file}  ${kinds[file.kind]}: đúng · right`),
  ];
  if (faults.length > 0) {
    const files = new Set(faults.map((fault) => fault.file)).size;
    lines.push(`${faults.length} lỗi trong ${files} tệp · ${many(faults.length, 'fault')} in ${many(files, 'file')}`);
  }
  return `${lines.join('\n')}\n`;
};

const document = (checked: readonly CheckedFile[]): string => {
  const faults = ordered(checked.flatMap((file) => file.faults));
  return `${JSON.stringify({ ok: faults.length === 0, files: checked, faults: faults.length }, null, 2)}\n`;
};

interface CheckOptions {
  readonly json?: true;
}

const check = (files: readonly string[], options: CheckOptions): void => {
  const checked = checkFiles(files, unreachableCounters);
  process.stdout.write(options.json === true ? document(checked) : report(checked));
  if (checked.some((file) => file.faults.length > 0)) process.exitCode = exitCodes.config;
};

interface SchemaOptions {
  readonly out?: string;
}

const schema = ({ out }: SchemaOptions): void => {
  const schemas = { site: siteEditorSchema(), device: deviceEditorSchema() };
  if (out === undefined) {
    process.stdout.write(schemaText(schemas));
    return;
  }
  let path = out;
  try {
    makeFolder(out);
    for (const [name, made] of Object.entries(schemas)) {
      path = join(out, `${name}.json`);
      writeFileSync(path, schemaText(made));
      process.stderr.write(`${path}\n`);
    }
  } catch (error) {
    const reason = errorCode(error);
    if (reason === null) throw error;
    refuse(exitCodes.failed, sayMessages.unwritableFile, { path, reason });
  }
};

/** `letan config check FILE…` and `letan config schema`. */
export const mountConfig = (program: Command): void => {
  const config = program.command('config').description('check site and device files, and tell editors about them');
  config
    .command('check')
    .description('print every fault of site files, device files, profiles or site directories; exit 78 if there is one')
    .argument('<file...>', 'site.yaml, devices/<device>.yaml, a profile, or the directory of a site')
    // No `--json FILE` here: it would take the first file that is to be checked, and overwrite it.
    .option('--json', 'one JSON document instead of the report')
    .action(check);
  config
    .command('schema')
    .description('print the JSON Schema of site and device files for editors')
    .option('--out <dir>', 'write site.json and device.json there')
    .action(schema);
};
