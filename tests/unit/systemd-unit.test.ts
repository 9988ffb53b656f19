import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadDevice } from '../../config/load.ts';
import { installedAt, releaseTreeAt } from '../../firmware/installed.ts';

const unit = readFileSync('firmware/systemd/letan.service', 'utf8');
const value = (key: string): string => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1] ?? '';

describe('the systemd unit', () => {
  it('starts a program that is there, by the file that its environment names', () => {
    const [node, program, ...args] = value('ExecStart').split(' ');
    const tree = releaseTreeAt(installedAt().current);
    expect([node, program]).toEqual([tree.node, tree.program]);
    expect(existsSync(relative(tree.app, program ?? ''))).toBe(true);
    expect(args).toEqual(['run', '--config', '${LETAN_CONFIG}']);
    expect(value('EnvironmentFile')).toBe('/etc/letan/letan.env');
  });

  it('shows in its head a layout that loads', () => {
    const shown = /LETAN_CONFIG=\/etc\/letan\/(.*)$/m.exec(unit)?.[1] ?? '';
    expect(loadDevice(`config/sites/${shown}`).ok).toBe(true);
  });

  it('does not restart what a wrong config ended, and gives the slip in hand its time', () => {
    expect(value('RestartPreventExitStatus')).toBe('78');
    expect(value('KillSignal')).toBe('SIGTERM');
    expect(Number(value('TimeoutStopSec'))).toBeGreaterThan(22);
  });
});
