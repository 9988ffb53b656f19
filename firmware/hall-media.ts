import type { Kept, Resumed } from '../behaviours/behaviour.ts';
import type { VoiceWord } from '../behaviours/calling/events.ts';
import type { SiteConfig } from '../config/schema.ts';
import { Listeners, type Unsubscribe } from '../hal/device.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { Milliseconds } from '../hal/units.ts';
import type { Command, CommandAnswer } from './commands.ts';

/** A board on the wall: nobody has opened its page since the start, it draws what it is told, or it did and does not any more. */
export interface BoardHealth {
  readonly board: string;
  readonly state: 'never' | 'up' | 'lost';
}

/** What may be asked about boards. */
export type MediaCommand = Extract<Command, { readonly name: 'board' | 'notice' }>;

/** What staff want everybody to read now, and by when it goes. */
interface Notice {
  readonly text: Readonly<Record<string, string>>;
  readonly until: Milliseconds;
}

export interface HallMediaPorts {
  readonly clock: Clock;
  readonly tell: (name: string, data: JsonObject) => void;
  readonly keep: (kept: Kept) => void;
  /** Something that status tells has changed. */
  readonly changed: () => void;
}

/**
 * How a hall is told who is called, as far as one device knows: whether its boards are drawn, whether anybody in it has a voice, and
 * what staff have put on the boards by hand.
 */
export class HallMedia {
  readonly #site: Pick<SiteConfig, 'rooms' | 'displayBoards'>;
  readonly #device: string;
  readonly #ports: HallMediaPorts;
  readonly #changes = new Listeners<void>();
  readonly #boards = new Map<string, BoardHealth['state']>();
  /** Devices that are known to have no voice now. */
  readonly #mute = new Set<string>();
  #notice: Notice | null = null;

  constructor(site: Pick<SiteConfig, 'rooms' | 'displayBoards'>, device: string, ports: HallMediaPorts) {
    this.#site = site;
    this.#device = device;
    this.#ports = ports;
  }

  boards(): readonly BoardHealth[] {
    return this.#site.displayBoards.map(({ id }) => ({ board: id, state: this.#boards.get(id) ?? 'never' }));
  }

  /** No device that may announce has a voice, as far as is known here: the boards alone tell. */
  get voiceless(): boolean {
    const { rooms } = this.#site;
    const speakers = rooms.length === 0 ? [this.#device] : rooms.flatMap((room) => room.speakers);
    return speakers.every((device) => this.#mute.has(device));
  }

  get notice(): Readonly<Record<string, string>> | null {
    return this.#notice?.text ?? null;
  }

  /** Told after each change of what boards should show. */
  onChanged(listener: () => void): Unsubscribe {
    return this.#changes.add(listener);
  }

  /** A device of the site has a voice, or has none. */
  voice(device: string, word: VoiceWord): void {
    const able = word.kind === 'taken' || (word.kind === 'able' && word.able);
    const before = this.voiceless;
    if (able) this.#mute.delete(device);
    else this.#mute.add(device);
    if (this.voiceless !== before) this.#tell();
  }

  obey(command: MediaCommand): CommandAnswer {
    switch (command.name) {
      case 'board':
        return this.#seen(command.board, command.drawn);
      case 'notice':
        this.#put(
          command.text === '' ? null : { vi: command.text, en: command.en === '' ? command.text : command.en },
          command.minutes * 60_000,
        );
        return { ok: true, value: {} };
    }
  }

  /** What was on the boards before a restart. */
  resume({ data, leftMs }: Omit<Resumed, 'type'>): void {
    const { text } = data;
    if (leftMs === 0 || typeof text !== 'object' || text === null || Array.isArray(text)) return;
    const words = Object.entries(text).filter((one): one is [string, string] => typeof one[1] === 'string');
    // Without a believed clock nobody knows how long it was to stand: an hour is more than most notices.
    this.#put(Object.fromEntries(words), leftMs ?? 3_600_000);
  }

  /** Asked every few seconds: takes down a notice whose time is over. */
  look(): void {
    if (this.#notice !== null && this.#ports.clock.now() >= this.#notice.until) this.#put(null, 0);
  }

  status(): JsonObject {
    return {
      boards: Object.fromEntries(this.boards().map(({ board, state }) => [board, state])),
      voiceless: this.voiceless,
      notice: this.#notice === null ? null : { ...this.#notice.text },
    };
  }

  #seen(board: string, drawn: boolean): CommandAnswer {
    const known = this.#site.displayBoards.map(({ id }) => id);
    if (!known.includes(board))
      return { ok: false, refusal: { kind: 'unknown-board', board, known: known.join(', ') } };
    const before = this.#boards.get(board) ?? 'never';
    const now = drawn ? 'up' : 'lost';
    if (before === now || (before === 'never' && !drawn)) return { ok: true, value: {} };
    this.#boards.set(board, now);
    if (before !== 'never') this.#ports.tell(drawn ? 'board-back' : 'board-lost', { board });
    this.#tell();
    return { ok: true, value: {} };
  }

  #put(text: Readonly<Record<string, string>> | null, forMs: Milliseconds): void {
    this.#notice = text === null ? null : { text, until: this.#ports.clock.now() + forMs };
    this.#ports.keep({
      type: 'state.kept',
      data: text === null ? null : { text: { ...text } },
      forMs: text === null ? null : forMs,
    });
    this.#tell();
  }

  #tell(): void {
    this.#changes.emit();
    this.#ports.changed();
  }
}
