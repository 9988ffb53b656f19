import type { HallPicture } from '../../behaviours/hall/picture.ts';
import type { Claim } from '../../behaviours/reception/claims.ts';
import { padDone, padRefusal, padSpoken } from '../../config/languages/messages/counter-refusals.ts';
import type { Unsubscribe } from '../../hal/device.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import { token, type Entropy } from '../../hal/ports/entropy.ts';
import type { Keypad, PadKey } from '../../hal/ports/keypad.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { parseCommand, type Command, type CommandAnswer } from '../commands.ts';
import type { OpenHelp } from './help-desk.ts';
import { slipOfFinger } from './hand-guard.ts';
import { padStep } from './pad.ts';
import { padHome, type PadDesk, type PadState } from './pad-state.ts';
import { padDeskOf, type DeskSite } from './pad-desk.ts';
import type { DeskWish } from './wishes.ts';

export interface DeskPadsPorts {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly picture: () => HallPicture | null;
  readonly helps: () => readonly OpenHelp[];
  /** Whether greetings are muted now. */
  readonly muted: () => boolean;
  readonly command: (command: Command) => Promise<CommandAnswer>;
  /** How the clerk hears of it. */
  readonly claim: (claim: Claim) => void;
  readonly tell: (name: string, data: JsonObject) => void;
}

/** Typed and left: whoever presses Enter an hour later does not mean that number. */
const forgottenMs: Milliseconds = 15_000;

/**
 * Number pads that are plugged into this device and each serve a counter, so that the clerk's own screen may belong to another program.
 * A call that follows is heard by all; what cannot be done is said by the device's voice, softly and after any call.
 */
export class DeskPads {
  readonly #site: DeskSite;
  readonly #ports: DeskPadsPorts;
  readonly #pads = new Map<string, { state: PadState; at: Milliseconds }>();

  constructor(site: DeskSite, ports: DeskPadsPorts) {
    this.#site = site;
    this.#ports = ports;
  }

  /** `counters`: which counter each pad serves, by the pad's name. */
  connect(pads: Readonly<Record<string, Keypad>>, counters: Readonly<Record<string, string>>): Unsubscribe {
    const ends = Object.entries(counters).flatMap(([name, counter]) => {
      const pad = pads[name];
      return pad === undefined ? [] : [pad.onKey(({ key }) => void this.#pressed(name, counter, key))];
    });
    return () => {
      for (const end of ends) end();
    };
  }

  async #pressed(pad: string, counter: string, key: PadKey): Promise<void> {
    const picture = this.#ports.picture();
    const desk: PadDesk | null =
      picture === null ? null : padDeskOf(this.#site, picture, this.#ports.helps(), counter, this.#ports.muted());
    const now = this.#ports.clock.now();
    const before = this.#pads.get(pad);
    const state = before === undefined || now - before.at > forgottenMs ? padHome : before.state;
    if (picture === null || desk === null) return this.#refused(counter, { kind: 'no-hall' });
    const step = padStep(state, key, desk);
    this.#pads.set(pad, { state: step.state, at: now });
    if (step.refused) return this.#refused(counter, { kind: 'no-such-key' });
    if (step.wish === null) return;
    const { wish } = step;
    const wall = this.#ports.clock.wallTime().instant;
    const slip =
      wish.name === 'help-ask' || wish.name === 'assistance-accept'
        ? null
        : slipOfFinger(picture, wish, wall, this.#site.handGuardMs);
    if (slip !== null) return this.#refused(counter, slip);
    const { name, ...data }: DeskWish | { readonly name: 'help-ask' | 'assistance-accept' } = wish;
    const command = parseCommand(name, `pad/${counter}/${token(this.#ports.entropy, 8)}`, {
      ...data,
      by: 'clerk',
    });
    const answer: CommandAnswer = command.ok
      ? await this.#ports.command(command.value)
      : { ok: false, refusal: { ...command.fault } };
    if (!answer.ok) this.#refused(counter, answer.refusal);
    // What nobody would hear come of it is said.
    else if (name === 'mute-greetings' || name === 'unmute-greetings') this.#say(counter, padDone[name]);
  }

  #refused(counter: string, refusal: JsonObject): void {
    const { kind: told } = refusal;
    const kind = typeof told === 'string' ? told : 'unknown';
    this.#ports.tell('pad-refused', { counter, kind });
    this.#say(counter, padRefusal(kind));
  }

  #say(counter: string, text: string): void {
    this.#ports.claim({
      resource: 'voice',
      id: `pad.${counter}`,
      rank: 'engaged-visitor',
      utterance: {
        chime: false,
        volume: padSpoken.volume,
        parts: [{ language: padSpoken.language, words: text, caption: text }],
      },
    });
  }
}
