import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../firmware/doctor/finding.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { letanProgram as bin } from '../support/letan-program.ts';

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));

const letan = (...args: readonly string[]) => {
  const run = spawnSync(process.execPath, [bin, 'doctor', ...args], { encoding: 'utf8', input: '' });
  return { code: run.status, out: run.stdout, err: run.stderr };
};

/** A kiosk whose data directory is there, with more lines at the end of its file. */
const kioskWith = (...lines: readonly string[]): string => {
  const site = join(room, `site-${lines.length}`, 'ward-centre');
  cpSync('config/sites/ward-centre', site, { recursive: true });
  const file = join(site, 'devices', 'kiosk-1.yaml');
  const dataDir = join(room, 'data');
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, `${readFileSync(file, 'utf8')}dataDir: ${dataDir}\n${lines.join('\n')}\n`);
  return file;
};

describe('letan doctor', () => {
  it('gives one document, whose verdict is the exit code, and asks nobody', () => {
    const run = letan('--config', kioskWith(), '--json');
    const report = JSON.parse(run.out) as { ok: boolean; device: string; findings: Finding[] }; // our own command's document
    expect(report.device).toBe('kiosk-1');
    expect(run.code).toBe(report.ok ? 0 : 1);
    expect(report.ok).toBe(!report.findings.some(({ state }) => state === 'fault'));
    const checks = new Set(report.findings.map(({ check }) => check));
    for (const check of ['board', 'kernel', 'version', 'power', 'memory', 'disk', 'clock', 'pins', 'device'])
      expect(checks).toContain(check);
    // The ledger was really opened, and the machine's own kernel really read.
    expect(report.findings.find(({ subject }) => subject === 'ledger')?.state).toBe('well');
    expect(report.findings.find(({ check }) => check === 'kernel')?.value).toBe(
      readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim(),
    );
    for (const finding of report.findings.filter(({ key }) => key !== '')) {
      expect(finding.needs.vi).not.toBe('');
      expect(finding.repair.en).not.toBe('');
    }
  });

  it('tells of a printer that is not there, in both languages, and ends with 1', () => {
    const slip = 'devices: { slip: { link: { driver: device-file, path: /dev/usb/lp97 } } }';
    const run = letan('--config', kioskWith(slip), '--no-ask');
    expect(run.code).toBe(1);
    expect(run.out).toContain('slip: không có /dev/usb/lp97 →');
    expect(run.out).toContain('slip: there is no /dev/usb/lp97 →');
    expect(run.out).toMatch(/\d+ lỗi · \d+ faults?/);
  });

  it('opens nothing in the morning', () => {
    const run = letan('--config', kioskWith('# morning', '# only'), '--morning', '--json');
    const { findings } = JSON.parse(run.out) as { findings: Finding[] }; // our own command's document
    expect(findings.some(({ check }) => check === 'device')).toBe(false);
    expect(findings.some(({ check }) => check === 'disk')).toBe(true);
  });

  it('refuses a wrong config as a config', () => {
    const file = kioskWith('zebra: 1', '# x', '# y');
    expect(letan('--config', file)).toMatchObject({ code: 78, out: '' });
  });
});
