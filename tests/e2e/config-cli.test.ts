import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { letanProgram as bin, sourceProgram } from '../support/letan-program.ts';

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));

const letan = (args: readonly string[], cwd = '.', program = bin) => {
  const run = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', cwd });
  return { code: run.status, out: run.stdout, err: run.stderr };
};

/** A copy of the ward centre with one wrong device file. */
const wrongSite = (): string => {
  const directory = join(room, 'ward-centre');
  cpSync('config/sites/ward-centre', directory, { recursive: true });
  const kiosk = join(directory, 'devices', 'kiosk-1.yaml');
  writeFileSync(kiosk, `${readFileSync(kiosk, 'utf8')}devices: { slip: { paper: 80 } }\nzebra: 1\n`);
  return directory;
};

describe('letan config', () => {
  it('says one line for each good file and ends with 0', () => {
    const run = letan(['config', 'check', 'config/sites/mobile-office', 'config/profiles/robot.yaml']);
    expect(run).toEqual({
      code: 0,
      err: '',
      out: [
        'config/sites/mobile-office/site.yaml  điểm phục vụ · site: đúng · right',
        'config/sites/mobile-office/devices/kiosk-1.yaml  thiết bị · device: đúng · right',
        'config/profiles/robot.yaml  mẫu thiết bị · profile: đúng · right',
        '',
      ].join('\n'),
    });
  });

  it('prints every fault and ends with 78, for people and for programs', () => {
    const directory = wrongSite();
    const people = letan(['config', 'check', directory]);
    expect(people.code).toBe(78);
    expect(people.out).toContain(`${directory}/devices/kiosk-1.yaml:9:27  devices.slip.paper  80\n`);
    expect(people.out).toContain('cần khổ giấy có đơn vị: 80mm hoặc 58mm → viết 80mm');
    expect(people.out).toContain(`${directory}/site.yaml  điểm phục vụ · site: đúng · right`);
    expect(people.out).toContain('2 lỗi trong 1 tệp · 2 faults in 1 file');

    const programs = letan(['config', 'check', '--json', directory]);
    expect(programs.code).toBe(78);
    const told: unknown = JSON.parse(programs.out);
    expect(told).toMatchObject({ ok: false, faults: 2 });
  });

  it('works from any directory, on any way to write a path', () => {
    const directory = resolve('config/sites/ward-centre');
    for (const [cwd, path] of [
      [directory, 'site.yaml'],
      [directory, '.'],
      [directory, './devices//kiosk-1.yaml'],
      [join(directory, 'devices'), 'kiosk-1.yaml'],
      [join(directory, 'devices'), '..'],
      [join(directory, 'devices'), '../site.yaml'],
    ] as const) {
      // From the checkout's own bin, whose loader must not mind either.
      const run = letan(['config', 'check', path], cwd, sourceProgram);
      expect([path, run.code, run.out]).toEqual([path, 0, expect.stringContaining('right')]);
    }
  }, 120_000);

  it('refuses a call without files as a wrong call', () => {
    expect(letan(['config', 'check']).code).toBe(64);
  });

  it('writes the schemas that are committed', () => {
    const out = join(room, 'schemas');
    mkdirSync(out);
    expect(letan(['config', 'schema', '--out', out])).toMatchObject({ code: 0, out: '' });
    expect(readdirSync(out)).toEqual(['device.json', 'site.json']);
    for (const name of ['site.json', 'device.json'])
      expect(readFileSync(join(out, name), 'utf8')).toBe(readFileSync(join('config/schema', name), 'utf8'));
  });
});
