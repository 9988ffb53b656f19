import type { View } from '../../behaviours/reception/views.ts';
import type { Unsubscribe } from '../../hal/device.ts';
import { Listeners } from '../../hal/device.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Display, Touch } from '../../hal/ports/display.ts';
import type { Clip, Speaker, SpeakerFault } from '../../hal/ports/speaker.ts';
import type { Speech, SpeechFault } from '../../hal/ports/speech.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';

/** A panel that keeps every view that it was shown. */
export class Glass implements Display {
  readonly attached = true;
  readonly views: View[] = [];
  readonly #touches = new Listeners<Touch>();

  open(): Promise<Result<void, never>> {
    return Promise.resolve(done);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
  onFault(): Unsubscribe {
    return () => {};
  }
  onAttached(): Unsubscribe {
    return () => {};
  }
  show(view: JsonObject): number {
    // Reception shows views and nothing else.
    return this.views.push(view as View);
  }
  onTouch(listener: (touch: Touch) => void): Unsubscribe {
    return this.#touches.add(listener);
  }
}

/** How a stubbed voice behaves: works, refuses at once, or never answers (and then hears no abort either). */
export type Manner = 'works' | 'refuses' | 'hangs';

const untilAborted = (clock: Clock, ms: number, signal: AbortSignal): Promise<'over' | 'aborted'> =>
  new Promise((resolve) => {
    const timer = clock.setTimeout(() => resolve('over'), ms);
    signal.addEventListener('abort', () => {
      clock.clearTimeout(timer);
      resolve('aborted');
    });
  });

/** Takes 300 ms for any words; a clip lasts 100 ms a character. */
export class SlowSpeech implements Speech {
  manner: Manner = 'works';
  readonly asked: string[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }
  open(): Promise<Result<void, SpeechFault>> {
    return Promise.resolve(done);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
  onFault(): Unsubscribe {
    return () => {};
  }
  async synthesize(language: string, words: string, signal: AbortSignal): Promise<Result<Clip, SpeechFault>> {
    this.asked.push(`${this.#clock.now()} ${words}`);
    if (this.manner === 'hangs') return new Promise(() => {});
    if (this.manner === 'refuses') return fail({ kind: 'no-voice', language });
    const waited = await untilAborted(this.#clock, 300, signal);
    if (waited === 'aborted') return fail({ kind: 'timeout', afterMs: 300 });
    return ok(clipOf(language, words, words.length * 100));
  }
}

export const clipOf = (language: string, words: string, durationMs: number): Clip => ({
  language,
  words,
  sampleRate: 8_000,
  samples: new Float32Array(1),
  durationMs,
});

/** Plays by the clock, fades 50 ms on an abort, and fails on a second `play` beside one that sounds. */
export class HonestSpeaker implements Speaker {
  manner: Manner = 'works';
  readonly heard: string[] = [];
  overlapped = 0;
  #sounding = false;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }
  open(): Promise<Result<void, SpeakerFault>> {
    return Promise.resolve(done);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
  onFault(): Unsubscribe {
    return () => {};
  }
  async play(clip: Clip, volume: number, signal: AbortSignal): Promise<Result<void, SpeakerFault>> {
    if (this.#sounding) this.overlapped += 1;
    if (this.manner === 'refuses') return fail({ kind: 'no-device', reason: 'pulled' });
    this.#sounding = true;
    const word = `${clip.words === '' ? '*chime*' : clip.words} @${volume}`;
    this.heard.push(`${this.#clock.now()} ${word}`);
    if (this.manner === 'hangs') return new Promise(() => {});
    const how = await untilAborted(this.#clock, clip.durationMs, signal);
    if (how === 'aborted') {
      await untilAborted(this.#clock, 50, new AbortController().signal);
      this.heard.push(`${this.#clock.now()} cut`);
    }
    this.#sounding = false;
    return how === 'over' ? done : fail({ kind: 'interrupted' });
  }
}
