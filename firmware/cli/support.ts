import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Command } from 'commander';
import { faultText } from '../../config/faults.ts';
import { supportMessages, supportWords } from '../../config/languages/messages/support.ts';
import { textWith } from '../../config/languages/messages/wording.ts';
import { boardModels, loadBoard, loadDevice } from '../../config/load.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { LinuxHostFacts } from '../../hal/drivers/linux-host-facts.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { NodeSegmentStore } from '../../hal/drivers/node-segment-store.ts';
import { linuxWallTrust } from '../../hal/drivers/wall-trust.ts';
import { startsBlob } from '../bad-starts.ts';
import { examineMachine } from '../doctor/examine.ts';
import { reportDocument } from '../doctor/report.ts';
import { exportWindow } from '../flight/export.ts';
import { installedAt } from '../installed.ts';
import { firmwareVersion } from '../meta.ts';
import { traced } from '../trace.ts';
import { exitCodes } from './exit.ts';
import { flightDirectory } from './flight.ts';
import { both, refuse } from './hub/say.ts';
import { madeAt } from './made-at.ts';
import { lastBug } from './repair/last-bug.ts';
import { logsWanted } from './repair/repair.ts';
import { machineSticks } from './update/source.ts';

/*
 * One file for whoever mends devices from afar: what the check-up found, the config, the flight recorder, the journals. Each part is
 * taken as far as it can be had; what could not be had is said in the manifest. No part of it names a person: the recorder and the logs
 * never hold one, the ledger and the PINs stay where they are.
 */

/** Text of one part, or bytes of it; a thrown error is why it could not be had. */
interface Part {
  readonly name: string;
  read(): Promise<Uint8Array | string> | Uint8Array | string;
}

const mostJournal = 8 * 1024 * 1024;

/** What a program of the system says; the end of it where it says much. */
const saidBy = (program: string, args: readonly string[]): string => {
  const run = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, timeout: 60_000 });
  if (run.error !== undefined) throw run.error;
  if (run.status !== 0) throw new Error(run.stderr.trim().split('\n')[0] ?? `exit ${run.status}`);
  return run.stdout.slice(-mostJournal);
};

const present = (text: string | null, what: string): string => {
  if (text === null) throw new Error(what);
  return text;
};

const recording = async (config: DeviceConfig): Promise<Uint8Array> => {
  const lines: string[] = [];
  const store = new NodeSegmentStore(flightDirectory(config));
  const exported = await exportWindow(store, { from: null, to: null }, (line) => void lines.push(line));
  if (!exported.ok) throw new Error(exported.fault.kind);
  if (lines.length === 0) throw new Error('empty');
  return gzipSync(`${lines.join('\n')}\n`);
};

const checkup = async (config: DeviceConfig, clock: NodeClock): Promise<string> => {
  const wall = clock.wallTime();
  const findings = await examineMachine({
    config,
    board: config.board === null ? null : loadBoard(config.board.model),
    models: boardModels(),
    host: new LinuxHostFacts(),
    wall,
    firmware: firmwareVersion,
  });
  const { device, site } = config;
  return reportDocument({
    device,
    site: site.site,
    firmware: firmwareVersion,
    at: wall.instant,
    clockTrusted: wall.trusted,
    findings,
  });
};

const partsOf = (config: DeviceConfig, clock: NodeClock): readonly Part[] => {
  const { current, startReport } = installedAt();
  const journal = ['--no-pager', '--output=short-iso', '--since=-7d'];
  const units = ['letan', 'letan-panel', 'letan-update'].flatMap((unit) => ['-u', unit]);
  return [
    { name: 'doctor.json', read: () => checkup(config, clock) },
    { name: 'config.json', read: () => `${JSON.stringify(traced(config.content), null, 2)}\n` },
    { name: 'recording.jsonl.gz', read: () => recording(config) },
    { name: 'last-bug.txt', read: () => present(lastBug(config.dataDir), 'there was none') },
    { name: 'starts.json', read: () => readFileSync(join(config.dataDir, startsBlob)) },
    { name: 'start-report.json', read: () => readFileSync(startReport) },
    { name: 'release.json', read: () => readFileSync(join(current, 'manifest.json')) },
    { name: 'journal.txt', read: () => saidBy('journalctl', [...journal, ...units]) },
    { name: 'kernel.txt', read: () => saidBy('journalctl', [...journal, '-k']) },
    { name: 'system.txt', read: () => `${saidBy('uname', ['-a'])}${saidBy('df', ['-h'])}${saidBy('free', ['-m'])}` },
  ];
};

const sizeText = (bytes: number): string =>
  bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

/** Gathers the parts in `folder/<name>` and packs them; gives the tar's bytes. */
const gather = async (config: DeviceConfig, clock: NodeClock, name: string): Promise<Uint8Array> => {
  const work = mkdtempSync(join(tmpdir(), 'letan-support-'));
  try {
    const folder = join(work, name);
    mkdirSync(folder);
    const taken: { readonly name: string; readonly bytes: number; readonly sha256: string }[] = [];
    const missing: { readonly name: string; readonly why: string }[] = [];
    for (const part of partsOf(config, clock))
      try {
        const bytes = Buffer.from(await part.read());
        writeFileSync(join(folder, part.name), bytes);
        taken.push({ name: part.name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
        process.stderr.write(
          `${both(textWith(supportWords.taken, { name: part.name, bytes: sizeText(bytes.length) }))}\n`,
        );
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        missing.push({ name: part.name, why });
        process.stderr.write(`${both(textWith(supportWords.without, { name: part.name, said: why }))}\n`);
      }
    const manifest = {
      schema: 1,
      device: config.device,
      site: config.site.site,
      firmware: firmwareVersion,
      taken,
      missing,
    };
    writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    const tar = join(work, 'bundle.tar.gz');
    saidBy('tar', ['-C', work, '-czf', tar, '--owner=0', '--group=0', name]);
    return readFileSync(tar);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};

/** Writes beside its name first: a file of that name is whole. */
const writeWhole = (file: string, bytes: Uint8Array): boolean => {
  try {
    writeFileSync(`${file}.part`, bytes, { mode: 0o640, flush: true });
    renameSync(`${file}.part`, file);
    process.stdout.write(`${both(textWith(supportWords.written, { file, bytes: sizeText(bytes.length) }))}\n`);
    return true;
  } catch (error) {
    rmSync(`${file}.part`, { force: true });
    refuse(exitCodes.failed, supportMessages.notWritten, { file, said: error instanceof Error ? error.message : '' });
    return false;
  }
};

/** Writes to the first stick that is plugged in, and takes leave of it: it may be pulled when this returns. */
const toStick = (name: string, bytes: Uint8Array): boolean => {
  const [device] = machineSticks.plugged();
  if (device === undefined) {
    refuse(exitCodes.failed, supportMessages.noStick, {});
    return false;
  }
  const there = machineSticks.mountedAt(device);
  if (there !== null) return writeWhole(join(there, name), bytes);
  const at = mkdtempSync(join(tmpdir(), 'letan-stick-'));
  try {
    saidBy('mount', ['-o', 'rw,nosuid,nodev,noexec,sync', device, at]);
  } catch (error) {
    rmdirSync(at);
    refuse(exitCodes.failed, supportMessages.notMounted, { said: error instanceof Error ? error.message : '' });
    return false;
  }
  try {
    return writeWhole(join(at, name), bytes);
  } finally {
    machineSticks.unmount(at);
    rmdirSync(at);
  }
};

const bundle = async (options: {
  readonly config: string;
  readonly out?: string;
  readonly usb?: true;
  readonly wanted?: true;
}): Promise<void> => {
  const loaded = loadDevice(options.config);
  if (!loaded.ok) {
    for (const fault of loaded.fault) process.stderr.write(`${faultText(fault)}\n`);
    process.exitCode = exitCodes.config;
    return;
  }
  const config = loaded.value;
  if (options.wanted === true && !existsSync(logsWanted(config.dataDir))) return;
  if (options.out === undefined && options.usb !== true) return refuse(exitCodes.usage, supportMessages.where, {});
  const clock = new NodeClock(linuxWallTrust(madeAt));
  const stamp = new Date(clock.wallTime().instant).toISOString().slice(0, 16).replaceAll(/[-:]/gu, '');
  const name = `letan-${config.device}-${stamp}`;
  const bytes = await gather(config, clock, name);
  const written = options.out === undefined ? toStick(`${name}.tar.gz`, bytes) : writeWhole(options.out, bytes);
  // A wish is over when it was done; without a stick it stays until there is one.
  if (written) rmSync(logsWanted(config.dataDir), { force: true });
};

/** `letan support bundle`. */
export const mountSupport = (program: Command): void => {
  const support = program.command('support').description('what a support engineer needs of a device');
  support
    .command('bundle')
    .description('one file with check-up, config, flight recording and logs; nothing personal')
    .requiredOption('--config <file>', 'the device’s YAML')
    .option('--out <file>', 'where to write it (.tar.gz)')
    .option('--usb', 'to the stick that is plugged in')
    .option('--wanted', 'only where somebody at the device has asked for it')
    .action(bundle);
};
