import type { Milliseconds } from '../../hal/units.ts';
import type { PresenceOut } from './events.ts';
import { gather, groupsOf } from './groups.ts';
import type { IntentionJudge, JudgedTrack } from './intention/judge.ts';
import type { Track } from './tracking/track.ts';

export type PeopleChanged = Extract<PresenceOut, { readonly type: 'people.changed' }>;

/** Everybody is told at most so often; a frame that comes a little early is not left for the next one. */
const tellEveryMs: Milliseconds = 100;
const earlyMs: Milliseconds = 30;

const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;

/** Tells everybody who is followed, judged and in their groups, ten times a second at most, and once that the last has gone. */
export class People {
  readonly #judge: IntentionJudge;
  #dueAt: Milliseconds = Number.NEGATIVE_INFINITY;
  #toldAt: Milliseconds | null = null;
  #some = false;

  constructor(judge: IntentionJudge) {
    this.#judge = judge;
  }

  /** What is to be told of `tracks` now, null where it is not time yet or nothing to tell. */
  after(tracks: readonly Track[], forgotten: readonly number[], now: Milliseconds): PeopleChanged | null {
    for (const id of forgotten) this.#judge.forget(id);
    if (tracks.length === 0) {
      this.#toldAt = null;
      if (!this.#some) return null;
      this.#some = false;
      return { type: 'people.changed', at: now, people: [] };
    }
    if (now < this.#dueAt - earlyMs) return null;
    this.#dueAt = Math.max(this.#dueAt + tellEveryMs, now);
    gather(tracks, this.#toldAt === null ? 0 : (now - this.#toldAt) / 1_000);
    this.#toldAt = now;
    this.#some = true;
    const groups = groupsOf(tracks);
    const judged = tracks.flatMap((track) => (track.id === null ? [] : [seenAs(track, track.id, groups, now)]));
    judged.sort((a, b) => a.id - b.id);
    const intents = this.#judge.judge(judged, now);
    const people = judged.map((one) => ({ ...one, intent: intents.get(one.id) ?? null }));
    return { type: 'people.changed', at: now, people };
  }
}

const seenAs = (track: Track, id: number, groups: ReadonlyMap<number, number>, now: Milliseconds): JudgedTrack => ({
  id,
  x: thousandths(track.motion.x),
  y: thousandths(track.motion.y),
  vx: thousandths(track.motion.vx),
  vy: thousandths(track.motion.vy),
  sigmaM: thousandths(track.sigmaM),
  seen: now <= track.seenUntil,
  firstAt: track.firstAt,
  stillSince: track.stillSince,
  group: groups.get(id) ?? id,
});
