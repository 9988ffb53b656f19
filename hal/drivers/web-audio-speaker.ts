import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { Clock } from '../ports/clock.ts';
import type { Clip, Speaker, SpeakerFault } from '../ports/speaker.ts';
import { done, fail, ok, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import {
  loadWebAudio,
  noSoundReason,
  type AudioContext,
  type BaseAudioContext,
  type GainNode,
  type WebAudio,
} from './web-audio.ts';

/** A clip cut off fades over this, so that it does not click. */
const fadeS = 0.03;
/** After its last sample a clip's end must be told within this; a device that was pulled never tells. */
const endGraceMs: Milliseconds = 1500;

/** A context that has not closed within this does not. */
const closeMs: Milliseconds = 2000;

/** Gaps are counted over so many seconds. */
const gapsEveryS = 10;

/** No output is believed to be later than this. */
const maxLatencyMs: Milliseconds = 500;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A clip wired to a context's output and started now. Also used to render without a device. */
export const startClip = (
  context: BaseAudioContext,
  clip: Clip,
  volume: number,
): { readonly gain: GainNode; readonly onEnded: (ended: () => void) => void; readonly stop: (atS: number) => void } => {
  const buffer = context.createBuffer(1, Math.max(1, clip.samples.length), clip.sampleRate);
  buffer.copyToChannel(clip.samples, 0);
  const source = context.createBufferSource();
  source.buffer = buffer;
  const gain = context.createGain();
  gain.gain.setValueAtTime(volume, context.currentTime);
  source.connect(gain);
  gain.connect(context.destination);
  source.start();
  return {
    gain,
    onEnded: (ended) => {
      source.addEventListener('ended', () => {
        source.disconnect();
        gain.disconnect();
        ended();
      });
    },
    stop: (atS) => source.stop(atS),
  };
};

/** Fades a playing clip out from now on; gives the context's time when it is silent. */
export const fadeOut = (context: BaseAudioContext, gain: GainNode, volume: number): number => {
  const now = context.currentTime;
  gain.gain.cancelScheduledValues(now);
  gain.gain.setValueAtTime(volume, now);
  gain.gain.linearRampToValueAtTime(0, now + fadeS);
  return now + fadeS;
};

/**
 * A loudspeaker on the system's sound output through node-web-audio-api (ALSA on a device). The context stays open and plays
 * silence between clips: amplifiers that are switched on and off thump. Without a sound device `open` gives `no-device`.
 */
export class WebAudioSpeaker implements Speaker {
  readonly #clock: Clock;
  readonly #output: string | null;
  readonly #onGaps: (percent: number) => void;
  readonly #faults = new Listeners<SpeakerFault>();
  #context: AudioContext | null = null;
  #playing: (() => void) | null = null;

  /**
   * @param output the output's name as the system has it (`default`, `hw:CARD=Device`), null for the system's own choice.
   * @param onGaps told, every ten seconds in which it happened, how much of the sound came too late for the card (xruns), in per cent:
   *   the board is too busy, or its supply too weak.
   */
  constructor(clock: Clock, output: string | null, onGaps: (percent: number) => void = () => undefined) {
    this.#clock = clock;
    this.#output = output;
    this.#onGaps = onGaps;
  }

  async open(signal: AbortSignal): Promise<Result<void, SpeakerFault>> {
    assert(this.#context === null, 'speaker opened twice');
    if (signal.aborted) return fail({ kind: 'interrupted' });
    const silent = noSoundReason();
    if (silent !== null) return fail({ kind: 'no-device', reason: silent });
    try {
      const audio = loadWebAudio();
      const sink = await this.#sink(audio);
      if (!sink.ok) return sink;
      const context = new audio.AudioContext({
        latencyHint: 'balanced',
        ...(sink.value === null ? {} : { sinkId: sink.value }),
      });
      context.addEventListener('statechange', () => {
        if (this.#context === context && context.state !== 'running') this.#lose(`the output went ${context.state}`);
      });
      this.#context = context;
      context.renderCapacity.addEventListener('update', ({ underrunRatio }) => {
        if (this.#context === context && underrunRatio > 0) this.#onGaps(Math.max(1, Math.round(100 * underrunRatio)));
      });
      context.renderCapacity.start({ updateInterval: gapsEveryS });
      return done;
    } catch (error) {
      return fail({ kind: 'no-device', reason: reasonOf(error) });
    }
  }

  async close(): Promise<void> {
    const context = this.#context;
    this.#context = null;
    this.#playing?.();
    if (context === null) return;
    await this.#giveBack(context);
  }

  onFault(listener: (fault: SpeakerFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  play(clip: Clip, volume: number, signal: AbortSignal): Promise<Result<void, SpeakerFault>> {
    assert(this.#playing === null, `a clip while another sounds: ${clip.words}`);
    assert(volume >= 0 && volume <= 1, `a volume of ${volume}`);
    const context = this.#context;
    if (context === null) return Promise.resolve(fail({ kind: 'no-device', reason: 'not open' }));
    if (signal.aborted) return Promise.resolve(fail({ kind: 'interrupted' }));
    return new Promise((resolve) => {
      const end = (result: Result<void, SpeakerFault>): void => {
        if (this.#playing !== cut) return;
        this.#playing = null;
        this.#clock.clearTimeout(deadline);
        signal.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const cut = (): void => end(fail({ kind: 'interrupted' }));
      this.#playing = cut;
      const late = (): void => {
        const reason = `a clip of ${clip.durationMs} ms has not ended ${endGraceMs} ms after its time`;
        end(fail({ kind: 'io', reason }));
        this.#lose(reason);
      };
      let deadline = this.#clock.setTimeout(late, clip.durationMs + endGraceMs);
      let aborted = false;
      const sound = startClip(context, clip, volume);
      const onAbort = (): void => {
        aborted = true;
        sound.stop(fadeOut(context, sound.gain, volume));
        // Its end is told when the fade is over; a device that is gone does not keep the caller.
        this.#clock.clearTimeout(deadline);
        deadline = this.#clock.setTimeout(cut, 1000 * fadeS + 20);
      };
      signal.addEventListener('abort', onAbort);
      sound.onEnded(() => {
        if (aborted || this.#playing !== cut) {
          end(fail({ kind: 'interrupted' }));
          return;
        }
        // Rendered; it is heard when the output's own buffer has run out.
        this.#clock.clearTimeout(deadline);
        deadline = this.#clock.setTimeout(() => end(done), Math.min(maxLatencyMs, 1000 * context.outputLatency));
      });
    });
  }

  /**
   * A card that was pulled out never answers the library's thread, which then never answers us: it is left to itself, so that the
   * one that is put in its place can be opened.
   */
  #giveBack(context: AudioContext): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        this.#clock.clearTimeout(timer);
        resolve();
      };
      const timer = this.#clock.setTimeout(go, closeMs);
      // What it says of a device that is gone already changes nothing: there is nothing to give back.
      context.renderCapacity.stop();
      context.close().then(go, go);
    });
  }

  /** Ends the service: told once, the supervisor closes and opens again. */
  #lose(reason: string): void {
    if (this.#context === null) return;
    this.#faults.emit({ kind: 'io', reason });
  }

  async #sink(audio: WebAudio): Promise<Result<string | null, SpeakerFault>> {
    if (this.#output === null) return ok(null);
    const outputs = (await audio.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'audiooutput');
    const found = outputs.find(({ deviceId, label }) => label === this.#output || deviceId === this.#output);
    if (found !== undefined) return ok(found.deviceId);
    const names = outputs.map(({ label }) => label).join(', ');
    return fail({ kind: 'no-device', reason: `no output named ${this.#output}; there are: ${names || 'none'}` });
  }
}
