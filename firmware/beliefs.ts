import type { GreetingOut, Rung, StopReason } from '../behaviours/greeting/events.ts';
import type { Person, PresenceOut } from '../behaviours/presence/events.ts';
import type { Unsubscribe } from '../hal/device.ts';
import type { Milliseconds } from '../hal/units.ts';
import type { Behaviours } from './behaviours.ts';

/** One person as the device believes them to be, with how far up the ladder they are and why. Frame and units as in `Person`. */
export interface Belief {
  readonly person: Person;
  /** When presence last told of them. */
  readonly at: Milliseconds;
  /** Null before greeting has looked at them. */
  readonly rung: Rung | null;
  /** What brought them to that rung, in the words of the trace. */
  readonly why: string;
  /** When and why a greeting was spoken to them, alone or with others. */
  readonly greeted: { readonly at: Milliseconds; readonly why: StopReason } | null;
}

interface Known {
  rung: Rung | null;
  why: string;
  greeted: Belief['greeted'];
}

/**
 * What a maintainer is shown of presence and greeting: everybody who is followed now, and what is thought of them. Nothing is kept of
 * who has gone.
 */
export class Beliefs {
  #people: readonly Person[] = [];
  #at: Milliseconds = 0;
  readonly #known = new Map<number, Known>();

  /** Follows both behaviours from now on; the result ends it. */
  follow({ presence, greeting }: Pick<Behaviours, 'presence' | 'greeting'>): Unsubscribe {
    const ends = [presence.on((event) => this.#sensed(event)), greeting.on((event) => this.#climbed(event))];
    return () => {
      for (const end of ends) end();
    };
  }

  all(): readonly Belief[] {
    return this.#people.map((person) => {
      const { rung, why, greeted } = this.#known.get(person.id) ?? { rung: null, why: '', greeted: null };
      return { person, at: this.#at, rung, why, greeted };
    });
  }

  #sensed(event: PresenceOut): void {
    if (event.type !== 'people.changed') return;
    this.#people = event.people;
    this.#at = event.at;
    const here = new Set(event.people.map(({ id }) => id));
    for (const id of this.#known.keys()) if (!here.has(id)) this.#known.delete(id);
  }

  #climbed(event: GreetingOut): void {
    switch (event.type) {
      case 'visitor.climbed':
        if (event.person === null) return;
        if (event.to === null) this.#known.delete(event.person);
        else Object.assign(this.#of(event.person), { rung: event.to, why: event.why });
        return;
      case 'visitor.greeted':
        for (const id of event.group) this.#of(id).greeted = { at: event.at, why: event.why };
        return;
      case 'claim.made':
      case 'claim.withdrawn':
      case 'visit.began':
      case 'visit.ended':
      case 'visitor.joined':
      case 'visitor.acknowledged':
      case 'gaze.wanted':
      case 'lamp.wanted':
      case 'mute.changed':
      case 'state.kept':
    }
  }

  #of(id: number): Known {
    const known = this.#known.get(id) ?? { rung: null, why: '', greeted: null };
    this.#known.set(id, known);
    return known;
  }
}
