import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BugError } from '../../hal/assert.ts';
import type { Clip, Speaker, SpeakerFault } from '../../hal/ports/speaker.ts';
import type { Result } from '../../hal/result.ts';

/** A loudspeaker and somebody who listens to it. */
export interface SpeakerRig {
  readonly speaker: Speaker;
  /** Lets a call come to its end (simulated time has to be moved on), for at most `ms`. */
  finish<T>(call: Promise<T>, ms: number): Promise<T>;
  /** Lets time go by while something sounds. */
  pass(ms: number): Promise<void>;
  /** Milliseconds that have gone by, by the speaker's clock. */
  now(): number;
  /** What was heard since the rig was made: how long something sounded, and how loud at most (1 is full scale). */
  heard(): Promise<{ readonly ms: number; readonly peak: number }>;
  /** Pulls the plug. */
  unplug(): Promise<void>;
  mend(): Promise<void>;
  held(): number;
  tidy(): Promise<void>;
}

const sampleRate = 22_050;
/** A tone of full scale at 440 Hz. */
const tone = (durationMs: number): Clip => ({
  words: 'tone',
  language: '',
  sampleRate,
  samples: Float32Array.from({ length: (durationMs * sampleRate) / 1000 }, (_, at) =>
    Math.sin((2 * Math.PI * 440 * at) / sampleRate),
  ),
  durationMs,
});
const never = new AbortController().signal;

/** Each sentence of `hal/ports/speaker.ts` and `hal/device.ts`, as far as a loudspeaker can show it. */
export const speakerContract = (name: string, makeRig: () => Promise<SpeakerRig>): void => {
  describe(`speaker: ${name}`, () => {
    let rig: SpeakerRig;
    let speaker: Speaker;
    const open = (signal = never): Promise<Result<void, SpeakerFault>> => rig.finish(speaker.open(signal), 2000);
    const play = (clip: Clip, volume = 1): Promise<Result<void, SpeakerFault>> =>
      rig.finish(speaker.play(clip, volume, never), clip.durationMs + 2000);

    beforeEach(async () => {
      rig = await makeRig();
      speaker = rig.speaker;
      expect(await open()).toEqual({ ok: true, value: undefined });
    });
    afterEach(async () => {
      await rig.finish(speaker.close(), 2000);
      expect(rig.held(), 'held after close').toBe(0);
      await rig.tidy();
    });

    test('play resolves when the last sample has been heard', async () => {
      const startedAt = rig.now();
      expect(await play(tone(400))).toEqual({ ok: true, value: undefined });
      expect(rig.now() - startedAt).toBeGreaterThanOrEqual(395);
      await rig.finish(speaker.close(), 2000);
      const { ms, peak } = await rig.heard();
      expect(Math.abs(ms - 400)).toBeLessThan(20);
      expect(peak).toBeGreaterThan(0.95);
    });

    test('clips follow one another', async () => {
      for (let at = 0; at < 3; at += 1) expect((await play(tone(100))).ok).toBe(true);
      await rig.finish(speaker.close(), 2000);
      expect(Math.abs((await rig.heard()).ms - 300)).toBeLessThan(30);
    });

    test('volume is taken at the start of the clip', async () => {
      await play(tone(200), 0.25);
      await rig.finish(speaker.close(), 2000);
      expect(Math.abs((await rig.heard()).peak - 0.25)).toBeLessThan(0.02);
    });

    test('an abort silences within 50 ms and resolves interrupted; the next clip is played', async () => {
      const abort = new AbortController();
      const playing = speaker.play(tone(3000), 1, abort.signal);
      await rig.pass(500);
      abort.abort();
      const abortedAt = rig.now();
      expect(await rig.finish(playing, 200)).toEqual({ ok: false, fault: { kind: 'interrupted' } });
      expect(rig.now() - abortedAt).toBeLessThan(200);
      expect((await play(tone(100))).ok).toBe(true);
      await rig.finish(speaker.close(), 2000);
      // Some of the first (of three seconds) and all of the second; a device's own buffer may hold some 200 ms.
      const { ms } = await rig.heard();
      expect(ms).toBeGreaterThan(150);
      expect(ms).toBeLessThan(900);
    });

    test('a clip that is given up before it began is not played', async () => {
      expect(await rig.finish(speaker.play(tone(200), 1, AbortSignal.abort()), 1000)).toEqual({
        ok: false,
        fault: { kind: 'interrupted' },
      });
    });

    test('a play while another sounds, and a volume beyond 1, are bugs of the caller', async () => {
      await expect(async () => speaker.play(tone(100), 1.5, never)).rejects.toThrow(BugError);
      const playing = speaker.play(tone(200), 1, never);
      await expect(async () => speaker.play(tone(100), 1, never)).rejects.toThrow(BugError);
      expect((await rig.finish(playing, 2000)).ok).toBe(true);
    });

    test('open twice is a bug; open after close works again; close twice is fine', async () => {
      await expect(async () => speaker.open(never)).rejects.toThrow(BugError);
      await rig.finish(speaker.close(), 2000);
      await rig.finish(speaker.close(), 2000);
      expect(rig.held()).toBe(0);
      expect((await open()).ok).toBe(true);
      expect((await play(tone(50))).ok).toBe(true);
    });

    test('an open that is given up resolves interrupted; a closed speaker plays nothing', async () => {
      await rig.finish(speaker.close(), 2000);
      expect(await open(AbortSignal.abort())).toEqual({ ok: false, fault: { kind: 'interrupted' } });
      expect(await play(tone(50))).toMatchObject({ ok: false, fault: { kind: 'no-device' } });
    });

    test('closing ends the clip that sounds', async () => {
      const playing = speaker.play(tone(3000), 1, never);
      await rig.pass(100);
      await rig.finish(speaker.close(), 2000);
      expect(await rig.finish(playing, 100)).toEqual({ ok: false, fault: { kind: 'interrupted' } });
    });

    test('without a device, open says so; it opens when there is one again', async () => {
      await rig.finish(speaker.close(), 2000);
      await rig.unplug();
      expect(await open()).toMatchObject({ ok: false, fault: { kind: 'no-device' } });
      expect(rig.held()).toBe(0);
      await rig.mend();
      expect((await open()).ok).toBe(true);
    });
  });
};
