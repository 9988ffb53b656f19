import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Behaviour } from '../../behaviours/behaviour.ts';
import { ranks, type Claim, type Rank } from '../../behaviours/reception/claims.ts';
import type { ReceptionIn, ReceptionOut } from '../../behaviours/reception/events.ts';
import { createReception } from '../../behaviours/reception/index.ts';
import { present } from '../../hal/assert.ts';
import { BehaviourRig, keyTexts } from '../support/behaviours.ts';
import { Glass, HonestSpeaker, SlowSpeech } from '../support/glass-and-voice.ts';
import { runs } from '../support/tier.ts';

/*
 * Reception under any order of claims, withdrawals, touches and time, against a model that knows only the rule: a list of who
 * claims what since when, the strongest first. The model finds the holder by sorting, reception by its own way.
 */

const names = ['greeting', 'ticketing', 'guidance', 'calling'] as const;
type Name = (typeof names)[number];

interface Wish {
  readonly name: Name;
  readonly rank: Rank;
  /** Order of making. */
  readonly turn: number;
}

interface Model {
  screens: Wish[];
  banners: Wish[];
  /** The first is being said. */
  voices: Wish[];
  turn: number;
  readonly ended: string[];
}

interface Real {
  readonly rig: BehaviourRig;
  readonly glass: Glass;
  readonly speaker: HonestSpeaker;
  readonly reception: Behaviour<ReceptionIn, ReceptionOut>;
  readonly ended: string[];
  readonly chosen: string[];
}

type Command = fc.AsyncCommand<Model, Real>;

const strength = (wish: Wish): number => ranks.indexOf(wish.rank);
const strongestNewest = (wishes: readonly Wish[]): Wish | undefined =>
  [...wishes].sort((a, b) => strength(a) - strength(b) || b.turn - a.turn)[0];

/** The same name and rank again keeps its turn. */
const remade = (wishes: readonly Wish[], wish: Wish): Wish[] => {
  const old = wishes.find((one) => one.name === wish.name);
  const kept = old?.rank === wish.rank ? { ...wish, turn: old.turn } : wish;
  return [...wishes.filter((one) => one.name !== wish.name), kept];
};

const check = (model: Model, real: Real): void => {
  const view = present(real.glass.views.at(-1), 'no view');
  const full = strongestNewest(model.screens);
  const banner = strongestNewest(model.banners);
  const covered = full !== undefined && banner !== undefined && strength(full) < strength(banner);
  expect('title' in view.body ? view.body.title : view.body.screen).toBe(full?.name ?? 'asleep');
  expect(view.banner?.text ?? null).toBe(covered ? null : (banner?.name ?? null));
  expect(real.reception.state().value).toContain(model.voices.length > 0 ? 'voice.speaking' : 'voice.quiet');
  expect(view.caption).toBe(model.voices[0]?.name ?? '');
  expect(real.ended).toEqual(model.ended);
  expect(real.speaker.overlapped).toBe(0);
};

const claimOf = (resource: 'full' | 'banner' | 'voice', name: Name, rank: Rank): Claim => {
  switch (resource) {
    case 'full': {
      const tiles = [{ action: `${name}.go`, label: '', detail: '', icon: 'yes', emphasis: 'normal' } as const];
      const body = { screen: 'services', title: name, tiles } as const;
      return { resource: 'screen', shape: 'full', id: `${name}.full`, rank, body, back: false, listen: null };
    }
    case 'banner': {
      const banner = { number: 'A001', counter: '1', text: name, directionRad: 0 };
      return { resource: 'screen', shape: 'banner', id: `${name}.banner`, rank, banner };
    }
    case 'voice': {
      const parts = [{ language: 'vi', words: name, caption: name }];
      return { resource: 'voice', id: `${name}.voice`, rank, utterance: { chime: false, parts } };
    }
  }
};

class MakeClaim implements Command {
  readonly #resource: 'full' | 'banner' | 'voice';
  readonly #name: Name;
  readonly #rank: Rank;
  constructor(resource: 'full' | 'banner' | 'voice', name: Name, rank: Rank) {
    this.#resource = resource;
    this.#name = name;
    this.#rank = rank;
  }
  check(): boolean {
    return true;
  }
  async run(model: Model, real: Real): Promise<void> {
    model.turn += 1;
    const wish: Wish = { name: this.#name, rank: this.#rank, turn: model.turn };
    if (this.#resource === 'full') model.screens = remade(model.screens, wish);
    else if (this.#resource === 'banner') model.banners = remade(model.banners, wish);
    else speak(model, wish);
    real.reception.send({ type: 'claim.made', claim: claimOf(this.#resource, this.#name, this.#rank) });
    await real.rig.time.advance(0);
    check(model, real);
  }
  toString(): string {
    return `claim ${this.#resource} ${this.#name} ${this.#rank}`;
  }
}

/** Who speaks goes on unless a stronger one comes; the rest are sorted by strength, then by turn. */
const speak = (model: Model, wish: Wish): void => {
  const current = model.voices[0];
  if (current?.name === wish.name) {
    // Said anew, and before its equals, unless a stronger one waits already.
    const rest = model.voices.slice(1);
    model.voices = sorted([{ ...wish, turn: -model.turn }, ...rest]);
    return;
  }
  const others = remade(model.voices.slice(1), wish);
  if (current === undefined) model.voices = sorted(others);
  else if (strength(wish) < strength(current)) {
    model.ended.push(`${current.name}.voice cut`);
    model.voices = sorted(others);
  } else model.voices = [current, ...sorted(others)];
};
const sorted = (wishes: readonly Wish[]): Wish[] =>
  [...wishes].sort((a, b) => strength(a) - strength(b) || a.turn - b.turn);

class WithdrawClaim implements Command {
  readonly #resource: 'full' | 'banner' | 'voice';
  readonly #name: Name;
  constructor(resource: 'full' | 'banner' | 'voice', name: Name) {
    this.#resource = resource;
    this.#name = name;
  }
  check(): boolean {
    return true;
  }
  async run(model: Model, real: Real): Promise<void> {
    const without = (wishes: readonly Wish[]): Wish[] => wishes.filter((one) => one.name !== this.#name);
    if (this.#resource === 'full') model.screens = without(model.screens);
    else if (this.#resource === 'banner') model.banners = without(model.banners);
    else model.voices = without(model.voices);
    const resource = this.#resource === 'voice' ? 'voice' : 'screen';
    real.reception.send({ type: 'claim.withdrawn', resource, id: `${this.#name}.${this.#resource}` });
    await real.rig.time.advance(0);
    check(model, real);
  }
  toString(): string {
    return `withdraw ${this.#resource} ${this.#name}`;
  }
}

/** Time until the one who speaks has been heard. */
class HearOut implements Command {
  check(model: Readonly<Model>): boolean {
    return model.voices.length > 0;
  }
  async run(model: Model, real: Real): Promise<void> {
    const current = present(model.voices.shift(), 'somebody speaks');
    model.ended.push(`${current.name}.voice said`);
    const before = real.ended.length;
    for (let ms = 0; real.ended.length === before && ms < 60_000; ms += 10) await real.rig.time.advance(10);
    check(model, real);
  }
  toString(): string {
    return 'hear out';
  }
}

/** A touch of the newest view, or of one that is some views old. */
class TouchGlass implements Command {
  readonly #name: Name;
  readonly #age: number;
  constructor(name: Name, age: number) {
    this.#name = name;
    this.#age = age;
  }
  check(): boolean {
    return true;
  }
  async run(model: Model, real: Real): Promise<void> {
    const revision = real.glass.views.length - this.#age;
    const touched = real.glass.views[revision - 1];
    const asked = touched !== undefined && 'title' in touched.body ? touched.body.title : null;
    const taken = asked === this.#name && strongestNewest(model.screens)?.name === this.#name;
    const before = real.chosen.length;
    real.reception.send({ type: 'display.touched', touch: { revision, action: `${this.#name}.go` } });
    await real.rig.time.advance(0);
    expect(real.chosen.slice(before)).toEqual(taken ? [`${this.#name} ${this.#name}.go`] : []);
    check(model, real);
  }
  toString(): string {
    return `touch ${this.#name} of ${this.#age} views ago`;
  }
}

const setUp = (): { model: Model; real: Real } => {
  const rig = new BehaviourRig();
  const glass = new Glass();
  const speaker = new HonestSpeaker(rig.clock);
  const reception = createReception(
    {
      languages: [{ tag: 'vi', ownName: 'Tiếng Việt', spoken: true }],
      face: false,
      keypad: false,
      speaks: true,
      volume: 1,
      voiceGraceMs: 2_000,
      synthesisMs: 5_000,
      languageListMs: 15_000,
    },
    keyTexts(['vi'], ['vi']),
    { ...rig.ports, displays: [glass], speech: new SlowSpeech(rig.clock), speaker, chime: null },
  );
  const ended: string[] = [];
  const chosen: string[] = [];
  reception.on((event) => {
    if (event.type === 'voice.ended') ended.push(`${event.id} ${event.how}`);
    if (event.type === 'action.chosen') chosen.push(`${event.owner} ${event.action}`);
  });
  reception.start();
  return {
    model: { screens: [], banners: [], voices: [], turn: 0, ended: [] },
    real: { rig, glass, speaker, reception, ended, chosen },
  };
};

describe('reception and its model', () => {
  it('agree on who has screen and voice, whatever comes in whatever order', { timeout: 300_000 }, async () => {
    const name = fc.constantFrom(...names);
    // Every pair of ranks has its own test; few ranks here let equals meet often.
    const rank = fc.constantFrom('hall-call' as const, 'engaged-visitor' as const, 'invite' as const);
    const resource = fc.constantFrom('full' as const, 'banner' as const, 'voice' as const);
    const commands = fc.commands(
      [
        fc.tuple(resource, name, rank).map(([what, who, how]) => new MakeClaim(what, who, how)),
        fc.tuple(resource, name).map(([what, who]) => new WithdrawClaim(what, who)),
        fc.constant(new HearOut()),
        fc.tuple(name, fc.nat(4)).map(([who, age]) => new TouchGlass(who, age)),
      ],
      { maxCommands: 60, size: 'max' },
    );
    await fc.assert(
      fc.asyncProperty(commands, async (cmds) => {
        const { model, real } = setUp();
        await fc.asyncModelRun(() => ({ model, real }), cmds);
        real.reception.stop();
        await real.rig.time.advance(1_000);
        expect(real.rig.time.pending).toBe(0);
      }),
      { numRuns: runs({ fast: 120, long: 4_000 }) },
    );
  });
});
