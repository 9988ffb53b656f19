import type { BehaviourState } from '../behaviours/behaviour.ts';
import type { Rung, StopReason } from '../behaviours/greeting/events.ts';
import type { View } from '../behaviours/reception/views.ts';
import type { SiteFace } from '../firmware/site-face.ts';
import type { Unsubscribe } from '../hal/device.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Clip } from '../hal/ports/speaker.ts';
import type { SignShows } from '../hal/ports/counter-sign.ts';
import type { PadKey } from '../hal/ports/keypad.ts';
import type { LampState } from '../hal/ports/lamp.ts';
import type { SensorPort } from '../hal/ports/sensors.ts';
import type { Epoch, Metres, Milliseconds, Point, Pose, Radians } from '../hal/units.ts';
import type { Counts } from './centre.ts';
import type { FaultSwitch } from './faults.ts';
import type { Mark } from './observer.ts';
import type { BodySource } from './world/body.ts';
import type { CitySnapshot } from './world/city-office.ts';
import type { ClerkDoing, ClerkVerb } from './world/clerk.ts';
import type { FloorPlan } from './world/plan.ts';

export type { Counts } from './centre.ts';
export type { CitySnapshot } from './world/city-office.ts';
export type { FaultSwitch } from './faults.ts';
export type { Mark, MarkKind } from './observer.ts';
export type { ClerkVerb } from './world/clerk.ts';

/*
 * The running world as an object, for the simulator's page: plain data out, a few verbs in. Everything that `snapshot`, `marks`
 * and the events give is JSON except clips and PNG bytes, so that a page's server can hand it on as it is.
 * Instants are simulated milliseconds since the start unless the name says `wall`; lengths are metres in the site's frame.
 */

/** Time as the maintainer turns it. Nothing runs before `play` or `step`. */
export interface SessionTime {
  readonly now: Milliseconds;
  readonly wall: Epoch;
  readonly zoneOffsetMin: number;
  readonly playing: boolean;
  /** Simulated seconds for a real one, 1 to 1000. */
  readonly speed: number;
  /** How fast it really went over the last second; below `speed` when the host cannot keep up. */
  readonly reached: number;
  play(): void;
  pause(): void;
  setSpeed(speed: number): void;
  /** Goes on by `ms` as fast as it can, then stands still; resolves there. */
  step(ms: Milliseconds): Promise<void>;
}

export type PersonSource = BodySource;

export interface PersonSnapshot extends Pose {
  readonly id: string;
  readonly radiusM: Metres;
  readonly speed: number;
  readonly source: PersonSource;
  /** The last seconds of their way, oldest first. */
  readonly trail: readonly Point[];
  /** What they are here for, in the maintainer's words: `passes by`, `wants ho-tich (vi)`. */
  readonly intention: string;
  /** What they do now: `walking to kiosk-1`, `reading`, `waiting for a call`, `at counter 2`. */
  readonly doing: string;
  /** The number that they know to be theirs, null before they read it. */
  readonly number: string | null;
}

/** A sensor's cone in the site's frame and whether it says that somebody is there. */
export interface SensorSnapshot extends Pose {
  readonly device: string;
  readonly name: string;
  readonly port: SensorPort;
  readonly rangeM: Metres;
  readonly fieldOfViewRad: Radians;
  readonly firing: boolean;
  /** Its newest word as it left the twin, null before the first. */
  readonly word: JsonObject | null;
}

/** Somebody as a device believes them to be, in the site's frame; what is true stands in `people`. */
export interface BeliefSnapshot extends Point {
  readonly device: string;
  /** The tracker's id, never used for another person. */
  readonly id: number;
  /** Metres a second, in the site's frame. */
  readonly vx: number;
  readonly vy: number;
  /** From the device. */
  readonly distanceM: Metres;
  /** One standard deviation of the place. */
  readonly sigmaM: Metres;
  /** False: believed to go on as before, no sensor confirms them now. */
  readonly seen: boolean;
  /** How likely they will stop at the device, 0 to 1; null: not judged. */
  readonly intent: number | null;
  readonly rung: Rung | null;
  readonly why: string;
  readonly greeted: { readonly at: Milliseconds; readonly why: StopReason } | null;
}

export interface CounterSnapshot extends Pose {
  readonly id: string;
  readonly doing: ClerkDoing;
  readonly number: string | null;
  /** What the sign over it shows; null: there is none. */
  readonly sign: SignShows | null;
}

export interface WorldSnapshot {
  readonly now: Milliseconds;
  readonly wall: Epoch;
  readonly people: readonly PersonSnapshot[];
  readonly sensors: readonly SensorSnapshot[];
  readonly counters: readonly CounterSnapshot[];
  readonly beliefs: readonly BeliefSnapshot[];
}

export interface MachineSnapshot extends BehaviourState {
  readonly machine: string;
  /** Oldest first, at most 50. */
  readonly last: readonly {
    readonly t: Milliseconds;
    readonly event: string;
    readonly from: string;
    readonly to: string;
  }[];
}

export interface SlipOut {
  readonly t: Milliseconds;
  readonly device: string;
  readonly name: string;
  /** What lies in the tray: an 8-bit greyscale PNG, one pixel a dot; null from a printer twin, which has only blocks. */
  readonly png: Uint8Array | null;
  /** What its QR says when read back, null where there is none. */
  readonly qr: string | null;
}

export interface SoundHeard {
  readonly t: Milliseconds;
  readonly device: string;
  readonly name: string;
  readonly clip: Clip;
}

/** One device of the site with the human side of its twins. */
export interface SessionDevice {
  readonly id: string;
  readonly profile: string;
  readonly place: Pose;
  /** The effective configuration as content, as it stands in the trace. */
  readonly config: JsonObject;
  /** What the glass of this display shows now, null while it is dark or the display is not a twin. */
  view(display: string): View | null;
  readonly displays: readonly string[];
  /** A finger on the glass: the action of a tile or control that the shown view offers. */
  touch(display: string, action: string): void;
  readonly buttons: readonly string[];
  press(button: string): void;
  /** Number pads by name; `counter` is the one that it serves, null for a pad of visitors. */
  readonly pads: readonly { readonly name: string; readonly counter: string | null }[];
  /** A finger on a key of a pad. */
  key(pad: string, key: PadKey): void;
  lamps(): readonly { readonly name: string; readonly state: LampState }[];
  slips(): readonly SlipOut[];
  machines(): readonly MachineSnapshot[];
  beliefs(): readonly BeliefSnapshot[];
  /** What the site's pages see of this device; it outlives a restart of its firmware. */
  readonly face: SiteFace;
  /** `app.status()` of this device as it is. */
  status(): JsonObject;
}

export interface VisitorWish {
  readonly at: Point;
  /** Null: just walks to `walkTo` (or stands) and wants nothing. */
  readonly service: string | null;
  readonly language: string;
  readonly walkTo: Point | null;
}

export type SessionEvent =
  /** Simulated time went on; at most 30 a real second while playing. */
  | { readonly type: 'time.advanced'; readonly now: Milliseconds }
  | { readonly type: 'view.shown'; readonly device: string; readonly display: string; readonly view: View }
  | { readonly type: 'slip.out'; readonly slip: SlipOut }
  | { readonly type: 'sound.begun'; readonly sound: SoundHeard }
  | { readonly type: 'lamp.set'; readonly device: string; readonly name: string; readonly state: LampState }
  | { readonly type: 'mark.made'; readonly mark: Mark }
  | { readonly type: 'fault.switched'; readonly fault: FaultSwitch }
  /** A bug of ours ended the run; the message is for the maintainer. */
  | { readonly type: 'session.failed'; readonly message: string };

export interface Session {
  /** The recording that is shown again; left out: a world that runs. */
  readonly recording?: { readonly source: string; readonly spanMs: Milliseconds };
  /** Goes to a moment of a recording. */
  readonly jump?: (to: Milliseconds) => Promise<void>;
  readonly site: { readonly id: string; readonly name: Readonly<Record<string, string>>; readonly plan: FloorPlan };
  readonly services: readonly { readonly id: string; readonly name: Readonly<Record<string, string>> }[];
  readonly languages: readonly string[];
  readonly time: SessionTime;
  readonly devices: readonly SessionDevice[];
  snapshot(): WorldSnapshot;
  counts(): Counts;
  /** What the city knows and has been told; null: the centre takes no bookings, or has no way to the city. */
  city(): CitySnapshot | null;
  /** Somebody books with the city, for soon. */
  book(): void;
  /** All marks from `since` on, oldest first; the oldest of very long sessions are dropped. */
  marks(since: Milliseconds): readonly Mark[];
  faults(): readonly FaultSwitch[];
  switchFault(id: string, on: boolean): void;
  /** Somebody has this device decide the hall from now on, as when its hub is lost. */
  promote(device: string): void;
  /** Gives the new person's id. */
  addVisitor(wish: VisitorWish): string;
  /** Walks a person there by hand (around walls); they keep what they want and go on with it when they stand by a kiosk. */
  moveVisitor(id: string, to: Point): void;
  /** What a clerk presses, whether or not they work by themselves; resolves, as simulated time goes on, with the hub's answer in words. */
  clerk(counter: string, verb: ClerkVerb): Promise<string>;
  /** Whether clerks work by themselves (default true). */
  setClerksAtWork(working: boolean): void;
  on(listener: (event: SessionEvent) => void): Unsubscribe;
  /** Stops every device, removes what it made on disk; nothing is open afterwards. */
  close(): Promise<void>;
}
