import { civilAt, dayKey, hhmm } from '../../behaviours/hours/civil.ts';
import type { TraceLine, TraceSink } from '../../firmware/trace.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';
import { Observer, type Mark } from '../observer.ts';
import { wallAt } from './moment.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { ReplayWatch } from './replay.ts';

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');

/** `1 h 05 min`, `3 min 20 s`, `4.2 s`. */
export const spanText = (ms: Milliseconds): string => {
  const s = ms / 1000;
  if (s < 60) return `${s.toFixed(1)} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
  return `${Math.floor(s / 3600)} h ${two((s % 3600) / 60)} min`;
};

/** Time of day at the site, with its day where `dated`; before the device knew its time, how far into the recording. */
export const timeText = (wall: Epoch | null, position: Milliseconds, zoneOffsetMin: number, dated = true): string => {
  if (wall === null) return `+${spanText(position)}`;
  const time = `${hhmm(civilAt(wall, zoneOffsetMin).minuteOfDay)}:${two((wall / 1000) % 60)}`;
  return dated ? `${dayKey(wall, zoneOffsetMin)}T${time}` : time;
};

/** How long a step of the host's time is. */
const stepMs: Milliseconds = 50;

/** Says what happens in a recording, at its own pace or a multiple of it, from some moment on. */
export class PacedMarks implements ReplayWatch {
  readonly #host: Clock;
  readonly #tell: (line: string) => void;
  readonly #from: Milliseconds;
  readonly #speed: number;
  readonly #zoneOffsetMin: number;
  readonly #run: RecordedRun;
  readonly #observer = new Observer((mark) => this.#marks.push(mark));
  readonly #marks: Mark[] = [];
  #began: number | null = null;

  constructor(options: {
    readonly from: Milliseconds;
    readonly speed: number;
    readonly run: RecordedRun;
    readonly zoneOffsetMin: number;
    readonly host: Clock;
    readonly tell: (line: string) => void;
  }) {
    this.#host = options.host;
    this.#tell = options.tell;
    this.#from = options.from;
    this.#speed = options.speed;
    this.#run = options.run;
    this.#zoneOffsetMin = options.zoneOffsetMin;
  }

  get sink(): TraceSink {
    return { line: (line: TraceLine) => this.#observer.line(line) };
  }
  /** As fast as it goes up to the moment, then in small steps. */
  next(now: Milliseconds): Milliseconds {
    return now < this.#from ? this.#from : now + stepMs * this.#speed;
  }

  async reached(now: Milliseconds): Promise<void> {
    const marks = this.#marks.splice(0);
    if (now < this.#from || this.#began === null) {
      if (now >= this.#from) this.#began = this.#host.now();
      return;
    }
    for (const { device, kind, text } of marks)
      this.#tell(
        `${timeText(wallAt(this.#run, now), now, this.#zoneOffsetMin, false)}  ${(device ?? '').padEnd(10)} ${kind.padEnd(6)} ${text}`,
      );
    const due = this.#began + (now - this.#from) / this.#speed;
    const leftMs = due - this.#host.now();
    if (leftMs > 0) await new Promise<void>((resolve) => void this.#host.setTimeout(resolve, leftMs));
  }
}
