import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { NodeClock } from '../../../hal/drivers/node-clock.ts';
import { WebAudioSpeaker } from '../../../hal/drivers/web-audio-speaker.ts';
import type { Clip } from '../../../hal/ports/speaker.ts';
import { untilReal } from '../../support/real-time.ts';

/*
 * The kernel's sound loopback (snd-aloop) as the card: what is played on its device 0 is recorded from its device 1. An emulated CPU
 * cannot keep up, so most of a recording is gaps; what is measured is the length of whole waves between them, never how long it sounds.
 */

const sampleRate = 48_000;
const never = new AbortController().signal;
/** Whole waves by which a pitch is judged. */
const enough = 40;
/** Of whole hertz: a second of it is whole waves, and is repeated. */
const tone = (hertz: number, durationMs: number): Clip => {
  const second = Float32Array.from({ length: sampleRate }, (_, at) =>
    Math.sin((2 * Math.PI * hertz * at) / sampleRate),
  );
  const samples = new Float32Array((sampleRate * durationMs) / 1000);
  for (let at = 0; at < samples.length; at += sampleRate) samples.set(second.subarray(0, samples.length - at), at);
  return { words: `${hertz} Hz`, language: '', sampleRate, samples, durationMs };
};

/** A frequency meter for a recording with holes. Hears 16-bit stereo, by its left channel. */
class PitchMeter {
  #periods: number[] = [];
  #rest = Buffer.alloc(0);
  #at = 0;
  #before = 0;
  #beforeThat = 0;
  /** When the wave under way began, null in and after a gap. */
  #risenAt: number | null = null;
  #silent = 0;
  #silentInARow = 0;

  hear(fresh: Buffer): void {
    const bytes = Buffer.concat([this.#rest, fresh]);
    const whole = bytes.length & ~3;
    this.#rest = bytes.subarray(whole);
    for (let i = 0; i < whole; i += 4) this.#take(bytes.readInt16LE(i));
  }

  get waves(): number {
    return this.#periods.length;
  }
  /** Of silence that still lasts. */
  get silentMs(): number {
    return (1000 * this.#silentInARow) / sampleRate;
  }
  /** By the middle one of all whole waves: those that a lost piece made longer or shorter are outvoted. NaN without one. */
  get hertz(): number {
    const sorted = [...this.#periods].sort((a, b) => a - b);
    return sampleRate / (sorted[sorted.length >> 1] ?? Number.NaN);
  }
  is(hertz: number): boolean {
    return this.waves >= enough && Math.abs(this.hertz - hertz) <= 0.03 * hertz;
  }
  forget(): void {
    this.#periods = [];
    this.#silent = 0;
    this.#at = 0;
    this.#risenAt = null;
  }
  toString(): string {
    const silent = Math.round((100 * this.#silent) / Math.max(1, this.#at));
    const seconds = (this.#at / sampleRate).toFixed(1);
    return `${this.hertz.toFixed(1)} Hz in ${this.waves} whole waves of ${seconds} s, ${silent} % of them silent`;
  }

  #take(sample: number): void {
    this.#silentInARow = sample === 0 ? this.#silentInARow + 1 : 0;
    if (sample === 0) this.#silent += 1;
    // One zero belongs to a wave, two are a gap: what it interrupts is no wave.
    if (this.#silentInARow > 1) this.#risenAt = null;
    else if (sample > 0 && (this.#before < 0 || (this.#before === 0 && this.#beforeThat < 0))) {
      // Where the line between both samples crosses zero.
      const now = this.#at - sample / (sample - this.#before);
      if (this.#risenAt !== null) this.#periods.push(now - this.#risenAt);
      this.#risenAt = now;
    }
    this.#beforeThat = this.#before;
    this.#before = sample;
    this.#at += 1;
  }
}

/** Somebody with a frequency meter at the loudspeaker. */
class Ear {
  readonly meter = new PitchMeter();
  readonly #recorder: ChildProcess;
  #complaints = '';

  constructor() {
    const args = ['-q', '-D', 'hw:0,1,0', '-t', 'raw', '-f', 'S16_LE', '-c', '2', '-r', String(sampleRate)];
    const recorder = spawn('arecord', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    recorder.stdout.on('data', (bytes: Buffer) => this.meter.hear(bytes));
    recorder.stderr.on('data', (bytes: Buffer) => (this.#complaints = `${this.#complaints}${bytes}`.slice(-500)));
    this.#recorder = recorder;
  }

  /** The card's ends agree on rate and format when the first of them is opened: the ear must be first. */
  async ready(): Promise<void> {
    await untilReal(() => !readFileSync('/proc/asound/card0/pcm1c/sub0/status', 'utf8').includes('closed'));
  }
  toString(): string {
    return `${this.meter}${this.#complaints === '' ? '' : `; arecord: ${this.#complaints}`}`;
  }
  async stop(): Promise<void> {
    if (this.#recorder.exitCode !== null || this.#recorder.signalCode !== null) return;
    const ended = once(this.#recorder, 'exit');
    this.#recorder.kill('SIGKILL');
    await ended;
  }
}

/** In a process of its own. */
const bySomebodyElse = (command: string): Promise<void> =>
  new Promise((resolve) => {
    spawn('sh', ['-c', command], { stdio: 'ignore' }).once('exit', () => resolve());
  });

const driver = '/sys/bus/platform/drivers/snd_aloop';
const card = (): string | null => readdirSync(driver).find((name) => name.startsWith('snd_aloop.')) ?? null;

/** As a loopback's recording: pieces of a tone with silence between, and now and then with nothing between. */
const recording = (hertz: number): Buffer => {
  const { samples } = tone(hertz, 2000);
  const pieces: Buffer[] = [];
  for (let at = 0, piece = 0; at < samples.length; piece += 1) {
    const length = 300 + ((piece * 211) % 500);
    const stereo = [...samples.subarray(at, at + length)].flatMap((sample) => [16_000 * sample, 0]);
    pieces.push(Buffer.from(Int16Array.from(stereo).buffer));
    if (piece % 4 !== 0) pieces.push(Buffer.alloc(4 * ((piece * 701) % 1900)));
    at += length + ((piece * 37) % 97);
  }
  return Buffer.concat(pieces);
};

describe('the frequency meter', () => {
  const heard = (bytes: Buffer): PitchMeter => {
    const meter = new PitchMeter();
    for (let at = 0; at < bytes.length; at += 1021) meter.hear(bytes.subarray(at, at + 1021));
    return meter;
  };
  it('tells a pitch through gaps and losses', () => {
    for (const hertz of [440, 1000, 1060]) {
      expect(heard(recording(hertz)).is(hertz)).toBe(true);
      expect(heard(recording(hertz)).hertz).toBeCloseTo(hertz, 0);
    }
  });
  it('finds a wrong one, and no pitch in silence or in too little', () => {
    for (const wrong of [500, 960, 1040, 2000]) expect(heard(recording(wrong)).is(1000)).toBe(false);
    expect(heard(Buffer.alloc(100_000)).is(1000)).toBe(false);
    expect(heard(recording(1000).subarray(0, 4000)).is(1000)).toBe(false);
  });
});

const deaf = spawnSync('arecord', ['--version']).status === 0 ? '' : ' (skipped: arecord is not installed, alsa-utils)';

describe.skipIf(deaf !== '')(`sound through the kernel’s loopback${deaf}`, () => {
  const clock = new NodeClock(() => true);
  const undo: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const each of undo.splice(0).reverse()) await each();
    expect(clock.pending).toBe(0);
  });

  it('has the pitch that was played, and a wrong one is found', { timeout: 240_000 }, async () => {
    const ear = new Ear();
    undo.push(() => ear.stop());
    await ear.ready();
    const speaker = new WebAudioSpeaker(clock, null);
    undo.push(() => speaker.close());
    expect(await speaker.open(never)).toEqual({ ok: true, value: undefined });
    /** Plays until enough whole waves came through, however long that takes an emulated CPU. */
    const listen = async (hertz: number): Promise<void> => {
      const clip = tone(hertz, 90_000);
      ear.meter.forget();
      const cut = new AbortController();
      const playing = speaker.play(clip, 0.5, cut.signal);
      // Looking more often would take from the player the CPU that it lacks.
      for (let time = 0; time < 400 && ear.meter.waves < enough; time += 1) await sleep(200);
      cut.abort();
      console.log(`${hertz} Hz played, heard: ${ear}`);
      expect(await playing).toEqual({ ok: false, fault: { kind: 'interrupted' } });
    };
    await listen(1000);
    expect(ear.meter.is(1000), String(ear)).toBe(true);
    // The end of one tone must not be taken for the next.
    await untilReal(() => ear.meter.silentMs > 300, 30_000);
    await listen(1060);
    expect(ear.meter.is(1000), String(ear)).toBe(false);
    expect(ear.meter.is(1060), String(ear)).toBe(true);
  });
});

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
