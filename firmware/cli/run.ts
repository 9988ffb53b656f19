import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { pino } from 'pino';
import { runMessages } from '../../config/languages/messages/run.ts';
import { worded, type Message, type SlotValues } from '../../config/languages/messages/wording.ts';
import { boardModels, loadBoard, roughDevice } from '../../config/load.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { LinuxHostFacts } from '../../hal/drivers/linux-host-facts.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { NodeEntropy } from '../../hal/drivers/node-entropy.ts';
import { NodeRandom } from '../../hal/drivers/node-random.ts';
import { NodeStorage } from '../../hal/drivers/node-storage.ts';
import { LinuxWatchdog } from '../../hal/drivers/linux-watchdog.ts';
import { ownStdout } from '../../hal/drivers/own-stdout.ts';
import { knownSchema } from '../../hal/drivers/sqlite-ledger-schema.ts';
import { PinoLog } from '../../hal/drivers/pino-log.ts';
import { SystemdWatchdog } from '../../hal/drivers/systemd-watchdog.ts';
import { linuxWallTrust } from '../../hal/drivers/wall-trust.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Storage } from '../../hal/ports/storage.ts';
import type { HalDevices } from '../../hal/hal.ts';
import type { Watchdog } from '../../hal/ports/watchdog.ts';
import { createApp } from '../app.ts';
import { BadStarts } from '../bad-starts.ts';
import { discreet } from '../discreet.ts';
import type { Finding } from '../doctor/finding.ts';
import { MachineCheckup } from '../doctor/machine-checkup.ts';
import { installedAt, startReportName } from '../installed.ts';
import { intentionClassifier } from '../intention-model.ts';
import { assemble, realFactories } from '../drivers.ts';
import { FreshStart } from '../fresh-start.ts';
import { noTrace, traced } from '../trace.ts';
import { GoodStart } from '../good-start.ts';
import { Heartbeat } from '../heartbeat.ts';
import { buildHere } from './build-here.ts';
import { exitCodes } from './exit.ts';
import { openFlight } from './flight.ts';
import { onDuty } from './hub/on-duty.ts';
import { madeAt } from './made-at.ts';
import { repairInstead, rightDevice } from './repair/instead.ts';
import { forgetBug } from './repair/last-bug.ts';
import { wishMaintenance } from './repair/maintenance-wish.ts';
import { stickWatch, watchSticks } from './repair/plugged-sticks.ts';
import { repair } from './repair/repair.ts';
import { keepLastConfig, subjectOf } from './repair/subject.ts';
import { lostLedger } from './repair/why.ts';
import { servePages, type ServedPages } from './served-pages.ts';
import { obstaclesIn, workOf } from '../update/work.ts';
import { ownRelease } from './update/slots.ts';
import { keepReport, vitalsOf } from './vitals.ts';

/** Says what is wrong and what to do, Vietnamese first. */
const say = <M extends Message>(message: M, values: SlotValues<M>): void => {
  const { needs, repair: todo } = worded(message, values);
  process.stderr.write(`${needs.vi} → ${todo.vi}\n${needs.en} → ${todo.en}\n`);
};

/** Who starts this anew when it hangs: the service manager, if it asked to be told, and the kernel's watchdog where the config names one. */
const watchdogsOf = ({ watchdog }: DeviceConfig): readonly Watchdog[] => {
  const systemd = new SystemdWatchdog(process.env);
  return [
    ...(systemd.present ? [systemd] : []),
    ...(watchdog === null ? [] : [new LinuxWatchdog(watchdog.path, watchdog.timeoutMs)]),
  ];
};

/** A press of the maintenance button in the first seconds: the next start is the technician's. */
const watchButton = (
  { safeMode: { button, buttonForMs } }: DeviceConfig,
  devices: HalDevices,
  clock: Clock,
  storage: Storage,
  log: Log,
): void => {
  const pressed = button === null ? undefined : devices.button[button];
  if (pressed === undefined) return;
  const end = pressed.onPress(() => {
    end();
    void wishMaintenance(storage, 'button', log);
  });
  clock.setTimeout(end, buttonForMs);
};

/** The service manager's directory for what is only of this start; null where none started us. */
const startDirectory = (): string | null => (process.env['RUNTIME_DIRECTORY'] ?? '').split(':')[0] || null;

interface RunOptions {
  readonly config: string;
  readonly stay?: true;
  readonly sticks: string;
}

const run = async ({ config: path, stay, sticks: sticksAt }: RunOptions): Promise<void> => {
  // Before anything slow: a stop in the first second is as orderly as any other.
  const asked = endAsked();
  const building = buildHere();
  const clock = new NodeClock(linuxWallTrust(madeAt));
  const log = new PinoLog(roughDevice(path).device, 'info', clock, pino.destination({ fd: ownStdout(), sync: true }));
  // Whoever stands at a terminal reads what is wrong there; in a hall there is only the glass.
  const stays = stay === true || new SystemdWatchdog(process.env).present;
  const loaded = await rightDevice(path, stays, { clock, log, asked, sticksAt });
  if (loaded === null) return;
  const { config, languages } = loaded;
  const storage = new NodeStorage(config.dataDir);
  const starts = new BadStarts(storage, config.safeMode.afterBadStarts, log);
  if (await repairInstead(loaded, starts, { clock, log, storage, asked, sticksAt })) process.exit(exitCodes.ok);
  const random = new NodeRandom();
  const entropy = new NodeEntropy();
  const release = ownRelease(fileURLToPath(import.meta.url));
  if (release !== null) {
    const { commit, version } = release.manifest;
    log.write('info', 'device.release', { slot: release.slot, version, commit });
  }
  const firmware = await building;
  const ledgerCeiling = release?.ledgerCeiling ?? knownSchema;
  const factories = realFactories({ config, clock, random, log, dataDir: config.dataDir, ledgerCeiling });
  const { devices, unmade } = assemble(config, factories);
  // What is only simulated is left out and told; the rest of the device serves.
  if (unmade.length > 0) say(runMessages.simulatedParts, { parts: unmade.map((name) => `devices.${name}`).join(', ') });
  const classifier = intentionClassifier(config);
  const checkup = new MachineCheckup({
    config,
    board: config.board === null ? null : loadBoard(config.board.model),
    models: boardModels(),
    host: new LinuxHostFacts(),
    clock,
    firmware,
  });
  const hal = discreet({ clock, random, entropy, log, storage, classifier, checkup, devices }, config);
  log.write('info', 'device.config', { config: traced(config.content) });

  const flight = await openFlight(config, { clock, log, entropy, firmware });
  const app = createApp({ config, languages, hal, trace: flight ?? noTrace, leftOut: unmade, firmware });
  const duty = onDuty(config, devices, app, { clock, log, random });
  const running = {
    pages: null as ServedPages | null,
    started: Promise.resolve(),
    ready: false,
    ending: false,
    resting: false,
  };
  const ledger = Object.values(devices.ledger)[0] ?? null;
  const vitals = vitalsOf(
    app,
    ledger,
    () => running.pages?.listening() ?? null,
    () => running.ready,
  );
  const subject = subjectOf(config, path);
  const sticks = stickWatch(subject, sticksAt, clock, log);
  const judged = new GoodStart(vitals, config.goodStart, clock, log);
  const reportTo = startDirectory();
  if (reportTo !== null) judged.onVerdict((report) => keepReport(reportTo, startReportName, report));
  judged.onVerdict(({ verdict }) => {
    if (verdict !== 'good') return;
    forgetBug(config.dataDir);
    void starts.good();
    void keepLastConfig(storage, config);
  });
  const watchdogs = watchdogsOf(config);
  // The first starts the program anew when ledger or page fall silent. One behind it resets the whole board, and waits for less.
  const lives = (each: Watchdog): boolean =>
    running.resting || (each === watchdogs[0] ? judged.alive : app.status()['lifecycle'] === 'running');
  const fresh = new FreshStart(config.site.zoneOffsetMin, {
    clock,
    log,
    obstacles: () => obstaclesIn(workOf(config, app)),
    begin: () => void process.kill(process.pid, 'SIGTERM'),
  });
  const heartbeat = new Heartbeat(watchdogs, clock, log, lives);
  /** Closes all but the disk, in order, however long the slip in hand takes. */
  const finish = async (): Promise<void> => {
    judged.stop();
    sticks.stop();
    fresh.stop();
    if (judged.verdict !== 'good') await starts.ended();
    await app.stop();
    await flight?.end();
    // Last of all: what the device had to say in parting went over it.
    await duty.close();
    await running.pages?.close();
  };
  const leave = async (): Promise<never> => {
    await storage.close();
    process.exit(exitCodes.ok);
  };
  void asked.then(async () => {
    if (running.resting) return;
    running.ending = true;
    // What has begun to open is closed when it is open; each opening has an end of its own.
    await running.started;
    // From here on nobody is to start it anew.
    await heartbeat.stop();
    await finish();
    await leave();
  });
  /** A device that can give nobody a number says so on its glass, kindly, and with what a technician needs. */
  const rest = async (why: Finding | null): Promise<void> => {
    if (why === null || running.ending || running.resting) return;
    running.resting = true;
    log.write('error', 'device.repair', { key: why.key, vi: why.needs.vi, en: why.needs.en });
    // A release on trial that cannot read the ledger need not be waited for.
    if (reportTo !== null) keepReport(reportTo, startReportName, { ...judged.report(), verdict: 'bad' });
    await finish();
    const againAfterMs = config.safeMode.tryAgainAfterMs;
    const ports = { clock, log, storage, asked, heartbeat, sticksAt };
    await repair({ subject, why, open: false, againAfterMs, ...ports });
    await leave();
  };
  judged.onVerdict(({ verdict }) => void (verdict === 'bad' && rest(lostLedger(config, app.status(), false))));
  judged.start();
  running.pages = await servePages(loaded, devices, app.face, sticks, { clock, log, entropy, storage });
  if (running.ending) return;
  watchButton(config, devices, clock, storage, log);
  await watchSticks(sticks, storage, log);
  // Before the app: a hub's own link finds its broker there.
  await duty.start();
  running.started = app.start().then(() => {
    running.ready = true;
    return heartbeat.start();
  });
  await running.started;
  // Only what is started again may end by itself, and only for what is recorded.
  if (flight !== null && new SystemdWatchdog(process.env).present) fresh.start();
  await rest(lostLedger(config, app.status(), true));
};

/** The first time that somebody asks for the end. From here on a signal kills nothing by itself. */
const endAsked = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });

export const mountRun = (program: Command): void => {
  program
    .command('run')
    .description('runs the device that FILE describes (SIGTERM ends it cleanly)')
    .requiredOption('--config <file>', 'the device’s YAML: config/sites/<site>/devices/<device>.yaml')
    .option('--stay', 'a wrong config is shown on the glass until it is right, as under a service manager')
    .option('--sticks <directory>', 'where key files of maintenance sticks are laid down', installedAt().stickRun)
    .action((options: RunOptions) => run(options));
};
