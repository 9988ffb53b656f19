import type { Speech } from '../../hal/ports/speech.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { Sentence } from './budget.ts';

/** Sentences whose length is remembered. */
const remembered = 400;

/** No voice that we ship is slower: so long for each character, and for a pause at the end. */
const characterMs: Milliseconds = 90;
const ideographMs: Milliseconds = 330;
const onceMs: Milliseconds = 500;

/** More than a sentence will last, for one whose clip has not been made yet. */
export const atMostMs = (words: string): Milliseconds =>
  Array.from(words).reduce(
    (sum, character) =>
      sum +
      (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(character)
        ? ideographMs
        : characterMs),
    onceMs,
  );

const keyOf = ({ language, words }: Sentence): string => `${language}\0${words}`;

/**
 * How long sentences last, learnt by making their clips ahead of need, one after another: the voice finds them made. A sentence that
 * cannot be made keeps its estimate.
 */
export class Lengths {
  readonly #speech: Speech | null;
  /** Oldest first. */
  readonly #known = new Map<string, Milliseconds>();
  readonly #asked = new Map<string, Sentence>();
  #working: AbortController | null = null;

  constructor(speech: Speech | null) {
    this.#speech = speech;
  }

  of(sentence: Sentence): Milliseconds {
    return this.#known.get(keyOf(sentence)) ?? atMostMs(sentence.words);
  }

  /** Has these measured, the first of them first, before whatever else was asked for. `learnt` is told after each. */
  want(sentences: readonly Sentence[], learnt: () => void): void {
    const before = [...this.#asked];
    this.#asked.clear();
    for (const sentence of sentences) if (!this.#known.has(keyOf(sentence))) this.#asked.set(keyOf(sentence), sentence);
    for (const [key, sentence] of before) if (!this.#asked.has(key)) this.#asked.set(key, sentence);
    if (this.#working === null) void this.#measure(learnt);
  }

  stop(): void {
    this.#asked.clear();
    this.#working?.abort();
  }

  async #measure(learnt: () => void): Promise<void> {
    if (this.#speech === null) return;
    const controller = new AbortController();
    this.#working = controller;
    for (let next = this.#take(); next !== null; next = this.#take()) {
      const made = await this.#speech.synthesize(next.language, next.words, controller.signal);
      if (controller.signal.aborted) break;
      if (!made.ok) continue;
      this.#known.set(keyOf(next), made.value.durationMs);
      learnt();
      for (const oldest of this.#known.keys()) {
        if (this.#known.size <= remembered) break;
        this.#known.delete(oldest);
      }
    }
    this.#working = null;
  }

  #take(): Sentence | null {
    const [first] = this.#asked;
    if (first === undefined) return null;
    this.#asked.delete(first[0]);
    return first[1];
  }
}
