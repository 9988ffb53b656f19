import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/*
 * What we use of the Web Audio API, as node-web-audio-api gives it. Its own types bring a browser's globals into every file of the
 * program, so these are ours; names and meanings are the standard's (W3C Web Audio API 1.1).
 */

export interface AudioParam {
  setValueAtTime(value: number, time: number): unknown;
  cancelScheduledValues(time: number): unknown;
  linearRampToValueAtTime(value: number, time: number): unknown;
}
export interface AudioNode {
  connect(to: AudioNode): unknown;
  disconnect(): void;
}
export interface GainNode extends AudioNode {
  readonly gain: AudioParam;
}
export interface AudioBuffer {
  copyToChannel(samples: Float32Array, channel: number): void;
}
export interface AudioBufferSourceNode extends AudioNode {
  buffer: AudioBuffer | null;
  addEventListener(type: 'ended', listener: () => void): void;
  start(time?: number): void;
  stop(time?: number): void;
}
export interface BaseAudioContext {
  readonly currentTime: number;
  readonly destination: AudioNode;
  createBuffer(channels: number, length: number, sampleRate: number): AudioBuffer;
  createBufferSource(): AudioBufferSourceNode;
  createGain(): GainNode;
}
/** How well the sound keeps up; 1 is all of the time (Web Audio API 1.1, AudioRenderCapacity). */
export interface RenderCapacity {
  addEventListener(type: 'update', listener: (event: { readonly underrunRatio: number }) => void): void;
  /** Tells every so many seconds. */
  start(options: { readonly updateInterval: number }): void;
  stop(): void;
}
export interface AudioContext extends BaseAudioContext {
  readonly renderCapacity: RenderCapacity;
  readonly state: string;
  /** Seconds from rendering a sample to hearing it. */
  readonly outputLatency: number;
  addEventListener(type: 'statechange', listener: () => void): void;
  close(): Promise<void>;
}
export interface OfflineAudioContext extends BaseAudioContext {
  startRendering(): Promise<{ getChannelData(channel: number): Float32Array }>;
}
export interface WebAudio {
  readonly AudioContext: new (options: { readonly latencyHint: string; readonly sinkId?: string }) => AudioContext;
  readonly OfflineAudioContext: new (channels: number, length: number, sampleRate: number) => OfflineAudioContext;
  readonly mediaDevices: {
    enumerateDevices(): Promise<
      readonly { readonly deviceId: string; readonly kind: string; readonly label: string }[]
    >;
  };
}

let loaded: WebAudio | null = null;

/** Loads the native library, once. Throws where it cannot be loaded (no libasound2, another platform). */
export const loadWebAudio = (): WebAudio => {
  // The package has the shape above; `tests/contract/speaker.alsa.test.ts` runs all of it.
  loaded ??= createRequire(import.meta.url)('node-web-audio-api') as WebAudio;
  return loaded;
};

/**
 * Why there can be no sound on this machine, null when there may be. The library itself says so too, but prints to the process's
 * standard output each time it is asked, where the log is.
 */
export const noSoundReason = (): string | null => {
  const { ALSA_CONFIG_PATH } = process.env;
  const configured = [ALSA_CONFIG_PATH, '/etc/asound.conf', join(homedir(), '.asoundrc')];
  if (process.platform !== 'linux' || configured.some((path) => path !== undefined && existsSync(path))) return null;
  try {
    return readFileSync('/proc/asound/cards', 'utf8').includes('no soundcards')
      ? 'the kernel knows no sound card'
      : null;
  } catch {
    return 'the kernel has no sound (no /proc/asound)';
  }
};
