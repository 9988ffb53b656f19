import type { ConfigFault } from '../../../config/faults.ts';
import { repairWords, startMessages } from '../../../config/languages/messages/repair.ts';
import { worded, type SlotValue } from '../../../config/languages/messages/wording.ts';
import type { DeviceConfig } from '../../../config/schema.ts';
import type { JsonObject, JsonValue } from '../../../hal/json.ts';
import { deviceWrong, type Finding } from '../../doctor/finding.ts';
import { lastBug } from './last-bug.ts';

/*
 * Why a device is not serving, as the one fault that its glass then shows.
 */

const fault = (key: keyof typeof startMessages, values: Readonly<Record<string, SlotValue>>): Finding => ({
  check: 'start',
  subject: '',
  state: key === 'start.byHand' ? 'warning' : 'fault',
  value: key,
  key,
  ...worded(startMessages[key], values),
});

/** What of a wrong config is told on the glass: its first fault, and where; the rest by `letan config check`. */
export const whyConfig = (path: string, faults: readonly ConfigFault[]): Finding => {
  const [first] = faults;
  // From the site's own folder on: where that lies, all devices have it in one place.
  const short = (file: string): string => file.split('/').slice(-3).join('/');
  const parts =
    first === undefined
      ? [short(path)]
      : [`${short(first.file)}${first.line === 0 ? '' : `:${first.line}`}`, first.path];
  const todo = first === undefined || first.repair.vi === '' ? repairWords.correctFile : first.repair;
  return fault('start.config', {
    place: parts.filter((part) => part !== '').join(' '),
    what: first?.needs ?? repairWords.languageFile,
    count: Math.max(1, faults.length),
    todo: { vi: todo.vi.replace(/\?$/u, ''), en: todo.en.replace(/\?$/u, '') },
    file: short(path),
  });
};
export const whyDataDir = (path: string, code: string): Finding => fault('start.dataDir', { path, code });
export const whyPort = (where: string): Finding => fault('start.port', { where, code: 'EADDRINUSE' });

/** Why the device did not start: by its own last words, where it left any. */
export const whySafe = (dataDir: string, bad: number): Finding => {
  const said = lastBug(dataDir)?.split('\n')[0]?.slice(0, 160);
  return said === undefined ? fault('start.ended', { count: bad }) : fault('start.bug', { count: bad, said });
};
export const whyByHand = (): Finding => fault('start.byHand', {});

/** Faults of a ledger that no waiting mends while the device is up. */
const lasting: readonly string[] = ['newer-schema', 'damaged'];

const objectIn = (value: JsonValue | undefined): JsonObject | null =>
  // An object that is no array.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;

/**
 * The fault of a ledger without which a device with a screen can give nobody a number, from the status; null: it is open, or the device has
 * no ledger or no glass. `patient`: only a fault that will not pass.
 */
export const lostLedger = ({ devices }: DeviceConfig, status: JsonObject, patient: boolean): Finding | null => {
  const named = (port: 'display' | 'ledger'): readonly string[] =>
    Object.entries(devices).flatMap(([name, entry]) => (entry.port === port ? [name] : []));
  if (named('display').length === 0) return null;
  const [ledger] = named('ledger');
  const fault = objectIn(objectIn(objectIn(status['devices'])?.[ledger ?? ''])?.['fault']);
  const kind = fault?.['kind'];
  if (ledger === undefined || fault === null || typeof kind !== 'string') return null;
  return patient && !lasting.includes(kind) ? null : deviceWrong('device', ledger, { ...fault, kind });
};
