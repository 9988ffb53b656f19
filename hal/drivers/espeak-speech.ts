import { spawn, type ChildProcess } from 'node:child_process';
import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import type { Clock } from '../ports/clock.ts';
import type { Clip } from '../ports/speaker.ts';
import type { Speech, SpeechFault } from '../ports/speech.ts';
import { done, fail, ok, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { espeakSpeed, espeakVoices, hasNumeral, maxWords } from './espeak-voices.ts';
import { spokenClip } from './spoken-clip.ts';

export interface EspeakSettings {
  /** The program's name or path. */
  readonly program: string;
  /** A sentence takes some 20 ms; a process that needs longer than this hangs and is killed. */
  readonly timeoutMs: Milliseconds;
}
export const espeakDefaults: EspeakSettings = { program: 'espeak-ng', timeoutMs: 5000 };

/** Sentences made at the same time; reception asks for two (the one that sounds and the next). */
const maxProcesses = 8;
/** A minute of 22 kHz is 2.6 MB. */
const maxBytes = 8 * 1024 * 1024;

interface Run {
  readonly child: ChildProcess;
  readonly stop: (fault: SpeechFault) => void;
  readonly gone: Promise<void>;
}

type Output = Result<Uint8Array, SpeechFault>;

/**
 * Debian's espeak-ng, one process a sentence. It is under the GPL: it is never linked in, words go in by standard input and a WAV
 * comes out (`--stdin --stdout`). Voices: see `espeak-voices.ts`.
 */
export class EspeakSpeech implements Speech {
  readonly engine = 'espeak-ng';
  readonly #clock: Clock;
  readonly #settings: EspeakSettings;
  readonly #faults = new Listeners<SpeechFault>();
  readonly #runs = new Set<Run>();
  #open = false;

  constructor(clock: Clock, settings: EspeakSettings = espeakDefaults) {
    this.#clock = clock;
    this.#settings = settings;
  }

  async open(signal: AbortSignal): Promise<Result<void, SpeechFault>> {
    assert(!this.#open, 'espeak-ng opened twice');
    const version = await this.#run(['--version'], '', signal);
    if (!version.ok) return version;
    this.#open = true;
    return done;
  }

  async close(): Promise<void> {
    this.#open = false;
    for (const run of this.#runs) run.stop({ kind: 'interrupted' });
    await Promise.all(Array.from(this.#runs, (run) => run.gone));
  }

  onFault(listener: (fault: SpeechFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  /** Processes that run now. */
  get running(): number {
    return this.#runs.size;
  }

  async synthesize(language: string, words: string, signal: AbortSignal): Promise<Result<Clip, SpeechFault>> {
    assert(!hasNumeral(words), `a digit for the voice: ${words}`);
    assert(words.length <= maxWords && words === words.normalize('NFC'), `words for the voice: ${words.length} long`);
    const voice = espeakVoices[language];
    if (voice === undefined) return fail({ kind: 'no-voice', language });
    if (signal.aborted) return fail({ kind: 'interrupted' });
    if (!this.#open) return fail({ kind: 'absent', engine: this.engine, reason: 'not open' });
    const wav = await this.#run(['--stdin', '--stdout', '-v', voice, '-s', String(espeakSpeed)], words, signal);
    if (!wav.ok) {
      // Its program is gone: the supervisor tries to open it again.
      if (wav.fault.kind === 'absent') this.#faults.emit(wav.fault);
      return wav;
    }
    const clip = spokenClip(language, words, wav.value);
    return clip.ok
      ? ok(clip.value)
      : fail({ kind: 'crashed', reason: `${this.engine} gave sound that is ${clip.fault.kind}` });
  }

  #run(args: readonly string[], input: string, signal: AbortSignal): Promise<Output> {
    if (signal.aborted) return Promise.resolve(fail({ kind: 'interrupted' }));
    assert(this.#runs.size < maxProcesses, `${this.#runs.size} sentences at once`);
    return new Promise((resolve) => {
      const child = spawn(this.#settings.program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
      const chunks: Buffer[] = [];
      let size = 0;
      let complaint = '';
      let stopped: SpeechFault | null = null;
      let left: () => void = () => {};
      const stop = (fault: SpeechFault): void => {
        stopped ??= fault;
        child.kill('SIGKILL');
        // A process in an uninterruptible read cannot be waited for; whoever asked goes on at once.
        resolve(fail(fault));
      };
      const run: Run = { child, stop, gone: new Promise((gone) => (left = gone)) };
      this.#runs.add(run);
      const onAbort = (): void => stop({ kind: 'interrupted' });
      const { timeoutMs, program } = this.#settings;
      const timer = this.#clock.setTimeout(() => stop({ kind: 'timeout', afterMs: timeoutMs }), timeoutMs);
      signal.addEventListener('abort', onAbort);
      const end = (output: Output): void => {
        this.#clock.clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#runs.delete(run);
        left();
        resolve(stopped === null ? output : fail(stopped));
      };
      child.stdout.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes) stop({ kind: 'crashed', reason: `${program} wrote more than ${maxBytes} bytes` });
        else chunks.push(chunk);
      });
      child.stderr.on('data', (chunk: Buffer) => {
        complaint = (complaint + chunk.toString('utf8')).slice(0, 200);
      });
      // A process that dies early closes its input: its exit tells, not the pipe.
      child.stdin.on('error', () => {});
      child.on('error', (error) => end(fail({ kind: 'absent', engine: this.engine, reason: error.message })));
      child.on('close', (code, killedBy) => {
        if (code === 0) end(ok(Buffer.concat(chunks)));
        else
          end(
            fail({ kind: 'crashed', reason: `${program} ended with ${killedBy ?? code}: ${complaint.trim()}`.trim() }),
          );
      });
      child.stdin.end(input);
    });
  }
}
