import type { Milliseconds } from '../../hal/units.ts';
import type { Belief } from './belief.ts';
import type { Person, PresenceOut } from './events.ts';
import type { IntentionJudge, JudgedTrack } from './intention/judge.ts';
import { speedAt } from './motion.ts';
import type { PresenceSettings } from './settings.ts';
import type { Track } from './tracks.ts';

type PeopleChanged = Extract<PresenceOut, { readonly type: 'people.changed' }>;

const tellEveryMs: Milliseconds = 100;
/** The ids of one sensor's tracks begin here above those of the one before it. */
const idsOfSensor = 1e9;

const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;

/** Everybody whom the sensor that sees the nearest person follows, told at most ten times a second. */
export class People {
  readonly #settings: PresenceSettings;
  readonly #judge: IntentionJudge;
  readonly #known = new Map<number, { readonly firstAt: Milliseconds; stillSince: Milliseconds | null }>();
  #toldAt: Milliseconds = Number.NEGATIVE_INFINITY;

  constructor(settings: PresenceSettings, judge: IntentionJudge) {
    this.#settings = settings;
    this.#judge = judge;
  }

  after(belief: Belief, now: Milliseconds): PeopleChanged | null {
    const index = belief.sensors.findIndex(({ place }) => place.sensorId === belief.sourceId);
    const all = belief.nearness === 'absent' ? [] : (belief.sensors[index]?.tracks.all ?? []);
    if (all.length === 0 && this.#known.size === 0) return null;
    if (all.length > 0 && now - this.#toldAt < tellEveryMs) return null;
    const tracks = all.map((track) => this.#person(track, track.id + index * idsOfSensor, now));
    tracks.sort((a, b) => a.id - b.id);
    const here = new Set(tracks.map(({ id }) => id));
    for (const id of this.#known.keys()) {
      if (here.has(id)) continue;
      this.#known.delete(id);
      this.#judge.forget(id);
    }
    const intents = this.#judge.judge(tracks, now);
    const people: Person[] = tracks.map((track) => ({ ...track, intent: intents.get(track.id) ?? null }));
    this.#toldAt = now;
    return { type: 'people.changed', at: now, people };
  }

  #person(track: Track, id: number, now: Milliseconds): JudgedTrack {
    const { fixes, sighting, seen } = track;
    const first = fixes[0];
    const last = fixes.at(-1);
    const spanS = first === undefined || last === undefined ? 0 : (last.at - first.at) / 1_000;
    const known = this.#known.get(id) ?? { firstAt: first?.at ?? now, stillSince: null };
    const speed = speedAt(fixes, now);
    const still = speed !== null && speed < this.#settings.standingSpeed;
    known.stillSince = still ? (known.stillSince ?? now) : null;
    this.#known.set(id, known);
    const along = (axis: 'x' | 'y'): number =>
      spanS <= 0 || first === undefined || last === undefined ? 0 : thousandths((last[axis] - first[axis]) / spanS);
    return {
      id,
      x: thousandths(sighting.x),
      y: thousandths(sighting.y),
      vx: along('x'),
      vy: along('y'),
      sigmaM: 0.1,
      seen,
      firstAt: known.firstAt,
      stillSince: known.stillSince,
      group: id,
    };
  }
}
