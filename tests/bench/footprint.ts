import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile, rounded, spread, type BenchCase, type Section } from './figures.ts';

const starts = 7;

/** Resident memory of a process by the kernel's word, MiB. */
const residentMb = (pid: number): number => {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / 1024;
};

/** A copy of a shipped site whose kiosk may run here: a data directory of its own, any free port. */
const siteFor = (folder: string): string => {
  cpSync('config/sites/ward-centre', join(folder, 'ward-centre'), { recursive: true });
  const file = join(folder, 'ward-centre/devices/kiosk-1.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, `${text}\ndataDir: ${join(folder, 'data')}\nweb: { port: 0 }\n`);
  return file;
};

const startOnce = (file: string): Promise<{ readonly readyMs: number; readonly mb: number }> =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, ['firmware/cli/letan.mjs', 'run', '--config', file], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let log = '';
    let readyMs = Number.NaN;
    child.stdout.on('data', (piece: Buffer) => {
      log += piece.toString();
      if (!Number.isNaN(readyMs) || !log.includes('"device.running"')) return;
      readyMs = performance.now() - began;
      // A while after the start, when the start's garbage has been let go of or not.
      setTimeout(() => {
        const mb = residentMb(child.pid ?? 0);
        child.once('exit', () => resolve({ readyMs, mb }));
        child.kill('SIGTERM');
      }, 3_000);
    });
    child.once('exit', () => {
      if (Number.isNaN(readyMs)) reject(new Error(`the device did not start:\n${log}`));
    });
  });

/** The device as a process of its own: how long it takes to start and how much memory it holds. */
export const footprint = async (): Promise<Section> => {
  const folder = mkdtempSync(join(tmpdir(), 'letan-bench-'));
  const file = siteFor(folder);
  const cases: BenchCase[] = [];
  // The first start compiles TypeScript into the loader's cache; a device runs compiled code, so it is not counted.
  await startOnce(file);
  for (let start = 0; start < starts; start += 1) {
    const time = performance.now();
    const { readyMs, mb } = await startOnce(file);
    cases.push(
      { section: 'footprint', case: `${start}`, decision: 'ready', time, value: readyMs },
      { section: 'footprint', case: `${start}`, decision: 'resident-mib', time, value: mb },
    );
  }
  rmSync(folder, { recursive: true, force: true });
  const of = (decision: string): number[] =>
    cases.filter((each) => each.decision === decision).map(({ value }) => value);
  return {
    name: 'footprint',
    what: `letan run of the shipped kiosk without its simulated parts, ${starts} starts from source by the loader's cache`,
    figures: { n: starts, ...spread('ready', of('ready')), residentMib: rounded(quantile(of('resident-mib'), 0.5)) },
    cases,
  };
};
