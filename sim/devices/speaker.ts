import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Clip, Speaker, SpeakerFault } from '../../hal/ports/speaker.ts';
import { done, fail, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';

/** A cut clip is silent after this: the driver's fade. */
const fadeMs: Milliseconds = 30;
/** Sounds that are remembered. */
const remembered = 1000;

/** What somebody beside the loudspeaker heard. `words` is '' for a chime; `ms` is how long it sounded. */
export interface HeardSound {
  readonly at: Milliseconds;
  readonly words: string;
  readonly language: string;
  readonly volume: number;
  readonly ms: Milliseconds;
  readonly cut: boolean;
}

interface Playing {
  readonly timer: TimerId;
  readonly end: (fault: SpeakerFault | null) => void;
}

/**
 * The twin of a loudspeaker: a clip sounds for its own length, a cut one fades first. `heard` is the human side; `onSound` hands
 * clips on as they begin (the simulator's page plays them).
 */
export class SimSpeaker implements Speaker {
  readonly #clock: Clock;
  readonly #faults = new Listeners<SpeakerFault>();
  readonly #sounds = new Listeners<{ readonly clip: Clip; readonly volume: number }>();
  readonly #heard: HeardSound[] = [];
  #open = false;
  #fault: SpeakerFault | null = null;
  #hangs = false;
  #playing: Playing | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open(signal: AbortSignal): Promise<Result<void, SpeakerFault>> {
    assert(!this.#open, 'speaker opened twice');
    if (signal.aborted) return Promise.resolve(fail({ kind: 'interrupted' }));
    if (this.#fault !== null) return Promise.resolve(fail(this.#fault));
    this.#open = true;
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    this.#open = false;
    this.#playing?.end({ kind: 'interrupted' });
    return Promise.resolve();
  }

  onFault(listener: (fault: SpeakerFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  play(clip: Clip, volume: number, signal: AbortSignal): Promise<Result<void, SpeakerFault>> {
    assert(this.#playing === null, `a clip while another sounds: ${clip.words}`);
    assert(volume >= 0 && volume <= 1, `a volume of ${volume}`);
    if (!this.#open) return Promise.resolve(fail({ kind: 'no-device', reason: 'not open' }));
    if (signal.aborted) return Promise.resolve(fail({ kind: 'interrupted' }));
    const startedAt = this.#clock.now();
    this.#sounds.emit({ clip, volume });
    return new Promise((resolve) => {
      const end = (fault: SpeakerFault | null): void => {
        const playing = this.#playing;
        if (playing === null) return;
        this.#playing = null;
        this.#clock.clearTimeout(playing.timer);
        signal.removeEventListener('abort', onAbort);
        this.#note(clip, volume, startedAt, fault !== null);
        resolve(fault === null ? done : fail(fault));
      };
      const onAbort = (): void => {
        const playing = this.#playing;
        if (playing === null) return;
        this.#clock.clearTimeout(playing.timer);
        this.#playing = { timer: this.#clock.setTimeout(() => end({ kind: 'interrupted' }), fadeMs), end };
      };
      const timer = this.#clock.setTimeout(() => {
        if (!this.#hangs) end(null);
      }, clip.durationMs);
      this.#playing = { timer, end };
      signal.addEventListener('abort', onAbort);
    });
  }

  #note(clip: Clip, volume: number, startedAt: Milliseconds, cut: boolean): void {
    const ms = this.#clock.now() - startedAt;
    this.#heard.push({ at: startedAt, words: clip.words, language: clip.language, volume, ms, cut });
    if (this.#heard.length > remembered) this.#heard.shift();
  }

  /** What has sounded, oldest first; a sound is here once it has ended. At most the last 1000. */
  get heard(): readonly HeardSound[] {
    return this.#heard;
  }

  /** Whether something sounds now. */
  get sounding(): boolean {
    return this.#playing !== null;
  }

  /** Told each clip as it begins to sound. */
  onSound(listener: (sound: { readonly clip: Clip; readonly volume: number }) => void): Unsubscribe {
    return this.#sounds.add(listener);
  }

  /** Pulled: what sounds ends with the fault, and so does every opening until `mend`. */
  breakWith(fault: SpeakerFault): void {
    this.#fault = fault;
    if (!this.#open) return;
    this.#playing?.end(fault);
    this.#faults.emit(fault);
  }

  /** Clips begin and their end is never told. */
  hang(): void {
    this.#hangs = true;
  }

  mend(): void {
    this.#fault = null;
    this.#hangs = false;
  }
}
