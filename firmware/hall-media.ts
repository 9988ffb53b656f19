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

/** What is wrong with how the hall is told who is called, as far as this device has heard. */
export type MediaTrouble =
  /** It drew what it was told and does not any more. */
  | { readonly kind: 'board-lost'; readonly board: string }
  /** Config has it and nobody has opened its page since the start. */
  | { readonly kind: 'board-unopened'; readonly board: string }
  /** No device that may announce has a voice. */
  | { readonly kind: 'voiceless' }
  /** The sign over this counter does not answer. */
  | { readonly kind: 'sign-dark'; readonly counter: string };

/** What a device says of its boards that were ever drawn, and of the counters whose signs are dark. */
interface MediaWord {
  readonly boards: Readonly<Record<string, 'up' | 'lost'>>;
  readonly dark: readonly string[];
}

/** Said again this often while there is anything to say, so that whoever came later knows; believed for a little over two of these. */
const sayAgainMs: Milliseconds = 60_000;
const believedMs: Milliseconds = 150_000;
/** A television takes its time to start. */
const openedByMs: Milliseconds = 3 * 60_000;

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
  /** To the other devices of the site, past the outbox. */
  readonly publish: (data: JsonObject) => void;
  /** Something that status tells has changed. */
  readonly changed: () => void;
}

/**
 * How a hall is told who is called, as far as one device knows: whether its boards are drawn, whether anybody in it has a voice, and
 * what staff have put on the boards by hand.
 */
export class HallMedia {
  readonly #site: Pick<SiteConfig, 'counters' | 'rooms' | 'displayBoards'>;
  readonly #device: string;
  readonly #ports: HallMediaPorts;
  readonly #changes = new Listeners<void>();
  readonly #boards = new Map<string, BoardHealth['state']>();
  /** Devices that are known to have no voice now. */
  readonly #mute = new Set<string>();
  /** Counters whose sign hangs on this device, and whether it answers. */
  readonly #signs = new Map<string, boolean>();
  readonly #others = new Map<string, { readonly at: Milliseconds; readonly word: MediaWord }>();
  #notice: Notice | null = null;
  #saidAt: Milliseconds | null = null;
  #begun: Milliseconds | null = null;
  #told = '';

  constructor(site: Pick<SiteConfig, 'counters' | 'rooms' | 'displayBoards'>, device: string, ports: HallMediaPorts) {
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

  /** The worst first; empty when all is well, or nobody here knows better. */
  troubles(): readonly MediaTrouble[] {
    const { counters, displayBoards } = this.#site;
    const words = this.#words();
    const patient = this.#begun === null || this.#ports.clock.now() - this.#begun < openedByMs;
    const boards = displayBoards.flatMap(({ id: board }): readonly MediaTrouble[] => {
      const states = words.flatMap((word) => word.boards[board] ?? []);
      // A page that was opened somewhere else instead tells all that is told.
      if (states.includes('up')) return [];
      if (states.length > 0) return [{ kind: 'board-lost', board }];
      return patient ? [] : [{ kind: 'board-unopened', board }];
    });
    const dark = counters.filter(({ id }) => words.some((word) => word.dark.includes(id)));
    return [
      ...(this.voiceless ? [{ kind: 'voiceless' } as const] : []),
      ...boards,
      ...dark.map(({ id }) => ({ kind: 'sign-dark', counter: id }) as const),
    ];
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

  /** The sign over a counter, which hangs on this device, answers or does not. */
  sign(counter: string, answers: boolean): void {
    if (this.#signs.get(counter) === answers) return;
    this.#signs.set(counter, answers);
    this.#say();
    this.#tell();
  }

  /** What another device says of its boards and signs. False: that is no such word. */
  hear(device: string, data: JsonObject): boolean {
    const word = wordIn(data);
    if (word === null) return false;
    this.#others.set(device, { at: this.#ports.clock.now(), word });
    this.#tellIfTroubled();
    return true;
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

  /** Asked every few seconds: takes down a notice whose time is over, and says again what others should know. */
  look(): void {
    const now = this.#ports.clock.now();
    this.#begun ??= now;
    const { boards, dark } = this.#word();
    const hasWord = dark.length > 0 || Object.keys(boards).length > 0;
    const due = this.#saidAt === null ? hasWord : now - this.#saidAt >= sayAgainMs;
    if (due) this.#say();
    this.#tellIfTroubled();
    if (this.#notice !== null && this.#ports.clock.now() >= this.#notice.until) this.#put(null, 0);
  }

  status(): JsonObject {
    return {
      boards: Object.fromEntries(this.boards().map(({ board, state }) => [board, state])),
      voiceless: this.voiceless,
      troubles: this.troubles().map((trouble) => ({ ...trouble })),
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
    this.#say();
    this.#tell();
    return { ok: true, value: {} };
  }

  #word(): MediaWord {
    const drawn = [...this.#boards].flatMap(([board, state]) => (state === 'never' ? [] : [[board, state] as const]));
    return {
      boards: Object.fromEntries(drawn),
      dark: [...this.#signs].flatMap(([counter, answers]) => (answers ? [] : [counter])),
    };
  }

  #words(): readonly MediaWord[] {
    const now = this.#ports.clock.now();
    return [
      this.#word(),
      ...[...this.#others.values()].filter(({ at }) => now - at < believedMs).map(({ word }) => word),
    ];
  }

  #say(): void {
    this.#saidAt = this.#ports.clock.now();
    const { boards, dark } = this.#word();
    this.#ports.publish({ boards: { ...boards }, dark: [...dark] });
  }

  /** What others said, or ceased to say, may have changed what staff should know. */
  #tellIfTroubled(): void {
    const now = JSON.stringify(this.troubles());
    if (now === this.#told) return;
    this.#told = now;
    this.#tell();
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

const mostNamed = 200;

/** Null for what is none. */
function wordIn({ boards, dark }: JsonObject): MediaWord | null {
  if (typeof boards !== 'object' || boards === null || Array.isArray(boards) || !Array.isArray(dark)) return null;
  if (dark.length > mostNamed || Object.keys(boards).length > mostNamed) return null;
  const drawn = Object.entries(boards).filter(
    (one): one is [string, 'up' | 'lost'] => one[1] === 'up' || one[1] === 'lost',
  );
  return { boards: Object.fromEntries(drawn), dark: dark.filter((counter) => typeof counter === 'string') };
}
