import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { faultText } from '../../../config/faults.ts';
import { ledgerMessages } from '../../../config/languages/messages/ledger.ts';
import { worded, type SlotValue } from '../../../config/languages/messages/wording.ts';
import { loadDevice } from '../../../config/load.ts';
import type { LedgerFault } from '../../../hal/ports/ticket-ledger.ts';
import { exitCodes } from '../exit.ts';

/** The site that the ledger is of, as far as it is known. */
export interface Place {
  readonly path: string;
  readonly zoneOffsetMin: number;
}

export interface WhereOptions {
  readonly config?: string;
  readonly db?: string;
}

/** Hanoi's, for a ledger that is named without its device. */
const usualZone = 420;

/** Says what is wrong, Vietnamese first, and ends with a code. */
export const complain = (
  key: keyof typeof ledgerMessages,
  values: Readonly<Record<string, SlotValue>>,
  code: number = exitCodes.failed,
): null => {
  const { needs, repair } = worded(ledgerMessages[key], values);
  process.stderr.write(`${needs.vi}; ${repair.vi}\n${needs.en}; ${repair.en}\n`);
  process.exitCode = code;
  return null;
};

export const complainOf = (fault: LedgerFault): null => {
  const { where } = fault;
  switch (fault.kind) {
    case 'newer-schema':
      return complain('newer', { where, found: fault.found, known: fault.known });
    case 'busy':
      return complain('busy', { where });
    case 'absent':
      return complain('absent', { where });
    case 'damaged':
      return complain('unreadable', { where, reason: fault.reason });
    case 'io':
      return complain('unreadable', { where, reason: fault.code });
    case 'full':
    case 'permission':
    case 'read-only':
      return complain('unreadable', { where, reason: fault.kind });
  }
};

/** The ledger that the options name; null: it was said why not. */
export const ledgerAt = ({ config, db }: WhereOptions): Place | null => {
  if (db !== undefined)
    return existsSync(db) ? { path: db, zoneOffsetMin: usualZone } : complain('absent', { where: db });
  if (config === undefined) {
    process.stderr.write('cần --config TỆP hoặc --db TỆP\n--config FILE or --db FILE is needed\n');
    process.exitCode = exitCodes.usage;
    return null;
  }
  const device = loadDevice(config);
  if (!device.ok) {
    for (const fault of device.fault) process.stderr.write(`${faultText(fault)}\n`);
    process.exitCode = exitCodes.config;
    return null;
  }
  const { dataDir, devices, site } = device.value;
  const name = Object.entries(devices).find(([, entry]) => entry.port === 'ledger' && entry.driver === 'sqlite')?.[0];
  if (name === undefined) return complain('noLedger', { device: device.value.device }, exitCodes.config);
  const path = join(dataDir, `${name}.sqlite`);
  return existsSync(path) ? { path, zoneOffsetMin: site.zoneOffsetMin } : complain('absent', { where: path });
};
