import { expect, test } from 'vitest';
import type { Clip, SpeakerFault } from '../../hal/ports/speaker.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimSpeaker } from '../../sim/devices/speaker.ts';
import { speakerContract } from './speaker.contract.ts';

const clip: Clip = {
  words: 'xin chào',
  language: 'vi',
  sampleRate: 1000,
  samples: new Float32Array(500),
  durationMs: 500,
};
const make = (): { readonly clock: SimClock; readonly speaker: SimSpeaker } => {
  const clock = new SimClock();
  return { clock, speaker: new SimSpeaker(new DeviceClock(clock, 0)) };
};

speakerContract('twin', async () => {
  const { clock, speaker } = make();
  return {
    speaker,
    finish: async (call, ms) => {
      const state = { ended: false };
      const end = (): void => void (state.ended = true);
      call.then(end, end);
      await clock.settle();
      for (let left = ms; left > 0 && !state.ended; left -= 1) await clock.advance(1);
      return await call;
    },
    pass: (ms) => clock.advance(ms),
    now: () => clock.now(),
    heard: async () => ({
      ms: speaker.heard.reduce((sum, sound) => sum + sound.ms, 0),
      peak: Math.max(...speaker.heard.map((sound) => sound.volume)),
    }),
    unplug: async () => speaker.breakWith({ kind: 'no-device', reason: 'pulled' }),
    mend: async () => speaker.mend(),
    held: () => clock.pending,
    tidy: async () => undefined,
  };
});

test('who stands beside it hears what, when, how loud and whether it was cut', async () => {
  const { clock, speaker } = make();
  const { signal } = new AbortController();
  await speaker.open(signal);
  const begun: string[] = [];
  speaker.onSound((sound) => begun.push(sound.clip.words));
  const first = speaker.play(clip, 0.5, signal);
  await clock.advance(700);
  await first;
  const abort = new AbortController();
  const second = speaker.play(clip, 1, abort.signal);
  await clock.advance(100);
  abort.abort();
  await clock.advance(100);
  await second;
  expect(begun).toEqual(['xin chào', 'xin chào']);
  expect(speaker.heard).toEqual([
    { at: 0, words: 'xin chào', language: 'vi', volume: 0.5, ms: 500, cut: false },
    { at: 700, words: 'xin chào', language: 'vi', volume: 1, ms: 130, cut: true },
  ]);
  expect(speaker.sounding).toBe(false);
});

test('pulled while it sounds: the clip ends with the fault, which is told once', async () => {
  const { clock, speaker } = make();
  const { signal } = new AbortController();
  await speaker.open(signal);
  const told: SpeakerFault[] = [];
  speaker.onFault((fault) => told.push(fault));
  const playing = speaker.play(clip, 1, signal);
  await clock.advance(200);
  speaker.breakWith({ kind: 'io', reason: 'pulled' });
  expect(await playing).toEqual({ ok: false, fault: { kind: 'io', reason: 'pulled' } });
  await clock.advance(5000);
  expect(told).toEqual([{ kind: 'io', reason: 'pulled' }]);
  expect(clock.pending).toBe(0);
});

test('hanging, it never tells the end; an abort still silences it', async () => {
  const { clock, speaker } = make();
  await speaker.open(new AbortController().signal);
  speaker.hang();
  const abort = new AbortController();
  let ended = false;
  const playing = speaker.play(clip, 1, abort.signal).finally(() => (ended = true));
  await clock.advance(60_000);
  expect(ended).toBe(false);
  abort.abort();
  await clock.advance(50);
  expect(await playing).toMatchObject({ fault: { kind: 'interrupted' } });
});
