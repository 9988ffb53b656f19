import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { isReal, needsOf } from '../../config/boards/needs.ts';
import { faultText } from '../../config/faults.ts';
import { benchWords } from '../../config/languages/messages/bench.ts';
import type { StaffText } from '../../config/languages/messages/wording.ts';
import { loadDevice } from '../../config/load.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { LinuxHostFacts } from '../../hal/drivers/linux-host-facts.ts';
import { firmwareVersion } from '../meta.ts';
import { accepted, readRecord, type AcceptanceRecord, type BenchResult } from '../bench-kit/record.ts';
import { acceptanceTable, recordText } from '../bench-kit/table.ts';
import { resultsOf } from '../bench-kit/vitest-report.ts';
import { exitCodes } from './exit.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const recordsDirectory = join(root, 'config/boards/acceptance');

const say = ({ vi, en }: StaffText): void => void process.stderr.write(`${vi}\n${en}\n`);

interface BenchOptions {
  readonly config?: string;
  readonly out?: string;
  readonly who?: string;
  readonly json?: true;
  readonly table?: true;
  readonly ask?: boolean;
}

/** Somebody's hands and eyes for the suites, which run in processes of their own: one question a connection, answered by a line. */
const personAt = async (socket: string): Promise<Server> => {
  let before = Promise.resolve();
  const server = createServer((connection) => {
    let asked = '';
    connection.on('data', (bytes) => {
      asked += bytes.toString('utf8');
      if (!asked.endsWith('\n')) return;
      const question = asked.trimEnd();
      // One at a time: there is one person.
      before = before.then(async () => {
        const lines = createInterface({ input: process.stdin, output: process.stderr });
        const answer = await lines.question(`\n${question}\n> `);
        lines.close();
        connection.end(`${answer}\n`);
      });
    });
    connection.on('error', () => undefined);
  });
  await new Promise<void>((listening) => {
    server.listen(socket, () => listening());
  });
  return server;
};

/** Runs the suites of `tests/contract/*.bench.test.ts` on the devices of a config. */
const runSuites = async (config: string, asks: boolean): Promise<readonly BenchResult[] | null> => {
  const room = mkdtempSync(join(tmpdir(), 'letan-bench-'));
  const report = join(room, 'report.json');
  const socket = join(room, 'person');
  const person = asks ? await personAt(socket) : null;
  const args = [
    'run',
    '.bench.test.ts',
    '--root',
    root,
    '--reporter=json',
    `--outputFile=${report}`,
    '--no-file-parallelism',
  ];
  const limits = ['--testTimeout=600000', '--hookTimeout=600000', '--retry=0'];
  const env = { ...process.env, LETAN_BENCH_CONFIG: resolve(config), ...(asks ? { LETAN_BENCH_PERSON: socket } : {}) };
  try {
    const child = spawn(process.execPath, [vitest, ...args, ...limits], {
      env,
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await new Promise<void>((ended) => {
      child.on('exit', () => ended());
    });
    return existsSync(report) ? resultsOf(readFileSync(report, 'utf8')) : null;
  } finally {
    person?.close();
    rmSync(room, { recursive: true, force: true });
  }
};

/** The sources' commit, `unknown` outside of a checkout. */
const commitOf = (): string => {
  const git = (...args: readonly string[]): string | null => {
    const run = spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' });
    return run.status === 0 ? run.stdout.trim() : null;
  };
  const head = git('rev-parse', 'HEAD');
  if (head === null) return 'unknown';
  return git('status', '--porcelain') === '' ? head : `${head} dirty`;
};

const recordOf = async (
  config: DeviceConfig,
  who: string,
  at: Date,
  results: readonly BenchResult[],
): Promise<AcceptanceRecord> => {
  const host = new LinuxHostFacts();
  const textOf = async (path: string): Promise<string | null> => {
    const text = await host.text(path);
    return text.ok && text.value !== '' ? text.value : null;
  };
  return {
    schema: 1,
    who,
    at: at.toISOString(),
    commit: commitOf(),
    firmware: firmwareVersion,
    node: process.versions.node,
    kernel: (await textOf('/proc/sys/kernel/osrelease')) ?? 'unknown',
    machine: (await textOf('/proc/device-tree/model')) ?? (await textOf('/sys/class/dmi/id/product_name')) ?? 'unknown',
    board: config.board?.model ?? null,
    site: config.site.site,
    device: config.device,
    devices: Object.entries(config.devices).map(([name, entry]) => ({
      name,
      port: entry.port,
      driver: entry.driver,
      part: needsOf(entry).part,
      real: isReal(entry),
    })),
    results: [...results],
  };
};

/** Every record that is kept; one that cannot be read is a fault of the checkout and ends the command. */
const keptRecords = (): readonly AcceptanceRecord[] =>
  readdirSync(recordsDirectory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const read = readRecord(readFileSync(join(recordsDirectory, name), 'utf8'));
      if (!read.ok) throw new Error(`${join(recordsDirectory, name)}: ${read.fault}`);
      return read.value;
    });

const write = (record: AcceptanceRecord, out: string): void => {
  const base = out.replace(/\.(json|txt)$/, '');
  writeFileSync(`${base}.json`, `${JSON.stringify(record, null, 2)}\n`);
  writeFileSync(`${base}.txt`, recordText(record));
  process.stderr.write(`${base}.json\n${base}.txt\n`);
};

const benchKit = async (options: BenchOptions): Promise<void> => {
  if (options.table === true) {
    process.stdout.write(acceptanceTable(keptRecords()));
    return;
  }
  if (options.config === undefined) {
    say(benchWords.noConfig);
    process.exitCode = exitCodes.usage;
    return;
  }
  const config = loadDevice(options.config);
  if (!config.ok) {
    for (const fault of config.fault) process.stderr.write(`${faultText(fault)}\n`);
    process.exitCode = exitCodes.config;
    return;
  }
  if (!existsSync(vitest)) {
    say(benchWords.noCheckout);
    process.exitCode = exitCodes.usage;
    return;
  }
  const asks = options.json === true ? options.ask === true : (options.ask ?? process.stdin.isTTY);
  const at = new Date();
  const results = await runSuites(options.config, asks);
  if (results === null) {
    say(benchWords.noReport);
    process.exitCode = exitCodes.failed;
    return;
  }
  const record = await recordOf(config.value, options.who ?? userInfo().username, at, results);
  if (options.out !== undefined) write(record, options.out);
  if (options.json === true) process.stdout.write(`${JSON.stringify(record, null, 2)}\n`);
  else if (options.out === undefined) process.stdout.write(recordText(record));
  if (!accepted(record)) {
    say(benchWords.notAccepted);
    process.exitCode = exitCodes.failed;
  }
};

/** `letan bench-kit --config FILE`. */
export const mountBenchKit = (program: Command): void => {
  program
    .command('bench-kit')
    .description(
      'runs the contract suites on the real devices of FILE and writes an acceptance record; exit 1 unless all that could be tried passed',
    )
    .option('--config <file>', 'the device’s YAML: config/sites/<site>/devices/<device>.yaml')
    .option('--out <file>', 'write FILE.json and FILE.txt')
    .option('--who <name>', 'who stands at the bench')
    .option('--json', 'one JSON document instead of the text')
    .option('--ask', 'ask whoever is at the terminal to unplug, press and look (default at a terminal)')
    .option('--no-ask', 'ask nobody: what needs a person is skipped, and the record says so')
    .option('--table', 'only print which hardware has a record in config/boards/acceptance')
    .action(benchKit);
};
