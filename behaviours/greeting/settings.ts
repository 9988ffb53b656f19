import type { Metres, Milliseconds, Point, Radians } from '../../hal/units.ts';

/** A part of the site's local day in minutes, `from` < `to` ≤ 1440. */
export type DaySpan = { readonly from: number; readonly to: number };

/** How far somebody is from each rung, how long a stop must be, who stands together: all constants of the ladder. */
export interface LadderSettings {
  /** The screen wakes for somebody within this (default 3.6 m) who has been seen this long (default 300 ms). */
  readonly noticeM: Metres;
  readonly dwellMs: Milliseconds;
  /** They are invited within this (default 2 m). */
  readonly nearM: Metres;
  /** A stop within this counts (default 1.2 m). */
  readonly engageM: Metres;
  /** A rung is left this much farther out than it is entered (default 0.4 m: in at 1.2 m, out at 1.6 m). */
  readonly hysteresisM: Metres;
  /** Only who is within this to either side of straight ahead is before the device (default 100°). */
  readonly frontRad: Radians;
  /** The screen stays awake this long for one whom the sensors lost (default 3 s). */
  readonly holdMs: Milliseconds;

  /** A stop of this length counts where no model judges (default 900 ms). */
  readonly standingMs: Milliseconds;
  /** A stop that the model agrees with (default 900 ms), and one that it is sure of (default 800 ms). */
  readonly judgedMs: Milliseconds;
  readonly hastenedMs: Milliseconds;
  /** The model is sure from this on (default 0.8), doubts below this (default 0.2); doubted, a stop counts after this (default 1.5 s). */
  readonly hastenIntent: number;
  readonly vetoIntent: number;
  readonly patienceMs: Milliseconds;
  /** So likely to come, somebody is invited from `noticeM` on (default 0.6). Never more than a silent cue. */
  readonly inviteIntent: number;

  /** A greeting is for all who stop within this of the person (default 1.5 m) and this of it (default 2 s). */
  readonly groupM: Metres;
  readonly groupMs: Milliseconds;
  /** Two who stand still within this of each other (default 1.5 m), each having come towards the other within this (default 40°), talk. */
  readonly talkM: Metres;
  readonly talkRad: Radians;
  /** Places where people are served at counters, in the device's frame, and how near to one is busy there (default 0.9 m). */
  readonly counters: readonly Point[];
  readonly counterM: Metres;

  /** Who stands this long while the visit is another's is told that they are seen (default 300 ms; far from the glass, default 2 s). */
  readonly acknowledgeMs: Milliseconds;
  readonly acknowledgeFarMs: Milliseconds;
  /** Longer than this nobody waits for a device: they sit or stand there for something else (default 2 min). */
  readonly waitingMs: Milliseconds;

  /** A new id within this (default 0.6 m) and this (default 3 s) of where one was lost is the same person. */
  readonly sameM: Metres;
  readonly sameMs: Milliseconds;
  /** Who was greeted is not greeted again within this (default 10 min). */
  readonly restMs: Milliseconds;
}

export interface GreetingSettings extends LadderSettings {
  readonly centerName: Readonly<Record<string, string>>;
  /** Whether it speaks at all (a kiosk in a library may not). */
  readonly aloud: boolean;
  /** When it speaks more quietly, or not at all; empty: never. Only by a clock that is believed. */
  readonly quietHours: readonly DaySpan[];
  /** The share of its volume that it then speaks with; 0: it keeps silent. */
  readonly quietVolume: number;
  readonly zoneOffsetMin: number;
  /** Within any hour it speaks so often at most, by itself (default 40); calls of the hall are said all the same. */
  readonly aloudPerHour: number;
  /** How long one key of staff keeps it silent (default 30 min). */
  readonly muteMs: Milliseconds;
  /** The visit ends when nobody is near for this long (default 8 s). */
  readonly awayMs: Milliseconds;
  /** How long `thanks` stays (default 4 s). */
  readonly farewellMs: Milliseconds;
  /** A visit that nobody touches ends after this, so that a person on a chair nearby does not hold it for ever (default 3 min). */
  readonly idleVisitMs: Milliseconds;
}
