import { Command } from 'commander';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { commands, desktopCommands, type Mount } from '../../firmware/cli/commands.ts';

/*
 * What tells somebody to type a command must name one that there is: the manager's page sent a technician to `letan pin set`, which nobody
 * ever wrote. Looked at are all words for staff (their Vietnamese: there a plain Latin word after `letan` is a command), and what stands
 * between backticks or in a block of commands in the documents.
 */

const program = new Command('letan');
beforeAll(async () => {
  for (const load of Object.values(commands)) (await load())(program);
  for (const path of Object.values(desktopCommands)) {
    const module = (await import(new URL(`../../firmware/cli/${path}`, import.meta.url).href)) as { mount: Mount }; // as main.ts loads them
    module.mount(program);
  }
});

/** Vietnamese words without a mark that stand behind the name in a sentence. */
const prose = new Set(['khi', 'cho', 'ra', 'hay', 'trong', 'n', 'tự']);

/** What is wrong with a text that names commands; nothing where every one of them is there. */
const wrongIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?<![\p{L}/@.-])letan (?!letan )((?:[a-z][a-z-]*(?![\p{L}.=/:]) ?)+)([^`\n;,()“”]*)/gu)].flatMap(
    ([whole, named = '', rest = '']) => {
      const words = named.trim().split(' ');
      if (prose.has(words[0] ?? '')) return [];
      let at = program;
      for (const word of words) {
        const below = at.commands.find((each) => each.name() === word);
        if (below === undefined) {
          // An argument, or the sentence going on, may follow a command that does something by itself.
          if (at !== program && at.commands.length === 0) break;
          return [whole.trim()];
        }
        at = below;
      }
      const known = new Set(at.options.flatMap(({ long, short }) => [long, short]));
      const options = [...rest.matchAll(/(?<=^|\s)--[a-z][a-z-]*/gu)].map(([option]) => option);
      return options.some((option) => option !== '--help' && !known.has(option)) ? [whole.trim()] : [];
    },
  );

const vietnamese = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    if (key !== 'vi') return vietnamese(each);
    return typeof each === 'string' ? [each] : Object.values(each as Record<string, string>); // a message's needs and repair
  });
};

describe('a command that is named somewhere', () => {
  it('is there, with its options, in the words for staff', async () => {
    const files = readdirSync('config/languages/messages').filter((name) => name.endsWith('.ts'));
    const texts: string[] = [];
    for (const file of files)
      texts.push(...vietnamese(await import(new URL(`../../config/languages/messages/${file}`, import.meta.url).href)));
    expect(texts.filter((text) => text.includes('letan ')).length).toBeGreaterThan(60);
    expect(texts.flatMap(wrongIn)).toEqual([]);
  });

  it('is there, with its options, in the documents', () => {
    const pages = readdirSync('.').filter((name) => name.endsWith('.md') && name !== 'COMMANDS-SHOWN.md');
    expect(pages.length).toBeGreaterThan(5);
    for (const page of pages) {
      const text = readFileSync(page, 'utf8');
      const pieces = [...text.matchAll(/```[^\n]*\n(.*?)```|`([^`\n]+)`/gsu)].map(
        ([, block, word]) => block ?? word ?? '',
      );
      expect([page, pieces.flatMap((piece) => piece.split('\n')).flatMap(wrongIn)]).toEqual([page, []]);
    }
  });

  it('is found wrong when it is not there', () => {
    expect(wrongIn('đặt bằng lệnh: letan pin set')).toEqual(['letan pin set']);
    expect(wrongIn('npx letan update aply gói.letan')).toHaveLength(1);
    expect(wrongIn('npx letan bench hall --jsn')).toHaveLength(1);
    expect(wrongIn('letan staff set-pin --config TỆP --role manager')).toEqual([]);
  });
});
