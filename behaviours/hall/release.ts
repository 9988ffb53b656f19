import type { JsonValue } from '../../hal/json.ts';
import type { Storage, StorageFault } from '../../hal/ports/storage.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import { done, type Result } from '../../hal/result.ts';
import { compareMarks, firstLacking, type HeldStarts, type Mark } from './held.ts';

const blob = 'released';
const nothing: Mark = { epoch: 0, seq: 0 };

/** What a device has given over to whoever decides: all that it wrote up to a mark, and which events those are. */
export interface GivenOver {
  readonly upTo: Mark;
  /** The runs of its own events that it holds itself; gaps are of what was never written. Of starts long past nothing is said. */
  readonly starts: HeldStarts;
}

/**
 * Whether whoever decides may call the ticket of this issue: its device has given it over, and nothing of what that device wrote since is
 * missing here (`held`). Events overtake each other on their way, so the newest that is here says nothing of those before it: the call of
 * this very ticket may be among them.
 */
export const isGivenOver = ({ upTo, starts }: GivenOver, issue: VisitEvent, held: HeldStarts): boolean =>
  compareMarks(issue, upTo) <= 0 && firstLacking(starts, held, issue) === null;

/**
 * To whom a device gave numbers apart it may call by itself, until it hears the hub again: then it gives them over, up to a mark among
 * its own events, and calls none of them ever more by itself. The hub calls none before it has been told so and holds all up to there. So
 * nobody is called by both, whichever events are still on their way. The mark is synced before it is told.
 */
export class Release {
  readonly #storage: Storage;
  #upTo: Mark = nothing;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Up to here this device's own events are given over. */
  get upTo(): Mark {
    return this.#upTo;
  }

  async read(): Promise<Result<void, StorageFault>> {
    const read = await this.#storage.read(blob);
    if (!read.ok) return read;
    this.#upTo = read.value === null ? nothing : decoded(read.value);
    return done;
  }

  /** Gives over all that this device has written up to there. */
  async giveOver(newest: Mark): Promise<Result<void, StorageFault>> {
    if (compareMarks(newest, this.#upTo) <= 0) return done;
    const written = await this.#storage.write(blob, new TextEncoder().encode(JSON.stringify({ v: 1, ...newest })));
    if (written.ok) this.#upTo = newest;
    return written;
  }

  /** Whether the ticket of this issue is still this device's own to call. */
  isOwn(issue: VisitEvent): boolean {
    return compareMarks(issue, this.#upTo) > 0;
  }
}

/** Nothing where the blob is not ours: then the first that is given over says it anew. */
function decoded(bytes: Uint8Array): Mark {
  try {
    // JSON.parse gives `any`; what it can give is exactly this.
    const json = JSON.parse(new TextDecoder().decode(bytes)) as JsonValue;
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return nothing;
    const { epoch, seq } = json as Readonly<Record<string, JsonValue>>; // an object that is no array
    return typeof epoch === 'number' && typeof seq === 'number' ? { epoch, seq } : nothing;
  } catch {
    return nothing;
  }
}
