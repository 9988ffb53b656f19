import { Command, InvalidArgumentError, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { typedWronglyInVietnamese } from '../../firmware/cli/typed-wrongly.ts';

/** What commander itself says of a command line, with ours before it. */
const said = (...typed: readonly string[]): string => {
  let text = '';
  const program = new Command('letan').exitOverride().configureOutput({
    writeErr: (part) => (text += part),
    outputError: (part, write) => write(`${typedWronglyInVietnamese(part)}${part}`),
  });
  const number = (value: string): number => {
    if (!/^\d+$/u.test(value)) throw new InvalidArgumentError('expected a number');
    return Number(value);
  };
  program
    .command('build')
    .argument('<file>')
    .requiredOption('--key <file>', 'a key')
    .addOption(new Option('--arch <name>', 'a processor').choices(['arm64', 'x64']))
    .addOption(new Option('--to <device>', 'a card').conflicts('file'))
    .option('--file <file>', 'a file')
    .option('--speed <n>', 'times', number)
    .action(() => undefined);
  try {
    program.parse(typed, { from: 'user' });
  } catch {
    return text.split('\n')[0] ?? '';
  }
  return 'nothing';
};

describe('what was typed wrongly', () => {
  it.each([
    ['build x --key k --fiel y', 'không có tùy chọn --fiel; có phải --file không?'],
    ['biuld', 'không có lệnh biuld; có phải build không?'],
    ['build x', 'thiếu tùy chọn bắt buộc --key <file>'],
    ['build x --key', 'tùy chọn --key <file> cần một giá trị'],
    ['build --key k', 'thiếu file'],
    ['build x --key k --arch armv7', 'tùy chọn --arch <name> không nhận “armv7”; chọn một trong: arm64, x64'],
    ['build x --key k --speed fast', 'tùy chọn --speed <n> không nhận “fast”'],
    ['build x y --key k', 'thừa từ ở cuối lệnh'],
    ['build x --key k --to a --file b', '--to <device> không đi cùng --file <file>'],
    ['build x --key k', 'nothing'],
  ])('%s', (typed, vietnamese) => expect(said(...typed.split(' '))).toBe(vietnamese));
});
