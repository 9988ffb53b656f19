import type { BehaviourState, Transition } from '../behaviours/behaviour.ts';
import type { LanguageFile } from '../config/languages.ts';
import type { DeviceConfig } from '../config/schema.ts';
import type { Unsubscribe } from '../hal/device.ts';
import type { Hal } from '../hal/hal.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Belief } from './beliefs.ts';
import type { SiteFace } from './site-face.ts';
import type { DeviceReport } from './supervisor.ts';
import type { TraceSink } from './trace.ts';

export interface AppOptions {
  readonly config: DeviceConfig;
  /** The files of the site's languages, in the site's order. */
  readonly languages: readonly LanguageFile[];
  readonly hal: Hal;
  readonly trace: TraceSink;
  /** Configured devices that this `hal` does not have (simulated parts on hardware): told in the status. */
  readonly leftOut: readonly string[];
  /** The version that runs; a replay tells the one that recorded. */
  readonly firmware?: string;
}

export type Lifecycle = 'starting' | 'running' | 'stopping' | 'stopped';

/** One reception device: the same on hardware and in the simulator. */
export interface DeviceApp {
  /** Resolves when every device was tried once and visitors are served by what works. */
  start(): Promise<void>;
  /** Takes no more visitors, lets the slip in hand finish, says stopped, closes everything. */
  stop(): Promise<void>;
  status(): JsonObject;
  machines(): readonly ({ readonly machine: string } & BehaviourState)[];
  onTransition(listener: (transition: Transition) => void): Unsubscribe;
  /** What the site's pages see of this device and may ask of it. */
  readonly face: SiteFace;
  /** Everybody whom this device believes to be before it, and what it thinks of them. */
  beliefs(): readonly Belief[];
  /** A device that was just mended is tried at once. */
  retry(port: DeviceReport['port'], name: string): Promise<void>;
}
