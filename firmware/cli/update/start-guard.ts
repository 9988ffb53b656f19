import { installedAt } from '../../installed.ts';
import { readPublicKeys } from './bundle.ts';
import { machineDisk } from './disk.ts';
import { guardStart } from './guard.ts';

/*
 * ExecStartPre of letan.service, as root and outside its sandbox: `good/node/bin/node good/app/firmware/cli/update/start-guard.js [ROOT]`.
 * Both come from the release that was last found good. It never keeps the unit from starting: its end is 0 whatever it met, and what it
 * says goes to the journal.
 */

const say = (word: object): void => void process.stderr.write(`start-guard: ${JSON.stringify(word)}\n`);

try {
  const at = installedAt(process.argv[2]);
  // Without its keys nothing on trial can be proven, and is given up; what is good starts all the same.
  const keys = ((): ReturnType<typeof readPublicKeys> => {
    try {
      return readPublicKeys(at.releaseKeys);
    } catch (error) {
      say({ kind: 'no-keys', file: at.releaseKeys, said: String(error) });
      return [];
    }
  })();
  say(guardStart(machineDisk, at, keys, Date.now()));
} catch (error) {
  say({ kind: 'failed', said: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
