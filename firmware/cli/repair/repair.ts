import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startMessages } from '../../../config/languages/messages/repair.ts';
import { worded } from '../../../config/languages/messages/wording.ts';
import { boardModels, loadBoard } from '../../../config/load.ts';
import type { DeviceConfig } from '../../../config/schema.ts';
import { chimeClip } from '../../../hal/drivers/chime.ts';
import { LinuxHostFacts } from '../../../hal/drivers/linux-host-facts.ts';
import type { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { NodeEntropy } from '../../../hal/drivers/node-entropy.ts';
import { NodeRandom } from '../../../hal/drivers/node-random.ts';
import { SystemdWatchdog } from '../../../hal/drivers/systemd-watchdog.ts';
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
import { RepairDesk } from '../../repair/repair-desk.ts';
import { readPins } from '../../staff-pins.ts';
import { createWeb } from '../../web.ts';
import { lastBug } from './last-bug.ts';

/** Left by a press of the maintenance button; the start that finds it opens maintenance, once. */
export const maintenanceBlob = 'maintenance';
/** Somebody at the menu wants the logs on a stick; whoever may mount sticks looks here. */
export const logsWanted = (dataDir: string): string => join(dataDir, 'support', 'wanted.json');

const webRetryMs: Milliseconds = 5_000;

const fault = (key: keyof typeof startMessages, values: Readonly<Record<string, string | number>>): Finding => ({
  check: 'start',
  subject: '',
  state: key === 'start.byHand' ? 'warning' : 'fault',
  value: key,
  key,
  ...worded(startMessages[key], values),
});

/** Why the device did not start: by its own last words, where it left any. */
export const whySafe = (dataDir: string, bad: number): Finding => {
  const said = lastBug(dataDir)?.split('\n')[0]?.slice(0, 160);
  return said === undefined ? fault('start.ended', { count: bad }) : fault('start.bug', { count: bad, said });
};
export const whyByHand = (): Finding => fault('start.byHand', {});

interface RepairOf {
  readonly config: DeviceConfig;
  readonly why: Finding;
  /** Opened by hand: asks for no PIN. */
  readonly open: boolean;
  /** Safe mode tries again by itself. */
  readonly againAfterMs: Milliseconds | null;
  readonly clock: NodeClock;
  readonly log: Log;
  readonly storage: Storage;
  /** Resolves when the process is asked to end. */
  readonly asked: Promise<void>;
}

const timeText = (clock: NodeClock, zoneOffsetMin: number): string => {
  const { instant, trusted } = clock.wallTime();
  const text = new Date(instant + zoneOffsetMin * 60_000).toISOString().slice(0, 16).replace('T', ' ');
  return trusted ? text : `${text} (?)`;
};

/** Serves safe mode or maintenance on the glass until it is asked to end, told to restart, or tries again by itself. */
export const repair = async (parts: RepairOf): Promise<void> => {
  const { againAfterMs, asked, clock, config, log, open, storage, why } = parts;
  const random = new NodeRandom();
  const { devices } = assemble(config, realFactories({ config, clock, random, log, dataDir: config.dataDir }));
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const desk = new RepairDesk(
    {
      devices,
      clock,
      random,
      log,
      chime: chimeClip(),
      slip: testSlip,
      speaker: () => ({
        device: config.device,
        site: config.site.site,
        version: firmwareVersion,
        at: timeText(clock, config.site.zoneOffsetMin),
      }),
      machine: () =>
        examineMachine({
          config,
          board: config.board === null ? null : loadBoard(config.board.model),
          models: boardModels(),
          host: new LinuxHostFacts(),
          wall: clock.wallTime(),
          firmware: firmwareVersion,
        }),
      pins: () => readPins(storage),
      askLogs: async () => {
        mkdirSync(join(config.dataDir, 'support'), { recursive: true, mode: 0o750 });
        writeFileSync(logsWanted(config.dataDir), `${JSON.stringify({ schema: 1 })}\n`);
        await Promise.resolve();
      },
      // What the page shows of it is seen before the server is gone.
      restart: () => void clock.setTimeout(end, 1_000),
    },
    { why, open, againAt: againAfterMs === null ? null : clock.now() + againAfterMs },
  );
  // Only this machine: nobody repairs from afar what somebody stands before.
  const web = createWeb({ host: '127.0.0.1', port: config.web.port, log, entropy: new NodeEntropy(), clock });
  await registerRepairPage(web, config.site.name['vi'] ?? config.site.site, desk);
  const listen = async (): Promise<void> => {
    const listening = await web.listen();
    if (listening.ok) return log.write('info', 'repair.serving', { at: listening.value, key: why.key });
    log.write('error', 'web.not-listening', { ...listening.fault });
    clock.setTimeout(() => void listen(), webRetryMs);
  };
  await listen();
  const systemd = new SystemdWatchdog(process.env);
  const heartbeat = new Heartbeat(systemd.present ? [systemd] : [], clock, log, () => true);
  await heartbeat.start();
  if (againAfterMs !== null) clock.setTimeout(end, againAfterMs);
  await desk.start();
  await Promise.race([asked, over]);
  await heartbeat.stop();
  await desk.stop();
  await web.close();
};
