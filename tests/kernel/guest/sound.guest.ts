import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { WebAudioSpeaker } from '../../../hal/drivers/web-audio-speaker.ts';
import type { Clip } from '../../../hal/ports/speaker.ts';
import { untilReal } from '../../support/real-time.ts';

/*
 * The kernel's sound loopback (snd-aloop) as the card.
 */

const sampleRate = 48_000;
const never = new AbortController().signal;
const tone = (hertz: number, durationMs: number): Clip => ({
  words: `${hertz} Hz`,
  language: '',
  sampleRate,
  samples: Float32Array.from({ length: (sampleRate * durationMs) / 1000 }, (_, at) =>
    Math.sin((2 * Math.PI * hertz * at) / sampleRate),
  ),
  durationMs,
});

/** In a process of its own. */
const bySomebodyElse = (command: string): Promise<void> =>
  new Promise((resolve) => {
    spawn('sh', ['-c', command], { stdio: 'ignore' }).once('exit', () => resolve());
  });

const driver = '/sys/bus/platform/drivers/snd_aloop';
const card = (): string | null => readdirSync(driver).find((name) => name.startsWith('snd_aloop.')) ?? null;

describe('a sound card that is pulled out', () => {
  const clock = new NodeClock(() => true);

  // The loopback's driver keeps its place until the last who has it open has let go, which the sound library does not: so nothing can
  // be put back here. That is shown where ALSA itself is the card (tests/contract/speaker.alsa.test.ts).
  it('is told while something sounds, can be closed, and is not there any more', async () => {
    const name = card();
    if (name === null) throw new Error('the guest has no loopback');
    const speaker = new WebAudioSpeaker(clock, null);
    const faults: string[] = [];
    speaker.onFault(({ kind }) => faults.push(kind));
    expect((await speaker.open(never)).ok).toBe(true);
    const playing = speaker.play(tone(440, 3000), 0.5, never);
    await sleep(500);
    // The driver lets go of its card when the last who has it open has closed it: not a thing to wait for here.
    void bySomebodyElse(`echo ${name} > ${driver}/unbind`);
    expect((await playing).ok).toBe(false);
    await untilReal(() => faults.length > 0);
    expect(faults).toEqual(['io']);
    await speaker.close();
    expect(await speaker.open(never)).toMatchObject({ ok: false, fault: { kind: 'no-device' } });
    await speaker.close();
    expect(clock.pending).toBe(0);
  });
});
