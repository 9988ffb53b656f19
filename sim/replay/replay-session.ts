import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import { ok, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import type { LanguageFile } from '../../config/languages.ts';
import type { TraceLine } from '../../firmware/trace.ts';
import { Observer, type Mark } from '../observer.ts';
import { Pacer } from '../pacer.ts';
import type { Counts, Session, SessionEvent, SessionTime, WorldSnapshot } from '../session.ts';
import { floorPlan } from '../world/plan.ts';
import type { RecordedRun } from './recorded-run.ts';
import { ReplayedDevice } from './replayed-device.ts';
import { RunningReplay, type LanguagesOf } from './running-replay.ts';

const mostMarks = 20_000;
/** A jump is made in pieces, so that a page sees it come. */
const pieceMs: Milliseconds = 60_000;

/** A recording on the simulator's page: it can be held, made faster and jumped about in; what is in it nobody can change. */
export class ReplaySession implements Session {
  readonly recording: { readonly source: string; readonly spanMs: Milliseconds };
  readonly time: SessionTime;
  readonly #run: RecordedRun;
  readonly #languagesOf: LanguagesOf;
  readonly #events = new Listeners<SessionEvent>();
  readonly #pacer: Pacer;
  readonly #devices = new Map<string, ReplayedDevice>();
  readonly #marks: Mark[] = [];
  readonly configs: DeviceConfig[] = [];
  #replay: RunningReplay;
  #observer: Observer;
  #languages: readonly LanguageFile[] = [];

  private constructor(run: RecordedRun, languages: LanguagesOf, host: Clock) {
    this.recording = { source: run.source, spanMs: run.spanMs };
    this.#run = run;
    this.#languagesOf = languages;
    this.#observer = this.#observing();
    this.#replay = this.#anew();
    this.#pacer = new Pacer(
      { now: () => this.#replay.now, advance: (ms) => this.#goTo(this.#replay.now + ms) },
      host,
      (error) =>
        this.#events.emit({
          type: 'session.failed',
          message: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
    );
    this.#pacer.onAdvanced(() => this.#events.emit({ type: 'time.advanced', now: this.#replay.now }));
    this.time = this.#timeOf();
  }

  /** Stands at `from` then. A fault is lines for the terminal. */
  static async open(
    run: RecordedRun,
    languages: LanguagesOf,
    host: Clock,
    from: Milliseconds,
  ): Promise<Result<ReplaySession, readonly string[]>> {
    const session = new ReplaySession(run, languages, host);
    const walked = await session.#replay.advanceTo(from);
    return walked.ok ? ok(session) : walked;
  }

  get languageFiles(): readonly LanguageFile[] {
    return this.#languages;
  }
  get devices(): readonly ReplayedDevice[] {
    return [...this.#devices.values()];
  }
  get site(): Session['site'] {
    const { site } = this.#first();
    return { id: site.site, name: site.name, plan: floorPlan(site) };
  }
  get services(): Session['services'] {
    return this.#first().site.services.map(({ id, name }) => ({ id, name }));
  }
  get languages(): readonly string[] {
    return this.#first().site.languages;
  }

  snapshot(): WorldSnapshot {
    return {
      now: this.#replay.now,
      wall: this.time.wall,
      // Who was there is not recorded; what the devices believed of them comes out again.
      people: [],
      sensors: [],
      counters: this.#first().site.counters.map(({ at, id }) => ({
        ...at,
        id,
        doing: 'idle',
        number: null,
        sign: null,
      })),
      beliefs: this.devices.flatMap((device) => device.beliefs()),
    };
  }
  counts(): Counts {
    const { counts } = this.#observer;
    return { ...counts, seen: 0, printed: 0, greetedInError: 0, greetedTwice: 0, leftUnseen: 0 };
  }
  marks(since: Milliseconds): readonly Mark[] {
    return this.#marks.filter(({ t }) => t >= since);
  }
  faults(): Session['faults'] extends () => infer Faults ? Faults : never {
    return [];
  }
  switchFault(): void {
    // What broke is in the recording.
  }
  promote(): void {
    // As for faults.
  }
  addVisitor(): string {
    return '';
  }
  moveVisitor(): void {
    // Nobody is there.
  }
  city(): null {
    return null;
  }
  book(): void {
    // Who booked is in the recording.
  }
  clerk(): Promise<string> {
    return Promise.resolve('recording');
  }
  setClerksAtWork(): void {
    // What clerks did is in the recording.
  }
  on(listener: (event: SessionEvent) => void): Unsubscribe {
    return this.#events.add(listener);
  }
  async close(): Promise<void> {
    await this.#pacer.close();
  }

  /** Goes there, forwards or back: back is from the beginning once more. */
  async jump(to: Milliseconds): Promise<void> {
    const playing = this.#pacer.playing;
    this.#pacer.pause();
    const target = Math.max(0, Math.min(to, this.#run.spanMs));
    await this.#pacer.exclusive(async () => {
      if (target < this.#replay.now) {
        this.#marks.length = 0;
        this.#observer = this.#observing();
        this.#replay = this.#anew();
      }
      while (this.#replay.now < target && !this.#replay.ended) {
        await this.#goTo(Math.min(target, this.#replay.now + pieceMs));
        this.#events.emit({ type: 'time.advanced', now: this.#replay.now });
      }
    });
    if (playing) this.#pacer.play();
  }

  async #goTo(until: Milliseconds): Promise<void> {
    const walked = await this.#replay.advanceTo(until);
    if (!walked.ok) throw new Error(walked.fault.join('\n'));
    const { divergence } = this.#replay;
    if (divergence !== null) throw new Error(`${this.#run.source}:${divergence.line}: ${divergence.reason}`);
    if (this.#replay.ended) this.#pacer.pause();
  }

  #observing(): Observer {
    return new Observer((mark) => {
      this.#marks.push(mark);
      if (this.#marks.length > mostMarks + 1000) this.#marks.splice(0, 1000);
      this.#events.emit({ type: 'mark.made', mark });
    });
  }

  #anew(): RunningReplay {
    return new RunningReplay(
      this.#run,
      this.#languagesOf,
      {
        line: (line: TraceLine) => {
          if (line.kind === 'config') return;
          // The page's time is the recording's, whatever the device's own was.
          this.#observer.line({ ...line, t: this.#replay.now });
          this.#devices.get(line.device)?.hear(line);
        },
      },
      (start) => {
        this.#languages = start.languages;
        const known = this.#devices.get(start.device);
        if (known !== undefined) {
          known.begin(start);
          return;
        }
        this.configs.push(start.config);
        const device = new ReplayedDevice(
          start,
          () => this.#replay.now,
          (event) => this.#events.emit(event),
        );
        this.#devices.set(start.device, device);
      },
    );
  }

  #first(): DeviceConfig {
    const [config] = this.configs;
    if (config === undefined) throw new Error(`${this.#run.source} has no config`);
    return config;
  }

  #timeOf(): SessionTime {
    const pacer = this.#pacer;
    const wall = (): number => this.#replay.wall ?? 0;
    const now = (): Milliseconds => this.#replay.now;
    const zone = (): number => this.#first().site.zoneOffsetMin;
    return {
      get now() {
        return now();
      },
      get wall() {
        return wall();
      },
      get zoneOffsetMin() {
        return zone();
      },
      get playing() {
        return pacer.playing;
      },
      get speed() {
        return pacer.speed;
      },
      get reached() {
        return pacer.reached;
      },
      play: () => pacer.play(),
      pause: () => pacer.pause(),
      setSpeed: (speed) => pacer.setSpeed(speed),
      step: (ms) => pacer.step(ms),
    };
  }
}
