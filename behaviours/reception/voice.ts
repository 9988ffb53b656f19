import type { Clock } from '../../hal/ports/clock.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Clip, Speaker } from '../../hal/ports/speaker.ts';
import type { Speech } from '../../hal/ports/speech.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { Utterance } from './claims.ts';
import type { ReceptionSettings } from './settings.ts';

export interface VoicePorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Null where the device has none: captions show the words. */
  readonly speech: Speech | null;
  readonly speaker: Speaker | null;
  /** Sounded before an utterance that asks for it; null: none. */
  readonly chime: Clip | null;
}

/** How an utterance ended: `said` when every part was heard. */
export type Said = 'said' | 'failed';

/** Words that nobody hears stay to be read: so long for each character, within these bounds. */
const readingMsPerCharacter = 70;
const readingAtLeastMs: Milliseconds = 2_000;
const readingAtMostMs: Milliseconds = 9_000;

export const readingMs = (caption: string): Milliseconds =>
  Math.min(readingAtMostMs, Math.max(readingAtLeastMs, caption.length * readingMsPerCharacter));

type Waited<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'late' } | { readonly kind: 'cut' };

/**
 * Waits for `work` until `ms` have passed or `signal` aborts, whichever comes first; the signal that the work was given is
 * aborted in both cases. A rejection is a bug and goes on.
 */
const within = <T>(
  clock: Clock,
  ms: Milliseconds,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Waited<T>> =>
  new Promise((resolve, reject) => {
    const own = new AbortController();
    const end = (waited: Waited<T>): void => {
      clock.clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(waited);
      own.abort();
    };
    const onAbort = (): void => end({ kind: 'cut' });
    const timer = clock.setTimeout(() => end({ kind: 'late' }), ms);
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort);
    work(own.signal).then((value) => end({ kind: 'done', value }), reject);
  });

const never = (): Promise<never> => new Promise(() => {});

/**
 * Says utterances, one at a time: the next part is synthesised while the present one sounds. Whatever speech and speaker do
 * (fail, hang, be absent), an utterance ends, and its words stand as captions long enough to be read.
 */
export class Voice {
  readonly #settings: Pick<ReceptionSettings, 'volume' | 'voiceGraceMs' | 'synthesisMs'>;
  readonly #ports: VoicePorts;
  /** The newest `play` as long as it has not ended: a second one beside it would be a bug of ours. */
  #sounding: Promise<unknown> | null = null;

  constructor(settings: Pick<ReceptionSettings, 'volume' | 'voiceGraceMs' | 'synthesisMs'>, ports: VoicePorts) {
    this.#settings = settings;
    this.#ports = ports;
  }

  /** `onCaption` is told each part's words as its turn comes. An abort silences; the result then means nothing. */
  async say(
    utterance: Utterance,
    audible: boolean,
    onCaption: (caption: string) => void,
    signal: AbortSignal,
  ): Promise<Said> {
    const { speech, speaker, chime } = this.#ports;
    const heard = audible && speech !== null && speaker !== null;
    const first = utterance.parts[0];
    const share = utterance.volume ?? 1;
    let next = heard && first !== undefined ? this.#synthesize(speech, first, signal) : null;
    let all: Said = heard ? 'said' : 'failed';
    if (first !== undefined) onCaption(first.caption);
    if (utterance.chime && chime !== null && audible && speaker !== null)
      await this.#play(speaker, chime, share, signal);
    for (const [index, part] of utterance.parts.entries()) {
      if (signal.aborted) return 'failed';
      const { clock } = this.#ports;
      const since = clock.now();
      if (index > 0) onCaption(part.caption);
      const clip = next === null ? null : await next;
      const following = utterance.parts[index + 1];
      // A voice that failed once is not waited for again within one utterance.
      next = heard && clip !== null && following !== undefined ? this.#synthesize(speech, following, signal) : null;
      const sounded = heard && clip !== null && (await this.#play(speaker, clip, share, signal));
      if (sounded) continue;
      all = 'failed';
      const left = readingMs(part.caption) - (clock.now() - since);
      if (left > 0) await within(clock, left, signal, never);
    }
    return all;
  }

  async #synthesize(speech: Speech, part: Utterance['parts'][number], signal: AbortSignal): Promise<Clip | null> {
    const { clock, log } = this.#ports;
    const waited = await within(clock, this.#settings.synthesisMs, signal, (own) =>
      speech.synthesize(part.language, part.words, own),
    );
    if (waited.kind === 'done' && waited.value.ok) return waited.value.value;
    if (waited.kind === 'done' && !waited.value.ok)
      log.write('warn', 'voice.not-synthesized', { language: part.language, fault: waited.value.fault });
    if (waited.kind === 'late')
      log.write('warn', 'voice.synthesis-late', { language: part.language, afterMs: this.#settings.synthesisMs });
    return null;
  }

  /** Whether the clip was heard to its end. */
  async #play(speaker: Speaker, clip: Clip, share: number, signal: AbortSignal): Promise<boolean> {
    const { clock, log } = this.#ports;
    const { voiceGraceMs, volume } = this.#settings;
    const before = this.#sounding;
    if (before !== null) {
      // The clip that was cut off may still be fading; one that never ends has taken the speaker with it.
      const faded = await within(clock, voiceGraceMs, signal, () => before);
      if (faded.kind === 'late') log.write('warn', 'voice.speaker-hangs', {});
      if (faded.kind !== 'done') return false;
    }
    const waited = await within(clock, clip.durationMs + voiceGraceMs, signal, (own) => {
      const playing = speaker.play(clip, volume * share, own);
      const ended = playing.then(() => {
        if (this.#sounding === ended) this.#sounding = null;
      });
      this.#sounding = ended;
      return playing;
    });
    if (waited.kind === 'late') log.write('warn', 'voice.clip-late', { durationMs: clip.durationMs });
    if (waited.kind === 'done' && !waited.value.ok)
      log.write('warn', 'voice.not-played', { fault: waited.value.fault });
    return waited.kind === 'done' && waited.value.ok;
  }
}
