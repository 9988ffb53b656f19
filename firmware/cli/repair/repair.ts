import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { boardModels, loadBoard } from '../../../config/load.ts';
import { chimeClip } from '../../../hal/drivers/chime.ts';
import { LinuxHostFacts } from '../../../hal/drivers/linux-host-facts.ts';
import type { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { NodeEntropy } from '../../../hal/drivers/node-entropy.ts';
import { NodeRandom } from '../../../hal/drivers/node-random.ts';
import { SystemdWatchdog } from '../../../hal/drivers/systemd-watchdog.ts';
import { nothingPlugged, type HalDevices } from '../../../hal/hal.ts';
import type { TimerId } from '../../../hal/ports/clock.ts';
import type { Log } from '../../../hal/ports/log.ts';
import type { Storage } from '../../../hal/ports/storage.ts';
import type { Milliseconds } from '../../../hal/units.ts';
import { examineMachine } from '../../doctor/examine.ts';
import type { Finding } from '../../doctor/finding.ts';
import { testSlip } from '../../doctor/test-slip.ts';
import { assemble, realFactories } from '../../drivers.ts';
import { Heartbeat } from '../../heartbeat.ts';
import { firmwareVersion } from '../../meta.ts';
import { registerRepairPage } from '../../pages/repair-page.ts';
import type { Speaker } from '../../repair/fault-card.ts';
import { RepairDesk } from '../../repair/repair-desk.ts';
import { readPins } from '../../staff-pins.ts';
import { keyFaultText } from '../../stick/told.ts';
import { createWeb } from '../../web.ts';
import { stickWatch, usedStick } from './plugged-sticks.ts';
import type { RepairSubject } from './subject.ts';

/** Somebody at the menu wants the logs on a stick; whoever may mount sticks looks here. */
export const logsWanted = (dataDir: string): string => join(dataDir, 'support', 'wanted.json');

const webRetryMs: Milliseconds = 5_000;

interface RepairOf {
  readonly subject: RepairSubject;
  readonly why: Finding;
  /** Opened by hand: asks for no PIN. */
  readonly open: boolean;
  /** Safe mode tries again by itself. */
  readonly againAfterMs: Milliseconds | null;
  /** Asked every few seconds: what kept the device from starting is gone. */
  readonly mended?: () => boolean;
  readonly clock: NodeClock;
  readonly log: Log;
  readonly storage: Storage;
  /** A stick asked for it: it ends when that is pulled out. */
  readonly endsWithStick?: boolean;
  /** Where key files of sticks are laid down. */
  readonly sticksAt: string;
  /** Resolves when the process is asked to end. */
  readonly asked: Promise<void>;
  /** Tells the service manager that this lives; of the one that ran before, if any did. */
  readonly heartbeat?: Heartbeat;
}

/** `asked`: the process is to end. `again`: somebody wants a normal start, or it is time for one. */
export type RepairEnd = 'asked' | 'again';

const mendedEveryMs: Milliseconds = 3_000;

export const timeText = (clock: NodeClock, zoneOffsetMin: number): string => {
  const { instant, trusted } = clock.wallTime();
  const text = new Date(instant + zoneOffsetMin * 60_000).toISOString().slice(0, 16).replace('T', ' ');
  return trusted ? text : `${text} (?)`;
};

export const speakerOf = (clock: NodeClock, { device, site, zoneOffsetMin }: RepairSubject): Speaker => ({
  device,
  site,
  version: firmwareVersion,
  at: timeText(clock, zoneOffsetMin),
});

/** What the machine itself looks like; nothing where nobody knows what it should be. */
export const lookOver = async (clock: NodeClock, { config }: RepairSubject): Promise<readonly Finding[]> =>
  config === null
    ? []
    : examineMachine({
        config,
        board: config.board === null ? null : loadBoard(config.board.model),
        models: boardModels(),
        host: new LinuxHostFacts(),
        wall: clock.wallTime(),
        firmware: firmwareVersion,
      });

export const askLogs = async (dataDir: string): Promise<void> => {
  mkdirSync(join(dataDir, 'support'), { recursive: true, mode: 0o750 });
  writeFileSync(logsWanted(dataDir), `${JSON.stringify({ schema: 1 })}\n`);
  await Promise.resolve();
};

const devicesOf = ({ config, dataDir }: RepairSubject, clock: NodeClock, random: NodeRandom, log: Log): HalDevices =>
  config === null ? nothingPlugged : assemble(config, realFactories({ config, clock, random, log, dataDir })).devices;

/** Serves safe mode or maintenance on the glass until it is asked to end, told to restart, or tries again by itself. */
export const repair = async (parts: RepairOf): Promise<RepairEnd> => {
  const { againAfterMs, asked, clock, log, mended, open, storage, subject, why } = parts;
  const random = new NodeRandom();
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const sticks = stickWatch(subject, parts.sticksAt, clock, log);
  const desk = new RepairDesk(
    {
      devices: devicesOf(subject, clock, random, log),
      clock,
      random,
      log,
      chime: chimeClip(),
      slip: testSlip,
      speaker: () => speakerOf(clock, subject),
      machine: () => lookOver(clock, subject),
      pins: () => readPins(storage),
      askLogs: () => askLogs(subject.dataDir),
      // What the page shows of it is seen before the server is gone.
      restart: () => void clock.setTimeout(end, 1_000),
      sticks,
      refusal: (fault) => keyFaultText(fault, subject.zoneOffsetMin),
    },
    {
      why,
      open,
      againAt: againAfterMs === null ? null : clock.now() + againAfterMs,
      watches: mended !== undefined,
      endsWithStick: parts.endsWithStick === true,
    },
  );
  const web = createWeb({ ...subject.web, log, entropy: new NodeEntropy(), clock });
  await registerRepairPage(web, subject.title, desk);
  const timers: TimerId[] = [];
  const after = (ms: Milliseconds, what: () => void): void => void timers.push(clock.setTimeout(what, ms));
  const listen = async (): Promise<void> => {
    const listening = await web.listen();
    if (listening.ok) return log.write('info', 'repair.serving', { at: listening.value, key: why.key });
    log.write('error', 'web.not-listening', { ...listening.fault });
    after(webRetryMs, () => void listen());
  };
  await listen();
  const systemd = new SystemdWatchdog(process.env);
  const heartbeat = parts.heartbeat ?? new Heartbeat(systemd.present ? [systemd] : [], clock, log, () => true);
  if (parts.heartbeat === undefined) await heartbeat.start();
  if (againAfterMs !== null) after(againAfterMs, end);
  const watch = (): void => (mended?.() === true ? end() : after(mendedEveryMs, watch));
  if (mended !== undefined) after(mendedEveryMs, watch);
  sticks.start();
  await desk.start();
  const ended = await Promise.race([asked.then(() => 'asked' as const), over.then(() => 'again' as const)]);
  for (const timer of timers) clock.clearTimeout(timer);
  // A normal start in this same process tells that it lives by itself: an end that is told here would be the process's.
  if (mended !== undefined && ended === 'again') heartbeat.letGo();
  else await heartbeat.stop();
  sticks.stop();
  if (ended === 'again') await usedStick(storage, sticks.shown);
  await desk.stop();
  await web.close();
  return ended;
};
