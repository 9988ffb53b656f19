import type { JudgedTrack, IntentionJudge } from '../../behaviours/presence/intention/judge.ts';
import { featuresOf } from '../../behaviours/presence/intention/features.ts';
import { History } from '../../behaviours/presence/intention/history.ts';
import { createPresence } from '../../behaviours/presence/index.ts';
import type { PresenceSettings } from '../../behaviours/presence/settings.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { DeviceClock, SimClock } from '../clock.ts';
import { IdealSensor } from '../encounters/ideal-sensor.ts';
import type { Kiosk } from '../encounters/kiosk.ts';
import { labelOf, type Label, type Labelled } from '../encounters/label.ts';
import { matched, Pace, Passing, spanOf } from '../encounters/meeting.ts';
import type { Walk } from '../encounters/recording.ts';

/** One person at one instant, as presence believed them to be, with what became of them. */
export interface Example {
  readonly scene: string;
  readonly kiosk: string;
  readonly track: number;
  /** Which noise it was measured with. */
  readonly copy: number;
  readonly atS: number;
  readonly label: Label;
  readonly labelAtS: number;
  /** They were believed to stand. */
  readonly still: boolean;
  readonly distanceM: number;
  readonly features: Float32Array;
}

/** Remembers everybody as the real judge does, and judges nobody. */
class Watching implements IntentionJudge {
  readonly histories = new Map<number, History>();
  tracks: readonly JudgedTrack[] = [];

  judge(tracks: readonly JudgedTrack[], at: Milliseconds): ReadonlyMap<number, number> {
    this.tracks = tracks;
    for (const track of tracks) {
      const history = this.histories.get(track.id) ?? new History(track.firstAt);
      this.histories.set(track.id, history);
      history.add(track, at);
    }
    return new Map();
  }
  forget(id: number): void {
    this.histories.delete(id);
  }
}

/** After this a greeting comes too late: what is known by then is of no use. */
const answerS = 1.5;
const walkingEveryMs: Milliseconds = 500;
/** Stands so near that a greeting may follow; here each frame counts. */
const standingM = 1.6;
const standingEveryMs: Milliseconds = 100;

export interface ExampleParts {
  readonly kiosk: Kiosk;
  readonly walks: readonly Walk[];
  readonly settings: PresenceSettings;
  /** Of the ideal sensor's. */
  readonly noise: number;
  readonly seed: number;
}

/** Lets a scene walk past a kiosk and takes down whom presence saw, until their outcome was plain. */
export const examplesAt = async ({
  kiosk,
  walks,
  settings,
  noise,
  seed,
}: ExampleParts): Promise<readonly Example[]> => {
  const time = new SimClock();
  const sensor = new IdealSensor(kiosk.id, seed, noise);
  const watching = new Watching();
  const ports = {
    clock: new DeviceClock(time, 0),
    log: { write: () => undefined },
    onTransition: () => undefined,
  };
  const presence = createPresence({ ...settings, sensors: sensor.places }, ports, watching);
  presence.start();
  const labels = new Map<number, Labelled>();
  for (const walk of walks) {
    const labelled = labelOf(kiosk, walk);
    if (labelled !== null) labels.set(walk.track, labelled);
  }
  const { fromS, lengthMs } = spanOf(walks);
  const passing = new Passing(walks, kiosk);
  const examples: Example[] = [];
  const pace = new Pace(sensor.periodMs);
  let people = 0;
  for (let at = 0; at <= lengthMs; at += pace.after(people)) {
    await time.advanceTo(at);
    const atS = Math.round(fromS * 1_000 + at) / 1_000;
    const all = passing.at(atS);
    people = all.length;
    const here = all.filter((one) => sensor.sees(one));
    for (const word of sensor.frame(here, at)) presence.send({ type: 'sensor.measured', word });
    for (const [name, believed] of matched(here, watching.tracks)) {
      const outcome = labels.get(name);
      const history = watching.histories.get(believed.id);
      if (outcome === undefined || history === undefined) continue;
      if (outcome.label !== 'pass' && atS > outcome.labelAtS + answerS) continue;
      const distanceM = Math.sqrt(believed.x * believed.x + believed.y * believed.y);
      const still = believed.stillSince !== null;
      if (at % (still && distanceM < standingM ? standingEveryMs : walkingEveryMs) !== 0) continue;
      examples.push({
        scene: kiosk.scene,
        kiosk: kiosk.id,
        track: name,
        copy: seed,
        atS,
        label: outcome.label,
        labelAtS: outcome.labelAtS,
        still,
        distanceM,
        features: featuresOf(history, believed),
      });
    }
  }
  presence.stop();
  return examples;
};
