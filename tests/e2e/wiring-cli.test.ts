import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { letanProgram as bin } from '../support/letan-program.ts';

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));

const robot = 'config/sites/ward-centre/devices/robot-1.yaml';
const letan = (...args: readonly string[]) => {
  const run = spawnSync(process.execPath, [bin, 'wiring', ...args], { encoding: 'utf8' });
  return { code: run.status, out: run.stdout, err: run.stderr };
};

describe('letan wiring', () => {
  it('prints the sheet in Vietnamese, in English when asked, and as one JSON document', () => {
    const people = letan('--config', robot);
    expect([people.code, people.err]).toEqual([0, '']);
    expect(people.out).toContain('Phiếu đấu dây · robot-1');
    expect(people.out).toContain('nút dừng khẩn');
    expect(letan('--config', robot, '--language', 'en').out).toContain('Wiring sheet · robot-1');
    const programs = letan('--config', robot, '--json');
    expect(JSON.parse(programs.out)).toMatchObject({ device: 'robot-1', board: { model: 'pi-4' } });
  });

  it('writes what the name asks for', () => {
    for (const [end, begins] of [
      ['html', '<!doctype html>'],
      ['svg', '<svg'],
      ['txt', 'Phiếu'],
      ['json', '{'],
    ] as const) {
      const file = join(room, `sheet.${end}`);
      expect(letan('--config', robot, '--out', file)).toEqual({ code: 0, out: '', err: `${file}\n` });
      expect(readFileSync(file, 'utf8').startsWith(begins), end).toBe(true);
    }
    expect(letan('--config', robot, '--out', join(room, 'sheet.doc')).code).toBe(64);
  });

  it('refuses a config that is wrong, with its faults', () => {
    const file = join(room, 'kiosk.yaml');
    writeFileSync(file, 'schema: 1\ndevice: kiosk\nprofile: kiosk\n');
    const run = letan('--config', file);
    expect([run.code, run.out]).toEqual([78, '']);
    expect(run.err).toContain('site.yaml');
  });
});
