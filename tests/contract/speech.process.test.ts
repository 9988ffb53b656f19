import { chmodSync, copyFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CachedSpeech, type Engine } from '../../hal/drivers/cached-speech.ts';
import { EspeakSpeech, espeakDefaults } from '../../hal/drivers/espeak-speech.ts';
import { clipLoudness, clipPeak, loudness, peakOf } from '../../hal/drivers/loudness.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { text2wavDefaults, Text2wavSpeech } from '../../hal/drivers/text2wav-speech.ts';
import type { Speech } from '../../hal/ports/speech.ts';
import { noProgram } from '../support/programs.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { speechContract, type SpeechRig } from './speech.contract.ts';

const signal = new AbortController().signal;

/** An engine that counts what it is asked to make. */
const counted = (engine: Engine): Engine & { made: number } => ({
  engine: engine.engine,
  made: 0,
  open: (abort) => engine.open(abort),
  close: () => engine.close(),
  onFault: (listener) => engine.onFault(listener),
  synthesize(language, words, abort) {
    this.made += 1;
    return engine.synthesize(language, words, abort);
  },
});

const cachedRig = (
  engine: Engine & { readonly running: number },
  clock: NodeClock,
  remove: SpeechRig['remove'],
  tidy: () => void,
): SpeechRig => {
  const directory = temporaryDirectory();
  const counting = counted(engine);
  return {
    speech: new CachedSpeech(counting, join(directory, 'clips')),
    finish: (call) => call,
    made: () => counting.made,
    remove,
    held: () => engine.running + clock.pending,
    tidy: async () => {
      removeDirectory(directory);
      tidy();
    },
  };
};

const noEspeak = noProgram('espeak-ng', 'espeak-ng');
describe.skipIf(noEspeak !== null)(`with espeak-ng${noEspeak === null ? '' : ` (skipped: ${noEspeak})`}`, () => {
  speechContract('espeak-ng, cached', async () => {
    const clock = new NodeClock(() => true);
    // Its own name for the program, so that it can be taken away.
    const directory = temporaryDirectory();
    const program = join(directory, 'espeak-ng');
    writeFileSync(program, '#!/bin/sh\nexec espeak-ng "$@"\n');
    chmodSync(program, 0o755);
    const engine = new EspeakSpeech(clock, { ...espeakDefaults, program });
    return cachedRig(
      engine,
      clock,
      async () => removeDirectory(directory),
      () => removeDirectory(directory),
    );
  });
});

speechContract('text2wav, cached', async () => {
  const clock = new NodeClock(() => true);
  const directory = temporaryDirectory();
  const child = join(directory, 'child.mjs');
  writeFileSync(child, `await import(${JSON.stringify(text2wavDefaults.child)});`);
  const engine = new Text2wavSpeech(clock, { ...text2wavDefaults, child });
  const remove = async (): Promise<void> => {
    removeDirectory(directory);
    const pid = engine.childPid;
    if (pid === null) return;
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => engine.running).toBe(0);
  };
  return cachedRig(engine, clock, remove, () => removeDirectory(directory));
});

describe('espeak-ng that does not behave', () => {
  let directory: string;
  beforeAll(() => (directory = temporaryDirectory()));
  afterAll(() => removeDirectory(directory));

  /** A program that says its version and then does `body` for a sentence. */
  const withProgram = async (body: string, act: (speech: EspeakSpeech) => Promise<void>): Promise<void> => {
    const program = join(directory, 'espeak-ng');
    writeFileSync(program, `#!/bin/sh\n[ "$1" = --version ] && exit 0\n${body}\n`);
    chmodSync(program, 0o755);
    const clock = new NodeClock(() => true);
    const speech = new EspeakSpeech(clock, { program, timeoutMs: 300 });
    expect(await speech.open(signal)).toEqual({ ok: true, value: undefined });
    await act(speech);
    await speech.close();
    expect([speech.running, clock.pending]).toEqual([0, 0]);
  };
  const fault = async (speech: Speech): Promise<unknown> => {
    const result = await speech.synthesize('vi', 'Xin chào', signal);
    return result.ok ? 'spoke' : result.fault;
  };

  test('ends with an error: crashed, with what it complained of', () =>
    withProgram('echo "no audio data" >&2; exit 3', async (speech) => {
      expect(await fault(speech)).toMatchObject({ kind: 'crashed', reason: expect.stringContaining('no audio data') });
    }));
  test('hangs: killed, timeout', () =>
    withProgram('exec sleep 60', async (speech) => {
      expect(await fault(speech)).toEqual({ kind: 'timeout', afterMs: 300 });
    }));
  test('writes no WAV: crashed', () =>
    withProgram('echo hello', async (speech) => {
      expect(await fault(speech)).toMatchObject({ kind: 'crashed', reason: expect.stringContaining('not-wav') });
    }));
  test('writes nothing: crashed', () =>
    withProgram('exit 0', async (speech) => {
      expect(await fault(speech)).toMatchObject({ kind: 'crashed' });
    }));
  test('writes without end: cut off, crashed', () =>
    withProgram('exec yes', async (speech) => {
      expect(await fault(speech)).toMatchObject({ kind: 'crashed', reason: expect.stringContaining('more than') });
    }));
  test('is not installed: absent', async () => {
    const speech = new EspeakSpeech(new NodeClock(() => true), { program: join(directory, 'nowhere'), timeoutMs: 300 });
    expect(await speech.open(signal)).toMatchObject({ ok: false, fault: { kind: 'absent', engine: 'espeak-ng' } });
  });
});

describe('text2wav’s child', () => {
  const words = ['Xin chào', 'Xin mời', 'Xin cảm ơn', 'Xin chờ', 'Mời ông bà'];

  test('is replaced after its sentences, and the sentences do not notice', async () => {
    const clock = new NodeClock(() => true);
    const speech = new Text2wavSpeech(clock, { ...text2wavDefaults, sentencesPerChild: 2 });
    await speech.open(signal);
    const pids = new Set<number | null>();
    for (const each of words) {
      pids.add(speech.childPid);
      expect((await speech.synthesize('vi', each, signal)).ok, each).toBe(true);
    }
    pids.delete(null);
    expect(pids.size).toBeGreaterThanOrEqual(1);
    expect(speech.running).toBeLessThanOrEqual(2);
    await speech.close();
    expect([speech.running, clock.pending]).toEqual([0, 0]);
  });

  test('is killed in the middle: that sentence crashed, the next is spoken by another', async () => {
    const speech = new Text2wavSpeech(new NodeClock(() => true));
    await speech.open(signal);
    const before = speech.childPid;
    const waiting = speech.synthesize('vi', 'Xin mời số a không một hai, đến quầy số bốn.', signal);
    if (before === null) throw new Error('no child');
    process.kill(before, 'SIGKILL');
    expect(await waiting).toMatchObject({ ok: false, fault: { kind: 'crashed' } });
    expect((await speech.synthesize('vi', 'Xin chào', signal)).ok).toBe(true);
    expect(speech.childPid).not.toBe(before);
    await speech.close();
  });

  test('that nobody needs is let go; the next sentence starts another', async () => {
    const speech = new Text2wavSpeech(new NodeClock(() => true), { ...text2wavDefaults, idleMs: 30 });
    await speech.open(signal);
    await expect.poll(() => speech.running, { timeout: 5000 }).toBe(0);
    expect((await speech.synthesize('en', 'Welcome back', signal)).ok).toBe(true);
    await speech.close();
  });

  test('that answers nothing is given up and replaced', async () => {
    const directory = temporaryDirectory();
    const child = join(directory, 'child.mjs');
    writeFileSync(child, 'process.send({ ready: true }); process.on("message", () => {});');
    const speech = new Text2wavSpeech(new NodeClock(() => true), { ...text2wavDefaults, child, timeoutMs: 3000 });
    expect((await speech.open(signal)).ok).toBe(true);
    expect(await speech.synthesize('vi', 'Xin chào', signal)).toEqual({
      ok: false,
      fault: { kind: 'timeout', afterMs: 3000 },
    });
    await speech.close();
    expect(speech.running).toBe(0);
    removeDirectory(directory);
  });

  test('that cannot start is absent', async () => {
    const speech = new Text2wavSpeech(new NodeClock(() => true), { ...text2wavDefaults, child: '/nowhere.mjs' });
    expect(await speech.open(signal)).toMatchObject({ ok: false, fault: { kind: 'absent' } });
    expect(speech.running).toBe(0);
  });
});

describe('clips', () => {
  const engines = (): readonly (Engine & { readonly running: number })[] => [
    ...(noEspeak === null ? [new EspeakSpeech(new NodeClock(() => true))] : []),
    new Text2wavSpeech(new NodeClock(() => true)),
  ];
  test('are of one loudness, below -1 dBFS, without silence around', async () => {
    for (const engine of engines()) {
      await engine.open(signal);
      for (const [language, sentence] of [
        ['vi', 'Xin mời số a không một hai, đến quầy số bốn.'],
        ['vi', 'Xin cảm ơn và kính chào ông bà ạ.'],
        ['en', 'Ticket number A zero one two, please go to counter four.'],
      ] as const) {
        const clip = await engine.synthesize(language, sentence, signal);
        if (!clip.ok) throw new Error(JSON.stringify(clip.fault));
        const { samples, sampleRate } = clip.value;
        expect(Math.abs(loudness(samples, sampleRate) - clipLoudness), engine.engine).toBeLessThan(1);
        expect(peakOf(samples)).toBeLessThanOrEqual(clipPeak + 1 / 32_768);
        // Nothing but the kept 20 and 60 ms before and after the voice.
        const loud = clipPeak * 10 ** (-45 / 20);
        expect(samples.findIndex((sample) => Math.abs(sample) > loud)).toBeLessThan(0.05 * sampleRate);
        expect(samples[0]).toBe(0);
        expect(samples.at(-1)).toBe(0);
      }
      await engine.close();
    }
  });
});

describe('the cache', () => {
  /** Sentences of a second each, made of nothing. */
  const silentEngine = (): Engine & { made: number } => ({
    engine: 'test',
    made: 0,
    open: async () => ({ ok: true, value: undefined }),
    close: async () => undefined,
    onFault: () => () => undefined,
    async synthesize(language, words, abort) {
      this.made += 1;
      await new Promise((resolve) => setImmediate(resolve));
      if (abort.aborted) return { ok: false, fault: { kind: 'interrupted' } };
      const samples = Float32Array.from({ length: 1000 }, (_, at) => ((at + words.length) % 100) / 128);
      return { ok: true, value: { words, language, sampleRate: 1000, samples, durationMs: 1000 } };
    },
  });
  const limits = { memoryBytes: 3 * 4000, diskBytes: 5 * 2044 };
  const withCache = async (
    act: (make: () => { engine: ReturnType<typeof silentEngine>; cache: CachedSpeech }, clips: string) => Promise<void>,
  ): Promise<void> => {
    const directory = temporaryDirectory();
    const clips = join(directory, 'clips');
    await act(() => {
      const engine = silentEngine();
      return { engine, cache: new CachedSpeech(engine, clips, limits) };
    }, clips);
    removeDirectory(directory);
  };
  const say = (cache: CachedSpeech, words: string): ReturnType<Speech['synthesize']> =>
    cache.synthesize('vi', words, signal);
  const sentences = Array.from({ length: 9 }, (_, at) => `câu ${'a'.repeat(at + 1)}`);

  test('keeps within its bytes, in memory and on disk, the least recently used going first', () =>
    withCache(async (make, clips) => {
      const { engine, cache } = make();
      await cache.open(signal);
      for (const words of sentences) {
        await say(cache, words);
        await say(cache, sentences[0] ?? '');
      }
      expect(cache.kept.memory).toBeLessThanOrEqual(limits.memoryBytes);
      expect(engine.made).toBe(sentences.length);
      await cache.close();
      expect(readdirSync(clips).length).toBeLessThanOrEqual(5);
      expect(cache.kept.disk).toBeLessThanOrEqual(limits.diskBytes);
    }));

  test('says the same after a restart, without the engine', () =>
    withCache(async (make) => {
      const first = make();
      await first.cache.open(signal);
      const before = await say(first.cache, 'xin chào');
      await first.cache.close();
      const second = make();
      await second.cache.open(signal);
      const after = await say(second.cache, 'xin chào');
      expect(after).toEqual(before);
      expect(second.engine.made).toBe(0);
      await second.cache.close();
    }));

  test('a damaged, cut or foreign file is made anew', () =>
    withCache(async (make, clips) => {
      const first = make();
      await first.cache.open(signal);
      await say(first.cache, 'xin chào');
      await first.cache.close();
      const [file = ''] = readdirSync(clips);
      truncateSync(join(clips, file), 20);
      writeFileSync(join(clips, 'notes.txt'), 'not ours');
      writeFileSync(join(clips, `${file}.part`), 'half');
      const second = make();
      await second.cache.open(signal);
      expect((await say(second.cache, 'xin chào')).ok).toBe(true);
      expect(second.engine.made).toBe(1);
      await second.cache.close();
      expect(readdirSync(clips).sort()).toEqual([file, 'notes.txt'].sort());
      expect(readFileSync(join(clips, file)).length).toBe(2044);
    }));

  test('works without a disk', async () => {
    const engine = silentEngine();
    const cache = new CachedSpeech(engine, '/dev/null/clips', limits);
    await cache.open(signal);
    expect((await say(cache, 'xin chào')).ok).toBe(true);
    expect((await say(cache, 'xin chào')).ok).toBe(true);
    expect(engine.made).toBe(1);
    await cache.close();
  });

  test('makes words asked for twice at once only once; one who leaves does not take them from the other', () =>
    withCache(async (make) => {
      const { engine, cache } = make();
      await cache.open(signal);
      const abort = new AbortController();
      const leaving = cache.synthesize('vi', 'xin chào', abort.signal);
      const staying = say(cache, 'xin chào');
      abort.abort();
      expect(await leaving).toMatchObject({ ok: false, fault: { kind: 'interrupted' } });
      expect((await staying).ok).toBe(true);
      expect(engine.made).toBe(1);
      const alone = new AbortController();
      const given = cache.synthesize('vi', 'xin mời', alone.signal);
      alone.abort();
      expect(await given).toMatchObject({ ok: false });
      expect((await say(cache, 'xin mời')).ok).toBe(true);
      await cache.close();
    }));

  test('another engine’s clip is not taken for its own', () =>
    withCache(async (make, clips) => {
      const first = make();
      await first.cache.open(signal);
      await say(first.cache, 'xin chào');
      await first.cache.close();
      const other = silentEngine();
      const cache = new CachedSpeech({ ...other, engine: 'other' }, clips, limits);
      await cache.open(signal);
      copyFileSync(join(clips, readdirSync(clips)[0] ?? ''), join(clips, 'copy.wav'));
      await say(cache, 'xin chào');
      await cache.close();
      expect(readdirSync(clips).filter((name) => /^[0-9a-f]{32}\.wav$/.test(name))).toHaveLength(2);
    }));
});
