import type { Tile, View } from '../../behaviours/reception/views.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { SeededRandom } from '../random.ts';
import type { Life } from './life.ts';
import type { Glass, Paper, Stand } from './premises.ts';
import { answer, nothingYet, numberOn, pageOf, wordsOn, type Answer, type Memory, type Wish } from './reading.ts';
import type { Traits } from './traits.ts';

export interface GlassOutcome {
  readonly number: string | null;
  readonly paper: Paper | null;
  readonly why: string;
}

export interface GlassNews {
  readonly doing: (doing: string) => void;
  /** A hand moved. */
  readonly stir: () => void;
  readonly touched: (action: string, wrong: boolean) => void;
  readonly learnt: (number: string) => void;
}

/** Nobody stands longer at a machine, whatever it shows. */
const longestMs: Milliseconds = 10 * 60_000;
/** How long a slip that is said to come is waited for. */
const slipMs: Milliseconds = 20_000;
/** A touch that did nothing is tried again after this. */
const againMs: Milliseconds = 4_000;
const mostTouches = 40;
const glanceMs: Milliseconds = 500;
/** Nobody reads a machine's page longer. */
const longestReadMs: Milliseconds = 12_000;
/** How long somebody whom the machine told to wait for staff waits for them. */
const helpMs: Milliseconds = 150_000;

/** One person at one screen, from the first look to turning away. */
export class AtTheGlass {
  readonly #stand: Stand;
  readonly #wish: Wish;
  readonly #traits: Traits;
  readonly #life: Life;
  readonly #random: SeededRandom;
  readonly #news: GlassNews;
  readonly #pagesRead = new Set<string>();
  #memory: Memory = nothingYet;
  #paper: Paper | null = null;
  #touches = 0;
  #helpSince: Milliseconds | null = null;

  constructor(stand: Stand, wish: Wish, traits: Traits, life: Life, random: SeededRandom, news: GlassNews) {
    this.#stand = stand;
    this.#wish = wish;
    this.#traits = traits;
    this.#life = life;
    this.#random = random;
    this.#news = news;
  }

  async run(): Promise<GlassOutcome> {
    const { door } = this.#stand;
    this.#news.doing(`before ${door.id}`);
    const until = this.#life.now + longestMs;
    let lastNews = this.#life.now;
    await this.#life.sleep(this.#traits.hesitatesMs);
    while (this.#life.now < until && this.#touches < mostTouches) {
      const glass = door.glass();
      if (glass === null) {
        if (!(await this.#seeSomethingNew(null, Math.min(this.#traits.patienceMs, 60_000))))
          return this.#end('dark screen');
        continue;
      }
      await this.#read(glass.view);
      // While they read it may have become another page: then that is read first.
      const now = door.glass();
      if (now === null || pageOf(now.view) !== pageOf(glass.view)) continue;
      this.#remember(now.view);
      if (this.#waitedForHelp(now.view)) return this.#end('nobody came to help');
      const next = answer(now.view, this.#wish, this.#memory);
      switch (next.do) {
        case 'touch':
          await this.#touch(now, next);
          lastNews = this.#life.now;
          break;
        case 'await-slip':
          await this.#awaitSlip(now.view);
          lastNews = this.#life.now;
          break;
        case 'watch': {
          const patience = this.#wish.dawdles
            ? until - this.#life.now
            : lastNews + this.#traits.patienceMs - this.#life.now;
          if (patience <= 0 || !(await this.#seeSomethingNew(now, patience))) return this.#end('nothing happened');
          break;
        }
        case 'go':
          await this.#lookOnce(now.view);
          return this.#end(next.why);
      }
    }
    return this.#end('lost patience');
  }

  #waitedForHelp(view: View): boolean {
    const { screen } = view.body;
    if (screen === 'help') this.#helpSince ??= this.#life.now;
    else if (screen !== 'time') this.#helpSince = null;
    return this.#helpSince !== null && this.#life.now - this.#helpSince > helpMs;
  }

  #end(why: string): GlassOutcome {
    const paper = this.#paper ?? this.#takePaper();
    return { number: this.#memory.number ?? paper?.number ?? null, paper, why };
  }

  #remember(view: View): void {
    const number = this.#memory.chose ? numberOn(view) : null;
    const { screen } = view.body;
    this.#memory = {
      ...this.#memory,
      number: number ?? this.#memory.number,
      hadWarning: this.#memory.hadWarning || screen === 'time',
      sawWay: this.#memory.sawWay || screen === 'way',
    };
    if (number !== null) this.#news.learnt(number);
  }

  /** Reads what is new on a page; a page seen before takes a glance. */
  async #read(view: View): Promise<void> {
    const page = pageOf(view);
    if (this.#pagesRead.has(page)) return this.#life.sleep(200);
    this.#pagesRead.add(page);
    // Nobody reads a whole page of tiles: they stop at what they look for, on average in the middle.
    const words = Math.max(2, wordsOn(view) * this.#random.between(0.3, 0.8));
    this.#news.doing(`reading ${view.body.screen} at ${this.#stand.door.id}`);
    // The large thing first: a number is known at a glance, whatever else they read or miss.
    await this.#life.sleep(glanceMs);
    this.#remember(view);
    await this.#life.sleep(Math.min(longestReadMs, words * this.#traits.msPerWord));
  }

  /** A last look at number or way, so that it is kept in mind. */
  #lookOnce(view: View): Promise<void> {
    const keeps = view.body.screen === 'ticket' || view.body.screen === 'way';
    return this.#life.sleep(keeps ? this.#random.between(1500, 5000) : this.#random.between(300, 1200));
  }

  async #touch(glass: Glass, what: Extract<Answer, { do: 'touch' }>): Promise<void> {
    await this.#life.sleep(this.#traits.reachMs * this.#random.between(0.7, 1.4));
    const { view } = glass;
    const wrong = what.meaning === 'choose' && this.#random.chance(this.#traits.wrongTouch);
    const action = wrong ? this.#beside(view, what.action) : what.action;
    this.#touches += 1;
    this.#news.stir();
    this.#news.touched(action, wrong && action !== what.action);
    this.#stand.door.touch(action, glass.revision);
    const memory = this.#memory;
    if (what.meaning === 'choose' && view.body.screen !== 'invite') this.#memory = { ...memory, chose: true };
    if (what.meaning === 'language') this.#memory = { ...memory, askedLanguage: true };
    if (what.meaning === 'larger') this.#memory = { ...memory, larger: true };
    if (what.meaning === 'help') this.#memory = { ...memory, askedHelp: true };
    if (what.meaning === 'turn') this.#memory = { ...memory, turned: memory.turned + 1 };
    if (what.meaning === 'way') this.#memory = { ...memory, sawWay: true };
    const changed = await this.#seeSomethingNew(glass, againMs);
    if (!changed || action === what.action) return;
    // The wrong page: back, where the machine offers it.
    const now = this.#stand.door.glass();
    if (now === null || !now.view.actions.includes('chrome.back')) return;
    await this.#life.sleep(this.#traits.reachMs + 1000);
    this.#touches += 1;
    this.#news.stir();
    this.#news.touched('chrome.back', false);
    this.#stand.door.touch('chrome.back', now.revision);
    await this.#seeSomethingNew(now, againMs);
  }

  /** The tile after the one that was meant, or before the last. */
  #beside(view: View, action: string): string {
    const tiles: readonly Tile[] = 'tiles' in view.body ? view.body.tiles : [];
    const at = tiles.findIndex((tile) => tile.action === action);
    return tiles[at + 1]?.action ?? tiles[at - 1]?.action ?? action;
  }

  async #awaitSlip(view: View): Promise<void> {
    this.#news.doing(`waiting for the slip at ${this.#stand.door.id}`);
    const came = await this.#life.until(
      () => {
        if (this.#stand.tray.size > 0) return true;
        const now = this.#stand.door.glass()?.view.body;
        // The machine says that no paper comes, or shows something else.
        return now?.screen === 'ticket' && (now.printing === 'printing' || now.printing === 'printed') ? null : false;
      },
      [(poke) => this.#stand.tray.onDrop(poke), (poke) => this.#stand.door.onGlass(poke)],
      slipMs,
    );
    if (came === true) {
      await this.#life.sleep(this.#random.between(700, 2500));
      this.#news.stir();
      this.#paper = this.#takePaper();
    }
    this.#memory = { ...this.#memory, hasSlip: true, number: this.#memory.number ?? numberOn(view) };
  }

  #takePaper(): Paper | null {
    return this.#stand.tray.take();
  }

  /** True once the glass shows another view than `seen`. */
  async #seeSomethingNew(seen: Glass | null, limitMs: Milliseconds): Promise<boolean> {
    const changed = await this.#life.until(
      () => {
        const now = this.#stand.door.glass();
        if (now === null) return seen === null ? null : true;
        return seen !== null && now.revision === seen.revision ? null : true;
      },
      [(poke) => this.#stand.door.onGlass(poke)],
      limitMs,
    );
    return changed !== null;
  }
}
