import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { ShownCase, ShownSection } from './case.ts';
import { blockOf, pageWith, sectionText, type MadeOn } from './document.ts';
import { shownSections } from './sections.ts';
import { Stage, type Shown } from './stage.ts';

export const page = 'COMMANDS-SHOWN.md';

/** Of the clone: who works on the checkout meanwhile changes nothing of what is shown. */
const madeOn = ({ desk }: Stage): MadeOn => ({
  commit: execFileSync('git', ['-C', desk, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
  day: new Date().toISOString().slice(0, 10),
  machine: `${process.arch}, ${availableParallelism()} cores, Node ${process.versions.node}`,
});

/** Folders that the commands make for themselves, and where this ran, say nothing to a reader. */
const tidied = (said: string, stage: Stage): string =>
  said
    .replaceAll(`${stage.desk}/`, '')
    .replaceAll(`${stage.room}/`, '')
    .replaceAll(/\/tmp\/(letan-[a-z]+-)[A-Za-z0-9]+/gu, '/tmp/$1…');

/** What is not as the case says it is. */
const wrongIn = ({ exit, says, typed }: ShownCase, shown: Shown): string | null =>
  shown.exit === exit && shown.said.includes(says)
    ? null
    : `${typed}\n  exit ${shown.exit}, expected ${exit}; expected to say “${says}”; said:\n${shown.said}`;

/** Runs one case and tells whether it is as it should be; gives what is wrong, or the block of the page. */
const runCase = async (
  stage: Stage,
  section: ShownSection,
  one: ShownCase,
): Promise<{ readonly block: string; readonly fault: string | null }> => {
  await one.prepare?.(stage);
  const ran = await stage.run(one, section.where);
  const shown = { ...ran, said: tidied(ran.said, stage) };
  const fault = wrongIn(one, shown);
  process.stderr.write(`${shown.seconds.toFixed(1)} s ${one.typed}\n${fault === null ? '' : `WRONG: ${fault}\n`}`);
  return { block: blockOf(section, one, shown), fault };
};

/**
 * Runs the sections in `room` and writes the page; with a word (a pattern) only those whose commands have it, and what they
 * build upon. A section with
 * a case that is not as it says stays as it was. Gives the exit code.
 */
export async function showAll(room: string, word: string | null): Promise<number> {
  const stage = new Stage(room);
  const meant = ({ commands }: ShownSection): boolean =>
    word === null || commands.some((each) => new RegExp(word, 'u').test(each));
  const made = new Map<ShownSection, string>();
  let wrong = 0;
  try {
    await stage.open();
    for (const section of shownSections.slice(0, shownSections.findLastIndex(meant) + 1)) {
      const blocks: string[] = [];
      let right = meant(section);
      for (const one of section.cases) {
        if (!meant(section) && (one.needed !== true || stage.has(one))) continue;
        const { block, fault } = await runCase(stage, section, one);
        blocks.push(block);
        if (fault === null) continue;
        wrong += 1;
        right = false;
      }
      if (!right) continue;
      made.set(section, sectionText(section, blocks, madeOn(stage)));
      writeFileSync(page, pageWith(existsSync(page) ? readFileSync(page, 'utf8') : '', shownSections, made));
    }
  } finally {
    await stage.close();
  }
  return wrong === 0 ? 0 : 1;
}
