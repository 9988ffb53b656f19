import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { installedAt, releaseTreeAt } from '../../firmware/installed.ts';

const folder = 'firmware/systemd';
const units = readdirSync(folder).filter((name) => /\.(?:service|timer|path|socket|target)$/.test(name));
const services = units.filter((name) => name.endsWith('.service'));
const textOf = (unit: string): string => readFileSync(join(folder, unit), 'utf8');
/** Every value of a setting, in order. */
const valuesOf = (unit: string, key: string): readonly string[] =>
  textOf(unit)
    .split('\n')
    .flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []));

/**
 * How exposed each service may be by systemd's own reckoning, 0 (nothing) to 10 (everything). The device needs its parts and its network,
 * the panel a screen and a browser that makes namespaces of its own.
 */
const bounds: Readonly<Record<string, number>> = {
  'letan.service': 1.7,
  'letan-panel.service': 2.4,
  'letan-update.service': 3.5,
  'letan-support.service': 2.5,
  'letan-stick@.service': 2,
};

const room = mkdtempSync(join(tmpdir(), 'letan-units-'));
afterAll(() => rmSync(room, { recursive: true }));

const analyze = (...args: readonly string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });
/** `security --offline` came with systemd 250. */
const version = Number(/^systemd (\d+)/.exec(analyze('--version').stdout ?? '')?.[1] ?? 0);

describe('units', () => {
  it('run what an installed device has, where it has it', () => {
    const device = installedAt();
    const { node, program } = releaseTreeAt(device.current);
    expect(valuesOf('letan.service', 'ExecStart')).toEqual([`${node} ${program} run --config \${LETAN_CONFIG}`]);
    expect(valuesOf('letan-panel.service', 'ExecStartPre')).toEqual([
      `${node} ${program} panel --config \${LETAN_CONFIG} --out ${device.panelRun}`,
    ]);
    for (const service of ['letan.service', 'letan-panel.service'])
      expect(valuesOf(service, 'EnvironmentFile')[0]).toBe(device.environment);
  });

  it.each(services)('%s names no other folder of letan than an installed device has', (unit) => {
    const device = installedAt();
    const known = [device.home, device.etc, device.data, device.run, device.panelRun, device.stickRun];
    const named = [...textOf(unit).matchAll(/(?<![\w/.-])\/(?:opt|etc|var\/lib|run)\/letan[\w./-]*/g)].map(
      ([path]) => path,
    );
    expect(
      named.filter((path) => !known.some((each) => path.replace(/\/$/u, '') === each || path.startsWith(`${each}/`))),
    ).toEqual([]);
  });

  it('the watchdog leaves time for the looks that it stands on', () => {
    const [seconds = '0'] = valuesOf('letan.service', 'WatchdogSec');
    // Defaults of config/good-start.ts: a look every 5 s, an answer within 5 s; the heartbeat tells three times in the watchdog's time.
    expect(Number(seconds)).toBeGreaterThanOrEqual(3 * (5 + 5));
    expect(valuesOf('letan.service', 'Restart')).toEqual(['always']);
  });
});

if (version < 250) describe('systemd-analyze', () => test.skip('is not here, or older than 250', () => undefined));
else
  describe('systemd-analyze', () => {
    it('finds nothing wrong in any unit', () => {
      // The system's own units and the programs that a device has must be there for it.
      const root = join(room, 'root');
      const unitsAt = join(root, 'etc/systemd/system');
      mkdirSync(unitsAt, { recursive: true });
      cpSync('/usr/lib/systemd/system', join(root, 'usr/lib/systemd/system'), {
        recursive: true,
        verbatimSymlinks: true,
      });
      symlinkSync('usr/lib', join(root, 'lib'));
      const programs = services.flatMap((unit) =>
        [...valuesOf(unit, 'ExecStart'), ...valuesOf(unit, 'ExecStartPre')].map(
          (line) => line.replace(/^[-+!@:]+/, '').split(' ')[0] ?? '',
        ),
      );
      for (const path of [...programs, '/bin/sh']) {
        mkdirSync(join(root, path, '..'), { recursive: true });
        writeFileSync(join(root, path), '#!/bin/sh\n', { mode: 0o755 });
      }
      for (const unit of units) writeFileSync(join(unitsAt, unit), textOf(unit));
      const { status, stderr } = analyze('verify', '--man=no', `--root=${root}`, ...units);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    });

    it('finds a setting that systemd does not know', () => {
      const file = join(room, 'letan-odd.service');
      writeFileSync(file, textOf('letan.service').replace('WatchdogSec=', 'WatchdogSeconds='));
      expect(analyze('verify', '--man=no', file).stderr).toContain('WatchdogSeconds');
    });

    it.each(services)('scores the sandbox of %s within its bound', (unit) => {
      const bound = bounds[unit];
      const { stdout, stderr } = analyze('security', '--offline=true', '--no-pager', join(folder, unit));
      const found = /Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1];
      expect(found, stderr).toBeDefined();
      expect(bound, `no bound is stated for ${unit}`).toBeDefined();
      expect(Number(found)).toBeLessThanOrEqual(bound ?? 0);
    });
  });
