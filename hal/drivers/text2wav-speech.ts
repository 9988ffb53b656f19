import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { Clock, TimerId } from '../ports/clock.ts';
import type { Clip } from '../ports/speaker.ts';
import type { Speech, SpeechFault } from '../ports/speech.ts';
import { done, fail, ok, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { espeakSpeed, espeakVoices, hasNumeral, maxWords } from './espeak-voices.ts';
import { spokenClip } from './spoken-clip.ts';

export interface Text2wavSettings {
  /** The child's program; another one only in tests. */
  readonly child: string;
  /** A child begins at 70 MB and each sentence costs it some 2 MB for good, so it is replaced after as many. */
  readonly sentencesPerChild: number;
  /** A child that nobody needs for so long is let go; the next sentence starts another (some 0.3 s). */
  readonly idleMs: Milliseconds;
  readonly timeoutMs: Milliseconds;
}
export const text2wavDefaults: Text2wavSettings = {
  child: fileURLToPath(new URL('./text2wav-child.mjs', import.meta.url)),
  sentencesPerChild: 10,
  idleMs: 30_000,
  timeoutMs: 10_000,
};

/** Sentences that may wait for the one that is being made. */
const maxWaiting = 16;

interface Job {
  readonly language: string;
  readonly voice: string;
  readonly words: string;
  readonly resolve: (result: Result<Clip, SpeechFault>) => void;
  /** Set once nobody waits any more. */
  given: boolean;
}

interface Child {
  readonly process: ChildProcess;
  readonly gone: Promise<void>;
  sentences: number;
  /** It has said that it is ready: a child that ends before cannot be started at all. */
  ready: boolean;
}

const isAnswer = (
  message: unknown,
): message is { readonly id: number; readonly wav?: unknown; readonly reason?: unknown } =>
  typeof message === 'object' && message !== null && 'id' in message && typeof message.id === 'number';
const isReady = (message: unknown): boolean => typeof message === 'object' && message !== null && 'ready' in message;

/**
 * espeak-ng compiled to WebAssembly (npm text2wav): needs nothing of the system, so it is the embedded default. It runs in a child
 * process of its own (GPL, and it never gives its memory back), one sentence at a time, and the child is replaced every
 * `sentencesPerChild` sentences. A child that dies takes its sentence with it (`crashed`); the next starts another.
 */
export class Text2wavSpeech implements Speech {
  readonly engine = 'text2wav';
  readonly #clock: Clock;
  readonly #settings: Text2wavSettings;
  readonly #faults = new Listeners<SpeechFault>();
  readonly #children = new Set<Child>();
  #open = false;
  #child: Child | null = null;
  #waiting: Job[] = [];
  #job: Job | null = null;
  #nextId = 1;
  #timer: TimerId | null = null;

  constructor(clock: Clock, settings: Text2wavSettings = text2wavDefaults) {
    this.#clock = clock;
    this.#settings = settings;
  }

  async open(signal: AbortSignal): Promise<Result<void, SpeechFault>> {
    assert(!this.#open, 'text2wav opened twice');
    if (signal.aborted) return fail({ kind: 'interrupted' });
    const child = this.#start();
    const opened = await this.#ready(child, signal);
    if (!opened.ok) {
      this.#stop(child);
      await child.gone;
      return opened;
    }
    this.#open = true;
    this.#child = child;
    this.#armIdle();
    return done;
  }

  /** Waits for the child's first word. */
  #ready(child: Child, signal: AbortSignal): Promise<Result<void, SpeechFault>> {
    return new Promise((resolve) => {
      const { timeoutMs } = this.#settings;
      const end = (result: Result<void, SpeechFault>): void => {
        this.#clock.clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const timer = this.#clock.setTimeout(() => end(fail({ kind: 'timeout', afterMs: timeoutMs })), timeoutMs);
      const onAbort = (): void => end(fail({ kind: 'interrupted' }));
      signal.addEventListener('abort', onAbort);
      child.process.once('message', (message) => {
        end(isReady(message) ? done : fail({ kind: 'crashed', reason: 'its process said something else than ready' }));
      });
      void child.gone.then(() => {
        end(fail({ kind: 'absent', engine: this.engine, reason: 'its process ended at once' }));
      });
    });
  }

  async close(): Promise<void> {
    this.#open = false;
    this.#disarm();
    const waiting = this.#job === null ? this.#waiting : [this.#job, ...this.#waiting];
    this.#job = null;
    this.#waiting = [];
    for (const job of waiting) job.resolve(fail({ kind: 'interrupted' }));
    this.#child = null;
    for (const child of this.#children) this.#stop(child);
    await Promise.all(Array.from(this.#children, (child) => child.gone));
  }

  onFault(listener: (fault: SpeechFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  /** Child processes that live now. */
  get running(): number {
    return this.#children.size;
  }

  /** The child that would take the next sentence, null between two. */
  get childPid(): number | null {
    return this.#child?.process.pid ?? null;
  }

  synthesize(language: string, words: string, signal: AbortSignal): Promise<Result<Clip, SpeechFault>> {
    assert(!hasNumeral(words), `a digit for the voice: ${words}`);
    assert(words.length <= maxWords && words === words.normalize('NFC'), `words for the voice: ${words.length} long`);
    const voice = espeakVoices[language];
    if (voice === undefined) return Promise.resolve(fail({ kind: 'no-voice', language }));
    if (signal.aborted) return Promise.resolve(fail({ kind: 'interrupted' }));
    if (!this.#open) return Promise.resolve(fail({ kind: 'absent', engine: this.engine, reason: 'not open' }));
    assert(this.#waiting.length < maxWaiting, `${this.#waiting.length} sentences wait`);
    return new Promise((resolve) => {
      const onAbort = (): void => {
        job.given = true;
        this.#waiting = this.#waiting.filter((other) => other !== job);
        resolve(fail({ kind: 'interrupted' }));
      };
      const job: Job = {
        language,
        voice,
        words,
        given: false,
        resolve: (result) => {
          signal.removeEventListener('abort', onAbort);
          resolve(result);
        },
      };
      signal.addEventListener('abort', onAbort);
      this.#waiting.push(job);
      this.#next();
    });
  }

  #next(): void {
    if (this.#job !== null || !this.#open) return;
    const job = this.#waiting.shift();
    if (job === undefined) {
      this.#armIdle();
      return;
    }
    this.#job = job;
    this.#child ??= this.#start();
    const child = this.#child;
    const id = this.#nextId++;
    child.sentences += 1;
    this.#disarm();
    const { timeoutMs } = this.#settings;
    const finish = (result: Result<Clip, SpeechFault>): void => {
      if (this.#job !== job) return;
      this.#job = null;
      child.process.off('message', onMessage);
      this.#disarm();
      // A late or dead child, and one that has grown enough, is replaced.
      const bad = !result.ok && (result.fault.kind === 'timeout' || result.fault.kind === 'crashed');
      if (bad || child.sentences >= this.#settings.sentencesPerChild) {
        if (this.#child === child) this.#child = null;
        this.#stop(child);
      }
      if (!job.given) job.resolve(result);
      this.#next();
    };
    const onMessage = (message: unknown): void => {
      if (!isAnswer(message) || message.id !== id) return;
      if (!(message.wav instanceof Uint8Array)) {
        finish(fail({ kind: 'crashed', reason: `${this.engine}: ${String(message.reason)}` }));
        return;
      }
      const clip = spokenClip(job.language, job.words, message.wav);
      finish(
        clip.ok
          ? ok(clip.value)
          : fail({ kind: 'crashed', reason: `${this.engine} gave sound that is ${clip.fault.kind}` }),
      );
    };
    this.#timer = this.#clock.setTimeout(() => finish(fail({ kind: 'timeout', afterMs: timeoutMs })), timeoutMs);
    child.process.on('message', onMessage);
    void child.gone.then(() => {
      if (this.#job !== job) return;
      const fault: SpeechFault = child.ready
        ? { kind: 'crashed', reason: `${this.engine}’s process ended` }
        : { kind: 'absent', engine: this.engine, reason: 'its process ended at once' };
      finish(fail(fault));
      // Another try would end the same: the supervisor closes, waits and opens again.
      if (!child.ready && this.#open) this.#faults.emit(fault);
    });
    // A dead child's channel is closed: its end tells, not the sending.
    child.process.send({ id, voice: job.voice, speed: espeakSpeed, words: job.words }, () => {});
  }

  #start(): Child {
    const process = fork(this.#settings.child, [], {
      // None of the parent's loaders or inspectors: the child is plain JavaScript.
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const child: Child = {
      process,
      sentences: 0,
      ready: false,
      gone: new Promise((resolve) => {
        process.once('exit', () => resolve());
        // It could not be started at all; there is no exit then.
        process.on('error', () => resolve());
      }),
    };
    process.on('message', (message) => {
      if (isReady(message)) child.ready = true;
    });
    this.#children.add(child);
    void child.gone.then(() => {
      this.#children.delete(child);
      if (this.#child === child) this.#child = null;
    });
    return child;
  }

  #stop(child: Child): void {
    child.process.kill('SIGKILL');
  }

  #armIdle(): void {
    if (this.#timer !== null || this.#child === null) return;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = null;
      const child = this.#child;
      this.#child = null;
      if (child !== null) this.#stop(child);
    }, this.#settings.idleMs);
  }

  #disarm(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
