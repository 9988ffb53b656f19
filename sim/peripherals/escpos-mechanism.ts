import { dotsPerMm, type Bitmap } from '../../hal/drivers/escpos-commands.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { Paper, PaperSlip } from './escpos-paper.ts';

/** Something that takes the mechanism time. */
export type Task =
  | { readonly kind: 'picture'; readonly picture: Bitmap; readonly x: number }
  | { readonly kind: 'feed'; readonly rows: number }
  /** Feeding to the cutter: blank paper that belongs to no picture. */
  | { readonly kind: 'run'; readonly rows: number }
  | { readonly kind: 'cut' };

export interface MechanismParts {
  readonly mmPerS: () => number;
  /** Whether the blade gets through. */
  readonly cutterFree: () => boolean;
  readonly onSlip: (slip: PaperSlip) => void;
  readonly onJam: () => void;
  /** A task, or as much of it as the roll allowed, is done. */
  readonly onMoved: () => void;
}

const cutMs: Milliseconds = 120;

/** Motor and blade: tasks one after the other at the speed of paper. Stops on the row where it is told to, and goes on there. */
export class Mechanism {
  readonly #clock: Clock;
  readonly #paper: Paper;
  readonly #parts: MechanismParts;
  readonly #tasks: Task[] = [];
  /** Rows of the first task that are done. */
  #done = 0;
  #running: { readonly timer: TimerId; readonly since: Milliseconds; readonly rows: number } | null = null;

  constructor(clock: Clock, paper: Paper, parts: MechanismParts) {
    this.#clock = clock;
    this.#paper = paper;
    this.#parts = parts;
  }

  get idle(): boolean {
    return this.#tasks.length === 0;
  }
  get running(): boolean {
    return this.#running !== null;
  }

  add(task: Task): void {
    if (task.kind === 'cut' || rowsOf(task) > 0) this.#tasks.push(task);
  }

  /** Begins or takes up the first task. */
  go(): void {
    const task = this.#tasks[0];
    if (task === undefined || this.#running !== null) return;
    if (task.kind === 'cut') this.#run(cutMs, 0);
    else {
      const rows = Math.min(rowsOf(task) - this.#done, this.#paper.leftRows);
      this.#run((rows / dotsPerMm / this.#parts.mmPerS()) * 1000, rows);
    }
  }

  pause(): void {
    const running = this.#running;
    if (running === null) return;
    this.#clock.clearTimeout(running.timer);
    this.#running = null;
    const passed = ((this.#clock.now() - running.since) / 1000) * this.#parts.mmPerS() * dotsPerMm;
    this.#move(Math.min(running.rows, Math.floor(passed)));
  }

  /** Drops what is still to be done; what is on the paper is on the paper. */
  forget(): void {
    this.pause();
    this.#tasks.length = 0;
    this.#done = 0;
  }

  #run(ms: Milliseconds, rows: number): void {
    const timer = this.#clock.setTimeout(() => {
      this.#running = null;
      this.#finish(rows);
    }, Math.ceil(ms));
    this.#running = { timer, since: this.#clock.now(), rows };
  }

  #finish(rows: number): void {
    if (this.#tasks[0]?.kind !== 'cut') this.#move(rows);
    else if (this.#parts.cutterFree()) {
      this.#tasks.shift();
      this.#parts.onSlip(this.#paper.cut(this.#clock.now()));
    } else this.#parts.onJam();
    this.#parts.onMoved();
  }

  #move(rows: number): void {
    const task = this.#tasks[0];
    if (task === undefined || task.kind === 'cut') return;
    if (task.kind === 'picture') this.#paper.burn(task.picture, this.#done, this.#done + rows, task.x);
    else if (task.kind === 'feed') this.#paper.feed(rows);
    else this.#paper.run(rows);
    this.#done += rows;
    if (this.#done < rowsOf(task)) return;
    this.#tasks.shift();
    this.#done = 0;
  }
}

const rowsOf = (task: Exclude<Task, { kind: 'cut' }>): number =>
  task.kind === 'picture' ? task.picture.height : task.rows;
