import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { noAlsa } from '../../../support/sound-card.ts';
import { quantile, rounded, spread, type BenchCase, type Section } from '../../figures.ts';
import { cardInto } from './card.ts';
import { LineProcess } from './line-process.ts';
import { startToOnset } from './onsets.ts';
import type { BenchPrograms } from './programs.ts';

const clips = 14;
const clipMs = 100;
/** Longer than what a pipe and a card's buffer hold, so that no two clips are under way. */
const pauseMs = 650;

/**
 * From being told to play a prepared clip to its first sample at the card, beside the library alone. Both ways hold what lies in the
 * card's buffer and in the pipe before it (0.2 s): besides the ratio the difference is told.
 */
export const audioStart = async (programs: BenchPrograms, folder: string): Promise<Section> => {
  const name = 'audio-start';
  const reason = noAlsa();
  if (reason !== null) return { name, what: `skipped: ${reason}`, figures: {}, cases: [] };
  const cases: BenchCase[] = [];
  let unheard = 0;
  const loop = async (decision: string, program: string, args: readonly string[]): Promise<void> => {
    const { env, onsetsFile } = cardInto(folder, decision, programs.soundEnd);
    const time = performance.now();
    const child = new LineProcess(program, args, env);
    try {
      const { starts } = (await child.document(60_000)) as { starts: readonly string[] }; // written by our own loops
      await child.finish();
      // What the far end has taken and not yet written down.
      await sleep(300);
      const onsets = readFileSync(onsetsFile, 'utf8').split('\n').filter(Boolean).map(BigInt);
      startToOnset(starts.map(BigInt), onsets).forEach((value, play) => {
        if (value === null) unheard += 1;
        // The first clip of a process also loads code.
        else if (play > 0) cases.push({ section: name, case: `${play}`, decision, time, value });
      });
    } finally {
      await child.end();
    }
  };
  const floor = join(programs.floors, 'audio-start.mjs');
  const times = [clipMs, pauseMs].map(String);
  await loop('bare', floor, [String(clips), 'balanced', ...times]);
  await loop('letan', programs.letanSound, [String(clips), ...times]);
  // What the steadier buffer costs that letan asks the library for.
  await loop('bare-interactive', floor, [String(clips), 'interactive', ...times]);

  const of = (decision: string): number[] =>
    cases.filter((each) => each.decision === decision).map(({ value }) => value);
  const [bare, letan] = [of('bare'), of('letan')];
  return {
    name,
    what: `told to play a prepared clip to its first sample at the card, ${clips - 1} clips, beside the library alone`,
    figures: {
      n: clips - 1,
      unheard,
      ...spread('letan', letan),
      ...spread('bare', bare),
      ratioP50: rounded(quantile(letan, 0.5) / quantile(bare, 0.5)),
      moreThanBareP50Ms: rounded(quantile(letan, 0.5) - quantile(bare, 0.5)),
      bareInteractiveP50Ms: rounded(quantile(of('bare-interactive'), 0.5)),
    },
    cases,
  };
};
