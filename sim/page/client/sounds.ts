import type { Sound } from '../protocol.ts';

/** Plays what the loudspeakers of the hall say; two devices may speak at once, as they do there. */
export class Sounds {
  readonly #playing = new Set<HTMLAudioElement>();

  play(sound: Sound): void {
    const audio = new Audio(sound.path);
    this.#playing.add(audio);
    audio.addEventListener('ended', () => this.#playing.delete(audio));
    // Refused by the browser before the first click, or the clip is gone already: silence is the answer.
    audio.play().catch(() => this.#playing.delete(audio));
  }

  silence(): void {
    for (const audio of this.#playing) audio.pause();
    this.#playing.clear();
  }
}
