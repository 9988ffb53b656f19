import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceConfig } from '../../../config/schema.ts';
import { ledgerSchemaAt } from '../../../hal/drivers/sqlite-ledger-schema.ts';
import { copyOf } from '../ledger/copy.ts';

/** The version of the ledger as it lies there, read of a copy: the device at work holds the file. Null: there is none, or it cannot be read. */
export function ledgerVersionOf({ dataDir, devices }: Pick<DeviceConfig, 'dataDir' | 'devices'>): number | null {
  const name = Object.entries(devices).find(([, entry]) => entry.port === 'ledger' && entry.driver === 'sqlite')?.[0];
  const path = name === undefined ? null : join(dataDir, `${name}.sqlite`);
  if (path === null || !existsSync(path)) return null;
  const copy = copyOf(path);
  if (copy === null) return null;
  try {
    return ledgerSchemaAt(copy.path);
  } finally {
    copy.remove();
  }
}
