import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { firmwareOf, firmwareVersion } from '../meta.ts';
import { ownRelease } from './update/slots.ts';

const checkout = fileURLToPath(new URL('../../', import.meta.url));
const patienceMs = 10_000;

/** The commit of a checkout, marked where something of it was changed since; null: this is none, or git is not here. */
const described = (): Promise<string | null> =>
  new Promise((told) => {
    const asked = ['-C', checkout, 'describe', '--always', '--abbrev=12', '--exclude=*', '--dirty=.dirty'];
    execFile('git', asked, { timeout: patienceMs }, (error, stdout) => {
      const name = stdout.trim();
      told(error === null && /^[0-9a-f]{7,40}(?:\.dirty)?$/u.test(name) ? name : null);
    });
  });

/**
 * What runs here, to the commit: an installed release by its own manifest, without asking anybody; a checkout by git where that is installed
 * (`0.1.0+f973bc66cfee`, `0.1.0+f973bc66cfee.dirty`), else the version alone.
 */
export const buildHere = async (): Promise<string> => {
  const release = ownRelease(fileURLToPath(import.meta.url));
  if (release !== null) return firmwareOf(release.manifest);
  const commit = await described();
  return commit === null ? firmwareVersion : `${firmwareVersion}+${commit}`;
};

/** Whether two builds may behave otherwise, as far as their names tell: what was changed and not committed is known to nobody. */
export const mayDiffer = (recorded: string, here: string): boolean => {
  const [versionThere, commitThere = ''] = recorded.split('+', 2);
  const [versionHere, commitHere = ''] = here.split('+', 2);
  if (versionThere !== versionHere) return true;
  // One of the simulator, or of a checkout without git: its version is all that is known of it.
  if (commitThere === '' || commitHere === '') return false;
  return commitThere !== commitHere || commitThere.endsWith('.dirty');
};
