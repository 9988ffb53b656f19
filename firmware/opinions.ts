import { passingRefusals } from '../behaviours/hall/command.ts';
import type { HallTicket } from '../behaviours/hall/events.ts';
import type { Clock } from '../hal/ports/clock.ts';
import { token, type Entropy } from '../hal/ports/entropy.ts';
import type { Log } from '../hal/ports/log.ts';
import type { Milliseconds } from '../hal/units.ts';
import type { SiteFace } from './site-face.ts';

/** Opinions are written down together, in no order: by the moment of one alone somebody could tell whose visit had just ended. */
const everyMs: Milliseconds = 15 * 60_000;
const together = 3;
/** Fewer are written after so long, when many visits lie behind them. */
const atLatestMs: Milliseconds = 2 * 3_600_000;
const mostHeld = 500;

interface Held {
  readonly service: string;
  readonly level: number;
  /** So that one that was sent and not answered counts once. */
  readonly id: string;
}

export interface OpinionPorts {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly log: Log;
}

/** `given`: this visit's holder has given theirs before. `refused`: it could not be written down that they give it; they may try again. */
export type OpinionTaken = 'taken' | 'given' | 'refused';

/**
 * Takes opinions, one of each visit: that it was given is written down at once and names the ticket (`ticket.rated`), what it was is written
 * later, without anything that would tell whose it is (`visit.rated`). What is held until then dies with the power.
 */
export class Opinions {
  readonly #face: Pick<SiteFace, 'command'>;
  readonly #ports: OpinionPorts;
  #held: readonly Held[] = [];
  #since: Milliseconds = 0;
  #timer: ReturnType<Clock['setTimeout']> | null = null;

  constructor(face: Pick<SiteFace, 'command'>, ports: OpinionPorts) {
    this.#face = face;
    this.#ports = ports;
  }

  /** The holder of this ticket, which is finished, gives theirs. `level`: 1 (the worst) to 4. */
  async take({ id: number, service }: Pick<HallTicket, 'id' | 'service'>, level: number): Promise<OpinionTaken> {
    if (this.#held.length >= mostHeld) return 'refused';
    const id = `rated/${token(this.#ports.entropy, 8)}`;
    const noted = await this.#face.command({ name: 'rated', id, number, by: 'visitor' });
    if (noted.ok) this.#hold(service, level);
    else if (noted.refusal['kind'] === 'already-rated') return 'given';
    return noted.ok ? 'taken' : 'refused';
  }

  #hold(service: string, level: number): void {
    const { clock, entropy } = this.#ports;
    if (this.#held.length === 0) this.#since = clock.now();
    // The id is made here: the phone's own would say which phone it was.
    this.#held = [...this.#held, { service, level, id: `opinion/${token(entropy, 8)}` }];
    this.#timer ??= clock.setTimeout(() => void this.#due(), everyMs);
  }

  /** Writes down what is held, however little. */
  async close(): Promise<void> {
    if (this.#timer !== null) this.#ports.clock.clearTimeout(this.#timer);
    this.#timer = null;
    await this.#write();
  }

  async #due(): Promise<void> {
    this.#timer = null;
    if (this.#held.length >= together || this.#ports.clock.now() - this.#since >= atLatestMs) await this.#write();
    if (this.#held.length > 0) this.#timer ??= this.#ports.clock.setTimeout(() => void this.#due(), everyMs);
  }

  async #write(): Promise<void> {
    const due = this.#held.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    this.#held = [];
    for (const one of due) {
      const { id, level, service } = one;
      const answer = await this.#face.command({ name: 'rate', id, service, level, by: 'visitor' });
      if (answer.ok) continue;
      const kind = answer.refusal['kind'];
      this.#ports.log.write('warn', 'opinion.refused', { kind: kind ?? null });
      // A hub that is away is asked again with the same id; whatever else is refused would be again.
      if (passingRefusals.has(kind)) this.#held = [...this.#held, one];
    }
  }
}
