import { loadDevice } from '../../config/load.ts';
import { loadLanguages } from '../../config/languages.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import type { HallCommand } from '../../behaviours/hall/events.ts';
import { hallSettings } from '../../firmware/settings.ts';
import type { Bundle } from '../../firmware/page.ts';
import type { PhoneParts } from '../../firmware/pages/phone-page.ts';
import { hallRig, type HallRig } from './hall-rig.ts';
import { HostClock, KeptLog, systemEntropy } from './web.ts';

/** The ward centre's hall on simulated time, and its phones' page in real time: what the page is made of. */
export interface PhoneRig {
  readonly config: DeviceConfig;
  readonly hall: HallRig;
  readonly face: PhoneParts['face'];
  readonly parts: PhoneParts;
  readonly log: KeptLog;
  /** What the pages asked, in order. */
  readonly asked: readonly { readonly name: string; readonly id: string }[];
  ready: boolean;
}

/** A bundle for tests that look at no page. */
export const emptyBundle: Bundle = {
  hash: '0',
  script: new TextEncoder().encode('0'),
  style: new TextEncoder().encode(''),
};

export async function phoneRig(
  over: { readonly publicBase?: string; readonly trusted?: boolean } = {},
): Promise<PhoneRig> {
  const loaded = loadDevice('config/sites/ward-centre/devices/kiosk-1.yaml');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault));
  const site = { ...loaded.value.site, publicBase: over.publicBase ?? '' };
  const config: DeviceConfig = { ...loaded.value, site };
  const languages = loadLanguages('config/languages', config.site.languages);
  if (!languages.ok) throw new Error(JSON.stringify(languages.fault));
  const hall = await hallRig(hallSettings(config), { trusted: over.trusted ?? true });
  const log = new KeptLog();
  const asked: { name: string; id: string }[] = [];
  const rig = { ready: true };
  const face: PhoneParts['face'] = {
    config,
    wallTime: () => hall.wall.wallTime(),
    hall: () => hall.hall,
    ready: () => rig.ready,
    command: async (command) => {
      asked.push({ name: command.name, id: command.id });
      // The page asks for nothing but what the hall decides.
      const done = await hall.command(command as HallCommand);
      return done.ok ? { ok: true, value: { ...done.value } } : { ok: false, refusal: { ...done.fault } };
    },
    on: (listener) => hall.hall.on(listener),
  };
  const parts = { face, clock: new HostClock(), log, entropy: systemEntropy, languages: languages.value };
  return Object.assign(rig, { config, hall, face, parts, log, asked });
}
