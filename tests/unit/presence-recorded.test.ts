import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { targetDetections } from '../../behaviours/presence/senses/targets.ts';
import { Tracker } from '../../behaviours/presence/tracking/tracker.ts';
import { radians, type Pose } from '../../hal/units.ts';
import { SeededRandom } from '../../sim/random.ts';
import { parseTracks, type Recording } from '../../sim/world/tracks.ts';
import { ClearMot, type MotFigures, type Placed } from '../support/clear-mot.ts';
import { framesOf, idealSight, type Sight } from '../support/kiosk-view.ts';
import { radar } from '../support/presence-rig.ts';
import { recordings } from '../support/tier.ts';

/*
 * How well recorded people are followed at the noise of the ideal sensor, without and with lost frames. The floors are modest: other
 * scenes and seeds must pass them too. What must find a fault is shown to find it: a tracker that swaps, renames or misplaces people.
 */

const folder = `${recordings()}/tracks`;
const there = existsSync(`${folder}/kiosks.json`);

interface Kiosk {
  readonly id: string;
  readonly scene: string;
  readonly x: number;
  readonly y: number;
  readonly deg: number;
}
// The recordings' own list: its shape is theirs, and a test that reads another fails loudly.
const kiosks: readonly Kiosk[] = there ? (JSON.parse(readFileSync(`${folder}/kiosks.json`, 'utf8')) as Kiosk[]) : [];

const scenes = new Map<string, Recording>();
const sceneOf = (name: string): Recording => {
  const known = scenes.get(name);
  if (known !== undefined) return known;
  const parsed = parseTracks(readFileSync(`${folder}/${name}.csv`, 'utf8'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault));
  scenes.set(name, parsed.value);
  return parsed.value;
};

const place = { ...radar, fieldOfViewRad: radians(200) };
type Spoil = (tracks: readonly Placed[], at: number) => readonly Placed[];
const honest: Spoil = (tracks) => tracks;

const follow = (kiosk: Kiosk, sight: Sight, spoil: Spoil = honest): MotFigures => {
  const tracker = new Tracker({ debounceMs: 200, holdMs: 3_000, standingSpeed: 0.35 });
  const mot = new ClearMot(0.8);
  const pose: Pose = { x: kiosk.x, y: kiosk.y, headingRad: radians(kiosk.deg) };
  for (const frame of framesOf(sceneOf(kiosk.scene), pose, sight, new SeededRandom(7, kiosk.id))) {
    const detections = targetDetections(place, { targets: frame.targets });
    if (detections === 'garbled') throw new Error('the view speaks nonsense');
    tracker.observe(place, frame.at, detections);
    const tracks = tracker.people.flatMap(({ id, motion: { x, y }, seenUntil }): Placed[] =>
      id !== null && seenUntil >= frame.at ? [{ id, x, y }] : [],
    );
    mot.frame(frame.truths, spoil(tracks, frame.at));
  }
  return mot.figures;
};

const perPerson = ({ switches, people }: MotFigures): number => switches / Math.max(1, people);

describe.skipIf(!there)(`people of the recordings in ${folder}`, () => {
  for (const kiosk of kiosks) {
    test(`${kiosk.id}: all of them are followed by name`, () => {
      const figures = follow(kiosk, idealSight);
      expect(figures.truths).toBeGreaterThan(1_000);
      expect(figures.mota).toBeGreaterThan(0.85);
      expect(figures.motpM).toBeLessThan(0.15);
      expect(perPerson(figures)).toBeLessThan(0.35);
    });
    test(`${kiosk.id}: also where each tenth is missing from a frame`, () => {
      const figures = follow(kiosk, { ...idealSight, dropOut: 0.1 });
      expect(figures.mota).toBeGreaterThan(0.82);
      expect(perPerson(figures)).toBeLessThan(0.45);
    });
  }

  const [first] = kiosks;
  test.skipIf(first === undefined)('a tracker that renames, swaps, misplaces or makes up people is found out', () => {
    if (first === undefined) return;
    const sound = follow(first, idealSight);
    const renames = follow(first, idealSight, (tracks, at) =>
      tracks.map((track) => ({ ...track, id: `${track.id}/${Math.floor(at / 2_000)}` })),
    );
    expect(perPerson(renames)).toBeGreaterThan(0.35);
    const swaps = follow(first, idealSight, (tracks, at) => {
      const [a, b, ...rest] = tracks;
      if (a === undefined || b === undefined || at % 4_000 < 2_000) return tracks;
      return [{ ...a, id: b.id }, { ...b, id: a.id }, ...rest];
    });
    expect(swaps.switches).toBeGreaterThan(5 * Math.max(1, sound.switches));
    const misplaces = follow(first, idealSight, (tracks) => tracks.map((track) => ({ ...track, y: track.y + 0.4 })));
    expect(misplaces.motpM).toBeGreaterThan(0.15);
    const makesUp = follow(first, idealSight, (tracks) => [...tracks, { id: 'ghost', x: 5, y: 3 }]);
    expect(makesUp.mota).toBeLessThan(0.85);
    const misses = follow(first, idealSight, (tracks) => tracks.slice(1));
    expect(misses.mota).toBeLessThan(0.85);
  });
});
