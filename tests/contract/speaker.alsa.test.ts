import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { chimeClip } from '../../hal/drivers/chime.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { fadeOut, startClip, WebAudioSpeaker } from '../../hal/drivers/web-audio-speaker.ts';
import { loadWebAudio } from '../../hal/drivers/web-audio.ts';
import type { Clip } from '../../hal/ports/speaker.ts';
import { noAlsa, SoundCard } from '../support/sound-card.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { speakerContract } from './speaker.contract.ts';

const audible = 0.001;
/** How long something louder than silence sounds, gaps below 5 ms (a tone's zeros) included. */
const soundingMs = (samples: Float32Array, sampleRate: number): number => {
  const window = Math.round(0.005 * sampleRate);
  let loud = 0;
  for (let start = 0; start < samples.length; start += window)
    if (samples.subarray(start, start + window).some((sample) => Math.abs(sample) > audible)) loud += 1;
  return loud * 5;
};
const peakOf = (samples: Float32Array): number => samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
/** The largest step from one sample to the next: a click is a large one. */
const steepest = (samples: Float32Array): number =>
  samples.reduce((step, sample, at) => Math.max(step, at === 0 ? 0 : Math.abs(sample - (samples[at - 1] ?? 0))), 0);

const reason = noAlsa();
describe.skipIf(reason !== null)(`on ALSA${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  speakerContract('web audio on ALSA', async () => {
    const directory = temporaryDirectory();
    const card = new SoundCard(directory);
    const clock = new NodeClock(() => true);
    return {
      speaker: new WebAudioSpeaker(clock, null),
      finish: (call) => call,
      pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      now: () => clock.now(),
      heard: async () => {
        // What is on its way through the card's pipe.
        await new Promise((resolve) => setTimeout(resolve, 700));
        const samples = card.samples();
        return { ms: soundingMs(samples, card.sampleRate), peak: peakOf(samples) };
      },
      unplug: async () => card.unplug(),
      mend: async () => card.plug(),
      held: () => clock.pending,
      tidy: async () => {
        card.remove();
        removeDirectory(directory);
      },
    };
  });

  test('an output that the system does not have is named, with those it has', async () => {
    const directory = temporaryDirectory();
    const card = new SoundCard(join(directory, 'card'));
    const speaker = new WebAudioSpeaker(new NodeClock(() => true), 'hw:CARD=Gone');
    expect(await speaker.open(new AbortController().signal)).toMatchObject({
      ok: false,
      fault: { kind: 'no-device', reason: expect.stringMatching(/no output named hw:CARD=Gone; there are: .*default/) },
    });
    const named = new WebAudioSpeaker(new NodeClock(() => true), 'default');
    expect((await named.open(new AbortController().signal)).ok).toBe(true);
    await named.close();
    card.remove();
    removeDirectory(directory);
  });
});

const loads = ((): string | null => {
  try {
    loadWebAudio();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
})();
describe.skipIf(loads !== null)(`rendered without a device${loads === null ? '' : ` (skipped: ${loads})`}`, () => {
  const sampleRate = 44_100;
  const tone: Clip = {
    words: 'tone',
    language: '',
    sampleRate,
    samples: Float32Array.from({ length: sampleRate }, (_, at) => Math.sin((2 * Math.PI * 440 * at) / sampleRate)),
    durationMs: 1000,
  };
  const render = async (
    act: (context: InstanceType<ReturnType<typeof loadWebAudio>['OfflineAudioContext']>) => void,
  ) => {
    const { OfflineAudioContext } = loadWebAudio();
    const context = new OfflineAudioContext(1, sampleRate, sampleRate);
    act(context);
    return (await context.startRendering()).getChannelData(0);
  };

  test('a clip cut off is silent within 50 ms, without a click', async () => {
    const rendered = await render((context) => {
      const sound = startClip(context, tone, 1);
      sound.stop(fadeOut(context, sound.gain, 1));
    });
    expect(peakOf(rendered.subarray(Math.round(0.05 * sampleRate)))).toBe(0);
    expect(peakOf(rendered)).toBeGreaterThan(0.5);
    // The tone itself climbs by 2 pi 440 / 44100 of its height from sample to sample.
    expect(steepest(rendered)).toBeLessThan(1.05 * ((2 * Math.PI * 440) / sampleRate));
  });

  test('the chime comes through as it is', async () => {
    const chime = chimeClip();
    const rendered = await render((context) => startClip(context, chime, 0.5));
    expect(Math.abs(peakOf(rendered) - 0.5 * peakOf(chime.samples))).toBeLessThan(0.01);
  });
});

describe('on a machine without sound', () => {
  afterEach(() => delete process.env['ALSA_CONFIG_PATH']);
  test('open says no-device and why, and leaves nothing', async () => {
    const directory = temporaryDirectory();
    const clock = new NodeClock(() => true);
    const speaker = new WebAudioSpeaker(clock, null);
    const card = new SoundCard(directory);
    card.unplug();
    expect(await speaker.open(new AbortController().signal)).toMatchObject({ ok: false, fault: { kind: 'no-device' } });
    expect(clock.pending).toBe(0);
    card.remove();
    await speaker.close();
    removeDirectory(directory);
  });
});
