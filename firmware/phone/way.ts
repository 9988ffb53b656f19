import { directionKey, wayTo, type PlannedWay } from '../../behaviours/guidance/way.ts';
import type { GuidanceSettings } from '../../behaviours/guidance/settings.ts';
import type { LanguageTag } from '../../behaviours/behaviour.ts';
import { counterName, type Texts } from '../../behaviours/voice/texts.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { angleOf } from '../../hal/trigonometry.ts';
import { wrapAngle, type Radians } from '../../hal/units.ts';
import { solidWalls } from '../plan.ts';
import { cameIn } from './entrance.ts';
import type { PhoneWay } from './view.ts';

/** Ways from the visitors' entrance, each planned once: a plan does not change while the firmware runs. */
export class EntranceWays {
  readonly #settings: GuidanceSettings | null;
  readonly #planned = new Map<string, ReturnType<typeof wayTo>>();

  constructor({ site, behaviours }: DeviceConfig) {
    const from = cameIn(site.plan);
    this.#settings =
      from === null
        ? null
        : {
            ...behaviours.guidance,
            device: from,
            counters: site.counters,
            walls: solidWalls(site.plan),
            keepOut: site.plan.keepOut.map(({ area }) => area),
          };
  }

  /** Where these counters are, for whoever comes in at the door; null: none is named. */
  to(counters: readonly string[], texts: Texts, language: LanguageTag): PhoneWay | null {
    const [only] = counters;
    if (only === undefined) return null;
    if (counters.length > 1) return { words: '', counters, route: [] };
    const way = this.#way(only);
    if (way === null || !way.reachable) return { words: '', counters, route: [] };
    const direction = { as: 'phrase', key: directionKey(this.#bearing(way)), values: {} } as const;
    const here = texts.screen(language, 'way.here', { counter: counterName(only), direction });
    const told = { as: 'text', text: here, words: here } as const;
    return { words: texts.screen(language, 'phone.fromEntrance', { way: told }), counters, route: way.route };
  }

  /** Where it lies for whoever looks in from the door: the drawing shows how to walk, the words only where to look. */
  #bearing({ counter, directionRad }: PlannedWay): Radians {
    const from = this.#settings?.device;
    const goal = this.#settings?.counters.find(({ id }) => id === counter)?.at;
    if (from === undefined || goal === undefined) return directionRad;
    return wrapAngle(angleOf(goal.x - from.x, goal.y - from.y) - (from.headingRad + Math.PI));
  }

  #way(counter: string): ReturnType<typeof wayTo> {
    const known = this.#planned.get(counter);
    if (known !== undefined) return known;
    const way = this.#settings === null ? null : wayTo(this.#settings, counter);
    this.#planned.set(counter, way);
    return way;
  }
}
