import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { machineUnit } from '../../firmware/cli/update/machine.ts';
import { installedAt } from '../../firmware/installed.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));
const path = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = path;
});

/** What an update takes the unit for where `systemctl` says this of it; null: there is no such program. */
const stateWhere = (said: string | null): string => {
  const program = join(room, 'systemctl');
  if (said !== null) {
    writeFileSync(
      program,
      `#!/bin/sh\n[ "$*" = "show --property=ActiveState --property=Job letan.service" ] && printf '${said}'\n`,
    );
    chmodSync(program, 0o755);
  }
  process.env['PATH'] = said === null ? '/nowhere' : `${room}${delimiter}${path}`;
  return machineUnit(installedAt(room)).state();
};

describe('the unit of a release on trial', () => {
  it.each([
    // Words of systemd 252.
    ['serves', 'ActiveState=active\\n', 'up'],
    ['starts', 'ActiveState=activating\\nJob=812\\n', 'up'],
    ['waits for its next start', 'ActiveState=activating\\n', 'up'],
    ['has ended, and its start waits for other units', 'ActiveState=inactive\\nJob=977\\n', 'up'],
    ['has failed, and its start waits for other units', 'ActiveState=failed\\nJob=977\\n', 'up'],
    ['has failed, and nobody starts it', 'ActiveState=failed\\n', 'failed'],
    ['was stopped, and nobody starts it', 'ActiveState=inactive\\n', 'failed'],
    ['is not known, without a service manager', null, 'up'],
  ] as const)('%s', (_what, said, state) => {
    expect(stateWhere(said)).toBe(state);
  });
});
