import { createServer } from 'node:net';
import { once } from 'node:events';
import { loadavg, tmpdir } from 'node:os';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { exitCodes } from '../../firmware/cli/exit.ts';
import { assert } from '../../hal/assert.ts';
import { quantile, rounded } from './figures.ts';
import { pressNext, type Called } from './hall/clerks.ts';
import { askForNumbers, type Asked } from './hall/members.ts';
import { bytesBelow, measured, startHub, startMosquitto } from './hall/processes.ts';
import { benchSite, clerks } from './hall/site.ts';
import { sizesOf, type Sizes } from './hall/sizes.ts';
import { writeYear } from './hall/year.ts';

interface HallOptions {
  readonly json?: string | true;
  readonly cases?: string;
  readonly dir?: string;
  readonly year: boolean;
  readonly count: string;
  /** A part in a process of its own: how the bench starts itself. */
  readonly as?: 'members' | 'clerks';
  readonly url?: string;
  readonly members?: string;
  readonly each?: string;
  readonly run?: string;
}

/** Every floor and every figure is taken in turn, so that a host's bad moment falls on all alike. */
const rounds = 4;
/** Of each, in all rounds together. */
const usualCount = 2_000;

interface Floor {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly perS?: number;
  readonly cases: readonly number[];
  /** When each began, in milliseconds from the first one on; for round trips only. */
  readonly beganMs?: readonly number[];
}

interface Case {
  readonly what: string;
  readonly round: number;
  readonly [key: string]: string | number | null;
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  assert(address !== null && typeof address === 'object', 'bench: no port');
  return address.port;
};

/** A time as it stands among the raw cases. */
const written = (ms: number): number => Number(ms.toFixed(4));

const median = (values: readonly number[]): number => quantile(values, 0.5);

const perSecond = (asked: readonly { readonly beganMs: number; readonly tookMs: number }[]): number => {
  const begun = Math.min(...asked.map(({ beganMs }) => beganMs));
  const ended = Math.max(...asked.map(({ beganMs, tookMs }) => beganMs + tookMs));
  return (asked.length * 1000) / (ended - begun);
};

const part = (as: 'members' | 'clerks', url: string, members: number, each: number, run: string): readonly string[] => [
  'firmware/cli/letan.mjs',
  'bench',
  'hall',
  '--as',
  as,
  '--url',
  url,
  '--members',
  `${members}`,
  '--each',
  `${each}`,
  '--run',
  run,
];

const disk = (folder: string, bytes: Sizes, count: number): Promise<Floor> =>
  measured<Floor>([
    'tests/bench/floors/append-fdatasync.mjs',
    '--dir',
    folder,
    '--bytes',
    `${bytes.ledger}`,
    '--count',
    `${count}`,
    '--cases',
  ]);

const echo = (url: string, bytes: Sizes, members: number, count: number): Promise<Floor> =>
  measured<Floor>([
    'tests/bench/floors/hub-echo.mjs',
    '--url',
    url,
    '--members',
    `${members}`,
    '--count',
    `${count}`,
    '--qos',
    '0',
    '--cases',
    '--ask-bytes',
    `${bytes.ask}`,
    '--answer-bytes',
    `${bytes.answer}`,
  ]);

const say = (what: string): void => void process.stderr.write(`measuring ${what} …\n`);

interface Figures {
  readonly [figure: string]: number | Figures;
}

interface Taken {
  readonly ms: number[];
  readonly perS: number[];
}
const nothing = (): Taken => ({ ms: [], perS: [] });

const measureNumbers = async (folder: string, url: string, count: number, cases: Case[]): Promise<Figures> => {
  const hubFile = benchSite(folder, url, join(folder, 'data'));
  const perRound = Math.ceil(count / rounds);
  const hub = await startHub(hubFile);
  say('how many bytes a number is');
  const bytes = await sizesOf(url, 'member-0', () => measured(part('members', url, 1, 1, 'sizes')));
  const taken = { disk: nothing(), broker: nothing(), echo16: nothing(), '1': nothing(), '16': nothing() };
  for (let round = 0; round < rounds; round += 1) {
    say(`numbers, round ${round + 1} of ${rounds}`);
    const floors = {
      disk: await disk(folder, bytes, perRound),
      broker: await echo(url, bytes, 1, perRound),
      echo16: await echo(url, bytes, 16, perRound),
    };
    for (const name of ['disk', 'broker', 'echo16'] as const) {
      taken[name].ms.push(...floors[name].cases);
      taken[name].perS.push(floors[name].perS ?? Number.NaN);
      for (const [index, ms] of floors[name].cases.entries())
        cases.push({ what: `floor.${name}`, round, beganMs: floors[name].beganMs?.[index] ?? null, ms });
    }
    for (const members of ['1', '16'] as const) {
      const each = Math.ceil(perRound / Number(members));
      const asked = await measured<readonly Asked[]>(
        part('members', url, Number(members), each, `round-${round}-${members}`),
      );
      taken[members].ms.push(...asked.map(({ tookMs }) => tookMs));
      taken[members].perS.push(perSecond(asked));
      const first = Math.min(...asked.map(({ beganMs }) => beganMs));
      for (const { beganMs, member, number, tookMs } of asked)
        cases.push({
          what: `members.${members}`,
          round,
          member,
          number,
          beganMs: written(beganMs - first),
          ms: written(tookMs),
        });
    }
  }
  say(`next under ${clerks} clerks`);
  const called = await measured<readonly Called[]>(part('clerks', url, clerks, Math.ceil(count / clerks), 'clerks'));
  const firstCall = Math.min(...called.map(({ beganMs }) => beganMs));
  for (const { beganMs, clerk, number, refusal, tookMs } of called)
    cases.push({
      what: 'next',
      round: 0,
      clerk,
      number,
      refusal,
      beganMs: written(beganMs - firstCall),
      ms: written(tookMs),
    });
  await hub.end();

  const numbers = called.flatMap(({ number }) => (number === null ? [] : [number]));
  const waits = called.map(({ tookMs }) => tookMs);
  const floor = {
    diskP50Ms: rounded(median(taken.disk.ms)),
    brokerP50Ms: rounded(median(taken.broker.ms)),
    echoPerS: rounded(median(taken.echo16.perS)),
    bytes: { ...bytes },
  };
  const figuresOf = ({ ms, perS }: Taken): { ticketsPerS: number; p50Ms: number; p99Ms: number } => ({
    ticketsPerS: rounded(median(perS)),
    p50Ms: rounded(median(ms)),
    p99Ms: rounded(quantile(ms, 0.99)),
  });
  const members = { '1': figuresOf(taken['1']), '16': figuresOf(taken['16']) };
  return {
    members,
    floor,
    aims: {
      oneOverFloor: rounded(members['1'].p50Ms / (floor.diskP50Ms + floor.brokerP50Ms)),
      sixteenOverEcho: rounded(members['16'].ticketsPerS / floor.echoPerS),
    },
    next: {
      clerks,
      calls: numbers.length,
      refused: called.length - numbers.length,
      calledTwice: numbers.length - new Set(numbers).size,
      perS: rounded(perSecond(called)),
      p50Ms: rounded(median(waits)),
      p99Ms: rounded(quantile(waits, 0.99)),
    },
  };
};

const measureYear = async (folder: string, url: string, cases: Case[]): Promise<Figures> => {
  const dataDir = join(folder, 'year');
  const place = join(folder, 'year-site');
  mkdirSync(place);
  const file = benchSite(place, url, dataDir);
  say('a year of ledger');
  const { events, tickets } = await writeYear(file, dataDir, Date.now());
  const ledgerBytes = bytesBelow(dataDir);
  // The first start reads everything and keeps a snapshot; a hub that was there all the time has one.
  const first = await startHub(file);
  const firstRssMb = first.rssMb();
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  await first.end();
  const again = await startHub(file);
  const rssMb = again.rssMb();
  await again.end();
  cases.push({ what: 'year', round: 0, tickets, bytes: ledgerBytes });
  for (const [round, { startupMs, mb }] of [
    { ...first, mb: firstRssMb },
    { ...again, mb: rssMb },
  ].entries())
    cases.push({ what: round === 0 ? 'start.first' : 'start', round, ms: rounded(startupMs), rssMb: rounded(mb) });
  return {
    startupMs: Math.round(again.startupMs),
    rssMb: rounded(rssMb),
    bytesPerTicket: Math.round(ledgerBytes / tickets),
    year: {
      tickets,
      events,
      firstStartupMs: Math.round(first.startupMs),
      firstRssMb: rounded(firstRssMb),
      bytesOnDisk: bytesBelow(dataDir),
    },
  };
};

const print = (document: Figures, indent = ''): void => {
  for (const [name, value] of Object.entries(document))
    if (typeof value === 'number') process.stdout.write(`${indent}${name.padEnd(22 - indent.length)} ${value}\n`);
    else {
      process.stdout.write(`${indent}${name}\n`);
      print(value, `${indent}  `);
    }
};

const measure = async (options: HallOptions): Promise<void> => {
  const count = Number(options.count);
  assert(Number.isSafeInteger(count) && count >= 40, `bench: --count ${options.count}: at least 40`);
  const folder = mkdtempSync(join(options.dir ?? tmpdir(), 'letan-bench-hall-'));
  const port = await freePort();
  const url = `mqtt://127.0.0.1:${port}`;
  const broker = await startMosquitto(folder, port);
  const cases: Case[] = [];
  try {
    const loadBefore = loadavg()[0] ?? 0;
    const numbers = await measureNumbers(folder, url, count, cases);
    const year = options.year ? await measureYear(folder, url, cases) : {};
    const document = {
      ...numbers,
      ...year,
      hostLoad: { before: rounded(loadBefore), after: rounded(loadavg()[0] ?? 0) },
    };
    if (options.cases !== undefined)
      writeFileSync(options.cases, cases.map((each) => `${JSON.stringify(each)}\n`).join(''));
    if (options.json === true) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    else if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(document, null, 2)}\n`);
    else print(document);
  } finally {
    broker.kill();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** One part in this very process, its cases as JSON on standard output. */
const measurePart = async (as: 'members' | 'clerks', { each, members, run, url }: HallOptions): Promise<void> => {
  assert(url !== undefined && run !== undefined, 'bench: a part needs --url and --run');
  const work = as === 'members' ? askForNumbers : pressNext;
  process.stdout.write(JSON.stringify(await work(url, Number(members), Number(each), run)));
};

export const mountHall = (bench: Command): void => {
  bench
    .command('hall')
    .description(
      'numbers from a hub over a real broker (mosquitto), one member and 16, beside a bare append + fdatasync and bare round trips; "next" under 20 clerks; a start with a year of ledger',
    )
    .option('--json [file]', 'one JSON document on standard output, or into FILE')
    .option(
      '--cases <file>',
      'the raw cases as NDJSON: what, round, beganMs (from the first of its round on), ms; of numbers and calls also who and which',
    )
    .option('--dir <dir>', 'on whose file system the ledgers lie (default: that of temporary files)')
    .option('--no-year', 'without the year of ledger, which takes a minute to write')
    .option('--count <n>', 'numbers, writes and round trips of each kind', `${usualCount}`)
    .option('--as <part>')
    .option('--url <url>')
    .option('--members <n>')
    .option('--each <n>')
    .option('--run <name>')
    .action(async (options: HallOptions) => {
      if (options.as !== undefined) {
        await measurePart(options.as, options);
        return;
      }
      try {
        await measure(options);
      } catch (error) {
        if (!(error instanceof Error) || !error.message.startsWith('bench: mosquitto')) throw error;
        process.stderr.write(`letan bench hall: ${error.message}\n`);
        process.exitCode = exitCodes.failed;
      }
    });
};
