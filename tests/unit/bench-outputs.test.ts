import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { mount } from '../bench/main.ts';

const bench = async (...words: readonly string[]): Promise<string> => {
  let said = '';
  const program = new Command('letan')
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({ outputError: (text) => (said += text) });
  mount(program);
  await expect(program.parseAsync(['bench', ...words], { from: 'user' })).rejects.toMatchObject({ exitCode: 64 });
  return said;
};

describe('where the figures of a bench go', () => {
  it.each(['wait', 'thermal'])('is looked at before %s measures anything', async (name) => {
    const nowhere = join(tmpdir(), 'letan-no-such-folder', 'cases.jsonl');
    expect(await bench(name, '--cases', nowhere)).toContain(`letan bench: --cases ${nowhere} cannot be written`);
    expect(await bench(name, '--json', tmpdir())).toContain(`letan bench: --json ${tmpdir()} cannot be written`);
  });
});
