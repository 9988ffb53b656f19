import type { JsonValue } from '../../hal/json.ts';
import type { Storage, StorageFault } from '../../hal/ports/storage.ts';
import { ok, type Result } from '../../hal/result.ts';

const blob = 'epoch';

/**
 * Counts the starts of this device and gives the number of this one, synced before it is used: so no id of an event is ever made
 * twice, even when the ledger has lost its end. `inLedger` is the highest that the ledger knows.
 */
export async function nextEpoch(storage: Storage, inLedger: number): Promise<Result<number, StorageFault>> {
  const read = await storage.read(blob);
  if (!read.ok) return read;
  const epoch = Math.max(read.value === null ? 0 : decoded(read.value), inLedger) + 1;
  const written = await storage.write(blob, new TextEncoder().encode(JSON.stringify({ v: 1, epoch })));
  return written.ok ? ok(epoch) : written;
}

/** Zero where the blob is not ours: the ledger's own count still stands. */
function decoded(bytes: Uint8Array): number {
  try {
    // JSON.parse gives `any`; what it can give is exactly this.
    const json = JSON.parse(new TextDecoder().decode(bytes)) as JsonValue;
    if (typeof json !== 'object' || json === null) return 0;
    const epoch: unknown = 'epoch' in json ? json['epoch'] : 0;
    return typeof epoch === 'number' && Number.isSafeInteger(epoch) && epoch >= 0 ? epoch : 0;
  } catch {
    return 0;
  }
}
