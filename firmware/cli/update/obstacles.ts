import { z } from 'zod';
import type { DeviceConfig } from '../../../config/schema.ts';
import { obstaclesIn, type Obstacle, type Work } from '../../update/work.ts';
import { askDevice } from '../hub/control-socket.ts';

const workSchema: z.ZodType<Work> = z.object({
  lifecycle: z.string(),
  clockTrusted: z.boolean(),
  hours: z.string(),
  opensInMin: z.number().nullable(),
  waiting: z.number(),
  atCounters: z.number(),
  atMachine: z.boolean(),
});
const answered = z.object({ ok: z.literal(true), value: workSchema });

/** Asks the device that runs here what speaks against taking it away now. */
export async function obstaclesNow(config: Pick<DeviceConfig, 'dataDir'>): Promise<readonly Obstacle[]> {
  const answer = answered.safeParse(await askDevice(config.dataDir, { ask: 'work' }));
  return obstaclesIn(answer.success ? answer.data.value : null);
}
