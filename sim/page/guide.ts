import type { Milliseconds, Point } from '../../hal/units.ts';
import type { Mark, Session } from '../session.ts';
import type { Story } from './protocol.ts';
import { StoryTeller } from './story.ts';

/** How soon after the first look somebody walks in by themselves. */
const welcomeMs: Milliseconds = 1500;
/** A finished story stays readable this long before another visitor is followed. */
const readMs: Milliseconds = 20_000;

/**
 * Shows a newcomer what the devices are for: lets one visitor walk in by the main door soon after somebody first looks, and tells
 * their way through the centre; then that of others who come.
 */
export class Guide {
  readonly #session: Session;
  readonly #told: () => void;
  #teller: StoryTeller | null = null;
  #welcomed = false;
  #overAt: Milliseconds | null = null;

  constructor(session: Session, told: () => void) {
    this.#session = session;
    this.#told = told;
  }

  get story(): Story | null {
    return this.#teller?.story ?? null;
  }

  /** Somebody looks for the first time: time begins to go, and a visitor walks in. */
  welcome(): void {
    if (this.#welcomed) return;
    this.#welcomed = true;
    void this.#session.time.step(welcomeMs).then(() => {
      const entrance = entranceOf(this.#session);
      const [service] = this.#session.services;
      const [language = 'vi'] = this.#session.languages;
      if (entrance !== null && service !== undefined)
        this.follow(this.#session.addVisitor({ at: entrance, service: service.id, language, walkTo: null }));
      this.#session.time.play();
    });
  }

  follow(person: string): void {
    this.#teller = new StoryTeller(person, this.#session.time.now);
    this.#overAt = null;
    this.#told();
  }

  hear(mark: Mark): void {
    if (this.#teller !== null && this.#teller.hear(mark)) {
      if (this.#teller.story.over) this.#overAt = mark.t;
      this.#told();
    }
    const free = this.#teller === null || (this.#overAt !== null && mark.t - this.#overAt > readMs);
    const next = free && mark.kind === 'person' ? /^(\S+): walking to \S+-\d+$/.exec(mark.text)?.[1] : undefined;
    if (next !== undefined) this.follow(next);
  }
}

/** A step inside the door that visitors use. */
function entranceOf(session: Session): Point | null {
  const { doors, outline } = session.site.plan;
  const door = doors.find(({ id }) => !id.startsWith('staff'));
  if (door === undefined || outline.length === 0) return null;
  const middle = { x: (door.from.x + door.to.x) / 2, y: (door.from.y + door.to.y) / 2 };
  const centre = {
    x: outline.reduce((sum, { x }) => sum + x, 0) / outline.length,
    y: outline.reduce((sum, { y }) => sum + y, 0) / outline.length,
  };
  // Along the wall's normal that points into the hall.
  const across = { x: door.to.y - door.from.y, y: door.from.x - door.to.x };
  const length = Math.sqrt(across.x * across.x + across.y * across.y);
  const inward = across.x * (centre.x - middle.x) + across.y * (centre.y - middle.y) > 0 ? 1 : -1;
  return { x: middle.x + (across.x / length) * inward * 0.5, y: middle.y + (across.y / length) * inward * 0.5 };
}
