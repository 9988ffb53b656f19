import { z } from 'zod';
import type { Log } from '../../../hal/ports/log.ts';
import type { Storage } from '../../../hal/ports/storage.ts';

/*
 * Left by a press of the maintenance button, or by a stick that opens; the start that finds it opens maintenance, once.
 */

const blob = 'maintenance';
const wish = z.strictObject({ schema: z.literal(1), by: z.enum(['button', 'stick']).default('button') });

export type MaintenanceWish = z.output<typeof wish>['by'];

/** Ends this start in order; the next is the technician's. */
export const wishMaintenance = async (storage: Storage, by: MaintenanceWish, log: Log): Promise<void> => {
  const text = `${JSON.stringify({ schema: 1, by })}\n`;
  const written = await storage.write(blob, new TextEncoder().encode(text));
  if (!written.ok) return log.write('error', 'maintenance.not-asked', { fault: { ...written.fault } });
  process.kill(process.pid, 'SIGTERM');
};

/** Who wished for it, if anybody did: told once, since whoever restarts from the menu wants the device back. */
export const takeWish = async (storage: Storage): Promise<MaintenanceWish | null> => {
  const read = await storage.read(blob);
  if (!read.ok || read.value === null) return null;
  await storage.remove(blob);
  try {
    return wish.parse(JSON.parse(Buffer.from(read.value).toString('utf8'))).by;
  } catch {
    // Somebody wished for something.
    return 'button';
  }
};
