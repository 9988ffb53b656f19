import type { StaffText } from '../../../config/languages/messages/wording.ts';
import type { ShownCase, ShownSection } from './case.ts';
import type { Shown } from './stage.ts';

const both = ({ en, vi }: StaffText): string => `${vi} · ${en}`;

/** A line of `Progress`: of a long work the first, one in the midst and the last are shown. */
const progress = /^(.+): \d+ %, \d+\/\d+ MB, /u;

/** Lines as they were printed, of each run of progress three. */
export const sampled = (said: string): readonly string[] => {
  const lines = said.replace(/\s+$/u, '').split('\n');
  const title = (index: number): string | null => progress.exec(lines[index] ?? '')?.[1] ?? null;
  return lines.flatMap((line, index) => {
    const own = title(index);
    if (own === null) return [line];
    let [first, last] = [index, index];
    while (title(first - 1) === own) first -= 1;
    while (title(last + 1) === own) last += 1;
    const middle = Math.floor((first + last) / 2);
    if (index === first || index === last || last - first < 3) return [line];
    return index === middle ? ['…', line, '…'] : [];
  });
};

/** As a person says how long it took. */
export const took = (seconds: number): string => {
  if (seconds < 1) return '< 1 s';
  if (seconds < 20) return `${Math.round(seconds)} s`;
  return seconds < 100 ? `${Math.round(seconds / 5) * 5} s` : `${Math.round(seconds / 60)} min`;
};

const prompt = { desk: '$', device: 'kiosk-1$' } as const;

/** The heads of a case's block: they stand in the page whatever the machine was. */
export const headOf = ({ exit, title }: ShownCase): string => `**${both(title)}** — exit ${exit}`;
export const typedOf = ({ typed }: ShownCase, { where }: ShownSection): string => `${prompt[where]} ${typed}`;

export const blockOf = (section: ShownSection, one: ShownCase, { said, seconds }: Shown): string =>
  [
    `${headOf(one)}, ${took(seconds)}`,
    '',
    '```',
    typedOf(one, section),
    ...(said.trim() === '' ? ['(không nói gì · says nothing)'] : sampled(said)),
    '```',
    '',
  ].join('\n');

/** Where and when the page was made. */
export interface MadeOn {
  readonly commit: string;
  readonly day: string;
  readonly machine: string;
}

/** A section as it stands in the page. */
export const sectionText = (section: ShownSection, blocks: readonly string[], madeOn: MadeOn): string => {
  const { commit, day, machine } = madeOn;
  const made = `*${day}, commit ${commit}, ${machine}*`;
  return [`${titleOf(section)}\n`, `${made}\n`, ...blocks].join('\n');
};

const titleOf = ({ title }: ShownSection): string => `## ${both(title)}`;

/** The page with these sections in the place of what it said of them; `old` is the page as it was, empty where there is none. */
export const pageWith = (
  old: string,
  sections: readonly ShownSection[],
  made: ReadonlyMap<ShownSection, string>,
): string => {
  // What a command printed may have headings of its own: only ours part the page.
  const titles = new Set(sections.map(titleOf));
  const begins = old.split('\n').flatMap((line, index) => (titles.has(line) ? [index] : []));
  const known = new Map(
    begins.map((from, index) => {
      const lines = old.split('\n').slice(from, begins[index + 1]);
      return [lines[0] ?? '', lines.join('\n').trimEnd()];
    }),
  );
  const parts = sections.flatMap((section) => made.get(section)?.trimEnd() ?? known.get(titleOf(section)) ?? []);
  return `${[headText, ...parts].join('\n\n')}\n`;
};

const headText = `# Các lệnh bảo trì · The maintainers’ commands

Mỗi lệnh được chạy thật, khi đúng và khi sai: dòng lệnh, mã thoát, thời gian, và nguyên văn lời máy nói.
Trang này do \`node tests/commands-shown.mjs\` viết.

*Each command was really run, well and going wrong: the line that was typed, its exit code, the time it took, and its words as printed
(of long progress three lines). Exit codes: 0 done, 1 refused or failed, 64 typed wrongly, 75 not now, 78 a configuration with faults.
Written by \`node tests/commands-shown.mjs\`; below each heading stands where and when, and times are of that run, other work beside it.
Releases are whole ones of that commit, built there; the Raspberry Pi OS image is a small stand-in of the same layout; the disks of “flash”
are made up in /sys/block before loop devices; the device is the release on the same machine, with mounts and a network of its own. No real
card, panel or Raspberry Pi was at hand.*`;
