import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bundleChild } from '../support/child.ts';
import { noAlsa, SoundCard } from '../support/sound-card.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const reason = noAlsa();

/*
 * The sound library complains on the process's standard output of a JACK server that no kiosk has. The log is JSON lines on the same
 * standard output, and stays so.
 */
describe.skipIf(reason !== null)(
  `the log beside the sound library${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    let directory: string;
    let card: SoundCard;
    beforeEach(() => {
      directory = temporaryDirectory();
      card = new SoundCard(join(directory, 'card'));
    });
    afterEach(() => {
      card.remove();
      removeDirectory(directory);
    });

    /** Standard output goes into a file or through a pipe, as a shell makes them. */
    const run = (how: string, redirect: string): { readonly lines: readonly string[]; readonly stderr: string } => {
      const out = join(directory, 'out');
      const command = `${JSON.stringify(process.execPath)} ${bundleChild('sounding')} ${how} ${redirect.replaceAll('OUT', out)}`;
      const complaints = join(directory, 'complaints');
      const { status } = spawnSync('sh', ['-c', `(${command}) 2> ${complaints}`]);
      expect(status).toBe(0);
      const lines = readFileSync(out, 'utf8').split('\n');
      return { lines: lines.filter((line) => line !== ''), stderr: readFileSync(complaints, 'utf8') };
    };
    const isJson = (line: string): boolean => {
      try {
        JSON.parse(line);
        return true;
      } catch {
        return false;
      }
    };

    test.each(['> OUT', '| cat > OUT'])(
      'is JSON to its last line (%s), and the complaint is on standard error',
      (redirect) => {
        const { lines, stderr } = run('own', redirect);
        expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(['before', 'opened']);
        // Where the machine has JACK's library there is nothing to complain of.
        const complains = run('shared', redirect).lines.some((line) => !isJson(line));
        expect(stderr.includes('jack')).toBe(complains);
      },
    );
  },
);
