import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onTrial, standingOf } from '../../firmware/cli/update/slots.ts';
import { SeededRandom } from '../../sim/random.ts';
import { CutDisk, PowerCut } from '../support/cut-disk.ts';
import { memoryDirectory, removeDirectory } from '../support/temporary.ts';
import { runs } from '../support/tier.ts';
import { UpdateWorld, type Health } from '../support/update-world.ts';

/*
 * The power is cut behind every single step of an update, on real files. Whatever starts afterwards is a whole release, old or new, with
 * every number that was ever told; and the same update, done once more, gets through.
 */

const room = memoryDirectory();
afterAll(() => removeDirectory(room), 60_000);
const files = new Map<Health | 'old', string>();
beforeAll(async () => {
  mkdirSync(join(room, 'desk'));
  const desk = new UpdateWorld(join(room, 'desk'));
  files.set('old', desk.release(1, 'good'));
  for (const [index, health] of (['good', 'bad', 'dies', 'hangs'] as const).entries())
    files.set(health, desk.release(2 + index, health));
  files.set('good', desk.release(9, 'good'));
  await desk.setUp(files.get('old') ?? '');
}, 60_000);

let worlds = 0;
const ownRoom = (): string => join(room, `world-${worlds}`);
/** A copy of the device as it left the desk; the one before is thrown away. */
const world = async (): Promise<UpdateWorld> => {
  removeDirectory(ownRoom());
  worlds += 1;
  const own = ownRoom();
  mkdirSync(own);
  cpSync(join(room, 'desk/root'), join(own, 'root'), { recursive: true, verbatimSymlinks: true });
  const made = new UpdateWorld(own);
  // Numbers of the desk are known here as well.
  await made.boot(steady());
  return made;
};
const graves = (): string => join(ownRoom(), 'graves');
/** A disk whose power stays, and which need not be waited for. */
const steady = (): CutDisk => new CutDisk(graves());

const newer = (health: Health): string => files.get(health) ?? '';
const stepsOf = async (health: Health): Promise<number> => {
  const device = await world();
  const disk = steady();
  await device.apply(newer(health), disk);
  return disk.steps;
};

describe('an update', () => {
  it('runs the new release once that is found good, and keeps the old one', async () => {
    const device = await world();
    const outcome = await device.apply(newer('good'), steady());
    expect(outcome).toMatchObject({ what: 'confirmed', from: { version: '0.1.0' }, to: { version: '0.9.0' } });
    expect(standingOf(device.at)).toEqual({ current: 'b', good: 'b' });
    expect(device.running()).toBe(9);
    expect(device.adopted).toEqual([9]);
  });

  it.each([
    ['bad', 'bad-start', 1],
    ['dies', 'tries', 3],
    ['hangs', 'too-late', 1],
  ] as const)('goes back by itself from a release whose start is %s', async (health, reason, starts) => {
    const device = await world();
    const outcome = await device.apply(newer(health), steady());
    expect(outcome).toMatchObject({
      what: 'returned',
      reason,
      to: { version: expect.stringMatching(/^0\.[345]\.0$/) },
    });
    expect(standingOf(device.at)).toEqual({ current: 'a', good: 'a' });
    expect(device.starts).toEqual([1, ...Array.from({ length: starts }, () => device.starts[1]), 1]);
    expect(device.running()).toBe(1);
    expect(device.adopted).toEqual([]);
  });
});

interface Cut {
  readonly health: Health;
  readonly after: number;
  readonly power: boolean;
}

const survives = async ({ after, health, power }: Cut, random: SeededRandom): Promise<void> => {
  const device = await world();
  let disk = new CutDisk(graves(), after);
  await expect(device.apply(newer(health), disk)).rejects.toThrow(PowerCut);
  if (power) disk.losePower(random);
  // Often the power goes again while the device comes back.
  for (let again = random.below(3); again > 0; again -= 1) {
    disk = new CutDisk(graves(), 1 + random.below(12));
    try {
      await device.boot(disk);
      await device.watchOn(disk);
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      if (power) disk.losePower(random);
    }
  }
  await device.boot(steady());
  await device.watchOn(steady());
  const { at } = device;
  expect(onTrial(standingOf(at))).toBeNull();
  expect([1, health === 'good' ? 9 : 1]).toContain(device.running());
  const outcome = device.running() === 9 ? null : await device.apply(newer('good'), steady());
  if (outcome !== null) expect(outcome.what).toBe('confirmed');
  expect(device.running()).toBe(9);
  // However it was cut, in the end the machine has the units of what is good.
  expect(device.adopted.at(-1)).toBe(9);
};

/** The length of the long tier's set; the fast one takes a seeded sample of it. */
const sample = runs({ fast: 8, long: Number.POSITIVE_INFINITY });

describe.each(['good', 'bad', 'dies'] as const)('cut short, an update to a release whose start is %s', (health) => {
  it('leaves the old release or the new one, with every number that was told', { timeout: 1_200_000 }, async () => {
    const steps = await stepsOf(health);
    // Together with the two other kinds far more than two hundred.
    expect(steps).toBeGreaterThan(200);
    const random = new SeededRandom(6, `cuts-${health}`);
    const all = Array.from({ length: steps - 1 }, (_, index) => index + 1).flatMap((after): readonly Cut[] => [
      { health, after, power: false },
      { health, after, power: true },
    ]);
    // The last steps are those around the switch: of a sample half are taken there.
    const late = all.slice(-60);
    const cuts =
      sample >= all.length
        ? all
        : Array.from({ length: sample }, (_, index) => {
            const from = index % 2 === 0 ? late : all;
            return from[random.below(from.length)];
          });
    for (const cut of cuts) {
      if (cut === undefined) continue;
      await survives(cut, random.split(`${cut.after}-${cut.power}`)).catch((error: unknown) => {
        throw new Error(`cut ${JSON.stringify(cut)}`, { cause: error });
      });
    }
  });
});
