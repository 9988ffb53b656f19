import type { SignShows } from '../../hal/ports/counter-sign.ts';
import type { PadKey } from '../../hal/ports/keypad.ts';
import type { LampState } from '../../hal/ports/lamp.ts';
import type { SensorPort } from '../../hal/ports/sensors.ts';
import type { Epoch, Metres, Milliseconds, Point, Pose, Radians } from '../../hal/units.ts';

/*
 * What the simulator's page and its server say to each other over one socket, as JSON. Plans and lengths are metres of the site's
 * frame, instants simulated milliseconds since the start.
 */

/*
 * Of the session only what a page is shown. The types stand here once more, so that the page's code knows nothing of the world's;
 * the server hands the session's own values over, so they cannot drift apart.
 */

export type MarkKind = 'sensor' | 'view' | 'touch' | 'words' | 'call' | 'slip' | 'state' | 'fault' | 'clerk' | 'person';

/** A point of the timeline. */
export interface Mark {
  readonly t: Milliseconds;
  readonly kind: MarkKind;
  readonly device: string | null;
  readonly text: string;
}

export interface PersonSnapshot extends Pose {
  readonly id: string;
  readonly radiusM: Metres;
  readonly speed: number;
  readonly source: 'recorded' | 'generated' | 'placed';
  readonly trail: readonly Point[];
  readonly intention: string;
  readonly doing: string;
  readonly number: string | null;
}

/** How far up the ladder somebody is, as the firmware says it. */
export type Rung = 'aware' | 'noticed' | 'invited' | 'stopped' | 'engaged' | 'waiting' | 'served';

/** Somebody as a device believes them to be, in the site's frame; what is true stands in `people`. */
export interface BeliefSnapshot extends Point {
  readonly device: string;
  readonly id: number;
  readonly vx: number;
  readonly vy: number;
  readonly distanceM: Metres;
  readonly sigmaM: Metres;
  readonly seen: boolean;
  readonly intent: number | null;
  readonly rung: Rung | null;
  readonly why: string;
  readonly greeted: {
    readonly at: Milliseconds;
    readonly why: {
      readonly rule: 'stop' | 'model' | 'hastened' | 'patience';
      readonly stoodMs: Milliseconds;
      readonly distanceM: Metres | null;
      readonly intent: number | null;
    };
  } | null;
}

export interface CounterSnapshot {
  readonly id: string;
  readonly doing: 'away' | 'idle' | 'asking' | 'waiting' | 'serving';
  readonly number: string | null;
  /** What the sign over it shows; null: there is none. */
  readonly sign: SignShows | null;
}

/** The city at the other end of the adapter: what it has been told, and who has booked with it. */
export interface CitySnapshot {
  readonly away: boolean;
  readonly taken: number;
  readonly newest: readonly {
    readonly id: string;
    readonly kind: string;
    readonly at: string;
    readonly number: string;
    readonly counter: string;
    readonly booking: string;
    readonly dossier: string;
  }[];
  readonly bookings: readonly { readonly code: string; readonly service: string; readonly time: string }[];
}

export interface MachineSnapshot {
  readonly machine: string;
  readonly value: string;
  readonly tags: readonly string[];
  readonly last: readonly {
    readonly t: Milliseconds;
    readonly event: string;
    readonly from: string;
    readonly to: string;
  }[];
}

export interface FaultSwitch {
  readonly id: string;
  readonly device: string | null;
  readonly name: string;
  readonly kind: string;
  readonly on: boolean;
}

export interface Counts {
  readonly seen: number;
  readonly greeted: number;
  readonly greetedInError: number;
  readonly greetedTwice: number;
  readonly leftUnseen: number;
  readonly tickets: number;
  readonly printed: number;
  readonly called: number;
  readonly shownTheWay: number;
  readonly finished: number;
  readonly faults: number;
}

export type ClerkVerb = 'next' | 'recall' | 'no-show' | 'finish';

/** The hall as it is drawn. */
export interface FloorPlan {
  readonly outline: readonly Point[];
  readonly walls: readonly { readonly from: Point; readonly to: Point }[];
  readonly doors: readonly { readonly id: string; readonly from: Point; readonly to: Point }[];
  readonly waiting: readonly { readonly id: string; readonly area: readonly Point[] }[];
  readonly keepOut: readonly { readonly id: string; readonly area: readonly Point[] }[];
  readonly counters: readonly { readonly id: string; readonly at: Pose }[];
}

/** What happens to a visitor, in the order in which it does. */
export const stepKeys = ['arrives', 'seen', 'greeted', 'number', 'slip', 'called', 'counter'] as const;
export type StepKey = (typeof stepKeys)[number];

export interface PageDevice {
  readonly id: string;
  readonly profile: string;
  readonly place: Pose;
  readonly placeName: Readonly<Record<string, string>>;
  readonly buttons: readonly string[];
  readonly pads: readonly { readonly name: string; readonly counter: string | null }[];
  /** Glass of this device, with the page that shows it; pixels as the visitor sees it. */
  readonly screens: readonly {
    readonly name: string;
    readonly path: string;
    readonly widthPx: number;
    readonly heightPx: number;
  }[];
}

/** A sensor's place, which does not change; `firing` comes in frames by index. */
export interface PageSensor extends Pose {
  readonly device: string;
  readonly name: string;
  readonly port: SensorPort;
  readonly rangeM: Metres;
  readonly fieldOfViewRad: Radians;
}

export interface Slip {
  readonly id: number;
  readonly t: Milliseconds;
  readonly device: string;
  /** Null from a printer that has only blocks, not dots. */
  readonly picture: string | null;
  readonly qr: string | null;
}

export interface Sound {
  readonly id: number;
  readonly t: Milliseconds;
  readonly device: string;
  readonly words: string;
  readonly language: string;
  readonly durationMs: Milliseconds;
  readonly path: string;
}

export interface Transport {
  readonly now: Milliseconds;
  readonly wall: Epoch;
  readonly playing: boolean;
  readonly speed: number;
  readonly reached: number;
}

/** One visitor's way through the centre, step by step; `at` is null until it has come to pass. */
export interface Story {
  readonly person: string;
  readonly device: string | null;
  readonly number: string | null;
  readonly counter: string | null;
  readonly steps: readonly { readonly key: StepKey; readonly at: Milliseconds | null }[];
  /** They have left the hall. */
  readonly over: boolean;
}

/** Whether a device's power is cut: its glass is dark, its pages answer nobody. Mains that are lost leave it its battery. */
export const isOff = (faults: readonly FaultSwitch[], id: string): boolean =>
  faults.some(({ device, kind, name, on }) => device === id && name === 'power' && kind === 'off' && on);

/** Where the pages of the device that decides the hall are, by name: `{ counter: '/counter' }`. */
export type SitePagePaths = Readonly<Record<string, string>>;

export type FromServer =
  | {
      readonly type: 'hello';
      readonly site: { readonly id: string; readonly name: Readonly<Record<string, string>>; readonly plan: FloorPlan };
      readonly zoneOffsetMin: number;
      readonly devices: readonly PageDevice[];
      readonly sensors: readonly PageSensor[];
      readonly services: readonly { readonly id: string; readonly name: Readonly<Record<string, string>> }[];
      readonly languages: readonly { readonly tag: string; readonly name: string }[];
      readonly faults: readonly FaultSwitch[];
      readonly marks: readonly Mark[];
      readonly slips: readonly Slip[];
      readonly clerksAtWork: boolean;
      readonly story: Story | null;
      readonly city: CitySnapshot | null;
      readonly pages: SitePagePaths;
      /** The recording that is shown; null: a world that runs. */
      readonly recording: { readonly source: string; readonly spanMs: Milliseconds } | null;
    }
  | {
      readonly type: 'frame';
      readonly time: Transport;
      readonly people: readonly PersonSnapshot[];
      readonly firing: readonly boolean[];
      readonly counters: readonly CounterSnapshot[];
      readonly beliefs: readonly BeliefSnapshot[];
      readonly lamps: readonly { readonly device: string; readonly name: string; readonly state: LampState }[];
      readonly counts: Counts;
    }
  | { readonly type: 'marks'; readonly marks: readonly Mark[] }
  | { readonly type: 'slip'; readonly slip: Slip }
  | { readonly type: 'sound'; readonly sound: Sound }
  | { readonly type: 'fault'; readonly fault: FaultSwitch }
  | { readonly type: 'machines'; readonly device: string; readonly machines: readonly MachineSnapshot[] }
  | { readonly type: 'story'; readonly story: Story | null }
  | { readonly type: 'city'; readonly city: CitySnapshot | null }
  | { readonly type: 'pages'; readonly pages: SitePagePaths }
  | { readonly type: 'clerks'; readonly atWork: boolean }
  | { readonly type: 'answer'; readonly counter: string; readonly verb: ClerkVerb; readonly words: string }
  /** A bug of ours ended the run. */
  | { readonly type: 'failed'; readonly message: string };

export type FromPage =
  | { readonly do: 'play' }
  | { readonly do: 'pause' }
  | { readonly do: 'step'; readonly ms: Milliseconds }
  /** To a moment of a recording, by its own time. */
  | { readonly do: 'jump'; readonly to: Milliseconds }
  | { readonly do: 'speed'; readonly speed: number }
  | { readonly do: 'fault'; readonly id: string; readonly on: boolean }
  | { readonly do: 'promote'; readonly device: string }
  | { readonly do: 'drop'; readonly at: Point; readonly service: string | null; readonly language: string }
  | { readonly do: 'move'; readonly id: string; readonly to: Point }
  | { readonly do: 'follow'; readonly id: string }
  /** Somebody books with the city. */
  | { readonly do: 'book' }
  | { readonly do: 'clerk'; readonly counter: string; readonly verb: ClerkVerb }
  | { readonly do: 'clerks'; readonly atWork: boolean }
  | { readonly do: 'press'; readonly device: string; readonly button: string }
  | { readonly do: 'key'; readonly device: string; readonly pad: string; readonly key: PadKey }
  | { readonly do: 'watch'; readonly device: string }
  /** Whether this page plays what the loudspeakers say. */
  | { readonly do: 'listen'; readonly on: boolean };
