import type { Board } from '../boards/board.ts';
import { connectionsIn } from '../boards/connections.ts';
import type { DeviceFile } from '../device.ts';
import type { ConfigFault } from '../faults.ts';
import { within } from '../geometry.ts';
import { loopback } from '../network.ts';
import type { Parsed } from '../parse.ts';
import { refusal } from '../refusal.ts';
import type { SiteFile } from '../site.ts';
import { checkBoard } from './board.ts';
import { rolls } from '../devices/printer.ts';
import { printerModels } from '../devices/printer-models.ts';
import { Findings } from './findings.ts';
import { checkCity } from './city.ts';
import { checkPublicWeb } from './public-web.ts';
import { checkSigns } from './signs.ts';
import { checkWiring } from './wiring.ts';

/** Below this a warning is over before somebody of 78 has read it. */
const LEAST_WARNING_MS = 20_000;
/** The longest slip, and what a head of 8 dots/mm makes of it. */
const SLIP_MM = 80;
const DOTS_PER_MM = 8;
/** Asking for the state, feeding and cutting, besides the bytes. */
const PRINT_OVERHEAD_MS = 3000;
/** Ports of which the firmware uses one; a second one would be bought for nothing. */
const single = ['printer', 'speaker', 'speech', 'ledger', 'bus', 'city-system'] as const;

type Devices = DeviceFile['devices'];
type Part = Partial<DeviceFile>;

const portNames = (devices: Devices, port: string): readonly string[] =>
  Object.entries(devices)
    .filter(([, entry]) => entry.port === port)
    .map(([name]) => name);

const checkPlugged = (device: Part, site: Partial<SiteFile>, found: Findings): void => {
  const { devices = {} } = device;
  for (const port of single) {
    const [first, ...others] = portNames(devices, port);
    for (const name of others)
      found.refuse(['devices', name, 'port'], refusal('device.onlyOne', { port, holder: first ?? '' }));
  }
  // With a refused entry nobody knows whether it was the one that is missed.
  if (!found.whole('devices')) return;
  if (portNames(devices, 'ledger').length === 0) {
    if (device.numbers) found.refuse(['numbers'], refusal('device.noLedger', {}), true);
    else if (site.hall?.host === device.device) found.refuse(['devices'], refusal('device.noLedger', {}), true);
  }
  if (portNames(devices, 'display').length === 0) return;
  if (!device.place && found.whole('place')) found.refuse(['place'], refusal('device.noPlace', {}));
  if (!device.panel && found.whole('panel')) found.refuse(['panel'], refusal('device.noPanel', {}));
};

/** Maintenance is opened by a button that is there. */
const checkSafeMode = ({ devices = {}, safeMode }: Part, found: Findings): void => {
  const buttons = portNames(devices, 'button');
  if (safeMode === undefined || safeMode.button === null || !found.whole('devices')) return;
  if (!buttons.includes(safeMode.button))
    found.refuse(['safeMode', 'button'], refusal('safeMode.noButton', { known: buttons.join(', ') || '—' }));
};

/** A clerk's number pad serves a counter that there is. */
const checkPads = ({ devices = {} }: Part, { counters }: Partial<SiteFile>, found: Findings): void => {
  if (counters === undefined) return;
  const known = counters.map(({ id }) => id);
  for (const [name, entry] of Object.entries(devices))
    if (entry.port === 'keypad' && 'counter' in entry && entry.counter !== null && !known.includes(entry.counter))
      found.refuse(['devices', name, 'counter'], refusal('keypad.noSuchCounter', { known: known.join(', ') }));
};

type Escpos = Extract<Devices[string], { port: 'printer'; driver: 'escpos' }>;

/** What the link carries and which value says so: a serial line takes ten bits for a byte. */
const speedOf = ({ link }: Escpos): { readonly bytesPerSecond: number; readonly key: string } | null => {
  if (link.bytesPerSecond !== null) return { bytesPerSecond: link.bytesPerSecond, key: 'bytesPerSecond' };
  return link.driver === 'serial' ? { bytesPerSecond: link.baud / 10, key: 'baud' } : null;
};

const checkPaper = (name: string, { model, dots }: Escpos, found: Findings): void => {
  const papers: readonly (keyof typeof rolls)[] = printerModels[model].papers;
  if (!papers.some((paper) => rolls[paper] === dots))
    found.refuse(['devices', name, 'paper'], refusal('printer.paper', { model, papers: papers.join(', ') }));
};

const checkPrinters = (device: Part, found: Findings): void => {
  const { devices = {}, behaviours } = device;
  if (behaviours === undefined || !found.whole('behaviours', 'ticketing')) return;
  const allowedMs = behaviours.ticketing.printMs;
  for (const [name, entry] of Object.entries(devices)) {
    if (entry.port !== 'printer' || entry.driver !== 'escpos') continue;
    checkPaper(name, entry, found);
    const speed = speedOf(entry);
    if (speed === null) continue;
    const bytes = SLIP_MM * DOTS_PER_MM * (entry.dots / 8);
    const neededMs = (bytes / speed.bytesPerSecond) * 1000 + PRINT_OVERHEAD_MS;
    if (neededMs <= allowedMs) continue;
    found.refuse(
      ['devices', name, 'link', speed.key],
      refusal('printer.slowLink', {
        needed: Math.ceil(neededMs / 1000),
        allowed: Math.floor(allowedMs / 1000),
        least: allowedMs > PRINT_OVERHEAD_MS ? Math.ceil((bytes * 1000) / (allowedMs - PRINT_OVERHEAD_MS)) : '—',
      }),
    );
  }
};

const checkPresence = (presence: DeviceFile['behaviours']['presence'], found: Findings): void => {
  // A refused distance has been replaced by its default, which the others were not chosen for.
  if (!found.whole('behaviours', 'presence')) return;
  const metres = { engage: `${presence.engageM}m`, near: `${presence.nearM}m`, notice: `${presence.noticeM}m` };
  if (presence.engageM >= presence.nearM)
    found.refuse(['behaviours', 'presence', 'engage'], refusal('presence.order', metres));
  else if (presence.nearM >= presence.noticeM)
    found.refuse(['behaviours', 'presence', 'near'], refusal('presence.order', metres));
};

const checkBehaviours = (device: Part, site: Partial<SiteFile>, found: Findings): void => {
  if (device.behaviours === undefined) return;
  const { presence, ticketing, calling } = device.behaviours;
  checkPresence(presence, found);
  if (ticketing.warningMs < LEAST_WARNING_MS)
    found.refuse(['behaviours', 'ticketing', 'warning'], refusal('ticketing.warning', { least: '20s' }));
  if (ticketing.officeGiveUpMs <= ticketing.officeRetryMs && found.whole('behaviours', 'ticketing'))
    found.refuse(['behaviours', 'ticketing', 'officeGiveUp'], refusal('ticketing.officeOrder', {}));
  const { languages } = site;
  if (languages === undefined) return;
  for (const [index, tag] of calling.languages.entries())
    if (!languages.includes(tag))
      found.refuse(
        ['behaviours', 'calling', 'languages', index],
        refusal('calling.language', { known: languages.join(', ') }),
      );
};

const checkNumbers = (device: Part, site: Partial<SiteFile>, found: Findings): void => {
  if (!device.numbers) return;
  const { from, to } = device.numbers;
  if (from > to) found.refuse(['numbers'], refusal('numbers.reversed', { repair: `{ from: ${to}, to: ${from} }` }));
  const digits = site.numbers?.digits;
  if (digits !== undefined && String(Math.max(from, to)).length > digits)
    found.refuse(['numbers', 'to'], refusal('numbers.digits', { digits, most: '9'.repeat(digits) }));
};

const checkPlace = (device: Part, site: Partial<SiteFile>, found: Findings): void => {
  const { place } = device;
  const { plan } = site;
  if (!place || plan === undefined) return;
  if (!within(place, plan.outline, 0.1))
    found.refuse(['place'], refusal('device.outside', { x: `${place.x}m`, y: `${place.y}m` }));
  const zone = plan.keepOut.find(({ area }) => within(place, area, 0));
  if (zone !== undefined) found.refuse(['place'], refusal('device.keptOut', { zone: zone.id }));
};

const checkPlugs = (device: Part, board: Board | null, found: Findings): void => {
  const { devices = {} } = device;
  const connections = connectionsIn(devices);
  checkWiring(connections, board, found);
  if (board === null || !device.board) return;
  const { bluetooth, kernel } = device.board;
  checkBoard(devices, connections, { board, bluetooth, kernel: kernel ?? board.kernel }, found);
};

/**
 * What no schema of a single value can see in a device's file. `name` is the file's name without `.yaml`; `site` is null where
 * the site's file cannot be read, `board` where the file names none: what depends on them is then not checked.
 */
export const checkDevice = (
  parsed: Parsed<DeviceFile>,
  name: string,
  siteParsed: Parsed<SiteFile> | null,
  board: Board | null,
): readonly ConfigFault[] => {
  const device = parsed.usable;
  if (device === null) return [];
  const found = new Findings(parsed);
  const site = siteParsed?.usable ?? {};
  if (device.device !== undefined && device.device !== name)
    found.refuse(['device'], refusal('device.file', { file: `${device.device}.yaml` }));
  if (device.web !== undefined && !loopback(device.web.host) && !device.web.allowRemote)
    found.refuse(['web', 'host'], refusal('web.remote', {}));
  checkPublicWeb(device, site, found);
  checkCity(device, site, found);
  checkPlugged(device, site, found);
  checkPads(device, site, found);
  checkSafeMode(device, found);
  checkSigns(device, site, found);
  checkPlugs(device, board, found);
  checkPrinters(device, found);
  checkBehaviours(device, site, found);
  checkNumbers(device, site, found);
  // An outline with a refused corner would put everything outside.
  if (siteParsed !== null && new Findings(siteParsed).whole('plan')) checkPlace(device, site, found);
  return found.faults;
};
