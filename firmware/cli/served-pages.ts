import { runMessages } from '../../config/languages/messages/run.ts';
import { worded } from '../../config/languages/messages/wording.ts';
import type { LanguageFile } from '../../config/languages.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import type { NodeClock } from '../../hal/drivers/node-clock.ts';
import { WebDisplay } from '../../hal/drivers/web-display.ts';
import type { HalDevices } from '../../hal/hal.ts';
import type { Entropy } from '../../hal/ports/entropy.ts';
import type { Log } from '../../hal/ports/log.ts';
import { sensorPorts } from '../../hal/ports/sensors.ts';
import type { Storage } from '../../hal/ports/storage.ts';
import { bundleVisitorPage, registerVisitorPage, visitorPageOf } from '../pages/visitor-page.ts';
import { registerStaffWord, staffWordPath } from '../pages/staff-word.ts';
import type { StaffWord } from '../pages/visitor/page-data.ts';
import { faultCard, type Speaker } from '../repair/fault-card.ts';
import type { StickWatch } from '../stick/stick-watch.ts';
import { keyFaultText } from '../stick/told.ts';
import { openPublicPhones } from '../public-phones.ts';
import type { SiteFace } from '../site-face.ts';
import { bundleSitePages, registerSitePages } from '../site-pages.ts';
import { readPins, setPinCommand } from '../staff-pins.ts';
import { createStaffGuard } from '../web-guard.ts';
import { createWeb, type Caller, type Web } from '../web.ts';
import { speakerOf } from './repair/repair.ts';
import { StandIn } from './repair/stand-in.ts';
import { subjectOf } from './repair/subject.ts';
import type { Listening } from './vitals.ts';

/** A page that could not be served is tried again after this. */
const webRetryMs = 5_000;

/** A config that holds, with the phrases of its languages. */
export interface Loaded {
  /** The device's file. */
  readonly path: string;
  readonly config: DeviceConfig;
  readonly languages: readonly LanguageFile[];
}

/** What staff see on the glass while visitors are served. */
const staffWord = (face: SiteFace, { shown }: Pick<StickWatch, 'shown'>, speaker: () => Speaker): StaffWord => {
  const faults = face.faults.findings().filter(({ state }) => state === 'fault');
  const { zoneOffsetMin } = face.config.site;
  return {
    notice: shown === null || shown.ok ? null : { ...keyFaultText(shown.fault, zoneOffsetMin) },
    faults: faults.map((each) => faultCard(each, speaker())),
  };
};

interface Ports {
  readonly clock: NodeClock;
  readonly log: Log;
  readonly entropy: Entropy;
  readonly storage: Storage;
}

/** The visitor's page, where this device has glass; whether it has. */
const registerScreen = async (
  web: Web,
  config: DeviceConfig,
  languages: readonly LanguageFile[],
  devices: HalDevices,
  word: () => StaffWord,
): Promise<boolean> => {
  const display = Object.values(devices.display).find((each) => each instanceof WebDisplay);
  const sensing = sensorPorts.some((port) => Object.keys(devices[port]).length > 0);
  const told = languages.map(({ tag, phrases }) => [tag, phrases['chrome.sensors']?.screen ?? ''] as const);
  const page = visitorPageOf(config, sensing ? Object.fromEntries(told) : {});
  if (display === undefined || page === null) return false;
  registerStaffWord(web, word);
  registerVisitorPage(web, '/', { ...page, staffWord: staffWordPath }, display, await bundleVisitorPage());
  return true;
};

export interface ServedPages {
  listening(): Listening;
  close(): Promise<void>;
}

/** Serves the visitor's and the site's pages, and goes on trying while something else holds the port: the device works without them. */
export const servePages = async (
  { config, languages, path }: Loaded,
  devices: HalDevices,
  face: SiteFace,
  sticks: Pick<StickWatch, 'shown'>,
  ports: Ports,
): Promise<ServedPages> => {
  const { log, clock, entropy } = ports;
  const speaker = (): Speaker => speakerOf(clock, subjectOf(config, path));
  const guard = createStaffGuard({ name: config.device, clock, entropy, log, pins: () => readPins(ports.storage) });
  const accountOf = (caller: Caller): string | null => guard.accountOf(caller);
  const web = createWeb({ host: config.web.host, port: config.web.port, log, entropy, clock, accountOf });
  const glass = await registerScreen(web, config, languages, devices, () => staffWord(face, sticks, speaker));
  const bundles = await bundleSitePages();
  const site = registerSitePages(
    { web, base: '', face, clock, log, entropy, languages },
    { guard, demoPins: null, setPin: setPinCommand(path) },
    bundles,
  );
  const phones = await openPublicPhones({ face, clock, log, entropy, languages }, bundles.phone);
  let tried: Listening = null;
  const standIn = new StandIn(config, path, ports);
  const listen = async (): Promise<void> => {
    const listening = await web.listen();
    tried = listening;
    if (listening.ok) return standIn.giveBack(listening.value);
    const { kind, where } = listening.fault;
    const { needs, repair } = worded(runMessages.webPort, { where, code: kind });
    log.write('error', 'web.not-listening', {
      kind,
      where,
      vi: `${needs.vi} → ${repair.vi}`,
      en: `${needs.en} → ${repair.en}`,
    });
    clock.setTimeout(() => void listen(), webRetryMs);
    if (kind === 'port-taken' && glass) await standIn.serve(where);
  };
  await listen();
  return {
    listening: () => tried,
    close: async () => {
      site.close();
      await phones?.close();
      await standIn.close();
      await web.close();
    },
  };
};
