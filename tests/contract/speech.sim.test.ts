import { expect, test } from 'vitest';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimSpeech, speakingMs } from '../../sim/devices/speech.ts';
import { speechContract } from './speech.contract.ts';

speechContract('twin', async () => {
  const clock = new SimClock();
  const speech = new SimSpeech(new DeviceClock(clock, 0));
  return {
    speech,
    finish: async (call) => {
      await clock.advance(1000);
      return await call;
    },
    made: () => speech.made,
    remove: async () => speech.breakWith({ kind: 'absent', engine: 'simulated', reason: 'taken away' }),
    held: () => clock.pending,
    tidy: async () => undefined,
  };
});

test('a sentence lasts what its syllables last', () => {
  // espeak-ng's own clips at 150 words a minute, trimmed: 3204, 1700, 3850 ms.
  expect(Math.abs(speakingMs('vi', 'Xin mời số a không một hai, đến quầy số bốn.') - 3204)).toBeLessThan(300);
  expect(Math.abs(speakingMs('vi', 'Xin ông bà vui lòng chờ.') - 1700)).toBeLessThan(200);
  expect(Math.abs(speakingMs('en', 'Ticket number A zero one two, please go to counter four.') - 3850)).toBeLessThan(
    400,
  );
});

test('what was asked is kept, what hangs stays silent until it is given up', async () => {
  const clock = new SimClock();
  const speech = new SimSpeech(new DeviceClock(clock, 0));
  await speech.open(new AbortController().signal);
  speech.hang();
  const abort = new AbortController();
  let ended = false;
  const waiting = speech.synthesize('vi', 'Xin chào', abort.signal).finally(() => (ended = true));
  await clock.advance(60_000);
  expect(ended).toBe(false);
  abort.abort();
  expect(await waiting).toMatchObject({ ok: false, fault: { kind: 'interrupted' } });
  expect(speech.asked).toEqual([{ at: 0, language: 'vi', words: 'Xin chào' }]);
  expect(clock.pending).toBe(0);
});
