import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { loadLanguages } from '../../config/languages.ts';
import { loadSite } from '../../config/load.ts';
import { exitCodes } from '../../firmware/cli/exit.ts';
import { createWeb, type Web, type WebFault } from '../../firmware/web.ts';
import { createStaffGuard, type StaffGuard } from '../../firmware/web-guard.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { NodeEntropy } from '../../hal/drivers/node-entropy.ts';
import type { Log } from '../../hal/ports/log.ts';
import { createSession } from '../session-io.ts';
import { AedesBroker } from './aedes-broker.ts';
import { demoPinHashes } from './demo-pins.ts';
import { openSimPage } from './server.ts';

interface PageOptions {
  readonly site: string;
  readonly tracks?: string;
  readonly seed: number;
  readonly at?: string;
  readonly come: number;
  readonly port?: number;
}

const shippedSite = fileURLToPath(new URL('../../config/sites/ward-centre', import.meta.url));
const languageDir = fileURLToPath(new URL('../../config/languages', import.meta.url));
/** Where the page lies unless something else is there already. */
const usualPort = 8070;
/** Faster than this no page plays a sound. */
const fastestHeard = 2;
/** A Monday morning just after the doors have opened. */
const morning = '2026-08-03T08:05';

const whole =
  (name: string, most: number) =>
  (text: string): number => {
    if (!/^\d{1,15}$/.test(text) || Number(text) > most) throw new InvalidArgumentError(`expected ${name}`);
    return Number(text);
  };

/** Says on stderr what goes wrong with the page itself; the devices' own logs are the simulator's. */
export const pageLog: Log = {
  write: (level, event, data) => {
    if (level === 'error') process.stderr.write(`${event} ${JSON.stringify(data)}\n`);
  },
};

const faultText = (fault: WebFault): string => {
  switch (fault.kind) {
    case 'port-taken':
      return `${fault.where} is taken by another program; choose another with --port`;
    case 'not-permitted':
      return `${fault.where} may not be used by this user; choose a port above 1023 with --port`;
    case 'no-address':
      return `${fault.where} cannot be listened on (${fault.code})`;
  }
};

/** Listens on the port asked for, or on the usual one, or else on any. */
export const listenForPage = async (
  asked: number | undefined,
  guard: StaffGuard,
): Promise<{ web: Web; url: string } | string> => {
  for (const port of asked === undefined ? [usualPort, 0] : [asked]) {
    const web = createWeb({
      host: '127.0.0.1',
      port,
      log: pageLog,
      entropy: new NodeEntropy(),
      clock: new NodeClock(() => true),
      accountOf: (caller) => guard.accountOf(caller),
    });
    const listening = await web.listen();
    if (listening.ok) return { web, url: listening.value };
    if (asked !== undefined || port === 0) return faultText(listening.fault);
  }
  return 'no port to listen on';
};

const complain = (lines: readonly string[], code: number): void => {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exitCode = code;
};

const run = async (options: PageOptions): Promise<void> => {
  const host = new NodeClock(() => true);
  const loaded = loadSite(options.site);
  const broker = await AedesBroker.open(host);
  let heard = (): boolean => false;
  const created = await createSession({
    what: {
      site: options.site,
      tracks: options.tracks ?? null,
      seed: options.seed,
      place: null,
      at: options.at ?? (options.tracks === undefined ? morning : null),
      forMs: null,
      come: options.come,
    },
    host,
    // A voice is made only for an ear that can follow it.
    realVoice: () => heard(),
    broker: (clock) => broker.on(clock),
  });
  if (!created.ok || !loaded.ok) {
    await broker.close();
    complain(created.ok ? [`${options.site} cannot be read`] : created.fault, exitCodes.config);
    return;
  }
  const session = created.value;
  const guard = createStaffGuard({
    name: 'sim',
    clock: host,
    entropy: new NodeEntropy(),
    log: pageLog,
    pins: await demoPinHashes(),
  });
  const listening = await listenForPage(options.port, guard);
  if (typeof listening === 'string') {
    await session.close();
    complain([listening], exitCodes.config);
    return;
  }
  const { web, url } = listening;
  const languages = loadLanguages(languageDir, session.languages);
  const page = await openSimPage({
    session,
    web,
    host,
    log: pageLog,
    configs: loaded.value.devices,
    languages: languages.ok ? languages.value : [],
    entropy: new NodeEntropy(),
    guard,
  });
  heard = () => page.listened && session.time.speed <= fastestHeard;
  process.stdout.write(
    `letan: ${url}\nMQTT: ${broker.url}\nMở địa chỉ này trong trình duyệt; Ctrl+C để dừng. Open it in a browser; Ctrl+C ends it.\n`,
  );
  const end = (): void => {
    void page
      .close()
      .then(() => web.close())
      .then(() => session.close())
      .then(() => process.exit(exitCodes.ok));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
};

/** `letan sim page`: the simulated centre in a browser. */
export const simPageCommand = (): Command =>
  new Command('page')
    .description('shows the simulated centre in a browser: people, devices, clerks, faults')
    .option('--site <dir>', 'a site: config/sites/<site>', shippedSite)
    .option('--tracks <file>', 'recorded people: CSV track,t,x,y in seconds and metres')
    .option('--seed <n>', 'chooses who comes and every other chance', whole('a whole number', 1e15), 1)
    .option('--at <instant>', 'site time of the start, 2026-08-03T08:30')
    .option('--port <n>', `where the page lies (default: ${usualPort}, or any free port)`, whole('a port', 65_535))
    .action((options: Omit<PageOptions, 'come'>) => run({ ...options, come: 0.1 }));
