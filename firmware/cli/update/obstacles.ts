import { z } from 'zod';
import type { DeviceConfig } from '../../../config/schema.ts';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { linuxWallTrust } from '../../../hal/drivers/wall-trust.ts';
import { obstaclesIn, timetable, type Obstacle, type Work } from '../../update/work.ts';
import { madeAt } from '../made-at.ts';
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

/** Asks the device that runs here what speaks against taking it away now; of one that does not answer only the timetable tells. */
export async function obstaclesNow(config: DeviceConfig): Promise<readonly Obstacle[]> {
  const answer = answered.safeParse(await askDevice(config.dataDir, { ask: 'work' }));
  const wall = new NodeClock(linuxWallTrust(madeAt)).wallTime();
  return obstaclesIn(answer.success ? answer.data.value : timetable(config, wall));
}
