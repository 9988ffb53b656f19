import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { faultText } from '../../../config/faults.ts';
import { hubMessages, hubTexts } from '../../../config/languages/messages/hub.ts';
import { textWith, type StaffText } from '../../../config/languages/messages/wording.ts';
import { loadDevice } from '../../../config/load.ts';
import type { DeviceConfig } from '../../../config/schema.ts';
import { brokerFiles, brokerFolder, carrierUrl } from '../../broker/site-broker.ts';
import { exitCodes } from '../exit.ts';
import { askDevice } from './control-socket.ts';
import { both, refuse } from './say.ts';

/** So long the promoted device's broker and its own link to it may take; then people are told to look. */
const brokerWithinMs = 60_000;
const lookEveryMs = 250;

const standing = z.object({
  device: z.string(),
  hall: z.object({
    ready: z.boolean(),
    host: z.string(),
    term: z.number(),
    apart: z.boolean(),
    waiting: z.number(),
  }),
  broker: z.object({ carrier: z.boolean(), running: z.boolean(), linkedAt: z.string().nullable() }),
});
type Standing = z.output<typeof standing>;

const answered = z.union([
  z.object({ ok: z.literal(true), value: standing }),
  z.object({ ok: z.literal(false), refusal: z.looseObject({ kind: z.string() }) }),
]);

const deviceOf = (file: string): DeviceConfig | null => {
  const loaded = loadDevice(file);
  if (loaded.ok) return loaded.value;
  for (const fault of loaded.fault) process.stderr.write(`${faultText(fault)}\n`);
  process.exitCode = exitCodes.config;
  return null;
};

/** How the running device stands; null: it does not run here, and that was said. */
const standingOf = async ({ dataDir, device }: DeviceConfig): Promise<Standing | null> => {
  const parsed = answered.safeParse(await askDevice(dataDir, { ask: 'status' }));
  if (parsed.success && parsed.data.ok) return parsed.data.value;
  refuse(exitCodes.failed, hubMessages.notRunning, { device });
  return null;
};

/** What keeps this device from becoming hub, said; looked at before anything is changed. */
const unable = (config: DeviceConfig): boolean => {
  const { device, site } = config;
  // Without a broker of its own the site uses one that stands elsewhere: nothing is to be carried.
  if (site.broker === null) return false;
  if (!site.broker.at.some((carrier) => carrier.device === device)) {
    const known = site.broker.at.map((carrier) => carrier.device).join(', ');
    refuse(exitCodes.config, hubMessages.cannotCarry, { device, known });
    return true;
  }
  const path = brokerFolder(config);
  if (!existsSync(join(path, brokerFiles.config)) || !existsSync(join(path, brokerFiles.serverKey))) {
    refuse(exitCodes.config, hubMessages.noFiles, { device, path });
    return true;
  }
  if (spawnSync('mosquitto', ['-h'], { stdio: 'ignore' }).error !== undefined) {
    refuse(exitCodes.failed, hubMessages.noProgram, {});
    return true;
  }
  return false;
};

const carriesItsOwn = (config: DeviceConfig, { broker }: Standing): boolean => {
  const own = config.site.broker?.at.find((carrier) => carrier.device === config.device);
  return own === undefined || (broker.running && broker.linkedAt === carrierUrl(own, config.device));
};

export interface PromoteOptions {
  readonly config: string;
  readonly by: string;
  readonly althoughItAnswers?: true;
}

/** `letan hub promote`: this device decides from now on, and carries the broker. */
export const promote = async (options: PromoteOptions): Promise<void> => {
  const config = deviceOf(options.config);
  if (config === null || unable(config)) return;
  const { device } = config;
  const before = await standingOf(config);
  if (before === null) return;
  if (before.hall.host === device) {
    process.stdout.write(`${both(textWith(hubTexts.already, { device, term: before.hall.term }))}\n`);
    return;
  }
  if (!before.hall.apart && options.althoughItAnswers !== true) {
    refuse(exitCodes.failed, hubMessages.hubAnswers, { hub: before.hall.host });
    return;
  }
  const question = { ask: 'promote', id: `promote/${randomUUID()}`, by: options.by } as const;
  const said = answered.safeParse(await askDevice(config.dataDir, question));
  if (!said.success || !said.data.ok) {
    const reason = said.success && !said.data.ok ? said.data.refusal.kind : 'no answer';
    refuse(exitCodes.failed, hubMessages.refused, { device, reason, config: options.config });
    return;
  }
  const deadline = performance.now() + brokerWithinMs;
  let now = said.data.value;
  while (!carriesItsOwn(config, now) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    const looked = await standingOf(config);
    if (looked === null) return;
    now = looked;
  }
  const { term } = now.hall;
  if (!carriesItsOwn(config, now)) {
    refuse(exitCodes.failed, hubMessages.notLinked, { device, term, seconds: brokerWithinMs / 1000 });
    return;
  }
  const at = now.broker.linkedAt ?? '—';
  process.stdout.write(`${both(textWith(hubTexts.promoted, { device, term, at }))}\n`);
};

export interface StatusOptions {
  readonly config: string;
  readonly json?: true;
}

/** `letan hub status`: who decides, whether it answers, and where the broker is. */
export const status = async (options: StatusOptions): Promise<void> => {
  const config = deviceOf(options.config);
  if (config === null) return;
  const now = await standingOf(config);
  if (now === null) return;
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(now, null, 2)}\n`);
    return;
  }
  const { broker, device, hall } = now;
  const reach = hall.host === device ? 'status.self' : hall.apart ? 'status.apart' : 'status.together';
  const lines: readonly StaffText[] = [
    textWith(hubTexts['status.hub'], { hub: hall.host, term: hall.term }),
    hall.ready ? hubTexts[reach] : hubTexts['status.unread'],
    broker.linkedAt === null
      ? hubTexts['status.unlinked']
      : textWith(hubTexts['status.linked'], { at: broker.linkedAt }),
    hubTexts[broker.running ? 'status.carries' : broker.carrier ? 'status.mayCarry' : 'status.mayNotCarry'],
    textWith(hubTexts['status.waiting'], { waiting: hall.waiting }),
  ];
  process.stdout.write(lines.map((line) => `${both(line)}\n`).join(''));
};
