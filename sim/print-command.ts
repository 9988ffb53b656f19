import type { Command } from 'commander';
import { fileURLToPath } from 'node:url';
import { faultText } from '../config/faults.ts';
import { loadLanguages } from '../config/languages.ts';
import { loadDevice } from '../config/load.ts';
import { exitCodes } from '../firmware/cli/exit.ts';
import { toPng } from './peripherals/png.ts';
import { printDecode, type PrintDecoding } from './print-decode.ts';
import { sampleSlip } from './print-sample.ts';

interface DecodeOptions {
  readonly out?: string;
  readonly json?: true;
}

/** Runs of one command told in one line: a stream has thousands. */
const summary = ({ bytes, commands, text, images }: PrintDecoding): string => {
  const counts = new Map<string, number>();
  for (const { name, known } of commands) {
    const shown = known ? name : `${name} (unknown)`;
    counts.set(shown, (counts.get(shown) ?? 0) + 1);
  }
  const lines = [...counts].map(([name, count]) => `${String(count).padStart(7)}  ${name}`);
  const pictures = images.map(({ file, width, height }) => `         ${file}  ${width} x ${height}`);
  return [
    `${bytes} bytes, ${commands.length} commands`,
    ...lines,
    `${images.length} images`,
    ...pictures,
    '',
    text,
  ].join('\n');
};

const decode = (file: string, options: DecodeOptions): void => {
  const decoded = printDecode({ file, out: options.out ?? null });
  if (!decoded.ok) {
    const { kind, path, code } = decoded.fault;
    process.stderr.write(`print decode: ${path}: ${kind} (${code})\n`);
    process.exitCode = exitCodes.usage;
    return;
  }
  const { value } = decoded;
  process.stdout.write(options.json === true ? `${JSON.stringify(value, null, 2)}\n` : `${summary(value)}\n`);
};

interface SampleOptions {
  readonly config: string;
  readonly language?: string;
}

const languageFiles = fileURLToPath(new URL('../config/languages', import.meta.url));
/** Paper that the head does not reach, in dots, on each side. */
const paperMargin = 32;

const sample = ({ config, language }: SampleOptions): void => {
  const complain = (lines: readonly string[], code: number): void => {
    process.stderr.write(`${lines.join('\n')}\n`);
    process.exitCode = code;
  };
  if (process.stdout.isTTY) {
    complain(['print sample: writes a PNG to standard output: add `> slip.png`'], exitCodes.usage);
    return;
  }
  const device = loadDevice(config);
  if (!device.ok) {
    complain(device.fault.map(faultText), exitCodes.config);
    return;
  }
  const { languages: tags } = device.value.site;
  const tag = language ?? tags[0] ?? 'vi';
  if (!tags.includes(tag)) {
    complain([`print sample: ${tag} is not a language of the site; it has ${tags.join(', ')}`], exitCodes.usage);
    return;
  }
  const languages = loadLanguages(languageFiles, tags);
  if (!languages.ok) {
    complain(
      languages.fault.map((fault) => JSON.stringify(fault)),
      exitCodes.config,
    );
    return;
  }
  const slip = sampleSlip(device.value, languages.value, tag);
  if (slip.ok) process.stdout.write(toPng(slip.value, slip.value.width, paperMargin));
  else complain([`print sample: ${JSON.stringify(slip.fault)}`], exitCodes.failed);
};

/** `letan print decode FILE` and `letan print sample`. */
export const mount = (program: Command): void => {
  const print = program.command('print').description('look into what goes to a slip printer');
  print
    .command('decode')
    .description('read an ESC/POS stream: its commands, its text, its pictures')
    .argument('<file>', 'the stream, as a printer would get it')
    .option('--out <dir>', 'write the pictures there as PNG')
    .option('--json', 'one JSON document: { bytes, commands: [{ offset, length, name, known }], text, images }')
    .action(decode);
  print
    .command('sample')
    .description('a slip as visitors of a device get it, as PNG on standard output')
    .requiredOption('--config <file>', 'the device, config/sites/<site>/devices/<device>.yaml')
    .option('--language <tag>', 'one of the site’s languages; its first without')
    .action(sample);
};
