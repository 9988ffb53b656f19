import type { JsonValue } from '../../hal/json.ts';
import type { Storage, StorageFault } from '../../hal/ports/storage.ts';
import { ok, type Result } from '../../hal/result.ts';

const blob = 'epoch';

/** A start of a device, as it is kept. */
export interface Start {
  readonly epoch: number;
  /** Whether it is known what this device did before: false from the first start on an empty card until the others have been asked. */
  readonly pastKnown: boolean;
}

/**
 * Counts the starts of this device and gives this one, synced before it is used: so no id of an event is ever made twice, even when the
 * ledger has lost its end. `inLedger` is the highest that the ledger knows.
 */
export async function nextStart(storage: Storage, inLedger: number): Promise<Result<Start, StorageFault>> {
  const read = await storage.read(blob);
  if (!read.ok) return read;
  const kept = read.value === null ? null : decoded(read.value);
  const epoch = Math.max(kept?.epoch ?? 0, inLedger) + 1;
  // A ledger that knows of this device is a past, whatever became of the blob.
  return await keepStart(storage, { epoch, pastKnown: inLedger > 0 || (kept !== null && kept.pastKnown) });
}

/** Writes down under which start this device goes on, and whether its past is known by now. */
export async function keepStart(storage: Storage, start: Start): Promise<Result<Start, StorageFault>> {
  const { epoch, pastKnown } = start;
  const content = { v: 1, epoch, ...(pastKnown ? {} : { past: 'unknown' }) };
  const written = await storage.write(blob, new TextEncoder().encode(JSON.stringify(content)));
  return written.ok ? ok(start) : written;
}

/** Zero where the blob is not ours: the ledger's own count still stands. */
function decoded(bytes: Uint8Array): Start {
  const nothing: Start = { epoch: 0, pastKnown: false };
  try {
    // JSON.parse gives `any`; what it can give is exactly this.
    const json = JSON.parse(new TextDecoder().decode(bytes)) as JsonValue;
    if (typeof json !== 'object' || json === null) return nothing;
    const epoch: unknown = 'epoch' in json ? json['epoch'] : 0;
    if (typeof epoch !== 'number' || !Number.isSafeInteger(epoch) || epoch < 0) return nothing;
    return { epoch, pastKnown: !('past' in json) };
  } catch {
    return nothing;
  }
}
