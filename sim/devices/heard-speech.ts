import type { Unsubscribe } from '../../hal/device.ts';
import type { Clip } from '../../hal/ports/speaker.ts';
import type { Speech, SpeechFault } from '../../hal/ports/speech.ts';
import type { Result } from '../../hal/result.ts';
import type { SimClock } from '../clock.ts';

/**
 * A real voice in the simulated world, and its silent twin for when nobody listens: making a sentence takes the host a tenth of a
 * second, in which simulated time stands still.
 */
export class HeardSpeech implements Speech {
  readonly #voice: Speech;
  readonly #twin: Speech;
  readonly #clock: SimClock;
  readonly #listening: () => boolean;

  constructor(voice: Speech, twin: Speech, clock: SimClock, listening: () => boolean) {
    this.#voice = voice;
    this.#twin = twin;
    this.#clock = clock;
    this.#listening = listening;
  }

  async open(signal: AbortSignal): Promise<Result<void, SpeechFault>> {
    const opened = await this.#clock.during(() => this.#voice.open(signal));
    return opened.ok ? this.#twin.open(signal) : opened;
  }
  async close(): Promise<void> {
    await this.#clock.during(() => this.#voice.close());
    await this.#twin.close();
  }
  onFault(listener: (fault: SpeechFault) => void): Unsubscribe {
    return this.#voice.onFault(listener);
  }
  synthesize(language: string, words: string, signal: AbortSignal): Promise<Result<Clip, SpeechFault>> {
    return this.#listening()
      ? this.#clock.during(() => this.#voice.synthesize(language, words, signal))
      : this.#twin.synthesize(language, words, signal);
  }
}
