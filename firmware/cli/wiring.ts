import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { Option, type Command } from 'commander';
import { faultText } from '../../config/faults.ts';
import { loadBoard, loadDevice } from '../../config/load.ts';
import { sheetHtml } from '../wiring-sheet/html.ts';
import { headerSvg } from '../wiring-sheet/header-drawing.ts';
import { wiringSheet, type WiringSheet } from '../wiring-sheet/sheet.ts';
import { sheetText, type SheetLanguage } from '../wiring-sheet/text.ts';
import { exitCodes } from './exit.ts';

interface WiringOptions {
  readonly config: string;
  readonly json?: true;
  readonly out?: string;
  readonly language: SheetLanguage;
}

/** What a file is written as, by its name's end. */
const written = (sheet: WiringSheet, file: string, language: SheetLanguage): string | null => {
  switch (extname(file).toLowerCase()) {
    case '.json':
      return `${JSON.stringify(sheet, null, 2)}\n`;
    case '.html':
      return sheetHtml(sheet, language);
    case '.svg':
      return headerSvg(sheet.contacts, language);
    case '.txt':
      return sheetText(sheet, language);
    default:
      return null;
  }
};

const wiring = (options: WiringOptions): void => {
  const { language, out } = options;
  const config = loadDevice(options.config);
  if (!config.ok) {
    for (const fault of config.fault) process.stderr.write(`${faultText(fault)}\n`);
    process.exitCode = exitCodes.config;
    return;
  }
  const { board } = config.value;
  const sheet = wiringSheet(config.value, board === null ? null : loadBoard(board.model));
  if (out !== undefined) {
    const text = written(sheet, out, language);
    if (text === null) {
      process.stderr.write(`${out}: phần cuối tên tệp phải là .html, .svg, .txt hoặc .json\n`);
      process.stderr.write(`${out}: the name must end in .html, .svg, .txt or .json\n`);
      process.exitCode = exitCodes.usage;
      return;
    }
    writeFileSync(out, text);
    process.stderr.write(`${out}\n`);
  }
  if (options.json === true) process.stdout.write(`${JSON.stringify(sheet, null, 2)}\n`);
  else if (out === undefined) process.stdout.write(sheetText(sheet, language));
};

/** `letan wiring --config FILE`. */
export const mountWiring = (program: Command): void => {
  program
    .command('wiring')
    .description('prints what a technician takes along: every pin, wire, plug and fuse, and the bill of materials')
    .requiredOption('--config <file>', 'the device’s YAML: config/sites/<site>/devices/<device>.yaml')
    .option('--json', 'one JSON document instead of the sheet')
    .option('--out <file>', 'write it there: .html to print, .svg (the header alone), .txt or .json')
    .addOption(new Option('--language <tag>', 'of the sheet').choices(['vi', 'en']).default('vi'))
    .action(wiring);
};
