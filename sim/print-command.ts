import type { Command } from 'commander';
import { exitCodes } from '../firmware/cli/exit.ts';
import { printDecode, type PrintDecoding } from './print-decode.ts';

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

/** `letan print decode FILE`. */
export const mount = (program: Command): void => {
  const print = program.command('print').description('look into what goes to a slip printer');
  print
    .command('decode')
    .description('read an ESC/POS stream: its commands, its text, its pictures')
    .argument('<file>', 'the stream, as a printer would get it')
    .option('--out <dir>', 'write the pictures there as PNG')
    .option('--json', 'one JSON document: { bytes, commands: [{ offset, length, name, known }], text, images }')
    .action(decode);
};
