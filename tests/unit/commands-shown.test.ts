import { Command } from 'commander';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mount as mountFlash } from '../../firmware/cli/flash.ts';
import { mount as mountImage } from '../../firmware/cli/image.ts';
import { mount as mountInstall } from '../../firmware/cli/install.ts';
import { mountManual } from '../../firmware/cli/manual.ts';
import { mountPanel } from '../../firmware/cli/panel.ts';
import { mountRecording } from '../../firmware/cli/recording.ts';
import { mount as mountRelease } from '../../firmware/cli/release.ts';
import { mountSupport } from '../../firmware/cli/support.ts';
import { mountUpdate } from '../../firmware/cli/update.ts';
import { mount as mountReplay } from '../../sim/replay-command.ts';
import { headOf, pageWith, sampled, took, typedOf } from '../support/shown/document.ts';
import { shownSections } from '../support/shown/sections.ts';

const page = existsSync('COMMANDS-SHOWN.md') ? readFileSync('COMMANDS-SHOWN.md', 'utf8') : '';
const cases = shownSections.flatMap((section) => section.cases.map((one) => ({ section, one })));

/** Every command that can be typed, with the words before it; a parent that does something by itself among them. */
const leaves = (command: Command, before: readonly string[] = []): readonly string[] =>
  command.commands.length === 0
    ? [before.join(' ')]
    : command.commands.flatMap((each) => leaves(each, [...before, each.name()]));

const maintainers = (): readonly string[] => {
  const program = new Command('letan');
  for (const mount of [
    mountRelease,
    mountImage,
    mountFlash,
    mountInstall,
    mountUpdate,
    mountRecording,
    mountReplay,
    mountSupport,
    mountManual,
    mountPanel,
  ])
    mount(program);
  return leaves(program);
};

describe('the page of the maintainers’ commands', () => {
  it('shows each command, well and going wrong', () => {
    expect(maintainers().length).toBeGreaterThan(14);
    for (const command of maintainers()) {
      const exits = cases
        .filter(({ one }) => ` ${one.typed} `.includes(` letan ${command} `))
        .map(({ one }) => one.exit);
      expect([command, exits.includes(0)]).toEqual([command, true]);
      // What a service calls refuses nothing: it says so and goes on.
      if (command !== 'update serve') expect([command, exits.some((exit) => exit !== 0)]).toEqual([command, true]);
    }
  });

  it('has every case as it is planned (node tests/commands-shown.mjs runs them and writes it)', () => {
    let at = 0;
    for (const { one, section } of cases) {
      const head = page.indexOf(headOf(one), at);
      const typed = page.indexOf(`\n${typedOf(one, section)}\n`, head);
      expect([one.typed, head >= at, head !== -1 && typed > head]).toEqual([one.typed, true, true]);
      at = typed;
    }
    expect(page.match(/^\*\*.*\*\* — exit \d+, /gmu)).toHaveLength(cases.length);
  });

  it('names no path of the machine that it was made on', () => {
    expect(page.match(/\/(?:work|root|home)\/\S*|\/tmp\/letan-test\S*/gu) ?? []).toEqual([]);
  });

  it('shows of a long progress three lines, and all else as it was printed', () => {
    const line = (percent: number): string =>
      `ghi · writing: ${percent} %, ${percent}/100 MB, 9.0 MB/s, còn · left 0:01`;
    const lines = ['trước', ...[10, 20, 30, 40, 50].map(line), 'sau', line(10), line(100)];
    expect(sampled(`${lines.join('\n')}\n`)).toEqual([
      'trước',
      line(10),
      '…',
      line(30),
      '…',
      line(50),
      'sau',
      line(10),
      line(100),
    ]);
    expect([0.4, 3.4, 37, 90].map(took)).toEqual(['< 1 s', '3 s', '35 s', '90 s']);
  });

  it('keeps the sections that were not made anew', () => {
    const [first, second] = shownSections;
    if (first === undefined || second === undefined) throw new Error('there are sections');
    const heading = ({ title }: typeof first): string => `## ${title.vi} · ${title.en}`;
    const old = pageWith(
      '',
      [first, second],
      new Map([first, second].map((each) => [each, `${heading(each)}\n\nold\n`])),
    );
    const anew = pageWith(old, [first, second], new Map([[second, `${heading(second)}\n\nnew\n`]]));
    expect(anew).toBe(`${old.slice(0, old.lastIndexOf('old'))}new\n`);
  });
});
