import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pinMatches } from '../../hal/drivers/scrypt-pin-hash.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { letanProgram as bin } from '../support/letan-program.ts';

/* `letan staff set-pin` as a technician runs it: the PIN comes by standard input and never stands in any file or list of processes. */

describe('letan staff set-pin', () => {
  let room: string;
  let config: string;
  beforeAll(() => {
    room = temporaryDirectory();
    const site = join(room, 'ward-centre');
    cpSync('config/sites/ward-centre', site, { recursive: true });
    config = join(site, 'devices', 'kiosk-1.yaml');
    writeFileSync(config, `${readFileSync(config, 'utf8')}dataDir: ${room}\n`);
  });
  afterAll(() => removeDirectory(room));

  const run = (
    role: string,
    input: string,
    ...more: string[]
  ): { readonly code: number | null; readonly text: string } => {
    const ran = spawnSync(process.execPath, [bin, 'staff', 'set-pin', '--config', config, '--role', role, ...more], {
      encoding: 'utf8',
      input,
    });
    return { code: ran.status, text: ran.stdout + ran.stderr };
  };

  it('keeps a hash that only the firmware’s user reads, refuses what is easy to guess, and says what to do', async () => {
    const file = join(room, 'staff-pins');
    expect(run('clerk', '739164\n')).toMatchObject({ code: 0 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { pins: Record<string, string> }; // written a moment ago
    expect(readFileSync(file, 'utf8')).not.toContain('739164');
    expect(await pinMatches('739164', kept.pins['clerk'] ?? '')).toBe(true);

    expect(run('manager', '123456\n')).toMatchObject({
      code: 64,
      text: expect.stringContaining('các chữ số liên tiếp'),
    });
    expect(run('manager', '739164\n')).toMatchObject({ code: 64, text: expect.stringContaining('vai trò clerk') });
    expect(run('king', '907254\n')).toMatchObject({ code: 64, text: expect.stringContaining('volunteer') });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(kept);

    expect(run('manager', '907254\n')).toMatchObject({ code: 0 });
    expect(run('clerk', '', '--clear')).toMatchObject({ code: 0 });
    const left = JSON.parse(readFileSync(file, 'utf8')) as typeof kept; // written a moment ago
    expect(Object.keys(left.pins)).toEqual(['manager']);
  }, 120_000);
});
