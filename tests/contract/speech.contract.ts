import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BugError } from '../../hal/assert.ts';
import type { Clip } from '../../hal/ports/speaker.ts';
import type { Speech, SpeechFault } from '../../hal/ports/speech.ts';
import type { Result } from '../../hal/result.ts';

/** One voice, whichever it is, that speaks Vietnamese and English. */
export interface SpeechRig {
  readonly speech: Speech;
  /** Lets a call come to its end (simulated time has to be moved on). */
  finish<T>(call: Promise<T>): Promise<T>;
  /** Sentences that were made anew so far. */
  made(): number;
  /** Takes the engine away, so that it cannot be opened or used. */
  remove(): Promise<void>;
  /** Whatever is still held: processes, timers; must be 0 once the voice is closed. */
  held(): number;
  tidy(): Promise<void>;
}

const signal = new AbortController().signal;
const call = 'Xin mời số a không một hai, đến quầy số bốn.';

/** Each sentence of `hal/ports/speech.ts` and `hal/device.ts`, as far as a voice can show it. */
export const speechContract = (name: string, makeRig: () => Promise<SpeechRig>): void => {
  describe(`speech: ${name}`, () => {
    let rig: SpeechRig;
    let speech: Speech;
    const say = (language: string, words: string, abort = signal): Promise<Result<Clip, SpeechFault>> =>
      rig.finish(speech.synthesize(language, words, abort));
    const clip = async (language: string, words: string): Promise<Clip> => {
      const result = await say(language, words);
      if (!result.ok) throw new Error(JSON.stringify(result.fault));
      return result.value;
    };

    beforeEach(async () => {
      rig = await makeRig();
      speech = rig.speech;
      expect(await rig.finish(speech.open(signal))).toEqual({ ok: true, value: undefined });
    });
    afterEach(async () => {
      await rig.finish(speech.close());
      expect(rig.held(), 'held after close').toBe(0);
      await rig.tidy();
    });

    test('words become a clip of one channel that says what it holds and how long it is', async () => {
      const made = await clip('vi', call);
      expect(made.words).toBe(call);
      expect(made.language).toBe('vi');
      expect(Math.abs(made.durationMs - (made.samples.length * 1000) / made.sampleRate)).toBeLessThanOrEqual(1);
      expect(Number.isInteger(made.durationMs)).toBe(true);
      // Eleven syllables: not a word swallowed, not a minute of silence.
      expect(made.durationMs).toBeGreaterThan(1500);
      expect(made.durationMs).toBeLessThan(6000);
      expect(made.samples.every((sample) => Math.abs(sample) <= 1)).toBe(true);
    });

    test('longer words take longer, in both languages', async () => {
      for (const language of ['vi', 'en']) {
        const short = await clip(language, language === 'vi' ? 'Quầy số bốn' : 'Counter four');
        const long = await clip(
          language,
          language === 'vi'
            ? 'Xin mời ông bà đến quầy số hai mươi bốn ở phía trước'
            : 'Please go to counter twenty-four, straight ahead',
        );
        expect(long.durationMs).toBeGreaterThan(1.5 * short.durationMs);
      }
    });

    test('the same words give the same samples, and cost no second synthesis', async () => {
      const first = await clip('vi', call);
      const made = rig.made();
      const again = await clip('vi', call);
      expect(rig.made()).toBe(made);
      expect(again.durationMs).toBe(first.durationMs);
      const bytesOf = ({ samples }: Clip): Buffer =>
        Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
      expect(bytesOf(again).equals(bytesOf(first))).toBe(true);
      await clip('vi', 'Xin cảm ơn ông bà');
      expect(rig.made()).toBe(made + 1);
    });

    test('a digit, and words that are not NFC, are bugs of the caller', async () => {
      await expect(async () => say('vi', 'quầy số 4')).rejects.toThrow(BugError);
      await expect(async () => say('vi', 'quầy số ٤')).rejects.toThrow(BugError);
      await expect(async () => say('vi', 'Nguyễn'.normalize('NFD'))).rejects.toThrow(BugError);
    });

    test('a language without a voice is said, and the next sentence is spoken', async () => {
      expect(await say('tlh', 'qapla')).toEqual({ ok: false, fault: { kind: 'no-voice', language: 'tlh' } });
      await clip('en', 'Thank you');
    });

    test('an abort ends the waiting and resolves interrupted; the next sentence is spoken', async () => {
      const abort = new AbortController();
      const waiting = speech.synthesize('vi', 'Xin ông bà vui lòng chờ trong giây lát', abort.signal);
      abort.abort();
      expect(await waiting).toEqual({ ok: false, fault: { kind: 'interrupted' } });
      expect(await say('vi', call, AbortSignal.abort())).toEqual({ ok: false, fault: { kind: 'interrupted' } });
      await clip('vi', 'Xin ông bà vui lòng chờ trong giây lát');
    });

    test('two sentences at once are both made', async () => {
      const [first, second] = await rig.finish(
        Promise.all([
          speech.synthesize('vi', 'Xin mời ông bà', signal),
          speech.synthesize('en', 'Please come in', signal),
        ]),
      );
      expect(first.ok && first.value.words).toBe('Xin mời ông bà');
      expect(second.ok && second.value.words).toBe('Please come in');
    });

    test('open twice is a bug; open after close works again; close twice is fine', async () => {
      await expect(async () => speech.open(signal)).rejects.toThrow(BugError);
      await rig.finish(speech.close());
      await rig.finish(speech.close());
      expect(rig.held()).toBe(0);
      expect((await rig.finish(speech.open(signal))).ok).toBe(true);
      await clip('vi', 'Xin cảm ơn');
    });

    test('closing ends what is being made', async () => {
      const waiting = speech.synthesize('vi', 'Xin ông bà vui lòng giữ phiếu này', signal);
      await rig.finish(speech.close());
      expect(await waiting).toEqual({ ok: false, fault: { kind: 'interrupted' } });
    });

    test('an open that is given up resolves interrupted and leaves nothing', async () => {
      await rig.finish(speech.close());
      expect(await rig.finish(speech.open(AbortSignal.abort()))).toEqual({
        ok: false,
        fault: { kind: 'interrupted' },
      });
      expect(rig.held()).toBe(0);
    });

    test('an engine that is taken away is absent, told once, and cannot be opened', async () => {
      const told: SpeechFault[] = [];
      speech.onFault((fault) => told.push(fault));
      await rig.remove();
      expect((await say('vi', 'Xin chào')).ok).toBe(false);
      expect(told.map(({ kind }) => kind)).toEqual(['absent']);
      await rig.finish(speech.close());
      expect(await rig.finish(speech.open(signal))).toMatchObject({ ok: false, fault: { kind: 'absent' } });
      expect(rig.held()).toBe(0);
    });
  });
};
