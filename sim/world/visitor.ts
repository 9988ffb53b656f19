import type { Milliseconds, Point } from '../../hal/units.ts';
import { distance } from '../arithmetic.ts';
import type { SeededRandom } from '../random.ts';
import type { Body } from './body.ts';
import { AtTheGlass, type GlassOutcome } from './at-the-glass.ts';
import { Life } from './life.ts';
import { nearestOf } from './plan.ts';
import type { Desk, Paper, Premises, Sound, Stand } from './premises.ts';
import type { Wish } from './reading.ts';
import type { Traits } from './traits.ts';
import { Walker } from './walker.ts';

/** How a visit went, for counts and reports. */
export type VisitEnd = 'served' | 'no-number' | 'gave-up-waiting' | 'never-called' | 'hall-closed';

export interface VisitorNews {
  /** For the maintainer's eye: what they do now. */
  readonly doing: (visitor: Visitor, doing: string) => void;
  readonly touched: (visitor: Visitor, device: string, action: string, wrong: boolean) => void;
  readonly ended: (visitor: Visitor, how: VisitEnd) => void;
}

/** How near somebody comes to hand before their own mind takes over from the recording. */
export const mindFromM = 4;
/** Longer than this nobody sits in a hall. */
const longestWaitMs: Milliseconds = 2.5 * 3_600_000;

/**
 * Somebody who came for something. All that they know of the device they learn as a person would: from the glass, the loudspeaker and
 * the paper. They walk, wait in line, read, touch (sometimes wrong), take their slip, sit, listen and look, go to the counter that is
 * called, and leave.
 */
export class Visitor {
  readonly body: Body;
  readonly wish: Wish;
  readonly traits: Traits;
  readonly #premises: Premises;
  readonly #random: SeededRandom;
  readonly #news: VisitorNews;
  #life: Life;
  #walker: Walker;
  #stand: Stand | null = null;
  #desk: Desk | null = null;
  #number: string | null = null;
  #paper: Paper | null = null;
  #doing = 'arriving';
  #wasOut = false;
  #ended = false;

  constructor(body: Body, wish: Wish, traits: Traits, premises: Premises, random: SeededRandom, news: VisitorNews) {
    this.body = body;
    this.wish = wish;
    this.traits = traits;
    this.#premises = premises;
    this.#random = random;
    this.#news = news;
    this.#life = new Life(premises.clock);
    this.#walker = new Walker(body, premises, this.#life, traits.speed);
  }

  get id(): string {
    return this.body.id;
  }
  get doing(): string {
    return this.#doing;
  }
  get number(): string | null {
    return this.#number;
  }
  get ended(): boolean {
    return this.#ended;
  }
  /** What they are here for, for the maintainer. */
  get intention(): string {
    const { service, language } = this.wish;
    return service === null
      ? 'looks around'
      : `wants ${service[language] ?? service['vi'] ?? 'something'} (${language})`;
  }

  /** Makes up their mind here and now; what follows runs by itself on simulated time. */
  begin(): void {
    this.#run(() => this.#visit());
  }

  /** A maintainer takes them by the hand; there they go on with what they want. */
  guideTo(place: Point): void {
    if (this.#ended) return;
    this.#letGo();
    this.#life.end();
    this.#life = new Life(this.#premises.clock);
    this.#walker = new Walker(this.body, this.#premises, this.#life, this.traits.speed);
    this.#run(async () => {
      this.#do('walked by hand');
      await this.#walker.walk(place);
      if (this.#number !== null) await this.#waitToBeCalled();
      else {
        const near = this.#nearestStand(2);
        if (near === null || this.wish.service === null) this.#do('standing');
        else await this.#visit(near);
      }
    });
  }

  /** Takes them out of the world with nothing left armed. */
  stop(): void {
    this.#ended = true;
    this.#letGo();
    this.#life.end();
  }

  #run(steps: () => Promise<void>): void {
    // A rejection here is a bug of the simulator: unhandled, it ends the process, as it should.
    void steps();
  }

  #do(doing: string): void {
    this.#doing = doing;
    this.#news.doing(this, doing);
  }

  #letGo(): void {
    this.#stand?.leave(this.id);
    this.#stand = null;
    this.#desk?.rise(this.id);
    this.#desk = null;
    this.#premises.leaveSeat(this.id);
  }

  #nearestStand(withinM: number): Stand | null {
    let best: Stand | null = null;
    let least = withinM;
    for (const stand of this.#premises.stands) {
      // A line of one is worth two metres of walking.
      const cost = distance(this.#walker.here, stand.spot(0)) + 2 * stand.length;
      const far = distance(this.#walker.here, stand.spot(0));
      if (far > withinM || (best !== null && cost >= least)) continue;
      best = stand;
      least = cost;
    }
    return best;
  }

  async #visit(chosen: Stand | null = this.#nearestStand(Number.POSITIVE_INFINITY)): Promise<void> {
    if (chosen === null) return this.#leave('no-number');
    this.#stand = chosen;
    if (!(await this.#standInLine(chosen))) return this.#leave('gave-up-waiting');
    const outcome = await this.#useGlass(chosen);
    chosen.leave(this.id);
    this.#stand = null;
    this.#number = outcome.number;
    this.#paper = outcome.paper;
    if (outcome.number === null) return this.#leave('no-number', outcome.why);
    await this.#waitToBeCalled();
  }

  /** False when patience ran out. */
  async #standInLine(stand: Stand): Promise<boolean> {
    const { door } = stand;
    this.#do(`walking to ${door.id}`);
    stand.join(this.id);
    const since = this.#life.now;
    for (;;) {
      const position = stand.positionOf(this.id);
      await this.#walker.walk(stand.spot(position));
      this.#walker.face(door.place);
      if (stand.positionOf(this.id) === 0 && position === 0) return true;
      if (stand.positionOf(this.id) !== position) continue;
      this.#do(`waiting in line at ${door.id}`);
      const left = since + this.traits.patienceMs - this.#life.now;
      const moved = await this.#life.until(
        () => (stand.positionOf(this.id) === position ? null : true),
        [(poke) => stand.onMoved(poke)],
        Math.max(0, left),
      );
      if (moved === null) {
        stand.leave(this.id);
        this.#stand = null;
        return false;
      }
      // Nobody steps forward in the instant that the place is free.
      await this.#life.sleep(this.#random.between(600, 1500));
    }
  }

  async #useGlass(stand: Stand): Promise<GlassOutcome> {
    const visit = new AtTheGlass(
      stand,
      this.wish,
      this.traits,
      this.#life,
      this.#random.split(`glass ${this.#life.now}`),
      {
        doing: (doing) => this.#do(doing),
        stir: () => this.#premises.world.stir(this.body),
        touched: (action, wrong) => this.#news.touched(this, stand.door.id, action, wrong),
        learnt: (number) => (this.#number = number),
      },
    );
    const outcome = await visit.run();
    // Putting paper and glasses away before they turn.
    await this.#life.sleep(this.#random.between(300, 1500));
    return outcome;
  }

  async #waitToBeCalled(): Promise<void> {
    const number = this.#number ?? '';
    const seat = this.#premises.takeSeat(this.id, this.#random.next());
    this.#do(`walking to the seats with ${number}`);
    const heard = this.#listen(number);
    // They listen while they walk, too.
    const calledOnTheWay = await Promise.race([this.#walker.walk(seat).then(() => null), heard]);
    if (calledOnTheWay === null) this.#do(`waiting for ${number} to be called`);
    const counter = calledOnTheWay ?? (await this.#calledOrOut(number, heard));
    this.#premises.leaveSeat(this.id);
    if (counter === null) return this.#leave('never-called');
    await this.#goTo(counter, number);
  }

  /** The counter that called; who steps out for a while hears nothing there, and asks the others when they are back. */
  async #calledOrOut(number: string, heard: Promise<string | null>): Promise<string | null> {
    const { stepsOutAfterMs } = this.traits;
    if (stepsOutAfterMs === null || this.#wasOut) return heard;
    const before = await Promise.race([heard, this.#life.sleep(stepsOutAfterMs).then(() => 'out' as const)]);
    if (before !== 'out') return before;
    this.#wasOut = true;
    this.#premises.leaveSeat(this.id);
    this.#do('stepping out');
    await this.#walker.walk(nearestOf(this.#premises.exits, this.#walker.here));
    await this.#life.sleep(this.#random.between(4 * 60_000, 12 * 60_000));
    this.#do(`back, asks about ${number}`);
    await this.#walker.walk(this.#premises.takeSeat(this.id, this.#random.next()));
    return this.#premises.called.get(number) ?? this.#listen(number);
  }

  async #goTo(counter: string, number: string): Promise<void> {
    const desk = this.#premises.desks.find((each) => each.id === counter);
    if (desk === undefined) return this.#leave('never-called');
    await this.#life.sleep(this.#random.between(800, 3000));
    this.#do(`walking to counter ${counter}`);
    await this.#walker.walk(desk.spot);
    this.#walker.face(desk.at);
    this.#desk = desk;
    const shows = this.#paper?.number ?? number;
    const sat = await this.#life.until(
      () => (desk.sitting?.who === this.id || desk.sit(this.id, shows) ? true : null),
      [(poke) => desk.onChanged(poke)],
      this.traits.patienceMs,
    );
    if (sat === null) return this.#leave('gave-up-waiting');
    this.#do(`at counter ${counter}`);
    const done = await this.#life.until(
      () => (desk.sitting?.who === this.id ? null : true),
      [(poke) => desk.onChanged(poke)],
      longestWaitMs,
    );
    this.#desk = null;
    desk.rise(this.id);
    if (desk.wasSentBack(this.id)) {
      // Called again later, and not by the call that they have missed.
      this.#premises.called.delete(number);
      return this.#waitToBeCalled();
    }
    this.#leave(done === null ? 'hall-closed' : 'served');
  }

  /** Ears and eyes for the own number: resolves with the counter, or null when they give up. */
  #listen(number: string): Promise<string | null> {
    const { vocabulary, sounds, stands } = this.#premises;
    let called: string | null = null;
    const understand = (sound: Sound): void => {
      // Sentences in a language that they do not speak are noise to them.
      if (sound.language !== this.wish.language || !this.#premises.canHear(this.#walker.here, sound)) return;
      const counter = vocabulary.calledTo(sound.language, sound.words, number);
      // One draw a sentence: not everybody catches every call.
      if (counter !== null && !this.#random.chance(this.traits.missesCall)) called = counter;
    };
    const look = (): string | null => {
      if (called !== null) return called;
      for (const { door } of stands) {
        const banner = door.glass()?.view.banner ?? null;
        if (banner !== null && banner.number === number && this.#premises.canRead(this.#walker.here, door))
          return banner.counter;
      }
      return null;
    };
    const subscribe = (poke: () => void): (() => void) => {
      const ends = [
        sounds.add((sound) => {
          understand(sound);
          poke();
        }),
        ...stands.map(({ door }) => door.onGlass(poke)),
      ];
      return () => {
        for (const end of ends) end();
      };
    };
    return this.#life.until(look, [subscribe], longestWaitMs);
  }

  #leave(how: VisitEnd, why = ''): void {
    this.#letGo();
    this.#do(`leaving, ${how}${why === '' ? '' : `: ${why}`}`);
    this.#news.ended(this, how);
    this.#run(async () => {
      await this.#walker.walk(nearestOf(this.#premises.exits, this.#walker.here));
      this.#ended = true;
      this.#life.end();
      this.#premises.world.leave(this.body);
    });
  }
}
