import { compareMarks, newestIn, type HeldStarts, type Mark } from '../behaviours/hall/held.ts';
import type { Hall } from '../behaviours/hall/index.ts';
import { isGivenOver, type GivenOver } from '../behaviours/hall/release.ts';
import type { VisitEvent } from '../hal/ports/ticket-ledger.ts';
import { writeWord, type HallWord } from './hall-messages.ts';

type HallEars = Pick<Hall, 'held' | 'hub' | 'outlive' | 'receive'>;

/**
 * What the devices of a hall say of it (`…/hall`): who decides, how far each holds the others' events, and what each has given over to
 * whoever decides. A word is the newest of its device or an older one that comes late; what was given over stays so.
 */
export class HallWords {
  readonly #device: string;
  readonly #released = new Map<string, GivenOver>();
  #given: GivenOver = { upTo: { epoch: 0, seq: 0 }, starts: new Map() };
  #count = 0;
  /** Words that came so far, until what they say is in the ledger. */
  #heeding: Promise<unknown> = Promise.resolve();

  constructor(device: string) {
    this.#device = device;
  }

  /** Whether the device that wrote this event has given it over, and all it wrote since is held here (`held`). */
  isReleased(event: VisitEvent, held: HeldStarts): boolean {
    const given = this.#released.get(event.device);
    return given !== undefined && isGivenOver(given, event, held);
  }

  /** This device has given over so much; false where it had before. */
  give(given: GivenOver): boolean {
    const more = compareMarks(given.upTo, this.#given.upTo) !== 0;
    if (more) this.#given = given;
    return more;
  }

  /** Takes a word of the hall; true once what it says stands in the ledger. */
  heed(from: string, word: HallWord, hall: HallEars): Promise<boolean> {
    const heeded = this.#heed(from, word, hall);
    this.#heeding = Promise.all([this.#heeding, heeded]);
    return heeded;
  }

  /** Resolves when all that came so far is heeded. */
  async heeded(): Promise<void> {
    await this.#heeding;
  }

  async #heed(from: string, { newest, raised, released, term }: HallWord, hall: HallEars): Promise<boolean> {
    const known = this.#released.get(from);
    if (released !== null && (known === undefined || compareMarks(released.upTo, known.upTo) >= 0))
      this.#released.set(from, released);
    const heeded: Promise<{ readonly ok: boolean }>[] = [];
    const own = newest.get(this.#device);
    if (own !== undefined) heeded.push(hall.outlive(own));
    if (raised !== null && term >= hall.hub().term) heeded.push(hall.receive(raised));
    return (await Promise.all(heeded)).every(({ ok }) => ok);
  }

  /** This device's own, as it is now; `said` names this very word. */
  own(hall: HallEars, said: string | null = null): string {
    return writeWord({ ...hall.hub(), newest: newestOf(hall), released: this.#given, said });
  }

  /** A name for a word that no other of this device has. */
  name(epoch: number): string {
    this.#count += 1;
    return `${epoch}/${this.#count}`;
  }
}

/** The newest event that is held of each device; of none while the ledger was not read. */
export const newestOf = (hall: Pick<Hall, 'held'> | null): ReadonlyMap<string, Mark> => {
  const held = hall?.held() ?? null;
  return held === null ? new Map<string, Mark>() : newestIn(held);
};
