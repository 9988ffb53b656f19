import { degrees } from '../../hal/units.ts';
import { angleOf, direction } from '../../hal/trigonometry.ts';
import { frameOf, type Kiosk } from '../encounters/kiosk.ts';
import { labelOf, runsOf, stepS, stopSpeed } from '../encounters/label.ts';
import { along, type Spot, type Walk } from '../encounters/recording.ts';
import type { SeededRandom } from '../random.ts';

/*
 * A scene has one kiosk or two in the table, and a handful of people who stopped there. But people stop in many places of a scene: a
 * kiosk stood where somebody stopped is one at which somebody stops. All of them are people who walked; only the kiosks are ours.
 */

/** Where in a scene somebody stood for a second and a half. */
const stopsIn = (walks: readonly Walk[]): readonly Spot[] =>
  walks.flatMap((walk): readonly Spot[] => {
    const from = walk.t[0] ?? 0;
    const count = Math.floor(((walk.t.at(-1) ?? 0) - from) / stepS) + 1;
    const at = (index: number): Spot => ({
      x: along(walk.t, walk.x, from + index * stepS),
      y: along(walk.t, walk.y, from + index * stepS),
    });
    const slow = (index: number): boolean => {
      const a = at(Math.max(0, index - 5));
      const b = at(Math.min(count - 1, index + 5));
      return Math.sqrt((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y)) < stopSpeed;
    };
    return runsOf(count, slow)
      .filter(([a, b]) => (b - a) * stepS >= 1.5)
      .map(([a]) => at(a));
  });

/** Who stands so near to where a kiosk would be walks through it. */
const throughM = 0.3;
/** A place through which more than this share of those nearby walk is a floor, not a place for a kiosk. */
const mostThrough = 0.04;
const nearbyM = 4;
const triesEach = 60;
/** A corner where hardly anybody walks teaches nothing of those who pass. */
const leastMet = 12;

const stands = (kiosk: Kiosk, walks: readonly Walk[]): boolean => {
  const toDevice = frameOf(kiosk);
  let nearby = 0;
  let through = 0;
  for (const walk of walks) {
    let nearest = Number.POSITIVE_INFINITY;
    for (const [index, x] of walk.x.entries())
      nearest = Math.min(nearest, toDevice({ x, y: walk.y[index] ?? 0 }).distanceM);
    if (nearest < nearbyM) nearby += 1;
    if (nearest < throughM) through += 1;
  }
  return nearby > 0 && through / nearby <= mostThrough;
};

/** So many kiosks stood into a scene where people stop before them; fewer where the scene has no place for more. */
export const virtualKiosks = (
  scene: string,
  walks: readonly Walk[],
  count: number,
  random: SeededRandom,
): readonly Kiosk[] => {
  const stops = stopsIn(walks);
  const kiosks: Kiosk[] = [];
  for (let tries = 0; stops.length > 0 && kiosks.length < count && tries < count * triesEach; tries += 1) {
    const stop = random.pick(stops);
    const towards = direction(random.between(-Math.PI, Math.PI));
    const gapM = random.between(0.5, 1.1);
    const kiosk: Kiosk = {
      id: `${scene}-${kiosks.length + 1}`,
      scene,
      x: stop.x + towards.x * gapM,
      y: stop.y + towards.y * gapM,
      // It looks at who stopped, give or take: most who engage do not stand straight before the screen.
      deg: degrees(angleOf(0 - towards.x, 0 - towards.y)) + random.between(-70, 70),
    };
    if (!stands(kiosk, walks)) continue;
    const met = walks.flatMap((walk) => labelOf(kiosk, walk) ?? []);
    if (met.length >= leastMet && met.some(({ label }) => label === 'engage')) kiosks.push(kiosk);
  }
  return kiosks;
};
