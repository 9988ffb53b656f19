import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Clip } from '../../hal/ports/speaker.ts';
import type { Speech, SpeechFault } from '../../hal/ports/speech.ts';
import { done, fail, ok, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';

interface Pace {
  /** What every sentence has beside its syllables. */
  readonly onceMs: Milliseconds;
  readonly syllableMs: Milliseconds;
  readonly commaMs: Milliseconds;
  /** A full stop inside the sentence. */
  readonly stopMs: Milliseconds;
}
/** Fitted by least squares to espeak-ng's clips of all phrases (150 words a minute): 4 to 6 % off on average. */
const vietnamesePace: Pace = { onceMs: 108, syllableMs: 253, commaMs: 290, stopMs: 416 };
const englishPace: Pace = { onceMs: 239, syllableMs: 187, commaMs: 396, stopMs: 539 };
/** Making a sentence anew, and finding it in the cache. */
const synthesisMs: Milliseconds = 60;
const recallMs: Milliseconds = 1;
/** Sentences that the cache keeps. */
const cacheSize = 500;

const sampleRate = 22_050;
/** Simulated clips are silent: one buffer for all of them, as long as the longest so far. */
let silence = new Float32Array(0);
const silenceOf = (length: number): Float32Array => {
  if (silence.length < length) silence = new Float32Array(Math.max(length, 2 * silence.length));
  return silence.subarray(0, length);
};

const syllablesOf = (language: string, words: string): number => {
  const parts = words.split(/[^\p{L}\p{M}'’]+/u).filter((part) => part !== '');
  // Vietnamese writes each syllable as a word; elsewhere a run of vowels is one, and a character of zh, ja or ko is one.
  if (language === 'vi') return parts.length;
  return parts.reduce(
    (sum, part) =>
      sum +
      (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(part)
        ? part.length
        : Math.max(1, part.match(/[aeiouyàâéèêëîïôùûü]+/giu)?.length ?? 1)),
    0,
  );
};

/** How long a sentence takes to say: its syllables, and its pauses. Whole milliseconds. */
export const speakingMs = (language: string, words: string): Milliseconds => {
  const { onceMs, syllableMs, commaMs, stopMs } = language === 'vi' ? vietnamesePace : englishPace;
  const inner = words.replace(/[\s.,;:?]+$/u, '');
  const commas = inner.match(/[,;:]/g)?.length ?? 0;
  const stops = inner.match(/[.?]\s/g)?.length ?? 0;
  return onceMs + Math.max(1, syllablesOf(language, words)) * syllableMs + commas * commaMs + stops * stopMs;
};

/**
 * The twin of a cached voice: a sentence lasts what its syllables last, making it takes time the first time, and the clip is
 * silent (the page has a voice of its own). `asked` is what was to be said, newest last.
 */
export class SimSpeech implements Speech {
  readonly #clock: Clock;
  readonly #languages: ReadonlySet<string>;
  readonly #faults = new Listeners<SpeechFault>();
  /** Language and words said before, least recently used first. */
  readonly #cache = new Set<string>();
  readonly #pending = new Map<TimerId, () => void>();
  readonly #asked: { readonly at: Milliseconds; readonly language: string; readonly words: string }[] = [];
  #open = false;
  #fault: SpeechFault | null = null;
  #hangs = false;
  #made = 0;

  constructor(clock: Clock, languages: readonly string[] = ['vi', 'en']) {
    this.#clock = clock;
    this.#languages = new Set(languages);
  }

  open(signal: AbortSignal): Promise<Result<void, SpeechFault>> {
    assert(!this.#open, 'speech opened twice');
    if (signal.aborted) return Promise.resolve(fail({ kind: 'interrupted' }));
    if (this.#fault !== null) return Promise.resolve(fail(this.#fault));
    this.#open = true;
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    this.#open = false;
    for (const [timer, interrupt] of this.#pending) {
      this.#clock.clearTimeout(timer);
      interrupt();
    }
    this.#pending.clear();
    return Promise.resolve();
  }

  onFault(listener: (fault: SpeechFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  synthesize(language: string, words: string, signal: AbortSignal): Promise<Result<Clip, SpeechFault>> {
    assert(!/\p{N}/u.test(words), `a digit for the voice: ${words}`);
    assert(words === words.normalize('NFC'), 'words for the voice that are not NFC');
    if (!this.#open) return Promise.resolve(fail({ kind: 'absent', engine: 'simulated', reason: 'not open' }));
    if (!this.#languages.has(language)) return Promise.resolve(fail({ kind: 'no-voice', language }));
    if (signal.aborted) return Promise.resolve(fail({ kind: 'interrupted' }));
    this.#note(language, words);
    const key = `${language}\0${words}`;
    const known = this.#cache.delete(key);
    return new Promise((resolve) => {
      const end = (result: Result<Clip, SpeechFault>): void => {
        this.#clock.clearTimeout(timer);
        this.#pending.delete(timer);
        signal.removeEventListener('abort', interrupt);
        resolve(result);
      };
      const interrupt = (): void => end(fail({ kind: 'interrupted' }));
      const timer = this.#clock.setTimeout(
        () => {
          if (this.#hangs) return;
          if (this.#fault === null) this.#remember(key);
          if (!known) this.#made += 1;
          end(this.#fault === null ? ok(this.#clip(language, words)) : fail(this.#fault));
        },
        known ? recallMs : synthesisMs,
      );
      if (known) this.#remember(key);
      this.#pending.set(timer, interrupt);
      signal.addEventListener('abort', interrupt);
    });
  }

  #clip(language: string, words: string): Clip {
    const durationMs = speakingMs(language, words);
    return {
      words,
      language,
      sampleRate,
      samples: silenceOf(Math.round((durationMs * sampleRate) / 1000)),
      durationMs,
    };
  }

  #remember(key: string): void {
    this.#cache.delete(key);
    this.#cache.add(key);
    for (const oldest of this.#cache) {
      if (this.#cache.size <= cacheSize) break;
      this.#cache.delete(oldest);
    }
  }

  #note(language: string, words: string): void {
    this.#asked.push({ at: this.#clock.now(), language, words });
    if (this.#asked.length > cacheSize) this.#asked.shift();
  }

  /** Sentences that were made anew and not found in the cache. */
  get made(): number {
    return this.#made;
  }

  /** What was asked for, newest last; at most the last 500. */
  get asked(): readonly { readonly at: Milliseconds; readonly language: string; readonly words: string }[] {
    return this.#asked;
  }

  /** Every sentence fails so from now on; `absent` and `crashed` end the service too. */
  breakWith(fault: SpeechFault): void {
    this.#fault = fault;
    if (this.#open && fault.kind === 'absent') this.#faults.emit(fault);
  }

  /** Sentences are taken and never answered, as an engine that hangs. */
  hang(): void {
    this.#hangs = true;
  }

  mend(): void {
    this.#fault = null;
    this.#hangs = false;
  }
}
