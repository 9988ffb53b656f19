import { accessSync, constants, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { pino } from 'pino';
import { faultText } from '../../config/faults.ts';
import { runMessages } from '../../config/languages/messages/run.ts';
import { worded, type Message, type SlotValues } from '../../config/languages/messages/wording.ts';
import { loadLanguages, type LanguageFile } from '../../config/languages.ts';
import { boardModels, loadBoard, loadDevice } from '../../config/load.ts';
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
import { WebDisplay } from '../../hal/drivers/web-display.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Entropy } from '../../hal/ports/entropy.ts';
import type { Storage } from '../../hal/ports/storage.ts';
import type { HalDevices } from '../../hal/hal.ts';
import type { Watchdog } from '../../hal/ports/watchdog.ts';
import { sensorPorts } from '../../hal/ports/sensors.ts';
import { createApp } from '../app.ts';
import { BadStarts } from '../bad-starts.ts';
import { firmwareVersion } from '../meta.ts';
import { discreet } from '../discreet.ts';
import { MachineCheckup } from '../doctor/machine-checkup.ts';
import { startReportName } from '../installed.ts';
import { intentionClassifier } from '../intention-model.ts';
import { assemble, realFactories } from '../drivers.ts';
import { bundleVisitorPage, registerVisitorPage, visitorPageOf } from '../pages/visitor-page.ts';
import { openPublicPhones } from '../public-phones.ts';
import type { SiteFace } from '../site-face.ts';
import { bundleSitePages, registerSitePages } from '../site-pages.ts';
import { noTrace, traced } from '../trace.ts';
import { GoodStart } from '../good-start.ts';
import { Heartbeat } from '../heartbeat.ts';
import { readPins } from '../staff-pins.ts';
import { createWeb, type Caller, type Web } from '../web.ts';
import { createStaffGuard } from '../web-guard.ts';
import { exitCodes } from './exit.ts';
import { openFlight } from './flight.ts';
import { onDuty } from './hub/on-duty.ts';
import { madeAt } from './made-at.ts';
import { forgetBug, noteBugs } from './repair/last-bug.ts';
import { maintenanceBlob, repair, whyByHand, whySafe } from './repair/repair.ts';
import { ownRelease } from './update/slots.ts';
import { keepReport, vitalsOf, type Listening } from './vitals.ts';

const languageFiles = fileURLToPath(new URL('../../config/languages', import.meta.url));
/** A page that could not be served is tried again after this. */
const webRetryMs = 5_000;

/** Says what is wrong and what to do, Vietnamese first. */
const say = <M extends Message>(message: M, values: SlotValues<M>): void => {
  const { needs, repair } = worded(message, values);
  process.stderr.write(`${needs.vi} → ${repair.vi}\n${needs.en} → ${repair.en}\n`);
};

const loadAll = (
  path: string,
): { readonly config: DeviceConfig; readonly languages: readonly LanguageFile[] } | null => {
  const config = loadDevice(path);
  if (!config.ok) {
    for (const fault of config.fault) process.stderr.write(`${faultText(fault)}\n`);
    process.exitCode = exitCodes.config;
    return null;
  }
  const languages = loadLanguages(languageFiles, config.value.site.languages);
  if (!languages.ok) {
    for (const fault of languages.fault) process.stderr.write(`${JSON.stringify(fault)}\n`);
    process.exitCode = exitCodes.config;
    return null;
  }
  return { config: config.value, languages: languages.value };
};

const makeDataDir = (path: string): boolean => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o750 });
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    say(runMessages.dataDir, { path, code });
    process.exitCode = exitCodes.config;
    return false;
  }
};

/** The visitor's page, where this device has glass. */
const registerScreen = async (
  web: Web,
  config: DeviceConfig,
  languages: readonly LanguageFile[],
  devices: HalDevices,
): Promise<void> => {
  const display = Object.values(devices.display).find((each) => each instanceof WebDisplay);
  const sensing = sensorPorts.some((port) => Object.keys(devices[port]).length > 0);
  const told = languages.map(({ tag, phrases }) => [tag, phrases['chrome.sensors']?.screen ?? ''] as const);
  const page = visitorPageOf(config, sensing ? Object.fromEntries(told) : {});
  if (display !== undefined && page !== null) registerVisitorPage(web, '/', page, display, await bundleVisitorPage());
};

interface ServedPages {
  listening(): Listening;
  close(): Promise<void>;
}

/** Serves the visitor's and the site's pages, and goes on trying while something else holds the port: the device works without them. */
const servePages = async (
  { config, languages }: { readonly config: DeviceConfig; readonly languages: readonly LanguageFile[] },
  devices: HalDevices,
  face: SiteFace,
  ports: { readonly clock: Clock; readonly log: Log; readonly entropy: Entropy; readonly storage: Storage },
): Promise<ServedPages> => {
  const { log, clock, entropy } = ports;
  const guard = createStaffGuard({ name: config.device, clock, entropy, log, pins: () => readPins(ports.storage) });
  const accountOf = (caller: Caller): string | null => guard.accountOf(caller);
  const web = createWeb({ host: config.web.host, port: config.web.port, log, entropy, clock, accountOf });
  await registerScreen(web, config, languages, devices);
  const bundles = await bundleSitePages();
  const site = registerSitePages(
    { web, base: '', face, clock, log, entropy, languages },
    { guard, demoPins: null },
    bundles,
  );
  const phones = await openPublicPhones({ face, clock, log, entropy, languages }, bundles.phone);
  let tried: Listening = null;
  const listen = async (): Promise<void> => {
    const listening = await web.listen();
    tried = listening;
    if (listening.ok) return;
    const { kind, where } = listening.fault;
    const { needs, repair } = worded(runMessages.webPort, { where, code: kind });
    log.write('error', 'web.not-listening', {
      kind,
      where,
      vi: `${needs.vi} → ${repair.vi}`,
      en: `${needs.en} → ${repair.en}`,
    });
    clock.setTimeout(() => void listen(), webRetryMs);
  };
  await listen();
  return {
    listening: () => tried,
    close: async () => {
      site.close();
      await phones?.close();
      await web.close();
    },
  };
};

/** Who starts this anew when it hangs: the service manager, if it asked to be told, and the kernel's watchdog where the config names one. */
const watchdogsOf = ({ watchdog }: DeviceConfig): readonly Watchdog[] => {
  const systemd = new SystemdWatchdog(process.env);
  return [
    ...(systemd.present ? [systemd] : []),
    ...(watchdog === null ? [] : [new LinuxWatchdog(watchdog.path, watchdog.timeoutMs)]),
  ];
};

/** Serves safe mode after too many bad starts, or maintenance where somebody asked for it; false: the device starts as always. */
const repairInstead = async (
  config: DeviceConfig,
  starts: BadStarts,
  ports: {
    readonly clock: NodeClock;
    readonly log: Log;
    readonly storage: NodeStorage;
    readonly asked: Promise<void>;
  },
): Promise<boolean> => {
  const { log, storage } = ports;
  const wanted = await storage.read(maintenanceBlob);
  const byHand = wanted.ok && wanted.value !== null;
  // Once: whoever restarts from the menu wants the device back.
  if (byHand) await storage.remove(maintenanceBlob);
  const begun = byHand ? null : await starts.begin();
  if (begun?.mode === 'normal') {
    noteBugs(config.dataDir);
    return false;
  }
  const why = begun === null ? whyByHand() : whySafe(config.dataDir, begun.bad);
  log.write('error', 'device.repair', { key: why.key, vi: why.needs.vi, en: why.needs.en });
  const againAfterMs = begun === null ? null : config.safeMode.tryAgainAfterMs;
  await repair({ config, why, open: begun === null, againAfterMs, ...ports });
  await storage.close();
  process.exit(exitCodes.ok);
};

/** A press of the maintenance button in the first seconds: the next start is the technician's. */
const watchButton = (
  { safeMode: { button, buttonForMs } }: DeviceConfig,
  devices: HalDevices,
  clock: Clock,
  storage: Storage,
): void => {
  const pressed = button === null ? undefined : devices.button[button];
  if (pressed === undefined) return;
  const end = pressed.onPress(() => {
    end();
    void storage.write(maintenanceBlob, new TextEncoder().encode('{"schema":1}\n')).then(() => {
      process.kill(process.pid, 'SIGTERM');
    });
  });
  clock.setTimeout(end, buttonForMs);
};

/** The service manager's directory for what is only of this start; null where none started us. */
const startDirectory = (): string | null => (process.env['RUNTIME_DIRECTORY'] ?? '').split(':')[0] || null;

const run = async (path: string): Promise<void> => {
  // Before anything slow: a stop in the first second is as orderly as any other.
  const asked = endAsked();
  const loaded = loadAll(path);
  if (loaded === null) return;
  const { config, languages } = loaded;
  if (!makeDataDir(config.dataDir)) return;

  const clock = new NodeClock(linuxWallTrust(madeAt));
  const log = new PinoLog(config.device, 'info', clock, pino.destination({ fd: ownStdout(), sync: true }));
  const storage = new NodeStorage(config.dataDir);
  const starts = new BadStarts(storage, config.safeMode.afterBadStarts, log);
  if (await repairInstead(config, starts, { clock, log, storage, asked })) return;
  const random = new NodeRandom();
  const entropy = new NodeEntropy();
  const release = ownRelease(fileURLToPath(import.meta.url));
  if (release !== null) {
    const { commit, version } = release.manifest;
    log.write('info', 'device.release', { slot: release.slot, version, commit });
  }
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
    firmware: firmwareVersion,
  });
  const hal = discreet({ clock, random, entropy, log, storage, classifier, checkup, devices }, config);
  log.write('info', 'device.config', { config: traced(config.content) });

  const flight = await openFlight(config, { clock, log, entropy });
  const app = createApp({ config, languages, hal, trace: flight ?? noTrace, leftOut: unmade });
  const duty = onDuty(config, devices, app, { clock, log, random });
  const running = { pages: null as ServedPages | null, started: Promise.resolve(), ready: false, ending: false };
  const ledger = Object.values(devices.ledger)[0] ?? null;
  const vitals = vitalsOf(
    app,
    ledger,
    () => running.pages?.listening() ?? null,
    () => running.ready,
  );
  const judged = new GoodStart(vitals, config.goodStart, clock, log);
  const reportTo = startDirectory();
  if (reportTo !== null) judged.onVerdict((report) => keepReport(reportTo, startReportName, report));
  judged.onVerdict(({ verdict }) => {
    if (verdict !== 'good') return;
    forgetBug(config.dataDir);
    void starts.good();
  });
  const watchdogs = watchdogsOf(config);
  // The first starts the program anew when ledger or page fall silent. One behind it resets the whole board, and waits for less.
  const lives = (each: Watchdog): boolean =>
    each === watchdogs[0] ? judged.alive : app.status()['lifecycle'] === 'running';
  const heartbeat = new Heartbeat(watchdogs, clock, log, lives);
  void asked.then(async () => {
    running.ending = true;
    // What has begun to open is closed when it is open; each opening has an end of its own.
    await running.started;
    // From here on it ends in order, however long the slip in hand takes.
    judged.stop();
    if (judged.verdict !== 'good') await starts.ended();
    await heartbeat.stop();
    await app.stop();
    await flight?.end();
    // Last of all: what the device had to say in parting went over it.
    await duty.close();
    await running.pages?.close();
    await storage.close();
    process.exit(exitCodes.ok);
  });
  judged.start();
  running.pages = await servePages(loaded, devices, app.face, { clock, log, entropy, storage });
  if (running.ending) return;
  watchButton(config, devices, clock, storage);
  // Before the app: a hub's own link finds its broker there.
  await duty.start();
  running.started = app.start().then(() => {
    running.ready = true;
    return heartbeat.start();
  });
  await running.started;
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
    .action((options: { config: string }) => run(options.config));
};
